"""What is due when. A module is due at the end of the last week in which the schedule studies it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from carrel.courseware.course import Course, Period
from carrel.domain.enrollment import DAY
from carrel.domain.errors import UnfitTime
from carrel.domain.progress import required_items

WEEK = 7 * DAY
"""Milliseconds."""
FARTHEST = 10 * 366 * DAY
"""How far from now (ms) deadlines may be counted: farther is a mistake, and no calendar shows it."""


@dataclass(frozen=True, slots=True)
class ModuleDeadline:
    """When a module is due (epoch ms)."""

    module_id: str
    due: int


@dataclass(frozen=True, slots=True)
class DeadlineSettings:
    """From when a learner's deadlines in one course are counted (epoch ms), and whether there are any."""

    start: int
    is_enabled: bool = True


def schedule(course: Course) -> tuple[Period, ...]:
    """The course's own schedule, or a week for each module."""
    return course.schedule or tuple(
        Period(module_ids=(module.id,), weeks=1) for module in course.modules if not module.optional
    )


def module_deadlines(course: Course, start: int) -> tuple[ModuleDeadline, ...]:
    """The deadlines of a learner who began at `start` (epoch ms), in the order of the schedule."""
    deadlines: list[ModuleDeadline] = []
    due = start
    for period in schedule(course):
        due += period.weeks * WEEK
        deadlines.extend(ModuleDeadline(module_id, due) for module_id in period.module_ids)
    return tuple(deadlines)


def shifted(settings: DeadlineSettings, days: int, now: int) -> DeadlineSettings:
    """The settings with every deadline moved by so many days; raises `UnfitTime` where that leads too far."""
    start = settings.start + days * DAY
    if abs(start - now) > FARTHEST:
        raise UnfitTime("Deadlines cannot be moved that far.")
    return replace(settings, start=start, is_enabled=True)


def restarted(course: Course, done: frozenset[str], now: int) -> DeadlineSettings:
    """The settings of a learner who goes on now: the first period with something left to do begins.

    What was done before keeps its place in the schedule, so nobody is given the weeks of it again.
    """
    modules = {module.id: module for module in course.modules}
    passed = 0
    for period in schedule(course):
        items = [item for one in period.module_ids if one in modules for item in required_items(modules[one])]
        if any(item.id not in done for item in items):
            return DeadlineSettings(now - passed * WEEK)
        passed += period.weeks
    return DeadlineSettings(now)


def next_deadline(
    course: Course, deadlines: Iterable[ModuleDeadline], done: frozenset[str]
) -> ModuleDeadline | None:
    """The earliest deadline, past or to come, of a module that still has something required to do."""
    modules = {module.id: module for module in course.modules}
    open_ones = [
        one
        for one in deadlines
        if one.module_id in modules and any(i.id not in done for i in required_items(modules[one.module_id]))
    ]
    return min(open_ones, key=lambda one: one.due, default=None)


def is_overdue(deadline: ModuleDeadline, now: int) -> bool:
    """Whether the deadline has passed; the deadline itself is in time."""
    return now > deadline.due
