"""A school whose course asks questions of every type, a learner in it, and a clock that the tests move."""

from collections.abc import Iterator
from dataclasses import dataclass
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
from tests.questions import EVERY_TYPE, WORK
from tests.server.caller import Caller, calling, signed_in, user_id
from tests.server.conftest import copied
from tests.server.schools import AT

QUIZ, EXAM, TASK, PRACTICE, LECTURE, READING, AFTER = (
    "quiz1",
    "exam1",
    "task1",
    "prac1",
    "lect1",
    "read1",
    "after",
)
SLUG = "study-well-online"
IN_VIDEO = """
[[questions]]
id = "ready"
type = "continue"
at = "1s"
prompt = "A pause."

[[questions]]
id = "seen"
type = "mcq"
at = "2s"
prompt = "What did you see?"
feedback = "SECRET-SEEN"

[[questions.options]]
id = "bird"
text = "A bird"
correct = true
feedback = "SECRET-BIRD"

[[questions.options]]
id = "fish"
text = "A fish"

[[questions]]
id = "many"
type = "singleNumeric"
at = "2s"
prompt = "How many were there?"
key = "unknown"
"""


A_FILE = """
[[questions]]
id = "report"
type = "fileUpload"
prompt = "Your report."
allowed_files = [".html", ".PDF"]
points = 3

[[questions]]
id = "word"
type = "plainText"
prompt = "A word on it."
"""
REPORT = "file1"


def an_item(item_id: str, kind: str, more: str = "") -> str:
    return f'id = "{item_id}"\nkind = "{kind}"\n{more}'


FILES: dict[str, str | bytes | None] = {
    f"{FOLDER}/01-hello/item.toml": an_item(LECTURE, "lecture", "optional = true\n"),
    f"{FOLDER}/01-hello/questions.toml": IN_VIDEO,
    f"{FOLDER}/02-how-to-read.md": f'+++\nid = "{READING}"\noptional = true\n+++\nRead.\n',
    f"{FOLDER}/03-quiz/item.toml": an_item(QUIZ, "quiz", 'name = "Check yourself"\nweight = 1000\n'),
    f"{FOLDER}/03-quiz/questions.toml": EVERY_TYPE,
    f"{FOLDER}/04-after.md": f'+++\nid = "{AFTER}"\nlock = "lesson"\n+++\nAt last.\n',
    f"{FOLDER}/05-exam/item.toml": an_item(EXAM, "exam", "weight = 1000\noptional = true\n"),
    f"{FOLDER}/05-exam/questions.toml": f'attempts = 1\ntime_limit = "1h"\n{EVERY_TYPE}',
    f"{FOLDER}/06-task/item.toml": an_item(TASK, "staffGraded", "weight = 1000\noptional = true\n"),
    f"{FOLDER}/06-task/questions.toml": WORK,
    f"{FOLDER}/07-practice/item.toml": an_item(PRACTICE, "ungradedAssignment", "optional = true\n"),
    f"{FOLDER}/07-practice/questions.toml": EVERY_TYPE,
    f"{FOLDER}/08-report/item.toml": an_item(REPORT, "staffGraded", "optional = true\n"),
    f"{FOLDER}/08-report/questions.toml": A_FILE,
}


@dataclass
class Clock:
    """The school's time (epoch ms)."""

    now: int = AT

    def __call__(self) -> int:
        return self.now


@pytest.fixture(scope="session")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the school. Only ever copied."""
    root = tmp_path_factory.mktemp("asking")
    school = create_school(root / "data", None, "A school that asks")
    publish(school, plan_publication(school, a_folder(root / SLUG, FILES), AT), AT)
    for name, role in (
        ("learner", SchoolRole.LEARNER),
        ("other", SchoolRole.LEARNER),
        ("teacher", SchoolRole.TEACHER),
    ):
        email = f"{name}@example.org"
        user = school.write(
            partial(accounts.add_user, email=email, name=name.title(), role=role, password_hash=""), None, AT
        )
        if role is SchoolRole.LEARNER:
            school.write(partial(enrolling.enroll, user_id=user.id, course_id=COURSE_ID), user, AT)
    school.close()
    return root / "data"


@pytest.fixture
def school(asking: Path, tmp_path: Path) -> Iterator[School]:
    school = open_school(copied(asking, tmp_path / "data"))
    yield school
    school.close()


@pytest.fixture
def guest(school: School, portal: BlockingPortal) -> Iterator[Caller]:
    with calling(school, portal) as guest:
        yield guest


@pytest.fixture
def clock(guest: Caller) -> Clock:
    """The clock of the app."""
    clock = Clock()
    visitors: Visitors = guest.app.state.visitors
    visitors.clock = clock
    return clock


@pytest.fixture
def learner(guest: Caller, school: School, clock: Clock) -> Caller:
    caller = signed_in(guest, school, "learner@example.org")
    clock.now = AT + 1000
    return caller


@pytest.fixture
def other(guest: Caller, school: School, clock: Clock) -> Caller:
    return signed_in(guest, school, "other@example.org")


@pytest.fixture
def teacher(guest: Caller, school: School, clock: Clock) -> Caller:
    return signed_in(guest, school, "teacher@example.org")


@dataclass
class Sessions:
    """One learner's way through a quiz, as a client goes it."""

    caller: Caller

    def post(self, rest: str, body: object, item: str = QUIZ, user: str = "~"):
        return self.caller.post(f"/api/opencourse.v1/user/{user}/course/{SLUG}/item/{item}/{rest}", body)

    def begin(self) -> str:
        answer = self.post("quiz/session", {"contentRequestBody": []})
        assert answer.status_code == 200, answer.text
        session: str = answer.json()["contentResponseBody"]["session"]["id"]
        return session

    def act(self, session: str, action: str, responses: dict[str, object] | None = None):
        argument = [{"questionId": name, "response": given} for name, given in (responses or {}).items()]
        body = {"contentRequestBody": {"argument": argument}}
        return self.post(f"quiz/session/{session}/action/{action}?autoEnroll=false", body)

    def state(self, session: str, action: str = "getState", responses: dict[str, object] | None = None):
        answer = self.act(session, action, responses)
        assert answer.status_code == 200, answer.text
        return answer.json()["contentResponseBody"]["return"]

    @property
    def who(self) -> int:
        return user_id(self.caller)


@pytest.fixture
def quiz(learner: Caller) -> Sessions:
    return Sessions(learner)
