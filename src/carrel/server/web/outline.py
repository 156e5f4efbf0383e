"""Modules, lessons and items as one person sees them: for the course's page and beside each item."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from carrel.application.classroom import Classroom
from carrel.courseware.course import Lesson, Module
from carrel.courseware.items import Item
from carrel.domain.progress import ItemState, required_items
from carrel.server.web.addresses import item_path, module_path
from carrel.server.web.kinds import words_for
from carrel.server.web.moments import Due, Moment, due_of, duration_words
from carrel.server.web.prose import html_of


class Standing(StrEnum):
    """How an item stands for the reader. The value is the name of its sign."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    LOCKED = "locked"


STANDING_WORDS = {
    Standing.OPEN: "Not started",
    Standing.STARTED: "Started",
    Standing.DONE: "Done",
    Standing.LOCKED: "Locked",
}


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item in a list. `missing` names what a lock waits for.

    `href` is empty for who may not open the course; `graded` says what the kind does not say already.
    """

    id: str
    name: str
    href: str
    kind: str
    sign: str
    time: str
    standing: Standing
    standing_words: str
    missing: Sequence[str]
    optional: bool
    graded: bool
    current: bool


@dataclass(frozen=True, slots=True)
class LessonPart:
    """One lesson with its items. `percent` is of the required ones."""

    name: str
    items: Sequence[ItemLine]
    percent: int
    optional: bool
    current: bool


@dataclass(frozen=True, slots=True)
class ModulePart:
    """One module, whole. `due` is None for who is not enrolled, and once everything required is done."""

    number: int
    name: str
    href: str
    description: Markup
    objectives: Sequence[str]
    lessons: Sequence[LessonPart]
    percent: int
    done: int
    required: int
    time: str
    size: str
    optional: bool
    due: Due | None
    current: bool


def module_parts(classroom: Classroom, moment: Moment, current: str = "") -> Sequence[ModulePart]:
    """Every module in the order of study. `current` is the item whose page shows the outline."""
    modules = enumerate(classroom.edition.course.modules, 1)
    return [_module_part(classroom, module, number, moment, current) for number, module in modules]


def item_line(classroom: Classroom, item: Item, current: str = "") -> ItemLine:
    """One item as the reader of the page sees it."""
    standing = _standing(classroom, item)
    lock = classroom.locks.get(item.id)
    words = words_for(item)
    return ItemLine(
        id=item.id,
        name=item.name,
        href=item_path(classroom.edition.course, item) if classroom.is_open else "",
        kind=words.label,
        sign=words.sign,
        time=duration_words(item.time_commitment),
        standing=standing,
        standing_words=STANDING_WORDS[standing],
        missing=[classroom.edition.places[one].item.name for one in lock.missing] if lock else (),
        optional=item.optional,
        graded=item.is_passable and not words.label.startswith("Graded"),
        current=item.id == current,
    )


def _module_part(
    classroom: Classroom, module: Module, number: int, moment: Moment, current: str
) -> ModulePart:
    required = required_items(module)
    done = sum(item.id in classroom.done for item in required)
    lessons = [_lesson_part(classroom, lesson, current) for lesson in module.lessons]
    return ModulePart(
        number=number,
        name=module.name,
        href=module_path(classroom.edition.course.slug, number),
        description=html_of(module.description),
        objectives=[objective.text for objective in module.objectives],
        lessons=lessons,
        percent=classroom.progress.modules[module.id],
        done=done,
        required=len(required),
        time=duration_words(module.time_commitment),
        size=_size_words(module),
        optional=module.optional,
        due=None if done == len(required) else _due(classroom, module, moment),
        current=any(lesson.current for lesson in lessons),
    )


def _lesson_part(classroom: Classroom, lesson: Lesson, current: str) -> LessonPart:
    items = [item_line(classroom, item, current) for item in lesson.items]
    return LessonPart(
        name=lesson.name,
        items=items,
        percent=classroom.progress.lessons[lesson.id],
        optional=lesson.optional,
        current=any(line.current for line in items),
    )


def _size_words(module: Module) -> str:
    lessons, items = len(module.lessons), sum(len(lesson.items) for lesson in module.lessons)
    return f"{lessons} lesson{'s'[: lessons != 1]}, {items} item{'s'[: items != 1]}"


def _due(classroom: Classroom, module: Module, moment: Moment) -> Due | None:
    ends = [one.due for one in classroom.deadlines if one.module_id == module.id]
    return due_of(max(ends), moment) if ends else None


def _standing(classroom: Classroom, item: Item) -> Standing:
    if item.id in classroom.done:
        return Standing.DONE
    if item.id in classroom.locks:
        return Standing.LOCKED
    if (kept := classroom.items.get(item.id)) and kept.state is ItemState.STARTED:
        return Standing.STARTED
    return Standing.OPEN
