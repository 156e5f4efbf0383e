"""What is graded counts at its best, completes what it passes, and opens what waited for it."""

from functools import partial
from pathlib import Path

import pytest

from carrel.application import grading
from carrel.application.classroom import current_edition
from carrel.application.school import School
from carrel.application.visit import Visit
from carrel.domain.deadlines import WEEK
from carrel.domain.enrollment import DAY
from carrel.domain.errors import UnknownItem
from carrel.domain.grading import GradeRecord, ItemGrade
from carrel.domain.progress import ItemState
from carrel.domain.users import User
from tests.application.deeds import NOW, a_reading_file, at, enroll, join, seen_by, teach
from tests.builders import COURSE_ID

EXAM, AFTER = "exam1", "after"
GRADED: dict[str, str | bytes | None] = {
    "course.toml": (
        f'id = "{COURSE_ID}"\nslug = "study-well-online"\nname = "Study Well Online"\n'
        "[grading]\nlate_penalty = 0.1\nlate_penalty_limit = 0.5\n"
    ),
    at("03-show-it.md"): a_reading_file(EXAM, kind="exam", weight=1000),
    at("04-after.md"): a_reading_file(AFTER, lock="lesson"),
    at("01-hello/item.toml"): 'kind = "lecture"\noptional = true\n',
    at("02-how-to-read.md"): "+++\noptional = true\n+++\nRead.\n",
}
DUE = NOW + WEEK


@pytest.fixture
def learner(school: School, folder: Path) -> User:
    teach(school, folder, GRADED)
    learner = join(school)
    enroll(school, learner)
    return learner


def grade(school: School, learner: User, score: float, attempt_id: str = "a1", at: int = NOW) -> ItemGrade:
    return school.write(partial(_grade, learner.id, EXAM, score, attempt_id, at), None, at)


def _grade(learner_id: int, item_id: str, score: float, attempt_id: str, at: int, visit: Visit) -> ItemGrade:
    edition = current_edition(visit, course_id=COURSE_ID)
    return grading.record_score(
        visit, learner_id, edition, item_id, score, attempt_id=attempt_id, submitted_at=at
    )


def test_a_passing_attempt_completes_the_item_and_opens_what_waited_for_it(school: School, learner: User):
    assert AFTER in seen_by(school, learner).locks

    grade(school, learner, 0.7)

    room = seen_by(school, learner)
    assert room.items[EXAM].state is ItemState.COMPLETED
    assert AFTER not in room.locks
    assert (room.grade.score, room.grade.record) == (0.7, GradeRecord.PASSED)


def test_an_attempt_that_fails_only_begins_it(school: School, learner: User):
    grade(school, learner, 0.69)

    room = seen_by(school, learner)
    assert room.items[EXAM].state is ItemState.STARTED
    assert AFTER in room.locks
    assert room.grade.record is GradeRecord.NOT_PASSED


def test_the_best_attempt_counts_and_what_is_passed_stays_completed(school: School, learner: User):
    grade(school, learner, 0.9, "a1")
    grade(school, learner, 0.2, "a2")

    room = seen_by(school, learner)
    assert room.scores == {EXAM: 0.9}
    assert room.items[EXAM].state is ItemState.COMPLETED


@pytest.mark.parametrize(
    ("late", "counts"),
    [(0, 1.0), (1, 0.9), (DAY, 0.9), (DAY + 1, 0.8), (5 * DAY, 0.5), (400 * DAY, 0.5)],
)
def test_each_day_begun_after_the_deadline_costs_its_part_up_to_the_limit(
    school: School, learner: User, late: int, counts: float
):
    assert grade(school, learner, 1.0, at=DUE + late).score == counts


def test_an_attempt_graded_anew_keeps_the_penalty_it_had(school: School, learner: User):
    grade(school, learner, 1.0, at=DUE + 1)

    again = grade(school, learner, 0.5, at=DUE + 9 * DAY)

    assert (again.score, len(again.attempts)) == (0.45, 1)


def test_a_late_attempt_does_not_take_the_place_of_a_better_one_in_time(school: School, learner: User):
    grade(school, learner, 0.8, "a1")

    assert grade(school, learner, 0.85, "a2", DUE + 1).score == 0.8


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan")])
def test_what_is_no_score_is_refused(school: School, learner: User, score: float):
    with pytest.raises(ValueError, match="between 0 and 1"):
        grade(school, learner, score)


def test_an_item_that_the_course_does_not_have_cannot_be_graded(school: School, learner: User):
    with pytest.raises(UnknownItem):
        school.write(partial(_grade, learner.id, "gone", 1.0, "a1", NOW), None, NOW)


def test_an_item_without_a_score_is_completed_by_its_deed(school: School, learner: User):
    school.write(lambda visit: grading.complete_item(visit, learner.id, COURSE_ID, EXAM), None, NOW)

    assert seen_by(school, learner).items[EXAM].state is ItemState.COMPLETED


@pytest.mark.parametrize(("weight", "expected"), [(0, False), (1000, True)])
def test_a_prompt_is_graded_only_where_it_counts(school: School, folder: Path, weight: int, expected: bool):
    prompt = a_reading_file("talk1", "What do you think?", kind="discussionPrompt", weight=weight)
    teach(school, folder, {at("03-talk.md"): prompt})

    item = seen_by(school, None).edition.place_of("talk1").item

    assert grading.has_grade(item) is expected
