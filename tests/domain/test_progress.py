import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.course import Course
from carrel.domain.locking import locks
from carrel.domain.progress import (
    ItemProgress,
    ItemState,
    completed,
    course_progress,
    next_item,
    percentage,
    required_items,
)
from tests.builders import a_course, a_lecture, a_reading
from tests.domain.strategies import courses_with_done, law

Case = tuple[Course, frozenset[str]]


def progress_of(course: Course, done: frozenset[str]) -> dict[str, ItemProgress]:
    return dict.fromkeys(done, ItemProgress(ItemState.COMPLETED, 0))


@law
@given(courses_with_done())
def test_the_course_is_at_100_percent_exactly_when_every_required_item_is_done(case: Case):
    course, done = case

    seen = course_progress(course, progress_of(course, done), ())

    assert (seen.overall == 100) == all(item.id in done for item in required_items(course))


@law
@given(courses_with_done())
def test_each_part_is_at_100_percent_exactly_when_what_it_requires_is_done(case: Case):
    course, done = case

    seen = course_progress(course, progress_of(course, done), ())

    for module in course.modules:
        assert (seen.modules[module.id] == 100) == all(one.id in done for one in required_items(module))
        for lesson in module.lessons:
            assert (seen.lessons[lesson.id] == 100) == all(one.id in done for one in required_items(lesson))


@law
@given(courses_with_done(), st.data())
def test_doing_more_never_lowers_a_percentage(case: Case, data: st.DataObject):
    course, done = case
    more = done | data.draw(st.frozensets(st.sampled_from([item.id for item in course.items()] or ["none"])))

    before = course_progress(course, progress_of(course, done), ())
    after = course_progress(course, progress_of(course, more), ())

    assert before.overall <= after.overall
    assert all(before.modules[one] <= after.modules[one] for one in before.modules)
    assert all(before.lessons[one] <= after.lessons[one] for one in before.lessons)


@law
@given(courses_with_done())
def test_the_next_item_is_open_and_not_done(case: Case):
    course, done = case
    closed = locks(course, done)

    found = next_item(course, done, closed)

    assert found is None or (found not in done and found not in closed)


@law
@given(courses_with_done())
def test_there_is_a_next_item_as_long_as_an_open_one_is_not_done(case: Case):
    course, done = case
    closed = locks(course, done)

    found = next_item(course, done, closed)

    assert (found is None) == all(item.id in done or item.id in closed for item in course.items())


@law
@given(courses_with_done())
def test_whoever_keeps_doing_the_next_item_reaches_100_percent(case: Case):
    course, done = case

    while found := next_item(course, done, locks(course, done)):
        done |= {found}

    assert course_progress(course, progress_of(course, done), ()).overall == 100


def test_a_required_item_comes_before_an_optional_one():
    course = a_course(a_lecture(optional=True), a_reading())

    assert next_item(course, frozenset(), ()) == "item-02"


def test_an_optional_item_is_next_when_nothing_else_is_left():
    course = a_course(a_lecture(optional=True), a_reading())

    assert next_item(course, frozenset({"item-02"}), ()) == "item-01"


@pytest.mark.parametrize(
    ("done", "whole"),
    [([], 0), (["item-01"], 33), (["item-01", "item-02"], 66), (["item-01", "item-02", "item-03"], 100)],
)
def test_a_percentage_is_rounded_down(done: list[str], whole: int):
    items = [a_lecture("01-a"), a_lecture("02-b"), a_lecture("03-c")]

    assert percentage(items, frozenset(done)) == whole


def test_an_item_that_was_only_begun_is_not_done():
    course = a_course()
    begun = {"item-01": ItemProgress(ItemState.STARTED, 5)}

    seen = course_progress(course, begun, ())

    assert completed(begun) == frozenset()
    assert (seen.overall, seen.next_item, seen.items) == (0, "item-01", begun)


def test_the_state_of_an_item_that_the_course_no_longer_has_is_left_out():
    course = a_course()
    states = progress_of(course, frozenset({"item-01", "gone"}))

    assert course_progress(course, states, ()).items.keys() == {"item-01"}
