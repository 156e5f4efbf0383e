"""A learner's deadlines as events, at an address that only they were told."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from carrel.application.home import my_desk
from carrel.application.visit import Visit
from carrel.courseware.course import Course, Module
from carrel.courseware.items import Item
from carrel.domain.progress import required_items
from carrel.store import calendars, users


@dataclass(frozen=True, slots=True)
class DueEvent:
    """That a module, or an item of it that is due apart, is due (epoch ms).

    `revision` goes up with every change to what the learner sees in the course.
    """

    course: Course
    module: Module
    item: Item | None
    number: int
    due: int
    revision: int


def renew_calendar(visit: Visit) -> None:
    """Make a new address for the visitor's calendar; the one before is good no more."""
    calendars.put_salt(visit.connection, visit.learner().id, secrets.token_bytes(16))


def my_salt(visit: Visit) -> bytes | None:
    """What the address of the visitor's calendar is derived with, if they asked for one."""
    return calendars.salt_of(visit.connection, visit.learner().id)


def as_owner(visit: Visit, learner_id: int) -> tuple[Visit, bytes] | None:
    """The visit in the name of the owner of a calendar, and what its address is derived with.

    For who has not shown yet that they know the address. None where there is no such calendar.
    """
    owner = users.user_by_id(visit.connection, learner_id)
    salt = calendars.salt_of(visit.connection, learner_id) if owner else None
    return (Visit(visit.connection, visit.shelf, owner, visit.now), salt) if salt else None


def due_events(visit: Visit) -> Sequence[DueEvent]:
    """What is due of all that the visitor takes and has not done yet, the next first."""
    found: list[DueEvent] = []
    for desk in my_desk(visit):
        classroom, course = desk.classroom, desk.classroom.edition.course
        dues = {one.module_id: one.due for one in classroom.deadlines}
        for number, module in enumerate(course.modules, 1):
            left = [item for item in required_items(module) if item.id not in classroom.done]
            if module.id not in dues or not left:
                continue
            due, revision = dues[module.id], desk.membership.version
            found.append(DueEvent(course, module, None, number, due, revision))
            apart = [(item, classroom.item_due(item.id)) for item in left]
            found += [
                DueEvent(course, module, item, number, at, revision)
                for item, at in apart
                if at is not None and at != due
            ]
    return sorted(found, key=lambda one: (one.due, one.course.id, one.module.id))
