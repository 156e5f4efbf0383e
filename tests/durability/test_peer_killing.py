"""A school is killed while learners hand in and review each other: nothing is lost, nothing counts twice."""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import pytest
from httpx2 import AsyncClient, HTTPError, Response

from carrel.application.publishing import plan_publication, publish
from carrel.application.school import create_school
from carrel.server.visitors import now
from tests.builders import COURSE_ID, FOLDER, a_folder
from tests.conftest import Place
from tests.durability.test_killing import Acknowledged, enrol, launching, start

KILLS = int(os.environ.get("CARREL_KILLS", "2"))
LEARNERS = 4
ITEM = "peer1"
PEER = (
    f'id = "{ITEM}"\nkind = "peer"\nweight = 1000\nrequired_reviews = 1\n'
    '[[submission]]\nid = "text"\n[[rubric]]\nid = "whole"\npoints = 10\n'
)
DRAFTS, WORK = "/api/onDemandPeerSubmissionDrafts.v1", "/api/onDemandPeerSubmissions.v1"
REVIEWS = "/api/onDemandPeerReviews.v1"
NOT_NOW = HTTPStatus.CONFLICT


@dataclass
class Pupil:
    """A learner, and everything that the school said it had kept of their work and of their reviews."""

    who: Acknowledged
    revision: int = 0
    handed_in: set[str] = field(default_factory=set)
    reviewed: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.who.id}~{COURSE_ID}~{ITEM}"

    @property
    def named(self) -> str:
        return f"userId={self.who.id}&courseId={COURSE_ID}&itemId={ITEM}"


@pytest.fixture
def pupils(place: Place, tmp_path: Path) -> list[Pupil]:
    folder = a_folder(tmp_path / "course", {f"{FOLDER}/03-essay/item.toml": PEER})
    school = create_school(place.folder, place.url, "The Open Desk")
    publish(school, plan_publication(school, folder, now()), now())
    enrolled = [Pupil(enrol(school, f"learner{number}@example.org")) for number in range(LEARNERS)]
    school.close()
    return enrolled


def test_work_and_reviews_that_were_acknowledged_are_kept_and_nothing_is_graded_twice(
    place: Place, pupils: list[Pupil]
) -> None:
    dice = random.Random(7)
    with launching(place) as launcher:
        for kill in range(KILLS + 1):
            pid, site = start(launcher)
            try:
                asyncio.run(look(site, pupils))
                if kill < KILLS:
                    asyncio.run(load(site, pupils, pid, dice.randrange(5, 60)))
            finally:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    assert all(one.handed_in for one in pupils)
    assert any(one.reviewed for one in pupils)


async def load(site: str, pupils: list[Pupil], pid: int, acknowledgements: int) -> None:
    """Work, all at once, and kill the school in the midst of it."""
    left = iter(range(acknowledgements))

    def acknowledged() -> None:
        if next(left, None) is None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async with AsyncClient(base_url=site, timeout=20) as client:
        await asyncio.gather(*(work(client, one, acknowledged) for one in pupils))


async def work(client: AsyncClient, pupil: Pupil, acknowledged: Callable[[], None]) -> None:
    """Write, hand in twice, review, until nobody answers."""
    dice = random.Random(pupil.who.id)
    with suppress(HTTPError):
        while True:
            await write(client, pupil)
            acknowledged()
            for _ in range(2):
                await hand_in(client, pupil)
                acknowledged()
            await review(client, pupil, dice.randrange(11))
            acknowledged()


async def write(client: AsyncClient, pupil: Pupil) -> None:
    part = {"typeName": "richText", "definition": {"value": f"Revision {pupil.revision + 1}."}}
    body = {"submission": {"title": "", "parts": {"text": part}}}
    answer = await client.put(f"{DRAFTS}/{pupil.key}", json=body, headers=pupil.who.headers)
    assert answer.status_code == HTTPStatus.OK, answer.text
    pupil.revision = answer.json()["elements"][0]["revision"]


async def hand_in(client: AsyncClient, pupil: Pupil) -> None:
    body = {"courseId": COURSE_ID, "itemId": ITEM}
    answer = await client.post(WORK, json=body, headers=pupil.who.headers)
    if answer.status_code != NOT_NOW:
        assert answer.status_code == HTTPStatus.CREATED, answer.text
        pupil.handed_in.add(answer.headers["x-coursera-id"])


async def review(client: AsyncClient, pupil: Pupil, points: int) -> None:
    taken = await client.post(f"{REVIEWS}?action=take&{pupil.named}", headers=pupil.who.headers)
    if taken.status_code == NOT_NOW:
        return
    submission_id = taken.json()["submissionId"]
    body = {"parts": {"whole": points}}
    path = f"{REVIEWS}/{pupil.who.id}~{submission_id}"
    answer: Response = await client.put(path, json=body, headers=pupil.who.headers)
    assert answer.status_code == HTTPStatus.OK, answer.text
    pupil.reviewed[submission_id] = points


async def look(site: str, pupils: list[Pupil]) -> None:
    """Find everything that was ever acknowledged, and no more grades than there was work."""
    async with AsyncClient(base_url=site, timeout=20) as client:
        await asyncio.gather(*(look_at(client, one) for one in pupils))


async def look_at(client: AsyncClient, pupil: Pupil) -> None:
    async def elements(target: str) -> list[dict[str, object]]:
        answer = await client.get(target, headers=pupil.who.headers)
        found: list[dict[str, object]] = answer.json().get("elements", [])
        return found

    drafts = await elements(f"{DRAFTS}/{pupil.key}")
    assert [one["revision"] for one in drafts] >= ([pupil.revision] if pupil.revision else [])
    handed_in = {str(one["id"]) for one in await elements(f"{WORK}?q=mine&{pupil.named}")}
    assert handed_in >= pupil.handed_in
    given = {
        str(one["submissionId"]): one.get("parts")
        for one in await elements(f"{REVIEWS}?q=byItem&{pupil.named}")
    }
    assert {one: given[one] for one in pupil.reviewed} == {
        one: {"whole": points} for one, points in pupil.reviewed.items()
    }
    (grades,) = await elements(f"/api/itemGrades.v1/{pupil.key}") or [{"attemptsCount": 0}]
    attempts = grades["attemptsCount"]
    assert isinstance(attempts, int)
    assert attempts <= len(handed_in)
