"""Attempts are begun, saved and handed in while the school is killed: nothing acknowledged is lost, and what
was handed in is marked once.
"""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient, HTTPError
from sqlalchemy import select

from carrel.application.publishing import plan_publication, publish
from carrel.application.school import create_school
from carrel.server.visitors import now
from carrel.store.engine import Database
from carrel.store.tables import attempts, scored_attempts
from tests.builders import FOLDER, a_folder
from tests.conftest import Place
from tests.durability.test_killing import KILLS, LEARNERS, Acknowledged, enrol, launching, start

QUIZ = """
[[questions]]
id = "sum"
type = "singleNumeric"
prompt = "How much?"
answers = [{ value = 1 }]

[[questions]]
id = "word"
type = "regex"
prompt = "Say it."
answers = [{ value = "yes" }]
"""
ITEM, SLUG = "quiz1", "study-well-online"


@dataclass
class Taker:
    """A learner, and what the school said it had kept of their attempts."""

    learner: Acknowledged
    saved: dict[str, str] = field(default_factory=dict)
    """The last answer that was acknowledged, by session."""
    handed_in: dict[str, float] = field(default_factory=dict)
    """The score that was acknowledged, by session."""

    async def ask(self, client: AsyncClient, rest: str, responses: dict[str, str] | None = None) -> Any:
        argument = [{"questionId": name, "response": given} for name, given in (responses or {}).items()]
        answer = await client.post(
            f"/api/opencourse.v1/user/~/course/{SLUG}/item/{ITEM}/quiz/session{rest}",
            json={"contentRequestBody": {"argument": argument}},
            headers=self.learner.headers,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["contentResponseBody"]

    async def take(self, client: AsyncClient, acknowledged: Callable[[], None], dice: random.Random) -> None:
        """Begin, save and hand in, again and again, until nobody answers."""
        with suppress(HTTPError):
            while True:
                session = (await self.ask(client, ""))["session"]["id"]
                for _ in range(dice.randrange(3)):
                    given = str(dice.randrange(3))
                    await self.ask(client, f"/{session}/action/saveResponses", {"sum": given})
                    self.saved[session] = given
                    acknowledged()
                word = dice.choice(["yes", "no"])
                told = await self.ask(client, f"/{session}/action/submitResponses", {"word": word})
                self.handed_in[session] = told["return"]["evaluation"]["score"]
                acknowledged()

    async def look(self, client: AsyncClient) -> None:
        """Find everything that was ever acknowledged, as it was acknowledged."""
        for session in self.saved.keys() | self.handed_in.keys():
            state = (await self.ask(client, f"/{session}/action/getState"))["return"]
            if session in self.handed_in:
                assert state["evaluation"]["score"] == self.handed_in[session]
            elif state["evaluation"] is None and session in self.saved:
                assert next(one for one in state["questions"] if one["id"] == "sum")["response"]


@pytest.fixture
def takers(place: Place, tmp_path: Path) -> list[Taker]:
    files: dict[str, str | bytes | None] = {
        f"{FOLDER}/03-quiz/item.toml": f'id = "{ITEM}"\nkind = "quiz"\nweight = 1000\n',
        f"{FOLDER}/03-quiz/questions.toml": QUIZ,
    }
    folder = a_folder(tmp_path / "course", files)
    school = create_school(place.folder, place.url, "The Open Desk")
    publish(school, plan_publication(school, folder, now()), now())
    found = [Taker(enrol(school, f"learner{number}@example.org")) for number in range(LEARNERS)]
    school.close()
    return found


def test_what_was_handed_in_is_kept_and_marked_once_whenever_the_school_is_killed(
    place: Place, takers: list[Taker]
) -> None:
    dice = random.Random(7)
    with launching(place) as launcher:
        for _ in range(max(3, KILLS // 5)):
            pid, site = start(launcher)
            try:
                asyncio.run(look(site, takers))
                asyncio.run(load(site, takers, pid, dice))
            finally:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        pid, site = start(launcher)
        try:
            asyncio.run(look(site, takers))
        finally:
            os.kill(pid, signal.SIGKILL)

    assert sum(len(one.handed_in) for one in takers) > LEARNERS
    with Database.open(place.folder, place.url) as database:
        kept = database.read(lambda connection: connection.execute(MARKED).all())
        scored = database.read(lambda connection: connection.execute(SCORED).all())
    # Whatever was handed in counts, exactly once, with the score that it got.
    assert sorted(kept) == sorted((learner, int(number), score) for learner, number, score in scored)


MARKED = select(attempts.c.learner_id, attempts.c.number, attempts.c.score).where(
    attempts.c.submitted_at.is_not(None)
)
SCORED = select(scored_attempts.c.learner_id, scored_attempts.c.attempt_id, scored_attempts.c.score)


async def load(site: str, takers: list[Taker], pid: int, dice: random.Random) -> None:
    """Take the quiz, all at once, and kill the school in the midst of it."""
    left = iter(range(dice.randrange(10, 80)))

    def acknowledged() -> None:
        if next(left, None) is None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async with AsyncClient(base_url=site, timeout=30) as client:
        await asyncio.gather(*(one.take(client, acknowledged, dice) for one in takers))


async def look(site: str, takers: list[Taker]) -> None:
    async with AsyncClient(base_url=site, timeout=30) as client:
        await asyncio.gather(*(one.look(client) for one in takers))
