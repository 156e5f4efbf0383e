"""A small course to study in a real browser, and learners who have done nothing in it yet."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from carrel.application import accounts, enrolling, signing_in
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, create_school
from carrel.domain.users import SchoolRole
from carrel.server.visitors import now
from tests.browser.visits import Visit
from tests.schools import COURSES, serving

COURSE_ID = "QaMpf0ZuEeW4kAo0dH3nVQ"
COURSE = "/learn/watch-and-read"
SHOWN = COURSES / "writing-that-argues/05-papers-in-order/01-planning-the-whole/01-the-last-stretch"
"""A real lecture of 28 seconds."""
FILES = {
    "course.toml": f'id = "{COURSE_ID}"\nslug = "watch-and-read"\nname = "Watch and Read"\n',
    "01-all/01-first/01-watch/item.toml": 'id = "watch"\nkind = "lecture"\nname = "Watch"\n',
    "01-all/01-first/02-write/item.toml": 'id = "write"\nkind = "peer"\nname = "Write"\nlock = "lesson"\n',
    "01-all/01-first/02-write/instructions.md": "Write.\n",
    "01-all/02-then/01-paced/item.toml": (
        'id = "paced"\nkind = "lecture"\nname = "Paced"\ndisable_skipping_forward = true\n'
    ),
    "01-all/02-then/02-again/item.toml": 'id = "again"\nkind = "lecture"\nname = "Again"\n',
    "01-all/02-then/03-read.md": '+++\nid = "reads"\n+++\n# Slowly\n\nAnd twice.\n',
    "01-all/02-then/04-more.md": '+++\nid = "mores"\n+++\nMore.\n',
}
LECTURES = ("01-all/01-first/01-watch", "01-all/02-then/01-paced", "01-all/02-then/02-again")
LEARNERS = 40


@dataclass(frozen=True)
class StudySchool:
    """A school that is served, and ways in that nobody has used."""

    address: str
    links: Iterator[str]


@dataclass
class Told:
    """What a page tells the school: requests that change something, as they are made."""

    requests: list[Request] = field(default_factory=list)

    def hear(self, request: Request) -> None:
        if request.method != "GET":
            self.requests.append(request)

    @property
    def kinds(self) -> list[str]:
        """`play`, `beat`, `progress` and `ended`, in their order."""
        return [kind_of(request) for request in self.requests]

    @property
    def beats(self) -> list[dict[str, Any]]:
        """The heartbeats."""
        return [
            json.loads(request.post_data or "")[0]["variables"]["input"]["heartbeat"]
            for request in self.requests
            if kind_of(request) == "beat"
        ]


def kind_of(request: Request) -> str:
    path = request.url.partition("?")[0]
    if path.endswith("/graphql-gateway"):
        return "beat"
    return "progress" if "VideoProgresses" in path else path.rpartition("/")[2]


Studying = Callable[..., tuple[Page, Told]]


@pytest.fixture(scope="package")
def study_school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudySchool]:
    """The school, in a process of its own."""
    place = tmp_path_factory.mktemp("study")
    school = create_school(place / "school", None, "The Open Desk")
    publish(school, plan_publication(school, a_course(place / "course"), now()), now())
    links = [learner(school, number) for number in range(LEARNERS)]
    school.close()
    with serving([sys.executable, "-m", "carrel", "serve", "--data", place / "school"]) as address:
        yield StudySchool(address, iter(links))


@pytest.fixture
def studying(browser: Browser, study_school: StudySchool) -> Iterator[Studying]:
    """Opens a page of the course for a new learner; also what it tells the school.

    A test fails in the end when a page had an error in its console, broke its own content policy, or was
    refused something; but it may be asked for patience.
    """
    visits: list[Visit] = []
    with ExitStack() as stack:

        def studying(path: str, **settings: object) -> tuple[Page, Told]:
            context = browser.new_context(base_url=study_school.address, **settings)  # type: ignore[arg-type]
            stack.callback(context.close)
            visit, told = Visit(context.new_page(), study_school.address), Told()
            visits.append(visit)
            visit.page.goto(f"/sign-in/link/{next(study_school.links)}")
            context.on("request", told.hear)
            visit.page.goto(f"{COURSE}/{path}")
            return visit.page, told

        yield studying
    faults = [fault for visit in visits for fault in visit.faults]
    assert [fault for fault in faults if not fault.endswith(": 429")] == []


def a_course(root: Path) -> Path:
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    for lecture in LECTURES:
        for name in ("video.360p.mp4", "captions.en.vtt", "captions.es.vtt"):
            shutil.copy(SHOWN / name, root / lecture / name)
    return root


def learner(school: School, number: int) -> str:
    """A learner of the course: the token of the link that signs them in."""
    email = f"learner-{number}@example.org"
    user = school.write(
        lambda visit: accounts.add_user(visit, email, "Learner", SchoolRole.LEARNER, ""), None, now()
    )
    school.write(lambda visit: enrolling.enroll(visit, user.id, COURSE_ID), user, now())
    return school.write(lambda visit: signing_in.make_link(visit, email), None, now())
