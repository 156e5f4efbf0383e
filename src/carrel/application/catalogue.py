"""What the school offers to everybody: courses, partners, instructors."""

from collections.abc import Iterable, Sequence

from carrel.application.listing import Listing
from carrel.application.visit import Visit
from carrel.store import courses
from carrel.store.courses import Card, KeptInstructor, KeptPartner


def all_courses(visit: Visit, start: int, limit: int) -> tuple[Sequence[Card], int]:
    """A page of the catalogue, and how many courses there are in all."""
    listed = listing(visit).courses
    return courses_by_id(visit, [one.id for one in listed[start : start + limit]]), len(listed)


def listing(visit: Visit) -> Listing:
    """The least of every course, in the order of first publication."""
    return visit.shelf.listing(visit.connection)


def every_course(visit: Visit) -> Sequence[Card]:
    """The whole catalogue, in the order of first publication."""
    return courses.every_card(visit.connection)


def courses_by_id(visit: Visit, ids: Iterable[str]) -> Sequence[Card]:
    """These courses in the order asked; unknown ones are left out."""
    return courses.cards_by_id(visit.connection, ids)


def course_by_slug(visit: Visit, slug: str) -> Card | None:
    """The course of this slug, if there is one."""
    return courses.card_by_slug(visit.connection, slug)


def partners(visit: Visit, ids: Iterable[str] | None = None) -> Sequence[KeptPartner]:
    """All partners, or these."""
    return courses.kept_partners(visit.connection, ids)


def instructors(visit: Visit, ids: Iterable[str] | None = None) -> Sequence[KeptInstructor]:
    """All instructors, or these."""
    return courses.kept_instructors(visit.connection, ids)


def courses_of_partners(visit: Visit, ids: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the courses that each of these partners gives."""
    return courses.courses_of_partners(visit.connection, ids)


def courses_of_instructors(visit: Visit, ids: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the courses that each of these instructors teaches."""
    return courses.courses_of_instructors(visit.connection, ids)
