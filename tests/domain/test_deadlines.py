from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.course import Course, Period
from carrel.domain.deadlines import (
    FARTHEST,
    WEEK,
    DeadlineSettings,
    ModuleDeadline,
    is_overdue,
    module_deadlines,
    next_deadline,
    restarted,
    schedule,
    shifted,
)
from carrel.domain.enrollment import DAY
from carrel.domain.errors import UnfitTime
from carrel.domain.progress import required_items
from tests.builders import a_course
from tests.domain.strategies import courses, courses_with_done, law

STARTS = st.integers(0, 2**42)
Case = tuple[Course, frozenset[str]]


@law
@given(courses(), STARTS)
def test_periods_follow_each_other_without_a_gap(course: Course, start: int):
    dues = {one.module_id: one.due for one in module_deadlines(course, start)}

    ends = [start, *(dues[period.module_ids[0]] for period in schedule(course))]

    assert [(after - before) // WEEK for before, after in pairwise(ends)] == [
        period.weeks for period in schedule(course)
    ]


@law
@given(courses(), STARTS)
def test_modules_that_are_studied_together_are_due_together(course: Course, start: int):
    dues = {one.module_id: one.due for one in module_deadlines(course, start)}

    for period in schedule(course):
        assert len({dues[module_id] for module_id in period.module_ids}) == 1


@law
@given(courses(), STARTS, st.integers(0, 10 * WEEK))
def test_who_begins_later_has_as_much_time(course: Course, start: int, later: int):
    assert [one.due + later for one in module_deadlines(course, start)] == [
        one.due for one in module_deadlines(course, start + later)
    ]


def test_without_a_schedule_each_module_that_is_not_optional_has_a_week():
    first, second, third = (
        a_course().modules[0].__class__(id=one, slug=one, name=one, place=f"1-{one}", optional=one == "b")
        for one in "abc"
    )

    course = a_course(modules=(first, second, third))

    assert module_deadlines(course, 5) == (ModuleDeadline("a", 5 + WEEK), ModuleDeadline("c", 5 + 2 * WEEK))


@law
@given(courses_with_done(), STARTS)
def test_the_next_deadline_is_the_earliest_of_a_module_with_something_left_to_do(case: Case, start: int):
    course, done = case
    deadlines = module_deadlines(course, start)
    left = {m.id for m in course.modules if any(item.id not in done for item in required_items(m))}

    found = next_deadline(course, deadlines, done)

    assert (found.due if found else None) == min(
        (one.due for one in deadlines if one.module_id in left), default=None
    )


def test_a_deadline_of_a_module_that_the_course_no_longer_has_is_passed_over():
    course = a_course(
        schedule=(Period(module_ids=("gone",), weeks=1), Period(module_ids=("modu1",), weeks=1))
    )

    found = next_deadline(course, module_deadlines(course, 0), frozenset())

    assert found == ModuleDeadline("modu1", 2 * WEEK)


def test_the_deadline_itself_is_in_time():
    deadline = ModuleDeadline("modu1", due=100)

    assert not is_overdue(deadline, 100)
    assert is_overdue(deadline, 101)


@law
@given(courses_with_done(), STARTS)
def test_who_goes_on_today_is_never_overdue_and_has_the_weeks_of_what_comes_next(case: Case, now: int):
    course, done = case

    following = next_deadline(course, module_deadlines(course, restarted(course, done, now).start), done)

    weeks = [period.weeks for period in schedule(course)]
    assert following is None or following.due in {now + week * WEEK for week in weeks}


@law
@given(STARTS, st.integers(-366, 366))
def test_shifting_there_and_back_changes_nothing(start: int, days: int):
    settings = DeadlineSettings(start)

    assert shifted(shifted(settings, days, start), -days, start) == settings


@pytest.mark.parametrize("days", [FARTHEST // DAY + 1, -FARTHEST // DAY - 1])
def test_deadlines_are_not_moved_beyond_all_calendars(days: int):
    with pytest.raises(UnfitTime):
        shifted(DeadlineSettings(10**12), days, 10**12)
