import pytest

from carrel.domain.enrollment import DAY, CourseRole, Membership, days_inactive


def a_membership(**changes: object) -> Membership:
    values: dict[str, object] = {"role": CourseRole.LEARNER, "enrolled_at": 0} | changes
    return Membership(1, "course", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(("now", "days"), [(0, 0), (DAY - 1, 0), (DAY, 1), (3 * DAY - 1, 2), (-5 * DAY, 0)])
def test_days_away_are_whole_and_never_below_0(now: int, days: int):
    assert days_inactive(a_membership(last_accessed_at=0), now) == days


def test_who_never_opened_the_course_is_away_since_enrolling():
    assert days_inactive(a_membership(enrolled_at=2 * DAY), 5 * DAY) == 3


@pytest.mark.parametrize(
    ("changes", "is_current"),
    [
        ({}, True),
        ({"hidden": True}, False),
        ({"role": CourseRole.PRE_ENROLLED_LEARNER}, False),
        ({"role": CourseRole.INSTRUCTOR}, True),
    ],
)
def test_a_course_is_open_to_who_is_enrolled_and_has_not_left(changes: dict[str, object], is_current: bool):
    assert a_membership(**changes).is_current is is_current
