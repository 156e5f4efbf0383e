import pytest

from carrel.domain.access import (
    Deed,
    Standing,
    depends_on_course,
    is_allowed,
    need_allowed,
    standing_of,
    told,
)
from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.errors import NotAuthorized, NotEnrolled, NotSignedIn
from carrel.domain.users import SchoolRole, User


def a_user(role: SchoolRole) -> User:
    return User(1, "somebody@example.org", "Somebody", role, "0" * 32, "en", "UTC", 0)


def a_member(role: CourseRole, *, hidden: bool = False) -> Membership:
    return Membership(1, "course", role, enrolled_at=0, hidden=hidden)


LEARNER = a_user(SchoolRole.LEARNER)


@pytest.mark.parametrize(
    ("user", "membership", "standing"),
    [
        (None, None, Standing.GUEST),
        (LEARNER, None, Standing.LEARNER),
        (LEARNER, a_member(CourseRole.PRE_ENROLLED_LEARNER), Standing.LEARNER),
        (LEARNER, a_member(CourseRole.INSTRUCTOR, hidden=True), Standing.LEARNER),
        (LEARNER, a_member(CourseRole.LEARNER), Standing.CLASSMATE),
        (LEARNER, a_member(CourseRole.MENTOR), Standing.MENTOR),
        (LEARNER, a_member(CourseRole.INSTRUCTOR), Standing.TEACHER),
        (a_user(SchoolRole.TEACHER), a_member(CourseRole.LEARNER), Standing.TEACHER),
        (a_user(SchoolRole.ADMINISTRATOR), None, Standing.ADMINISTRATOR),
    ],
)
def test_where_somebody_stands(user, membership, standing):
    assert standing_of(user, membership) is standing


@pytest.mark.parametrize(
    ("standing", "deed", "own", "refusal"),
    [
        (Standing.GUEST, Deed.STUDY, True, NotSignedIn),
        (Standing.LEARNER, Deed.STUDY, True, NotEnrolled),
        (Standing.CLASSMATE, Deed.STUDY, False, NotAuthorized),
        (Standing.MENTOR, Deed.OPEN_LOCKED, True, NotAuthorized),
    ],
)
def test_what_is_forbidden_is_refused_with_what_would_help(standing, deed, own, refusal):
    with pytest.raises(refusal) as refused:
        need_allowed(deed, standing, own=own)

    assert type(refused.value) is refusal


def test_only_who_is_somebody_in_a_course_makes_a_difference_to_what_depends_on_it():
    assert depends_on_course(Deed.STUDY)
    assert not depends_on_course(Deed.BROWSE)
    assert not depends_on_course(Deed.STUDY, own=False)


def test_others_are_somebody_else():
    assert is_allowed(Deed.ENROLL, Standing.LEARNER)
    assert not is_allowed(Deed.ENROLL, Standing.LEARNER, own=False)
    assert is_allowed(Deed.ENROLL, Standing.TEACHER, own=False)


def test_a_rule_is_told_in_words():
    assert told(Deed.ENROLL) == "whoever is signed in; teachers and administrators also for others"
    assert told(Deed.BROWSE) == "everybody"
