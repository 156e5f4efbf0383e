"""What learners' programs handed in, and when they did an activity last, as it is kept."""

from functools import partial

import pytest

from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.programs import PartResult, ProgramSubmission
from carrel.domain.users import User
from carrel.store import activities, programs
from carrel.store.engine import Database
from carrel.store.memberships import add_membership, membership
from tests.builders import COURSE_ID
from tests.store.kept import keep_course, keep_user


@pytest.fixture
def learner(database: Database) -> User:
    keep_course(database)
    learner = keep_user(database)
    new = Membership(learner.id, COURSE_ID, CourseRole.LEARNER, enrolled_at=5)
    database.write(partial(add_membership, new=new))
    return learner


def a_submission(learner: User, number: int) -> ProgramSubmission:
    return ProgramSubmission(
        learner_id=learner.id,
        course_id=COURSE_ID,
        item_id="item-1",
        number=number,
        submitted_at=10 * number,
        outputs={"part": "<b>2 3 5</b>\0\n"},
        results={"part": PartResult(0.5, 2.0)},
        score=0.25,
    )


def test_submissions_come_back_the_newest_first_and_raise_the_version(database: Database, learner: User):
    for number in (1, 2, 3):
        database.write(partial(programs.add_submission, new=a_submission(learner, number)))

    found = database.read(lambda one: programs.latest(one, learner.id, COURSE_ID, "item-1", 2))
    member = database.read(lambda one: membership(one, learner.id, COURSE_ID))

    assert found == [a_submission(learner, 3), a_submission(learner, 2)]
    assert member
    assert member.version == 4


def test_a_salt_is_of_one_learner_and_item_and_the_last_one_counts(database: Database, learner: User):
    for salt in (b"\0one", b"two"):
        put = partial(
            programs.put_salt, learner_id=learner.id, course_id=COURSE_ID, item_id="item-1", salt=salt
        )
        database.write(put)

    def salt_of(item_id: str) -> bytes:
        return database.read(lambda one: programs.salt_of(one, learner.id, COURSE_ID, item_id))

    assert (salt_of("item-1"), salt_of("item-2")) == (b"two", b"")


def test_the_last_activity_is_remembered(database: Database, learner: User):
    before = database.read(lambda one: activities.last_done_at(one, learner.id))
    for at in (5, 9):
        database.write(partial(activities.put_done_at, learner_id=learner.id, at=at))

    assert before is None
    assert database.read(lambda one: activities.last_done_at(one, learner.id)) == 9
