"""The learner's desk: every course they take, how far they are, what is due, how long they were away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from carrel.application.classroom import Classroom, my_classrooms
from carrel.application.visit import Visit
from carrel.domain.deadlines import ModuleDeadline, is_overdue
from carrel.domain.enrollment import Membership, days_inactive


@dataclass(frozen=True)
class Desk:
    """One course on the desk. `inactive` is in whole days."""

    classroom: Classroom
    membership: Membership
    inactive: int
    deadline: ModuleDeadline | None
    overdue: bool


class Order(StrEnum):
    """By what the courses on the desk are sorted."""

    DEADLINE = "deadline"
    INACTIVE = "inactive"
    PROGRESS = "progress"
    NAME = "name"


NEVER = 2**62

ORDERS: Mapping[Order, Callable[[Desk], tuple[int, str]]] = {
    Order.DEADLINE: lambda desk: (desk.deadline.due if desk.deadline else NEVER, _name(desk)),
    Order.INACTIVE: lambda desk: (-desk.inactive, _name(desk)),
    Order.PROGRESS: lambda desk: (-desk.classroom.progress.overall, _name(desk)),
    Order.NAME: lambda desk: (0, _name(desk)),
}
"""Soonest first, longest away first, furthest first, by name."""


def my_desk(visit: Visit, order: Order = Order.DEADLINE) -> Sequence[Desk]:
    """The courses that the visitor takes, sorted; raises `NotSignedIn`."""
    return sorted((_desk(visit, *one) for one in my_classrooms(visit)), key=ORDERS[order])


def _desk(visit: Visit, member: Membership, classroom: Classroom) -> Desk:
    deadline = classroom.next_deadline
    overdue = deadline is not None and is_overdue(deadline, visit.now)
    return Desk(classroom, member, days_inactive(member, visit.now), deadline, overdue)


def _name(desk: Desk) -> str:
    return desk.classroom.edition.course.name.casefold()
