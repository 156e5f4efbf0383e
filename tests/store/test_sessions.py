from functools import partial

import pytest

from carrel.domain.deadlines import DeadlineSettings
from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.sessions import Pace, Session, SessionMembership
from carrel.domain.users import User
from carrel.store import sessions
from carrel.store.deadlines import pace_of
from carrel.store.engine import Database
from carrel.store.memberships import add_membership, membership
from tests.builders import COURSE_ID
from tests.store.kept import keep_course, keep_user

SPRING = Session("spring", COURSE_ID, 10, 100, 0, 50, {"modu1": 40}, {"aaaa1": 30})
AUTUMN = Session("autumn", COURSE_ID, 20, None, 0, None)


@pytest.fixture
def learner(database: Database) -> User:
    """Somebody who takes a course with two sessions."""
    keep_course(database)
    learner = keep_user(database)
    new = Membership(learner.id, COURSE_ID, CourseRole.LEARNER, enrolled_at=5)
    database.write(partial(add_membership, new=new))
    for session in (AUTUMN, SPRING):
        database.write(partial(sessions.put_session, session=session))
    return learner


def join(database: Database, learner: User, session: Session, at: int) -> None:
    new = SessionMembership(learner.id, COURSE_ID, session.id, at)
    database.write(lambda connection: sessions.join(connection, new))


def pace(database: Database, learner: User) -> Pace | None:
    return database.read(lambda connection: pace_of(connection, learner.id, COURSE_ID))


def version(database: Database, learner: User) -> int:
    found = database.read(lambda connection: membership(connection, learner.id, COURSE_ID))
    assert found is not None
    return found.version


def test_sessions_come_back_as_they_were_kept_the_first_to_begin_first(database: Database, learner: User):
    assert database.read(lambda one: sessions.session_by_id(one, "spring")) == SPRING
    assert database.read(lambda one: sessions.session_by_id(one, "winter")) is None
    assert database.read(lambda one: sessions.sessions_of_courses(one, [COURSE_ID])) == [SPRING, AUTUMN]
    assert database.read(lambda one: sessions.sessions_by_id(one, ["autumn", "winter"])) == [AUTUMN]


def test_who_switches_is_in_one_session_and_remembers_the_other(database: Database, learner: User):
    join(database, learner, SPRING, 11)
    join(database, learner, AUTUMN, 12)

    assert pace(database, learner) == Pace(DeadlineSettings(5), AUTUMN)
    assert database.read(lambda one: sessions.session_memberships_of(one, learner.id)) == [
        SessionMembership(learner.id, COURSE_ID, "spring", 11, left_at=12),
        SessionMembership(learner.id, COURSE_ID, "autumn", 12),
    ]


def test_who_comes_back_to_a_session_is_in_it_once(database: Database, learner: User):
    join(database, learner, SPRING, 11)
    database.write(lambda one: sessions.leave(one, learner.id, COURSE_ID, 12))
    left = pace(database, learner)
    join(database, learner, SPRING, 13)

    assert left == Pace(DeadlineSettings(5))
    assert database.read(lambda one: sessions.session_memberships_of(one, learner.id)) == [
        SessionMembership(learner.id, COURSE_ID, "spring", 13)
    ]


def test_a_session_that_is_called_off_leaves_everybody_to_their_own_time(database: Database, learner: User):
    join(database, learner, SPRING, 11)

    database.write(lambda one: sessions.remove_session(one, "spring"))

    assert pace(database, learner) == Pace(DeadlineSettings(5))
    assert database.read(lambda one: sessions.session_memberships_of(one, learner.id)) == []


def test_every_change_raises_the_version_of_whom_it_reaches(database: Database, learner: User):
    versions = [version(database, learner)]
    changes = [
        partial(sessions.join, new=SessionMembership(learner.id, COURSE_ID, "spring", 11)),
        partial(sessions.put_session, session=SPRING),
        partial(sessions.remove_session, session_id="spring"),
    ]

    for change in changes:
        database.write(change)
        versions.append(version(database, learner))
    database.write(partial(sessions.put_session, session=SPRING))

    assert versions == sorted(set(versions))
    assert version(database, learner) == versions[-1]
