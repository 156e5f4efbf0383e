import pytest

from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.users import User
from carrel.store import memberships
from carrel.store.engine import Database
from carrel.store.errors import Conflict
from tests.builders import COURSE_ID, a_course
from tests.store.kept import keep_course, keep_user

OTHER_ID = "otherCourseOfTheSchool"


@pytest.fixture
def learner(database: Database) -> User:
    keep_course(database)
    keep_course(database, a_course(id=OTHER_ID, slug="other"))
    return keep_user(database)


def add(
    database: Database, learner: User, course_id: str = COURSE_ID, at: int = 5, **more: bool
) -> Membership:
    new = Membership(learner.id, course_id, CourseRole.LEARNER, enrolled_at=at, **more)
    return database.write(lambda connection: memberships.add_membership(connection, new))


def kept(database: Database, learner: User, course_id: str = COURSE_ID) -> Membership | None:
    return database.read(lambda connection: memberships.membership(connection, learner.id, course_id))


def test_a_membership_comes_back_as_it_was_kept(database: Database, learner: User):
    added = add(database, learner)

    assert kept(database, learner) == added
    assert kept(database, learner, OTHER_ID) is None


def test_adding_again_changes_nothing(database: Database, learner: User):
    first = add(database, learner)

    assert add(database, learner, at=99) == first
    assert kept(database, learner) == first


def test_who_had_left_is_in_sight_again_and_their_past_is_kept(database: Database, learner: User):
    left = add(database, learner, hidden=True)

    back = add(database, learner, at=99)

    assert (back.hidden, back.enrolled_at, back.version) == (False, 5, left.version + 1)


def test_memberships_come_oldest_first(database: Database, learner: User):
    add(database, learner, OTHER_ID, at=3)
    add(database, learner, COURSE_ID, at=7)

    found = database.read(lambda connection: memberships.memberships_of(connection, learner.id))

    assert [one.course_id for one in found] == [OTHER_ID, COURSE_ID]


def test_a_visit_is_noted_and_changes_nothing_else(database: Database, learner: User):
    before = add(database, learner)

    database.write(lambda connection: memberships.record_access(connection, learner.id, COURSE_ID, 77))

    after = kept(database, learner)
    assert after
    assert (after.last_accessed_at, after.version) == (77, before.version)


def test_the_version_of_one_membership_is_raised_alone(database: Database, learner: User):
    one, other = add(database, learner), add(database, learner, OTHER_ID)

    database.write(lambda connection: memberships.raise_version(connection, learner.id, COURSE_ID))

    after = kept(database, learner)
    assert after
    assert after.version == one.version + 1
    assert kept(database, learner, OTHER_ID) == other


def test_a_membership_in_no_course_is_not_kept(database: Database, learner: User):
    with pytest.raises(Conflict):
        add(database, learner, "nowhere")


def test_the_versions_are_those_of_the_course_and_of_the_learner_in_it(database: Database, learner: User):
    def found(slug: str) -> tuple[int, int | None] | None:
        return database.read(lambda connection: memberships.versions(connection, learner.id, slug))

    before = found("study-well-online")
    member = add(database, learner)

    after = found("study-well-online")
    assert before is not None
    assert (before[1], after, found("nowhere")) == (None, (before[0], member.version), None)
