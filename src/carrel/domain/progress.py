"""What progress is: the state of each item, and the percentages that follow from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from carrel.courseware.course import Course, Lesson, Module
from carrel.courseware.items import Item


class ItemState(StrEnum):
    """How far an item is, spelled as on the wire. An item nobody touched has no state at all."""

    STARTED = "Started"
    COMPLETED = "Completed"


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """The state of one item and when it was reached (epoch ms)."""

    state: ItemState
    at: int


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """Whole percentages (0 to 100) of modules and lessons by id, of the course, and what comes next."""

    items: Mapping[str, ItemProgress]
    modules: Mapping[str, int]
    lessons: Mapping[str, int]
    overall: int
    next_item: str | None


def completed(items: Mapping[str, ItemProgress]) -> frozenset[str]:
    """The ids of the completed items."""
    return frozenset(item_id for item_id, one in items.items() if one.state is ItemState.COMPLETED)


def required_items(part: Course | Module | Lesson) -> list[Item]:
    """The items that count for 100 %: not the optional ones, nor those of an optional module or lesson."""
    match part:
        case Course():
            return [item for module in part.modules if not module.optional for item in required_items(module)]
        case Module():
            return [item for lesson in part.lessons if not lesson.optional for item in required_items(lesson)]
        case Lesson():
            return [item for item in part.items if not item.optional]


def percentage(items: Iterable[Item], done: frozenset[str]) -> int:
    """Whole percent of `items` done, rounded down: 100 exactly when all are (also when there are none)."""
    ids = [item.id for item in items]
    return 100 * sum(item_id in done for item_id in ids) // len(ids) if ids else 100


def next_item(course: Course, done: frozenset[str], locked: Iterable[str]) -> str | None:
    """The first open item still to do in the order of study: required ones first, then optional ones."""
    closed = done | frozenset(locked)
    for candidates in (required_items(course), course.items()):
        for item in candidates:
            if item.id not in closed:
                return item.id
    return None


def course_progress(
    course: Course, items: Mapping[str, ItemProgress], locked: Iterable[str]
) -> CourseProgress:
    """The whole progress of one learner. States of items that the course no longer has are left out."""
    known = {item.id for item in course.items()}
    kept = {item_id: one for item_id, one in items.items() if item_id in known}
    done = completed(kept)
    return CourseProgress(
        items=kept,
        modules={module.id: percentage(required_items(module), done) for module in course.modules},
        lessons={
            lesson.id: percentage(required_items(lesson), done)
            for module in course.modules
            for lesson in module.lessons
        },
        overall=percentage(required_items(course), done),
        next_item=next_item(course, done, locked),
    )
