import threading
from pathlib import Path

import pytest

from carrel.application import enrolling
from carrel.application.school import School
from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.errors import NotAuthorized, NotSignedIn, UnknownCourse
from carrel.domain.users import SchoolRole, User
from carrel.store import memberships
from tests.application.deeds import NOW, complete, enroll, join, seen_by, teach
from tests.builders import COURSE_ID


@pytest.fixture
def learner(school: School, folder: Path) -> User:
    teach(school, folder)
    return join(school)


def has_left(school: School, user: User) -> None:
    hidden = Membership(user.id, COURSE_ID, CourseRole.LEARNER, enrolled_at=NOW, hidden=True)
    school.write(lambda visit: memberships.add_membership(visit.connection, hidden), None, NOW)


def mine(school: School, user: User | None, *, with_hidden: bool = False) -> list[str]:
    found = school.read(lambda visit: enrolling.my_memberships(visit, with_hidden=with_hidden), user, NOW)
    return [one.course_id for one in found]


def test_who_enrols_is_a_learner_from_now_on(school: School, learner: User):
    enroll(school, learner)

    member = seen_by(school, learner).membership
    assert member
    assert (member.role, member.enrolled_at, member.is_current) == (CourseRole.LEARNER, NOW, True)
    assert mine(school, learner) == [COURSE_ID]


def test_enrolling_again_changes_nothing(school: School, learner: User):
    enroll(school, learner)
    before = seen_by(school, learner).membership

    enroll(school, learner, now=NOW + 1)

    assert seen_by(school, learner).membership == before


def test_two_clicks_at_once_enrol_once(school: School, learner: User):
    threads = [threading.Thread(target=enroll, args=(school, learner)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert mine(school, learner) == [COURSE_ID]


def test_who_had_left_comes_back_to_what_they_did(school: School, learner: User):
    has_left(school, learner)
    complete(school, learner, "aaaa1")
    assert mine(school, learner) == []
    assert mine(school, learner, with_hidden=True) == [COURSE_ID]

    enroll(school, learner, now=NOW + 5)

    seen = seen_by(school, learner)
    assert seen.membership
    assert (seen.membership.hidden, seen.membership.enrolled_at) == (False, NOW)
    assert seen.done == {"aaaa1"}


def test_nobody_enrols_in_a_course_that_is_not_there(school: School, learner: User):
    with pytest.raises(UnknownCourse):
        enroll(school, learner, "no-such-course")


@pytest.mark.parametrize("course_id", ["", "\0", "é" * 5000])
def test_no_course_has_an_id_that_makes_no_sense(school: School, learner: User, course_id: str):
    with pytest.raises(UnknownCourse):
        enroll(school, learner, course_id)


def test_a_guest_is_asked_to_sign_in(school: School, learner: User):
    with pytest.raises(NotSignedIn):
        school.write(lambda visit: enrolling.enroll(visit, learner.id, COURSE_ID), None, NOW)
    with pytest.raises(NotSignedIn):
        mine(school, None)


def test_a_learner_enrols_nobody_else_and_as_nothing_else(school: School, learner: User):
    other = join(school, "other@example.org")

    with pytest.raises(NotAuthorized):
        school.write(lambda visit: enrolling.enroll(visit, other.id, COURSE_ID), learner, NOW)
    with pytest.raises(NotAuthorized):
        school.write(
            lambda visit: enrolling.enroll(visit, learner.id, COURSE_ID, CourseRole.INSTRUCTOR), learner, NOW
        )


def test_staff_enrol_others(school: School, learner: User):
    teacher = join(school, "teacher@example.org", SchoolRole.TEACHER)

    school.write(
        lambda visit: enrolling.enroll(visit, learner.id, COURSE_ID, CourseRole.MENTOR), teacher, NOW
    )

    member = seen_by(school, learner).membership
    assert member
    assert member.role is CourseRole.MENTOR


@pytest.mark.parametrize("user_id", [0, -1, 5, 2**63, 10**30])
def test_nobody_enrols_who_has_no_account(school: School, learner: User, user_id: int):
    teacher = join(school, "teacher@example.org", SchoolRole.TEACHER)

    with pytest.raises(NotAuthorized):
        school.write(lambda visit: enrolling.enroll(visit, user_id, COURSE_ID), teacher, NOW)


def test_a_membership_is_shown_to_nobody_else(school: School, learner: User):
    enroll(school, learner)
    teacher = join(school, "teacher@example.org", SchoolRole.TEACHER)

    with pytest.raises(NotAuthorized):
        school.read(lambda visit: enrolling.my_membership(visit, learner.id, COURSE_ID), teacher, NOW)
    assert school.read(lambda visit: enrolling.my_membership(visit, learner.id, COURSE_ID), learner, NOW)
