"""The courses that the school offers and the reader does not take yet, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from carrel.application.catalogue import all_courses
from carrel.application.enrolling import my_memberships
from carrel.application.visit import Visit
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.moments import duration_words
from carrel.server.web.prose import summary_of
from carrel.server.web.rendering import Reader, frame_for, page, reader_of
from carrel.store.courses import Card

PAGE = 24
"""Courses on one page."""
CHUNK = 100
"""Courses read at a time, while those that the reader takes are passed over."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A course that can be taken."""

    name: str
    language: str
    href: str
    enroll_href: str
    partners: str
    summary: str
    facts: Sequence[str]
    image: str


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """A page of offers. `more_href` is empty on the last page; `taken` counts the courses on the desk."""

    welcome: bool
    signed_in: bool
    offers: Sequence[Offer]
    taken: int
    first: bool
    more_href: str


@dataclass(frozen=True, slots=True)
class Offered:
    """Courses of one page, and where in the catalogue the next page begins (0 where there is none)."""

    cards: Sequence[Card]
    taken: int
    following: int


async def show(request: Request) -> Response:
    """The catalogue, from the course on that `?from=` counts."""
    return await _answer(request, welcome=False)


async def show_welcome(request: Request) -> Response:
    """The catalogue as the school's front door."""
    return await _answer(request, welcome=True)


def view(offered: Offered, start: int, *, signed_in: bool, welcome: bool) -> CatalogueView:
    """A page of the catalogue in words."""
    return CatalogueView(
        welcome=welcome,
        signed_in=signed_in,
        offers=[_offer(card) for card in offered.cards],
        taken=offered.taken,
        first=start == 0,
        more_href=f"{addresses.CATALOGUE}?from={offered.following}" if offered.following else "",
    )


def offered_to(visit: Visit, start: int) -> Offered:
    """The courses that the visitor does not take, from the `start`-th of the catalogue on."""
    taken = {one.course_id for one in my_memberships(visit)} if visit.actor else set()
    found: list[Card] = []
    for position, card in _cards_from(visit, start):
        if len(found) == PAGE:
            return Offered(found, len(taken), position)
        if card.course.id not in taken:
            found.append(card)
    return Offered(found, len(taken), 0)


def _cards_from(visit: Visit, start: int) -> Iterator[tuple[int, Card]]:
    total = start + 1
    while start < total:
        cards, total = all_courses(visit, start, CHUNK)
        yield from enumerate(cards, start)
        start += CHUNK


async def _answer(request: Request, *, welcome: bool) -> Response:
    start = _start_of(request.query_params.get("from", ""))
    reader, offered = await visitors_of(request).reading(request, lambda visit: _load(visit, start))
    shown = view(offered, start, signed_in=reader.actor is not None, welcome=welcome)
    return page("catalogue.html", shown, frame_for(request, reader.actor))


def _load(visit: Visit, start: int) -> tuple[Reader, Offered]:
    return reader_of(visit), offered_to(visit, start)


def _start_of(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _offer(card: Card) -> Offer:
    course = card.course
    time = course.workload or duration_words(card.kept.time_commitment)
    return Offer(
        name=course.name,
        language=course.language,
        href=addresses.course_path(course.slug),
        enroll_href=addresses.enroll_path(course.slug),
        partners=", ".join(partner.name for partner in course.partners),
        summary=summary_of(course.description),
        facts=[fact for fact in (course.level.capitalize(), time) if fact],
        image=addresses.public_path(course, course.image),
    )
