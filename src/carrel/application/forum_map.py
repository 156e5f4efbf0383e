"""Which forums a course has: they follow from its document, and so do their ids."""

from collections.abc import Iterator
from itertools import count

from carrel.courseware.course import Course, Module
from carrel.courseware.ids import long_id
from carrel.courseware.items import Item
from carrel.domain.forums import DEFAULT_FORUMS, Forum, ForumKind


def forums_of(course: Course) -> Iterator[Forum]:
    """The two that every course has, then one for each module, then one for each item."""
    places = count(1)
    for key, (name, words) in DEFAULT_FORUMS.items():
        yield Forum(long_id("forum", course.id, key), ForumKind.COURSE, name, words, next(places))
    for number, module in enumerate(course.modules, 1):
        yield Forum(
            id=module_forum_id(course, module),
            kind=ForumKind.WEEK,
            name=module.name,
            description=f"Questions about module {number}.",
            order=next(places),
            module_id=module.id,
        )
    for module, item in _items(course):
        yield Forum(
            id=item_forum_id(course.id, item.id),
            kind=ForumKind.ITEM,
            name=item.name,
            description="",
            order=next(places),
            parent_id=module_forum_id(course, module),
            module_id=module.id,
            item_id=item.id,
        )


def module_forum_id(course: Course, module: Module) -> str:
    """The id of a module's forum."""
    return long_id("forum", course.id, "module", module.id)


def item_forum_id(course_id: str, item_id: str) -> str:
    """The id of an item's forum."""
    return long_id("forum", course_id, "item", item_id)


def prompt_id(course_id: str, item_id: str) -> str:
    """The id of the question that an item asks everybody."""
    return long_id("prompt", course_id, item_id)


def _items(course: Course) -> Iterator[tuple[Module, Item]]:
    for module in course.modules:
        for lesson in module.lessons:
            for item in lesson.items:
                yield module, item
