"""What learners and staff decide about time, and what follows from it for grades."""

from functools import partial
from pathlib import Path

import pytest

from carrel.application import enrolling, grading, pacing, sessions
from carrel.application.classroom import current_edition
from carrel.application.school import School
from carrel.application.sessions import Announcement
from carrel.application.visit import Visit
from carrel.domain.deadlines import WEEK
from carrel.domain.enrollment import DAY
from carrel.domain.errors import FixedDeadlines, NotEnrolled, UnknownSession
from carrel.domain.grading import ItemGrade
from carrel.domain.users import SchoolRole, User
from tests.application.deeds import NOW, a_reading_file, at, complete, enroll, join, seen_by, teach
from tests.builders import COURSE_ID

EXAM = "exam1"
FILES: dict[str, str | bytes | None] = {
    "course.toml": (
        f'id = "{COURSE_ID}"\nslug = "study-well-online"\nname = "Study Well Online"\n'
        "[grading]\nlate_penalty = 0.1\nlate_penalty_limit = 0.5\n"
    ),
    at("03-show-it.md"): a_reading_file(EXAM, kind="exam", weight=1000),
}


@pytest.fixture
def learner(school: School, folder: Path) -> User:
    teach(school, folder, FILES)
    learner = join(school)
    enroll(school, learner)
    return learner


def announced(school: School, **told: object) -> str:
    teacher = join(school, "teacher@example.org", SchoolRole.TEACHER)
    announcement = Announcement(COURSE_ID, NOW, **told)  # type: ignore[arg-type]
    return school.write(partial(sessions.announce, told=announcement), teacher, NOW).id


def enter(school: School, learner: User, session_id: str) -> None:
    deed = partial(sessions.join, user_id=learner.id, course_id=COURSE_ID, session_id=session_id)
    school.write(deed, learner, NOW)


def score(school: School, learner: User, submitted_at: int) -> float | None:
    def deed(visit: Visit) -> ItemGrade:
        edition = current_edition(visit, course_id=COURSE_ID)
        return grading.record_score(
            visit, learner.id, edition, EXAM, 1.0, attempt_id="a1", submitted_at=submitted_at
        )

    return school.write(deed, None, submitted_at).score


def test_who_moved_their_deadlines_is_late_only_after_them(school: School, learner: User):
    shift = partial(pacing.shift_deadlines, user_id=learner.id, course_id=COURSE_ID, days=3)

    school.write(shift, learner, NOW)

    assert score(school, learner, NOW + WEEK + 3 * DAY) == 1.0


def test_who_turned_deadlines_off_is_never_late(school: School, learner: User):
    off = partial(pacing.enable_deadlines, user_id=learner.id, course_id=COURSE_ID, is_enabled=False)

    school.write(off, learner, NOW)

    assert score(school, learner, NOW + 50 * WEEK) == 1.0


def test_an_item_that_a_session_wants_sooner_is_late_sooner(school: School, learner: User):
    enter(school, learner, announced(school, item_dues={EXAM: NOW + 2 * DAY}))

    assert seen_by(school, learner).item_due(EXAM) == NOW + 2 * DAY
    assert score(school, learner, NOW + 3 * DAY) == 0.9


def test_what_a_learner_set_comes_back_when_they_leave_the_session(school: School, learner: User):
    shift = partial(pacing.shift_deadlines, user_id=learner.id, course_id=COURSE_ID, days=3)
    school.write(shift, learner, NOW)
    own = seen_by(school, learner).deadlines
    session_id = announced(school)
    enter(school, learner, session_id)

    with pytest.raises(FixedDeadlines):
        school.write(shift, learner, NOW)
    leave = partial(sessions.leave, user_id=learner.id, course_id=COURSE_ID, session_id=session_id)
    school.write(leave, learner, NOW)

    assert seen_by(school, learner).deadlines == own
    with pytest.raises(UnknownSession):
        school.write(leave, learner, NOW)


def test_who_left_a_course_has_no_deadlines_and_finds_everything_on_returning(school: School, learner: User):
    complete(school, learner, "aaaa1")
    before = seen_by(school, learner)
    leave = partial(enrolling.leave, user_id=learner.id, course_id=COURSE_ID)

    school.write(leave, learner, NOW)
    away = seen_by(school, learner)
    enroll(school, learner, now=NOW + WEEK)

    back = seen_by(school, learner)
    assert (away.deadlines, away.is_open) == ((), False)
    assert (back.deadlines, back.done) == (before.deadlines, before.done)


def test_nobody_leaves_a_course_that_they_never_took(school: School, learner: User):
    stranger = join(school, "stranger@example.org")

    with pytest.raises(NotEnrolled):
        school.write(partial(enrolling.leave, user_id=stranger.id, course_id=COURSE_ID), stranger, NOW)
