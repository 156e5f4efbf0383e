"""The courses that the school offers and the reader does not take yet, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from carrel.application.arranging import Arranged, arranged, arrangement, domains
from carrel.application.catalogue import courses_by_id, listing
from carrel.application.enrolling import my_memberships
from carrel.application.following import my_watchlist
from carrel.application.visit import Visit
from carrel.courseware.arrangement import Specialization
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.languages import language_name
from carrel.server.web.moments import duration_words
from carrel.server.web.prose import summary_of
from carrel.server.web.rendering import Reader, frame_for, page, reader_of
from carrel.store.courses import Card, Listed

PAGE = 24
"""Courses on one page."""
FILTERS = ("domain", "level", "language")
"""The parameters that narrow the courses down."""
LEVELS = ("BEGINNER", "INTERMEDIATE", "ADVANCED")


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
class Way:
    """A link, and a line about where it leads."""

    name: str
    href: str
    about: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a filter can have."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What the courses can be narrowed down by."""

    name: str
    label: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """A page of offers. `more_href` is empty on the last page; `taken` counts the courses on the desk."""

    welcome: bool
    signed_in: bool
    offers: Sequence[Offer]
    taken: int
    first: bool
    more_href: str
    specializations: Sequence[Way]
    watched: Sequence[Way]
    filters: Sequence[Filter]
    filtered: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """Courses of one page, and where in the catalogue the next page begins (0 where there is none)."""

    cards: Sequence[Card]
    taken: int
    following: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the courses are narrowed down to; empty for all."""

    domain: str = ""
    level: str = ""
    language: str = ""

    def admits(self, course: Listed, placed: Arranged) -> bool:
        """Whether a course is among what is wanted."""
        around = {placed.domain_of_subdomain.get(one, one) for one in course.domains}
        return (
            self.domain in {"", *around, *course.domains}
            and self.level in {"", course.level}
            and self.language in {"", course.language}
        )

    def query(self) -> dict[str, str]:
        """The same as parameters of an address."""
        return {name: value for name in FILTERS if (value := getattr(self, name))}


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Around:
    """What the first page shows beside the offers."""

    specializations: Sequence[Specialization] = ()
    watched: Sequence[Card] = ()
    filters: Sequence[Filter] = ()


async def show(request: Request) -> Response:
    """The catalogue, from the course on that `?from=` counts."""
    return await _answer(request, welcome=False)


async def show_welcome(request: Request) -> Response:
    """The catalogue as the school's front door."""
    return await _answer(request, welcome=True)


def view(
    offered: Offered, start: int, wanted: Wanted, around: Around, *, signed_in: bool, welcome: bool
) -> CatalogueView:
    """A page of the catalogue in words."""
    following = urlencode({**wanted.query(), "from": offered.following})
    return CatalogueView(
        welcome=welcome,
        signed_in=signed_in,
        offers=[offer_of(card) for card in offered.cards],
        taken=offered.taken,
        first=start == 0,
        more_href=f"{addresses.CATALOGUE}?{following}" if offered.following else "",
        specializations=[
            Way(one.name, addresses.specialization_path(one.slug), one.tagline)
            for one in around.specializations
        ],
        watched=[
            Way(card.course.name, addresses.course_path(card.course.slug), "") for card in around.watched
        ],
        filters=around.filters,
        filtered=bool(wanted.query()),
    )


def offered_to(visit: Visit, start: int, wanted: Wanted = EVERYTHING) -> Offered:
    """The courses that the visitor does not take, from the `start`-th of the catalogue on."""
    taken = {one.course_id for one in my_memberships(visit)} if visit.actor else set()
    placed = arranged(visit)
    following = (
        (position, one.id)
        for position, one in enumerate(islice(listing(visit).courses, start, None), start)
        if one.id not in taken and wanted.admits(one, placed)
    )
    found = list(islice(following, PAGE))
    more = next(following, (0, ""))
    return Offered(courses_by_id(visit, [course_id for _, course_id in found]), len(taken), more[0])


async def _answer(request: Request, *, welcome: bool) -> Response:
    start = _start_of(request.query_params.get("from", ""))
    wanted = Wanted(**{name: request.query_params.get(name, "") for name in FILTERS})

    def load(visit: Visit) -> tuple[Reader, Offered, Around]:
        return reader_of(visit), offered_to(visit, start, wanted), _around(visit, start, wanted)

    reader, offered, around = await visitors_of(request).reading(request, load)
    shown = view(offered, start, wanted, around, signed_in=reader.actor is not None, welcome=welcome)
    return page("catalogue.html", shown, frame_for(request, reader.actor))


def _around(visit: Visit, start: int, wanted: Wanted) -> Around:
    if start:
        return Around()
    own = [one.course_id for one in my_watchlist(visit)] if visit.actor else []
    specializations = () if wanted.query() else arrangement(visit).specializations
    return Around(specializations, courses_by_id(visit, own), _filters(visit, wanted))


def _filters(visit: Visit, wanted: Wanted) -> Sequence[Filter]:
    """What the courses can be narrowed down by: only what tells some of them from others."""
    every_course = listing(visit)
    named = [_choice(one.id, one.name, wanted.domain) for one in domains(visit)]
    every = [
        Filter("domain", "Domain", named),
        Filter(
            "level",
            "Level",
            [_choice(one, one.capitalize(), wanted.level) for one in LEVELS if one in every_course.levels],
        ),
        Filter(
            "language",
            "Language",
            [_choice(one, language_name(one), wanted.language) for one in sorted(every_course.languages)],
        ),
    ]
    return [one for one in every if len(one.choices) > 1]


def _choice(value: str, words: str, chosen: str) -> Choice:
    return Choice(value, words, value == chosen)


def _start_of(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def offer_of(card: Card) -> Offer:
    """A course as a card shows it."""
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
