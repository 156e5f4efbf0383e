import pytest

from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.progress import ItemProgress, ItemState
from carrel.domain.users import User
from carrel.store import memberships, progress
from carrel.store.engine import Database
from carrel.store.errors import Conflict
from tests.builders import COURSE_ID
from tests.store.kept import keep_course, keep_user

BEGUN, DONE = ItemProgress(ItemState.STARTED, 5), ItemProgress(ItemState.COMPLETED, 7)


@pytest.fixture
def learner(database: Database) -> User:
    keep_course(database)
    learner = keep_user(database)
    new = Membership(learner.id, COURSE_ID, CourseRole.LEARNER, enrolled_at=0)
    database.write(lambda connection: memberships.add_membership(connection, new))
    return learner


def version(database: Database, learner: User) -> int:
    found = database.read(lambda connection: memberships.membership(connection, learner.id, COURSE_ID))
    assert found
    return found.version


def test_states_come_back_as_they_were_kept(database: Database, learner: User):
    items = {"a": BEGUN, "b": DONE}

    database.write(lambda connection: progress.add_items(connection, learner.id, COURSE_ID, items))

    assert database.read(lambda connection: progress.items_of(connection, learner.id, COURSE_ID)) == items


def test_they_are_of_this_learner_in_this_course_alone(database: Database, learner: User):
    other = keep_user(database, "other@example.org")

    database.write(lambda connection: progress.add_items(connection, learner.id, COURSE_ID, {"a": DONE}))

    assert database.read(lambda connection: progress.items_of(connection, other.id, COURSE_ID)) == {}
    assert database.read(lambda connection: progress.items_of(connection, learner.id, "other")) == {}


def test_what_is_kept_raises_the_version(database: Database, learner: User):
    before = version(database, learner)

    database.write(lambda connection: progress.add_items(connection, learner.id, COURSE_ID, {"a": DONE}))

    assert before < version(database, learner)


def test_nothing_to_keep_raises_no_version(database: Database, learner: User):
    before = version(database, learner)

    database.write(lambda connection: progress.add_items(connection, learner.id, COURSE_ID, {}))

    assert version(database, learner) == before


def test_a_state_that_is_there_already_is_refused_and_stays(database: Database, learner: User):
    database.write(lambda connection: progress.add_items(connection, learner.id, COURSE_ID, {"a": DONE}))

    with pytest.raises(Conflict):
        database.write(
            lambda connection: progress.add_items(connection, learner.id, COURSE_ID, {"b": DONE, "a": BEGUN})
        )

    kept = database.read(lambda connection: progress.items_of(connection, learner.id, COURSE_ID))
    assert kept == {"a": DONE}
