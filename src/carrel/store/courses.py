"""How courses are kept: immutable editions, the pointer to the current one, the cards of the catalogue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, select

from carrel.courseware.course import Course, File, Instructor, Partner
from carrel.store.prepared import Prepared
from carrel.store.tables import (
    course_instructors,
    course_partners,
    courses,
    editions,
    handles,
    instructors,
    partners,
)


class KeptPartner(Struct, frozen=True):
    """A partner as its newest course describes it, with the file of its logo."""

    partner: Partner
    logo: File | None


class KeptInstructor(Struct, frozen=True):
    """An instructor as their newest course describes them, with the file of their photo."""

    instructor: Instructor
    photo: File | None


class KeptCard(Struct, frozen=True):
    """What the catalogue keeps of a course: the document without what is taught, and facts about that.

    `time_commitment` is in milliseconds.
    """

    course: Course
    subtitle_languages: tuple[str, ...]
    modules: int
    items: int
    time_commitment: int


@dataclass(frozen=True, slots=True)
class Card:
    """What the catalogue says of a course, and what is current. `published_at` is epoch ms."""

    kept: KeptCard
    edition_id: int
    published_at: int

    @property
    def course(self) -> Course:
        """The document without modules and references, and with only the files that the rest of it names."""
        return self.kept.course


class Listed(Struct, frozen=True):
    """The least that is to know of a course: what catalogues are narrowed down by."""

    id: str
    language: str = "en"
    level: str = ""
    domains: tuple[str, ...] = ()


class _ListedCard(Struct, frozen=True):
    course: Listed


@dataclass(frozen=True, slots=True)
class Handle:
    """Where an id that is asked for without its course is found.

    `kind` says what it names (a file, a video, a reading's text); `item_id` is that of the item or the
    reference that shows it, and empty for what the whole course shows, such as its image. A file that several
    items show has a handle for each.
    """

    id: str
    course_id: str
    item_id: str
    kind: str


_CARD = select(courses.c.card, courses.c.edition_id, courses.c.published_at).where(
    courses.c.edition_id.is_not(None)
)
_CARDS_BY_ID = _CARD.where(courses.c.id.in_(bindparam("ids", expanding=True)))
_CARD_BY_SLUG = _CARD.where(courses.c.slug == bindparam("slug"))
_EVERY_CARD = _CARD.order_by(courses.c.published_at, courses.c.id)
_NEWEST = Prepared(select(func.max(editions.c.id)))
_CURRENT = select(courses.c.id, courses.c.edition_id).where(courses.c.edition_id.is_not(None))
_CURRENT_BY_SLUG = Prepared(_CURRENT.where(courses.c.slug == bindparam("slug")))
_CURRENT_BY_ID = Prepared(_CURRENT.where(courses.c.id == bindparam("course_id")))
_SLUGS = select(courses.c.slug, courses.c.id).where(courses.c.edition_id.is_not(None))
_CURRENT_DOCUMENTS = (
    select(editions.c.document).join(courses, courses.c.edition_id == editions.c.id).order_by(courses.c.id)
)
_DOCUMENT = select(editions.c.document).where(editions.c.id == bindparam("edition_id"))
_PARTNERS = select(partners.c.record).where(partners.c.id.in_(bindparam("ids", expanding=True)))
_INSTRUCTORS = select(instructors.c.record).where(instructors.c.id.in_(bindparam("ids", expanding=True)))
_HANDLES = (
    select(handles.c.id, handles.c.course_id, handles.c.item_id, handles.c.kind)
    .where(handles.c.id == bindparam("id"))
    .order_by(handles.c.course_id, handles.c.item_id)
)
_ALL_PARTNERS = select(partners.c.record).order_by(partners.c.id)
_ALL_INSTRUCTORS = select(instructors.c.record).order_by(instructors.c.id)
_COURSES_OF_PARTNERS = (
    select(course_partners.c.partner_id, course_partners.c.course_id)
    .where(course_partners.c.partner_id.in_(bindparam("ids", expanding=True)))
    .order_by(course_partners.c.course_id)
)
_COURSES_OF_INSTRUCTORS = (
    select(course_instructors.c.instructor_id, course_instructors.c.course_id)
    .where(course_instructors.c.instructor_id.in_(bindparam("ids", expanding=True)))
    .order_by(course_instructors.c.course_id)
)
_course = msgspec.json.Decoder(Course)
_card = msgspec.json.Decoder(KeptCard)
_listed = msgspec.json.Decoder(_ListedCard)
_partner = msgspec.json.Decoder(KeptPartner)
_instructor = msgspec.json.Decoder(KeptInstructor)


def current_edition(connection: Connection, slug: str) -> tuple[str, int] | None:
    """The course's id and its current edition's, by slug."""
    return _CURRENT_BY_SLUG.first(connection, slug=slug)


def current_edition_by_id(connection: Connection, course_id: str) -> tuple[str, int] | None:
    """The course's id and its current edition's, by course id."""
    return _CURRENT_BY_ID.first(connection, course_id=course_id)


def current_editions(connection: Connection, course_ids: Iterable[str]) -> dict[str, int]:
    """The current editions of these courses, by course id; unknown ids are left out."""
    rows = connection.execute(_CURRENT.where(courses.c.id.in_(list(course_ids))))
    return {row[0]: row[1] for row in rows if row[1] is not None}


def document(connection: Connection, edition_id: int) -> Course:
    """The course document of an edition, which is known to exist."""
    return _course.decode(connection.execute(_DOCUMENT, {"edition_id": edition_id}).scalar_one())


def current_documents(connection: Connection) -> Sequence[Course]:
    """The documents of all courses as they are taught now."""
    rows = connection.execute(_CURRENT_DOCUMENTS)
    return [_course.decode(row[0]) for row in rows]


def ids_by_slug(connection: Connection) -> dict[str, str]:
    """The ids of all published courses by slug."""
    return {row[0]: row[1] for row in connection.execute(_SLUGS)}


def newest_edition(connection: Connection) -> int:
    """A number that goes up whenever a course is published; 0 before the first."""
    found = _NEWEST.first(connection)
    return (found[0] if found else 0) or 0


def listed_courses(connection: Connection) -> Sequence[Listed]:
    """The least of every course, in the order of first publication."""
    return [_listed.decode(row[0]).course for row in connection.execute(_EVERY_CARD)]


def every_card(connection: Connection) -> Sequence[Card]:
    """The whole catalogue, in the order of first publication."""
    rows = connection.execute(_EVERY_CARD)
    return [Card(_card.decode(row[0]), row[1], row[2]) for row in rows]


def cards_by_id(connection: Connection, course_ids: Iterable[str]) -> Sequence[Card]:
    """The cards of these courses in the order asked; unknown ids are left out."""
    wanted = list(dict.fromkeys(course_ids))
    rows = connection.execute(_CARDS_BY_ID, {"ids": wanted})
    found = {card.course.id: card for card in (Card(_card.decode(r[0]), r[1], r[2]) for r in rows)}
    return [found[course_id] for course_id in wanted if course_id in found]


def card_by_slug(connection: Connection, slug: str) -> Card | None:
    """The card of the course of this slug."""
    row = connection.execute(_CARD_BY_SLUG, {"slug": slug}).one_or_none()
    return Card(_card.decode(row[0]), row[1], row[2]) if row else None


def kept_partners(connection: Connection, partner_ids: Iterable[str] | None = None) -> Sequence[KeptPartner]:
    """All partners, or these in the order asked; unknown ids are left out."""
    if partner_ids is None:
        return [_partner.decode(row[0]) for row in connection.execute(_ALL_PARTNERS)]
    wanted = list(dict.fromkeys(partner_ids))
    rows = [_partner.decode(row[0]) for row in connection.execute(_PARTNERS, {"ids": wanted})]
    found = {kept.partner.id: kept for kept in rows}
    return [found[partner_id] for partner_id in wanted if partner_id in found]


def kept_instructors(
    connection: Connection, instructor_ids: Iterable[str] | None = None
) -> Sequence[KeptInstructor]:
    """All instructors, or these in the order asked; unknown ids are left out."""
    if instructor_ids is None:
        return [_instructor.decode(row[0]) for row in connection.execute(_ALL_INSTRUCTORS)]
    wanted = list(dict.fromkeys(instructor_ids))
    rows = [_instructor.decode(row[0]) for row in connection.execute(_INSTRUCTORS, {"ids": wanted})]
    found = {kept.instructor.id: kept for kept in rows}
    return [found[instructor_id] for instructor_id in wanted if instructor_id in found]


def courses_of_partners(connection: Connection, partner_ids: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the courses that each of these partners gives."""
    given: dict[str, list[str]] = {}
    for partner_id, course_id in connection.execute(_COURSES_OF_PARTNERS, {"ids": list(partner_ids)}):
        given.setdefault(partner_id, []).append(course_id)
    return given


def courses_of_instructors(connection: Connection, instructor_ids: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the courses that each of these instructors teaches."""
    taught: dict[str, list[str]] = {}
    for instructor_id, course_id in connection.execute(
        _COURSES_OF_INSTRUCTORS, {"ids": list(instructor_ids)}
    ):
        taught.setdefault(instructor_id, []).append(course_id)
    return taught


def handles_of(connection: Connection, handle_id: str) -> Sequence[Handle]:
    """Every place where this id is found, course by course; none when no current edition has it."""
    return [Handle(*row) for row in connection.execute(_HANDLES, {"id": handle_id})]
