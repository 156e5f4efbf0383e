"""Acknowledged means kept: a school is killed under load, again and again, and nothing it kept is missing.

Killed is the school's process, never the database server. `CARREL_KILLS` says how often.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest
from httpx2 import AsyncClient, HTTPError

from carrel.application import accounts, enrolling, signing_in
from carrel.application.handles import video_id
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, create_school
from carrel.application.visit import Visit
from carrel.domain.enrollment import DAY
from carrel.domain.users import SchoolRole
from carrel.server.visitors import now
from carrel.store.engine import Database
from tests.builders import COURSE_ID, FOLDER, a_folder
from tests.conftest import Place
from tests.server.learning.desk import HEARTBEAT

KILLS = int(os.environ.get("CARREL_KILLS", "20"))
LEARNERS = 8
READINGS = [f"read{number}" for number in range(120)]
BEAT = 30_000
ROOT = Path(__file__).parents[2]


@dataclass
class Acknowledged:
    """A learner, and everything that the school said it had kept of them."""

    id: int
    token: str
    began: int
    position: int = 0
    readings: set[str] = field(default_factory=set)
    beats: int = 0
    said: int = 0
    """How much was said, whether it was acknowledged or not."""

    @property
    def headers(self) -> dict[str, str]:
        return {"cookie": f"CAUTH={self.token}"}


@pytest.fixture
def learners(place: Place, tmp_path: Path) -> list[Acknowledged]:
    """Learners of a course of one lecture and many readings, in a school that nobody serves yet."""
    files = {
        f"{FOLDER}/{n + 10:03}-{one}.md": f'+++\nid = "{one}"\n+++\nRead.\n' for n, one in enumerate(READINGS)
    }
    folder = a_folder(tmp_path / "course", files)
    school = create_school(place.folder, place.url, "The Open Desk")
    publish(school, plan_publication(school, folder, now()), now())
    enrolled = [enrol(school, f"learner{number}@example.org") for number in range(LEARNERS)]
    school.close()
    return enrolled


def enrol(school: School, email: str) -> Acknowledged:
    began = now() - DAY

    def deed(visit: Visit) -> Acknowledged:
        user = accounts.add_user(visit, email, email, SchoolRole.LEARNER, "")
        student = Visit(visit.connection, visit.shelf, user, visit.now)
        enrolling.enroll(student, user.id, COURSE_ID)
        return Acknowledged(user.id, signing_in.sign_in(visit, user).token, began)

    return school.write(deed, None, began)


@contextmanager
def launching(place: Place) -> Iterator["subprocess.Popen[str]"]:
    arguments = [str(place.folder), *([place.url] if place.url else [])]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.durability.launcher", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.communicate()


def start(launcher: "subprocess.Popen[str]") -> tuple[int, str]:
    """Begin a school: its process, and its address."""
    assert launcher.stdin is not None
    assert launcher.stdout is not None
    launcher.stdin.write("\n")
    launcher.stdin.flush()
    pid, site = launcher.stdout.readline().split()
    return int(pid), site


def test_a_school_that_is_killed_under_load_keeps_all_that_it_acknowledged(
    place: Place, learners: list[Acknowledged]
) -> None:
    dice = random.Random(20)
    with launching(place) as launcher:
        for _ in range(KILLS):
            pid, site = start(launcher)
            try:
                asyncio.run(look(site, learners))
                asyncio.run(load(site, learners, pid, acknowledgements=dice.randrange(5, 150)))
            finally:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        pid, site = start(launcher)
        try:
            asyncio.run(look(site, learners))
        finally:
            os.kill(pid, signal.SIGKILL)

    assert all(one.position and one.readings and one.beats for one in learners)
    with Database.open(place.folder, place.url) as database:
        if database.engine == "sqlite":
            found = database.read(
                lambda connection: connection.exec_driver_sql("PRAGMA integrity_check").all()
            )
            assert found == [("ok",)]


async def load(site: str, learners: list[Acknowledged], pid: int, acknowledgements: int) -> None:
    """Learn, all at once, and kill the school in the midst of it, after so many acknowledgements."""
    left = iter(range(acknowledgements))

    def acknowledged() -> None:
        if next(left, None) is None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async with AsyncClient(base_url=site, timeout=20) as client:
        work = (learn(client, one, kind, acknowledged) for one in learners for kind in KINDS)
        await asyncio.gather(*work)


async def learn(
    client: AsyncClient, learner: Acknowledged, kind: str, acknowledged: Callable[[], None]
) -> None:
    """Say one kind of thing after the other, until nobody answers."""
    unread = cycle([one for one in READINGS if one not in learner.readings] or READINGS)
    with suppress(HTTPError):
        while True:
            await KINDS[kind](client, learner, next(unread))
            acknowledged()


async def say_position(client: AsyncClient, learner: Acknowledged, _: str) -> None:
    learner.said += 1
    position = learner.said
    path = f"/api/onDemandVideoProgresses.v1/{learner.id}~{COURSE_ID}~{video_id(COURSE_ID, 'aaaa1')}"
    answer = await client.put(path, json={"viewedUpTo": position}, headers=learner.headers)
    assert answer.status_code == 204, answer.text
    learner.position = position


async def say_read(client: AsyncClient, learner: Acknowledged, item: str) -> None:
    body = {"userId": learner.id, "courseId": COURSE_ID, "itemId": item}
    answer = await client.post("/api/onDemandSupplementCompletions.v1", json=body, headers=learner.headers)
    assert answer.status_code == 201, answer.text
    learner.readings.add(item)


async def say_studied(client: AsyncClient, learner: Acknowledged, _: str) -> None:
    at = learner.began + (learner.beats + 1) * BEAT
    beat = {
        "courseId": COURSE_ID,
        "itemDetails": {"itemId": READINGS[0]},
        "durationMilliSeconds": BEAT,
        "clientDateTime": datetime.fromtimestamp(at / 1000, UTC).isoformat(),
    }
    variables = {"input": {"heartbeat": beat}}
    sent = {"query": HEARTBEAT, "variables": variables}
    answer = await client.post("/graphql-gateway", json=sent, headers=learner.headers)
    assert "Success" in answer.text, answer.text
    learner.beats += 1


KINDS = {"position": say_position, "reading": say_read, "heartbeat": say_studied}


async def look(site: str, learners: list[Acknowledged]) -> None:
    """Find everything that was ever acknowledged."""
    async with AsyncClient(base_url=site, timeout=20) as client:
        await asyncio.gather(*(look_at(client, one) for one in learners))


async def look_at(client: AsyncClient, learner: Acknowledged) -> None:
    key = f"{learner.id}~{COURSE_ID}"
    place_path = f"/api/onDemandVideoProgresses.v1/{key}~{video_id(COURSE_ID, 'aaaa1')}"
    read = await client.get(f"/api/onDemandCoursesProgress.v1/{key}", headers=learner.headers)
    place = await client.get(place_path, headers=learner.headers)
    studied = await client.get("/api/learningHours.v1?q=me", headers=learner.headers)
    progress, hours = read.json()["elements"][0], studied.json()["elements"]
    done = {item for item, one in progress["items"].items() if one["progressState"] == "Completed"}
    assert done >= learner.readings
    assert (place.json()["elements"][0]["viewedUpTo"] if place.status_code == 200 else 0) >= learner.position
    assert sum(one["studiedMilliSeconds"] for one in hours) >= learner.beats * BEAT
