"""A school whose course has programs to write and activities to do, learners, and a clock that tests move."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal

from carrel.application import accounts, enrolling
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, create_school, open_school
from carrel.domain.users import SchoolRole
from carrel.server.visitors import Visitors
from tests.builders import COURSE_ID, FOLDER, a_folder
from tests.server.assessing.conftest import Clock
from tests.server.caller import Caller, calling, signed_in
from tests.server.conftest import copied
from tests.server.schools import AT

PROGRAM, PRACTICE, HALF, UNKNOWN, WIDGET, TOOL, COACH, LAB, LOCKED = (
    "prog1",
    "prog2",
    "prog3",
    "prog4",
    "widg1",
    "tool1",
    "coac1",
    "lab01",
    "lockd",
)
PARTS = """
[[parts]]
id = "primes"
name = "The primes below 12"
points = 2
outputs = ["2 3 5 7 11", "SECRET-OTHER"]
[[parts]]
id = "root"
numbers = [1.41421]
tolerance = 0.001
[[parts]]
id = "word"
pattern = "(SECRET-?[a-z]+)+"
"""
BROUGHT = '[[parts]]\nid = "poem"\npoints = 3\nkey = "unknown"\n'


def an_item(item_id: str, kind: str, more: str = "") -> str:
    return f'+++\nid = "{item_id}"\nkind = "{kind}"\n{more}+++\nDo *this*.\n'


FILES: dict[str, str | bytes | None] = {
    f"{FOLDER}/01-hello/item.toml": 'id = "lect1"\nkind = "lecture"\noptional = true\n',
    f"{FOLDER}/02-how-to-read.md": '+++\nid = "read1"\noptional = true\n+++\nRead.\n',
    f"{FOLDER}/03-count.md": an_item(PROGRAM, "programming", f"weight = 1000\nlate_penalty = 0.5\n{PARTS}"),
    f"{FOLDER}/04-locked.md": an_item(LOCKED, "ungradedWidget", 'lock = "lesson"\n'),
    f"{FOLDER}/05-practise.md": an_item(PRACTICE, "ungradedProgramming", PARTS),
    f"{FOLDER}/05-half.md": an_item(HALF, "ungradedProgramming", f"{PARTS}{BROUGHT}"),
    f"{FOLDER}/05-unknown.md": an_item(UNKNOWN, "ungradedProgramming", BROUGHT),
    f"{FOLDER}/06-widget.md": an_item(
        WIDGET,
        "ungradedWidget",
        'launch = "https://widget.example/w"\nlaunch_title = "<b>W</b>"\ntime = "10m"\n',
    ),
    f"{FOLDER}/07-tool.md": an_item(TOOL, "ungradedLti", 'launch = "https://tool.example/t"\ntime = "10m"\n'),
    f"{FOLDER}/08-coach.md": an_item(COACH, "coach", 'time = "10m"\n'),
    f"{FOLDER}/09-lab.md": an_item(LAB, "ungradedLab", 'launch = "https://lab.example/l"\ntime = "10m"\n'),
}


@pytest.fixture(scope="session")
def practising(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the school. Only ever copied."""
    root = tmp_path_factory.mktemp("practising")
    school = create_school(root / "data", None, "A school that practises")
    publish(school, plan_publication(school, a_folder(root / "folder", FILES), AT), AT)
    for name in ("learner", "other", "newcomer"):
        add = partial(
            accounts.add_user,
            email=f"{name}@example.org",
            name=name.title(),
            role=SchoolRole.LEARNER,
            password_hash="",
        )
        user = school.write(add, None, AT)
        if name != "newcomer":
            school.write(partial(enrolling.enroll, user_id=user.id, course_id=COURSE_ID), user, AT)
    school.close()
    return root / "data"


@pytest.fixture
def school(practising: Path, tmp_path: Path) -> Iterator[School]:
    school = open_school(copied(practising, tmp_path / "data"))
    yield school
    school.close()


@pytest.fixture
def guest(school: School, portal: BlockingPortal) -> Iterator[Caller]:
    with calling(school, portal) as guest:
        yield guest


@pytest.fixture
def clock(guest: Caller) -> Clock:
    """The clock of the app."""
    clock = Clock(AT + 1000)
    visitors: Visitors = guest.app.state.visitors
    visitors.clock = clock
    return clock


@pytest.fixture
def learner(guest: Caller, school: School, clock: Clock) -> Caller:
    return signed_in(guest, school, "learner@example.org")


@pytest.fixture
def other(guest: Caller, school: School, clock: Clock) -> Caller:
    return signed_in(guest, school, "other@example.org")


@pytest.fixture
def newcomer(guest: Caller, school: School, clock: Clock) -> Caller:
    return signed_in(guest, school, "newcomer@example.org")
