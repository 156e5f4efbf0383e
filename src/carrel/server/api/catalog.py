"""The catalogue of 2014, `catalog.v1` (rows 58–62), and `users/v1/me/enrollments` (row 56).

Neither has the envelope of the resources: ids are numbers, and what is linked stands under plain names.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

import msgspec
from starlette.requests import Request

from carrel.application import catalogue, enrolling
from carrel.application.arranging import domains
from carrel.application.searching import find_courses
from carrel.application.texts import html_of
from carrel.application.visit import Visit
from carrel.courseware.arrangement import Domain
from carrel.courseware.ids import is_number_id, number_id
from carrel.domain.deadlines import WEEK
from carrel.domain.enrollment import Membership
from carrel.protocol.errors import RoutingError, not_found
from carrel.protocol.paging import read_limit, slice_page
from carrel.resources.catalog import (
    CatalogCategory,
    CatalogCourse,
    CatalogInstructor,
    CatalogSession,
    CatalogUniversity,
    EnrolledCourse,
    Enrollment,
    EnrollmentsAnswer,
)
from carrel.resources.records import UNSET, Record
from carrel.server.answers import READ_HEADERS, Answer, json_answer
from carrel.server.api.courses import photo_of
from carrel.server.api.dispatch import links_of
from carrel.server.links import Links
from carrel.server.visitors import visitors_of
from carrel.store.courses import Card, KeptInstructor, KeptPartner

COURSES, UNIVERSITIES, CATEGORIES = "courses", "universities", "categories"
INSTRUCTORS, SESSIONS = "instructors", "sessions"
RELATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    COURSES: (UNIVERSITIES, CATEGORIES, INSTRUCTORS, SESSIONS),
    UNIVERSITIES: (COURSES, INSTRUCTORS),
    CATEGORIES: (COURSES,),
    INSTRUCTORS: (COURSES, UNIVERSITIES),
    SESSIONS: (COURSES,),
}
"""What each collection can have linked."""


async def collection(request: Request) -> Answer:
    """`GET catalog.v1/{collection}`, also with an id behind it: the catalogue as it was read in 2014."""
    name, wanted = request.path_params["collection"], request.path_params.get("id")
    if name not in RELATIONS:
        raise not_found()
    links = links_of(request, visitors_of(request))

    def read(visit: Visit) -> dict[str, object]:
        found = _Catalog(visit, links)
        ids = _ids(request, found, name) if wanted is None else _one(found, name, wanted)
        page, paging = slice_page(
            ids, request.query_params.get("start"), read_limit(request.query_params.get("limit"))
        )
        includes = [one for one in _names(request, "includes") if one in RELATIONS[name]]
        fields = {*_names(request, "fields"), "links"}
        linked = {one: _told(found, one, found.related(name, page, one), fields, ()) for one in includes}
        elements = _told(found, name, page, fields, includes)
        further = {"paging": msgspec.to_builtins({"next": paging.next})} if paging.next else {}
        return {"elements": elements, "linked": linked, **further}

    return json_answer(await visitors_of(request).reading(request, read), headers=READ_HEADERS)


async def enrollments(request: Request) -> Answer:
    """`GET users/v1/me/enrollments`: one's own courses, and the enrolments in them."""
    links = links_of(request, visitors_of(request))

    def read(visit: Visit) -> EnrollmentsAnswer:
        own = enrolling.my_memberships(visit)
        cards = {card.course.id: card for card in catalogue.courses_by_id(visit, [m.course_id for m in own])}
        taught = [one for one in own if one.course_id in cards]
        return EnrollmentsAnswer(
            courses=[_enrolled_course(links, cards[one.course_id]) for one in taught],
            enrollments=[_enrollment(one, cards[one.course_id], visit.now) for one in taught],
        )

    return json_answer(await visitors_of(request).reading(request, read), headers=READ_HEADERS)


def number_of(kind: str, own_id: str) -> int:
    """The number by which an id is known here: itself where it is one, else nine digits derived from it."""
    return int(own_id) if is_number_id(own_id) else int(number_id("catalog", kind, own_id))


class _Catalog:
    """The whole catalogue by number, each part read when it is first asked for."""

    def __init__(self, visit: Visit, links: Links) -> None:
        self._visit = visit
        self._links = links
        self._load: Mapping[str, Callable[[], Mapping[int, Any]]] = {
            COURSES: lambda: self._cards,
            SESSIONS: lambda: {number_of(SESSIONS, card.course.id): card for card in self._cards.values()},
            UNIVERSITIES: lambda: self._partners,
            INSTRUCTORS: lambda: self._instructors,
            CATEGORIES: lambda: self._domains,
        }

    def all(self, name: str) -> Mapping[int, Any]:
        """A whole collection."""
        return self._load[name]()

    def found(self, query: str) -> list[int]:
        """The courses that a search finds, the best first."""
        return [number_of(COURSES, course_id) for course_id in find_courses(self._visit, query)]

    def related(self, name: str, ids: Iterable[int], relation: str) -> list[int]:
        """What these elements lead to by a relation, each once."""
        return list(dict.fromkeys(one for own in ids for one in self._leads(name, own, relation)))

    def record(self, name: str, own: int, includes: Sequence[str]) -> Record:
        """One element, with the ids of what is linked to it."""
        shown = {one: self._leads(name, own, one) for one in includes}
        record: Record = _RECORDS[name](self._links, own, self.all(name)[own])
        return msgspec.structs.replace(record, links=shown)

    def _leads(self, name: str, own: int, relation: str) -> list[int]:
        if name in (COURSES, SESSIONS):
            return self._of_card(self.all(name)[own], relation)
        cards = [card for card in self._cards.values() if own in self._of_card(card, name)]
        return list(dict.fromkeys(one for card in cards for one in self._of_card(card, relation)))

    @staticmethod
    def _of_card(card: Card, relation: str) -> list[int]:
        course = card.course
        ids = {
            COURSES: [course.id],
            SESSIONS: [course.id],
            UNIVERSITIES: [one.id for one in course.partners],
            INSTRUCTORS: [one.id for one in course.instructors],
            CATEGORIES: course.domains,
        }
        return [number_of(relation, one) for one in ids[relation]]

    @cached_property
    def _cards(self) -> Mapping[int, Card]:
        return {number_of(COURSES, one.course.id): one for one in catalogue.every_course(self._visit)}

    @cached_property
    def _partners(self) -> Mapping[int, KeptPartner]:
        return {number_of(UNIVERSITIES, one.partner.id): one for one in catalogue.partners(self._visit)}

    @cached_property
    def _instructors(self) -> Mapping[int, KeptInstructor]:
        kept = catalogue.instructors(self._visit)
        return {number_of(INSTRUCTORS, one.instructor.id): one for one in kept}

    @cached_property
    def _domains(self) -> Mapping[int, Domain]:
        every = domains(self._visit)
        below = [
            Domain(id=one.id, name=one.name, description=one.description)
            for d in every
            for one in d.subdomains
        ]
        return {number_of(CATEGORIES, one.id): one for one in [*every, *below]}


def _ids(request: Request, found: _Catalog, name: str) -> list[int]:
    known, query = found.all(name), request.query_params.get("q")
    if query is None:
        asked = [int(one) for one in _names(request, "ids") if is_number_id(one)]
        return [one for one in asked if one in known] if "ids" in request.query_params else list(known)
    if query != "search" or name != COURSES:
        raise RoutingError(f"finder '{query}' not implemented")
    return [one for one in found.found(request.query_params.get("query", "")) if one in known]


def _one(found: _Catalog, name: str, wanted: str) -> list[int]:
    if not is_number_id(wanted) or int(wanted) not in found.all(name):
        raise not_found()
    return [int(wanted)]


def _names(request: Request, parameter: str) -> list[str]:
    texts = request.query_params.getlist(parameter)
    return [name.strip() for text in texts for name in text.split(",") if name.strip()]


def _told(
    found: _Catalog, name: str, ids: Iterable[int], fields: set[str], includes: Sequence[str]
) -> list[dict[str, object]]:
    """The elements as they are sent: what is always sent, and of the rest what was asked for."""
    always = {one.encode_name for one in msgspec.structs.fields(_TYPES[name]) if one.required}
    plain = (msgspec.to_builtins(found.record(name, one, includes)) for one in ids)
    return [{key: value for key, value in one.items() if key in always | fields} for one in plain]


def _course(links: Links, own: int, card: Card) -> CatalogCourse:
    course = card.course
    photo = photo_of(links, course) or UNSET
    logo = course.file_at.get(course.partners[0].logo) if course.partners else None
    return CatalogCourse(
        id=own,
        short_name=course.slug,
        name=course.name,
        language=course.language,
        short_description=course.description,
        about_the_course=html_of(course.description),
        photo=photo,
        large_icon=photo,
        small_icon=photo,
        small_icon_hover=photo,
        preview_link=links.page(f"/learn/{course.slug}"),
        instructor=", ".join(one.full_name for one in course.instructors),
        estimated_class_workload=course.workload,
        subtitle_languages_csv=",".join(card.kept.subtitle_languages),
        university_logo=links.public_file(logo) if logo else UNSET,
    )


def _university(links: Links, own: int, kept: KeptPartner) -> CatalogUniversity:
    partner = kept.partner
    return CatalogUniversity(
        id=own,
        short_name=partner.short_name or partner.name,
        name=partner.name,
        description=partner.description or UNSET,
        home_link=partner.home_link or UNSET,
        location=partner.location or UNSET,
        logo=links.public_file(kept.logo) if kept.logo else UNSET,
    )


def _category(_links: Links, own: int, domain: Domain) -> CatalogCategory:
    return CatalogCategory(
        id=own, short_name=domain.id, name=domain.name, description=domain.description or UNSET
    )


def _instructor(links: Links, own: int, kept: KeptInstructor) -> CatalogInstructor:
    instructor = kept.instructor
    first, _, last = instructor.full_name.rpartition(" ")
    return CatalogInstructor(
        id=own,
        first_name=first,
        last_name=last,
        full_name=instructor.full_name,
        title=instructor.title or UNSET,
        department=instructor.department or UNSET,
        bio=html_of(instructor.bio) if instructor.bio else UNSET,
        photo=links.public_file(kept.photo) if kept.photo else UNSET,
    )


def _session(links: Links, own: int, card: Card) -> CatalogSession:
    began = datetime.fromtimestamp(card.published_at / 1000, UTC)
    return CatalogSession(
        id=own,
        course_id=number_of(COURSES, card.course.id),
        home_link=links.page(f"/learn/{card.course.slug}"),
        active=True,
        status=1,
        duration_string=card.course.workload,
        start_day=began.day,
        start_month=began.month,
        start_year=began.year,
    )


_RECORDS: Final[Mapping[str, Callable[[Links, int, Any], Any]]] = {
    COURSES: _course,
    UNIVERSITIES: _university,
    CATEGORIES: _category,
    INSTRUCTORS: _instructor,
    SESSIONS: _session,
}
_TYPES: Final[Mapping[str, type[Record]]] = {
    COURSES: CatalogCourse,
    UNIVERSITIES: CatalogUniversity,
    CATEGORIES: CatalogCategory,
    INSTRUCTORS: CatalogInstructor,
    SESSIONS: CatalogSession,
}


def _enrolled_course(links: Links, card: Card) -> EnrolledCourse:
    photo = photo_of(links, card.course)
    return EnrolledCourse(
        id=number_of(COURSES, card.course.id),
        name=card.course.name,
        short_name=card.course.slug,
        photo=photo,
        small_icon_hover=photo,
    )


def _enrollment(one: Membership, card: Card, now: int) -> Enrollment:
    weeks = sum(period.weeks for period in card.course.schedule) or card.kept.modules
    ends_at = one.enrolled_at + weeks * WEEK
    return Enrollment(
        id=int(number_id("enrollment", str(one.learner_id), one.course_id)),
        course_id=number_of(COURSES, one.course_id),
        session_id=number_of(SESSIONS, one.course_id),
        active=one.is_current,
        is_sig_track=False,
        start_date=one.enrolled_at // 1000,
        start_status="Past" if ends_at < now else "Present",
        end_date=ends_at // 1000,
    )
