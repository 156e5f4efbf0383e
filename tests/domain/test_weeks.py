from hypothesis import given

from carrel.courseware.course import Course, Module, Period
from carrel.domain.deadlines import schedule
from carrel.domain.progress import required_items
from carrel.domain.weeks import completed_modules, current_week, passed_modules, weeks
from tests.builders import a_course
from tests.domain.strategies import courses, courses_with_done, law

Case = tuple[Course, frozenset[str]]


@law
@given(courses())
def test_every_module_is_in_exactly_one_week_and_weeks_follow_each_other(course: Course):
    found = weeks(course)

    assert sorted(m.id for week in found for m in week.modules) == sorted(m.id for m in course.modules)
    lengths = [period.weeks for period in schedule(course)] or [week.length for week in found]
    assert [week.number for week in found] == [1 + sum(lengths[:at]) for at in range(len(lengths))]


@law
@given(courses_with_done())
def test_before_the_week_that_a_learner_is_in_nothing_required_is_left(case: Case):
    course, done = case

    here = current_week(course, done)

    assert all(week.is_completed(done) for week in weeks(course) if week.number < here)


@law
@given(courses_with_done())
def test_a_module_that_is_passed_is_completed(case: Case):
    course, done = case
    completed = completed_modules(course, done)
    everything = {item.id: 1.0 for item in course.items()}

    assert passed_modules(course, done, everything) == completed
    assert set(passed_modules(course, done, {})) <= set(completed)
    assert all(required_items(m) for m in course.modules if m.id in completed)


def test_what_the_schedule_leaves_out_is_studied_with_what_comes_before():
    modules = tuple(Module(id=one, slug=one, name=one, place=f"1-{one}") for one in "abc")
    course = a_course(
        modules=modules,
        schedule=(Period(module_ids=("a",), weeks=2), Period(module_ids=("c",), weeks=1)),
    )

    found = [(week.number, week.length, [m.id for m in week.modules]) for week in weeks(course)]

    assert found == [(1, 2, ["a", "b"]), (3, 1, ["c"])]
