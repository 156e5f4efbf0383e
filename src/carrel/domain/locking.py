"""What is locked, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile

from carrel.courseware.course import Course, Lesson
from carrel.courseware.items import LESSON_LOCK, Item


@dataclass(frozen=True, slots=True)
class Lock:
    """Why an item is closed: the wire's reason code, and the items still to do that would open it."""

    reason: str
    missing: tuple[str, ...]


def missing_before(lesson: Lesson, item: Item, done: frozenset[str]) -> tuple[str, ...]:
    """The non-optional items before `item` in its lesson that are not completed."""
    before = takewhile(lambda one: one.id != item.id, lesson.items)
    return tuple([one.id for one in before if not one.optional and one.id not in done])


RULES: Mapping[str, tuple[str, Callable[[Lesson, Item, frozenset[str]], tuple[str, ...]]]] = {
    LESSON_LOCK: ("REQUIRE_ALL_ITEM_IN_LESSON", missing_before),
}
"""For each lock that a course may name: its reason code, and which items are missing."""


def lock_of(lesson: Lesson, item: Item, done: frozenset[str]) -> Lock | None:
    """The lock on one item of `lesson`, if it is closed. What was completed once stays open."""
    if item.lock not in RULES or item.id in done:
        return None
    reason, missing_items = RULES[item.lock]
    missing = missing_items(lesson, item, done)
    return Lock(reason, missing) if missing else None


def locks(course: Course, done: frozenset[str]) -> dict[str, Lock]:
    """Every closed item of the course, by id."""
    return {item.id: lock for lesson, item in course.lockable if (lock := lock_of(lesson, item, done))}
