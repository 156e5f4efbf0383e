from functools import partial

import pytest

from carrel.domain.deadlines import DeadlineSettings
from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.sessions import Pace
from carrel.domain.users import User
from carrel.store.deadlines import pace_of, put_settings
from carrel.store.engine import Database
from carrel.store.memberships import add_membership, membership
from tests.builders import COURSE_ID
from tests.store.kept import keep_course, keep_user


@pytest.fixture
def learner(database: Database) -> User:
    """Somebody who takes a course since 5 ms after the beginning of time."""
    keep_course(database)
    learner = keep_user(database)
    new = Membership(learner.id, COURSE_ID, CourseRole.LEARNER, enrolled_at=5)
    database.write(partial(add_membership, new=new))
    return learner


def kept(database: Database, learner: User, course_id: str = COURSE_ID) -> Pace | None:
    return database.read(lambda connection: pace_of(connection, learner.id, course_id))


def test_who_set_nothing_counts_from_enrolling(database: Database, learner: User):
    assert kept(database, learner) == Pace(DeadlineSettings(5))
    assert kept(database, learner, "other") is None


def test_settings_come_back_as_they_were_kept_last(database: Database, learner: User):
    for settings in (DeadlineSettings(7), DeadlineSettings(9, is_enabled=False)):
        database.write(partial(put_settings, learner_id=learner.id, course_id=COURSE_ID, settings=settings))

    assert kept(database, learner) == Pace(DeadlineSettings(9, is_enabled=False))


def test_changed_settings_raise_the_version(database: Database, learner: User):
    database.write(lambda one: put_settings(one, learner.id, COURSE_ID, DeadlineSettings(5)))

    now = database.read(lambda one: membership(one, learner.id, COURSE_ID))
    assert now is not None
    assert now.version == 2
