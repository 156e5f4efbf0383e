from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.course import Course
from carrel.courseware.items import LESSON_LOCK
from carrel.domain.locking import Lock, locks
from tests.builders import a_course, a_lecture, a_reading
from tests.domain.strategies import courses_with_done, law

Case = tuple[Course, frozenset[str]]


@law
@given(courses_with_done())
def test_an_item_is_closed_exactly_when_something_required_before_it_in_its_lesson_is_not_done(case: Case):
    course, done = case

    closed = locks(course, done)

    for module in course.modules:
        for lesson in module.lessons:
            for position, item in enumerate(lesson.items):
                missing = [
                    one.id for one in lesson.items[:position] if not one.optional and one.id not in done
                ]
                is_closed = item.lock == LESSON_LOCK and item.id not in done and bool(missing)
                assert (item.id in closed) == is_closed
                assert not is_closed or closed[item.id].missing == tuple(missing)


@law
@given(courses_with_done(), st.data())
def test_doing_more_never_closes_an_item(case: Case, data: st.DataObject):
    course, done = case
    more = done | data.draw(st.frozensets(st.sampled_from([item.id for item in course.items()] or ["none"])))

    assert locks(course, more).keys() <= locks(course, done).keys()


@law
@given(courses_with_done())
def test_doing_what_a_lock_misses_opens_it(case: Case):
    course, done = case

    for item_id, lock in locks(course, done).items():
        assert item_id not in locks(course, done | set(lock.missing))


def test_what_was_completed_stays_open_when_a_new_item_comes_before_it():
    course = a_course(a_lecture(), a_reading(lock=LESSON_LOCK))

    assert locks(course, frozenset({"item-02"})) == {}


def test_a_lock_says_why_and_what_is_missing():
    course = a_course(a_lecture(), a_reading(lock=LESSON_LOCK))

    assert locks(course, frozenset()) == {"item-02": Lock("REQUIRE_ALL_ITEM_IN_LESSON", ("item-01",))}


def test_a_lock_of_a_kind_nobody_knows_does_not_close():
    course = a_course(a_lecture(), a_reading(lock="moonphase"))

    assert locks(course, frozenset()) == {}
