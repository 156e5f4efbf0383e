from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.course import Course
from carrel.domain.deadlines import FARTHEST, DeadlineSettings, module_deadlines
from carrel.domain.errors import UnfitTime
from carrel.domain.sessions import Pace, Session, check_times, self_paced
from tests.builders import COURSE_ID, a_course
from tests.domain.strategies import courses, law

STARTS = st.integers(0, 2**42)
NOW = 10**12


def a_session(start: int = NOW, **told: Any) -> Session:
    values: dict[str, Any] = {
        "id": "spring",
        "course_id": COURSE_ID,
        "started_at": start,
        "ended_at": None,
        "enrollment_starts_at": start,
        "enrollment_ends_at": None,
    }
    return Session(**(values | told))


@law
@given(courses(), STARTS, STARTS)
def test_who_is_in_a_session_has_its_deadlines_whenever_they_began(course: Course, own: int, start: int):
    pace = Pace(DeadlineSettings(own), a_session(start))

    assert pace.deadlines(course) == module_deadlines(course, start)


@law
@given(courses(), STARTS)
def test_who_turned_deadlines_off_has_none_in_a_session_either(course: Course, start: int):
    items = {item.id: 5 for item in course.items()}
    off = DeadlineSettings(start, is_enabled=False)

    assert Pace(off).deadlines(course) == ()
    assert Pace(off, a_session(start, item_dues=items)).deadlines(course) == ()
    assert {Pace(off, a_session(item_dues=items)).item_due(course, "modu1", one) for one in items} <= {None}


def test_what_was_announced_comes_before_the_schedule_and_an_item_before_its_module():
    course = a_course()
    session = a_session(module_dues={"modu1": 7, "gone1": 8}, item_dues={"aaaa1": 3})
    pace = Pace(DeadlineSettings(0), session)

    assert [(one.module_id, one.due) for one in pace.deadlines(course)] == [("modu1", 7)]
    assert pace.item_due(course, "modu1", "aaaa1") == 3
    assert pace.item_due(course, "modu1", "aaaa2") == 7
    assert pace.item_due(course, "gone1", "aaaa9") is None


@pytest.mark.parametrize(
    ("told", "at", "takes_in"),
    [
        ({}, NOW - 1, False),
        ({}, NOW, True),
        ({}, 2 * NOW, True),
        ({"enrollment_ends_at": NOW + 5}, NOW + 5, True),
        ({"enrollment_ends_at": NOW + 5}, NOW + 6, False),
    ],
)
def test_a_session_takes_in_whoever_comes_in_time(told: dict[str, Any], at: int, takes_in: bool):
    assert a_session(**told).takes_in(at) is takes_in


@pytest.mark.parametrize(
    "told",
    [
        {"ended_at": NOW},
        {"enrollment_ends_at": NOW - 1},
        {"started_at": NOW - FARTHEST - 1},
        {"item_dues": {"aaaa1": NOW + FARTHEST + 1}},
    ],
)
def test_times_that_make_no_sense_are_refused(told: dict[str, Any]):
    with pytest.raises(UnfitTime):
        check_times(a_session(**told), NOW)


def test_the_session_of_those_who_keep_their_own_time_is_always_open():
    session = self_paced(COURSE_ID, NOW)

    assert session.is_self_paced
    assert session.takes_in(NOW + FARTHEST)
    assert not a_session().is_self_paced
