from functools import partial

from carrel.domain.deadlines import DeadlineSettings
from carrel.domain.enrollment import CourseRole, Membership
from carrel.store.deadlines import put_settings, settings_of
from carrel.store.engine import Database
from carrel.store.memberships import add_membership, membership
from tests.builders import COURSE_ID
from tests.store.kept import keep_course, keep_user


def test_settings_come_back_as_they_were_kept_last(database: Database):
    keep_course(database)
    learner = keep_user(database)
    kept = [DeadlineSettings(5), DeadlineSettings(9, is_enabled=False)]

    for settings in kept:
        database.write(partial(put_settings, learner_id=learner.id, course_id=COURSE_ID, settings=settings))

    assert database.read(lambda one: settings_of(one, learner.id, COURSE_ID)) == kept[-1]
    assert database.read(lambda one: settings_of(one, learner.id, "other")) is None


def test_changed_settings_raise_the_version(database: Database):
    keep_course(database)
    learner = keep_user(database)
    new = Membership(learner.id, COURSE_ID, CourseRole.LEARNER, enrolled_at=5)
    database.write(lambda one: add_membership(one, new))

    database.write(lambda one: put_settings(one, learner.id, COURSE_ID, DeadlineSettings(5)))

    kept = database.read(lambda one: membership(one, learner.id, COURSE_ID))
    assert kept is not None
    assert kept.version == new.version + 1
