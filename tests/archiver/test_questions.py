"""Questions carried without their keys: only those of attempts that are there, and none is begun for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carrel.courseware.folder import read_folder
from carrel.courseware.items import Assignment, Item, Programming, Quiz, Unseen, assessment_of
from carrel.courseware.questions import Assessment
from tests.archiver.conftest import LESSON
from tests.archiver.schools import SLUG, Site, teaching
from tests.archiver.test_faulty_servers import answering
from tests.archiver.test_kinds import COURSE as READING
from tests.archiver.test_kinds import rows_in
from tests.builders import COURSE_ID, a_folder
from tests.questions import EVERY_TYPE, RIGHT, SECRETS, WORK

START = """mutation StartAttempt($courseId: ID!, $itemId: ID!) {
  Submission_StartAttempt(input: {courseId: $courseId, itemId: $itemId}) { __typename }
}"""
RULES = (
    'attempts = 3\nattempts_per_interval = 2\ninterval = "8h"\ntime_limit = "1h"\nshow_feedback = "passed"\n'
)
COURSE: dict[str, str | bytes | None] = {
    **READING,
    f"{LESSON}/05-quiz/item.toml": 'id = "quiz1"\nkind = "quiz"\nweight = 1000\n',
    f"{LESSON}/05-quiz/instructions.md": "Take *your* time.\n",
    f"{LESSON}/05-quiz/questions.toml": f"{RULES}{EVERY_TYPE}",
    f"{LESSON}/06-task/item.toml": 'id = "task1"\nkind = "staffGraded"\nteam = true\n',
    f"{LESSON}/06-task/questions.toml": WORK,
    f"{LESSON}/07-exam/item.toml": 'id = "exam1"\nkind = "exam"\n',
    f"{LESSON}/07-exam/questions.toml": EVERY_TYPE,
    f"{LESSON}/08-code/item.toml": 'id = "code1"\nkind = "programming"\n',
    f"{LESSON}/08-code/instructions.md": "Print *one*.\n",
}


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    """A school with a learner who has begun its quiz and its assignment, and not its exam."""
    root = tmp_path_factory.mktemp("questions")
    with teaching(root / "school", a_folder(root / SLUG, COURSE)) as site:
        begin(site)
        yield site, root / "school" / "school.db"


def begin(site: Site) -> None:
    with site.client() as client:
        for item in ("quiz1", "task1"):
            told = client.query("StartAttempt", START, courseId=COURSE_ID, itemId=item)
            assert told["Submission_StartAttempt"]["__typename"] == "Submission_StartAttemptSuccess"


def items_of(folder: Path) -> dict[str, Item]:
    return {item.id: item for item in read_folder(folder).course.items()}


def asked_in(item: Item) -> Assessment:
    found = assessment_of(item.content)
    assert found is not None
    return found


def test_what_a_begun_quiz_asks_comes_with_its_rules(asking: tuple[Site, Path], tmp_path: Path):
    report = asking[0].mirror(tmp_path)

    quiz = items_of(tmp_path / SLUG)["quiz1"]
    asked = asked_in(quiz)
    assert report.is_whole
    assert isinstance(quiz.content, Quiz)
    assert quiz.content.instructions == "Take *your* time.\n"
    assert [one.id for one in asked.questions] == list(RIGHT)
    assert {one.key for one in asked.questions if one.id != "thought"} == {"unknown"}
    assert (asked.attempts, asked.attempts_per_interval, asked.time_limit) == (3, 2, 3_600_000)
    assert asked.show_feedback == "passed"
    assert asked.questions[0].prompt == "How many *bits* are in a byte?"


def test_an_assignment_keeps_its_settings_and_has_its_questions(asking: tuple[Site, Path], tmp_path: Path):
    asking[0].mirror(tmp_path)

    task = items_of(tmp_path / SLUG)["task1"]
    assert isinstance(task.content, Assignment)
    assert task.content.team
    assert [(one.id, one.key, one.points) for one in asked_in(task).questions] == [
        ("sum", "unknown", 1.0),
        ("essay", "", 3.0),
    ]


def test_what_was_not_begun_says_so_and_is_not_begun(asking: tuple[Site, Path], tmp_path: Path):
    site, database = asking
    with site.client():
        before = rows_in(database)

    report = site.mirror(tmp_path)

    (unseen,) = report.unseen
    assert isinstance(items_of(tmp_path / SLUG)["exam1"].content, Unseen)
    assert unseen.reason.startswith("not begun")
    assert len(before["attempts"]) == 2
    assert not {name for name, rows in rows_in(database).items() if rows != before[name]}


def test_nothing_that_is_right_is_in_the_library(asking: tuple[Site, Path], tmp_path: Path):
    asking[0].mirror(tmp_path)

    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for data in files:
        assert not [secret for secret in SECRETS if secret.encode() in data]
        assert b"correct = true" not in data


def test_programming_comes_with_its_instructions(asking: tuple[Site, Path], tmp_path: Path):
    asking[0].mirror(tmp_path)

    code = items_of(tmp_path / SLUG)["code1"].content
    assert isinstance(code, Programming)
    assert code.instructions == "Print *one*.\n"


def test_questions_are_asked_again_where_they_are_published_and_come_back_the_same(
    asking: tuple[Site, Path], tmp_path: Path
):
    asking[0].mirror(tmp_path / "first")

    with teaching(tmp_path / "school", tmp_path / "first" / SLUG) as next_school:
        begin(next_school)
        next_school.mirror(tmp_path / "second")

    first, second = items_of(tmp_path / "first" / SLUG), items_of(tmp_path / "second" / SLUG)
    assert first == second


def test_questions_stay_when_the_gateway_fails_the_next_time(asking: tuple[Site, Path], tmp_path: Path):
    site, _ = asking
    site.mirror(tmp_path)
    before = items_of(tmp_path / SLUG)
    site.faults["/graphql-gateway"] = answering(503)

    report = site.mirror(tmp_path)
    site.faults.clear()

    after = items_of(tmp_path / SLUG)
    assert [after[one] for one in ("quiz1", "task1")] == [before[one] for one in ("quiz1", "task1")]
    assert [one.place.rpartition("/")[2] for one in report.missing] == ["06-exam"]


@pytest.mark.parametrize("state", [{}, {"attempts": None}, {"attempts": {"inProgressAttempt": {"draft": 7}}}])
def test_a_state_of_another_shape_tells_nothing(state: dict[str, Any]):
    from carrel.archiver.kinds.kind import Asker, Heard
    from carrel.archiver.kinds.quizzes import said

    heard = Heard()
    heard.states["quiz1"] = state

    assert said(heard, Asker(1, COURSE_ID)) == {}
