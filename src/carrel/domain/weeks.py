"""A course week by week: which modules are studied when, and in which week a learner is."""

from collections.abc import Mapping
from dataclasses import dataclass

from carrel.courseware.course import Course, Module
from carrel.domain.deadlines import schedule
from carrel.domain.grading import is_passed
from carrel.domain.progress import required_items


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a course, counted from 1, or several in a row in which the same modules are studied."""

    number: int
    length: int
    modules: tuple[Module, ...]

    def is_completed(self, done: frozenset[str]) -> bool:
        """Whether nothing required is left to do in it."""
        return not any(_is_left(module, done) for module in self.modules if not module.optional)


def weeks(course: Course) -> tuple[Week, ...]:
    """The weeks of a course in order; every module is in exactly one.

    A module that the schedule leaves out is studied with the one before it.
    """
    periods = schedule(course)
    period_of = {
        module_id: at for at, period in reversed([*enumerate(periods)]) for module_id in period.module_ids
    }
    studied: dict[int, list[Module]] = {}
    here = 0
    for module in course.modules:
        here = period_of.get(module.id, here)
        studied.setdefault(here, []).append(module)
    found, number = [], 1
    for at, period in enumerate(periods):
        found.append(Week(number, period.weeks, tuple(studied.get(at, ()))))
        number += period.weeks
    return tuple(found) if found or not studied else (Week(1, 1, tuple(studied[0])),)


def current_week(course: Course, done: frozenset[str]) -> int:
    """The number of the first week with something required left to do; of the last where nothing is."""
    number = 1
    for week in weeks(course):
        number = week.number
        if not week.is_completed(done):
            break
    return number


def completed_modules(course: Course, done: frozenset[str]) -> list[str]:
    """The ids of the modules of which everything required is done; there must be something."""
    return [one.id for one in course.modules if required_items(one) and not _is_left(one, done)]


def passed_modules(course: Course, done: frozenset[str], scores: Mapping[str, float]) -> list[str]:
    """The ids of the completed modules in which every item that counts for the grade is passed too."""
    completed = set(completed_modules(course, done))
    return [one.id for one in course.modules if one.id in completed and _is_passed(course, one, scores)]


def _is_left(module: Module, done: frozenset[str]) -> bool:
    return any(item.id not in done for item in required_items(module))


def _is_passed(course: Course, module: Module, scores: Mapping[str, float]) -> bool:
    counted = [item for lesson in module.lessons for item in lesson.items if item.is_passable]
    return all(is_passed(course, item, scores.get(item.id)) for item in counted)
