"""Answers from the catalogue. It is open to everybody."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from carrel.application import catalogue, enrolling, following, sessions
from carrel.application.arranging import Arranged, arranged
from carrel.application.texts import html_of
from carrel.courseware.arrangement import Specialization
from carrel.courseware.course import Course
from carrel.domain.access import Deed
from carrel.domain.enrollment import Membership
from carrel.domain.errors import UnknownCourse
from carrel.protocol.errors import not_found
from carrel.protocol.paging import paging_at, read_offset
from carrel.resources.courses import COURSES as COURSES_RESOURCE
from carrel.resources.courses import CourseDetailsRecord, CourseRecord, InstructorRecord, PartnerRecord
from carrel.resources.records import UNSET, USER_AND_COURSE
from carrel.resources.specializations import SpecializationRecord
from carrel.server.api.asking import Answers, Ask, Found, Linked, paged
from carrel.server.api.member_records import member_record
from carrel.server.api.progress import linked_progress
from carrel.server.api.sessions import SESSIONS_V1, session_record
from carrel.server.links import Links
from carrel.store.courses import Card, KeptInstructor, KeptPartner

COURSE_TYPE = "v2.ondemand"
COURSES_V1 = "courses.v1"
COURSES_SCHEMA = COURSES_RESOURCE.schema
OWN = ("membershipIds", "courseProgress")
"""What a course says of whoever asks."""

T = TypeVar("T")


def by_id(ask: Ask) -> Found:
    """One course."""
    return _courses(ask, _one(catalogue.courses_by_id(ask.visit, [ask.request.key])))


def by_ids(ask: Ask) -> Found:
    """Several courses; unknown ids are left out."""
    return _courses(ask, catalogue.courses_by_id(ask.visit, ask.request.keys))


def all_courses(ask: Ask) -> Found:
    """The whole catalogue, page by page."""
    start = read_offset(ask.request.start)
    cards, total = catalogue.all_courses(ask.visit, start, ask.request.limit)
    found = _courses(ask, cards)
    return Found(found.records, found.linked, paging_at(start, ask.request.limit, total))


def by_slug(ask: Ask) -> Found:
    """The course of a slug."""
    card = catalogue.course_by_slug(ask.visit, ask.argument("slug"))
    if card is None or ask.argument("courseType") not in {None, COURSE_TYPE}:
        raise UnknownCourse(f"There is no course {ask.argument('slug')} in this school.")
    return _courses(ask, [card])


def on_watchlist(ask: Ask) -> Found:
    """The courses that the signed-in user means to take some day."""
    own = [one.course_id for one in following.my_watchlist(ask.visit)]
    cards = catalogue.courses_by_id(ask.visit, own)
    return paged(ask, cards, _courses)


def partner_by_id(ask: Ask) -> Found:
    """One partner."""
    return _partners(ask, _one(catalogue.partners(ask.visit, [ask.request.key])))


def partners_by_ids(ask: Ask) -> Found:
    """Several partners; unknown ids are left out."""
    return _partners(ask, catalogue.partners(ask.visit, ask.request.keys))


def all_partners(ask: Ask) -> Found:
    """All partners, page by page."""
    return paged(ask, catalogue.partners(ask.visit), _partners)


def instructor_by_id(ask: Ask) -> Found:
    """One instructor."""
    return _instructors(ask, _one(catalogue.instructors(ask.visit, [ask.request.key])))


def instructors_by_ids(ask: Ask) -> Found:
    """Several instructors; unknown ids are left out."""
    return _instructors(ask, catalogue.instructors(ask.visit, ask.request.keys))


def all_instructors(ask: Ask) -> Found:
    """All instructors, page by page."""
    return paged(ask, catalogue.instructors(ask.visit), _instructors)


def linked_courses(ask: Ask, course_ids: Iterable[str]) -> Linked:
    """Courses by id, and what the request wants linked to them in turn."""
    cards = catalogue.courses_by_id(ask.visit, course_ids)
    return {COURSES_V1: _course_records(ask, cards, COURSES_V1), **_linked_to_courses(ask, cards, COURSES_V1)}


def linked_partners(ask: Ask, partner_ids: Iterable[str]) -> Linked:
    """Partners by id."""
    return {"partners.v1": _partner_records(ask, catalogue.partners(ask.visit, partner_ids))}


def linked_instructors(ask: Ask, instructor_ids: Iterable[str]) -> Linked:
    """Instructors by id."""
    return {"instructors.v1": instructor_records(ask, catalogue.instructors(ask.visit, instructor_ids))}


def _course_records(ask: Ask, cards: Sequence[Card], resource: str = "") -> list[CourseRecord]:
    placed, own = arranged(ask.visit), _own_memberships(ask, resource)
    return [_course_record(ask.links, card, placed, own.get(card.course.id)) for card in cards]


def _own_memberships(ask: Ask, resource: str) -> Mapping[str, Membership]:
    """The visitor's memberships by course, where something is wanted that follows from them."""
    is_wanted = any(
        ask.asked.wants_field(COURSES_SCHEMA, one, linked=bool(resource)) or ask.wants(one, resource)
        for one in OWN
    )
    if ask.visit.actor is None or not is_wanted:
        return {}
    return {one.course_id: one for one in enrolling.my_memberships(ask.visit)}


def _course_record(links: Links, card: Card, placed: Arranged, own: Membership | None) -> CourseRecord:
    """A course as the catalogue shows it, and as the visitor stands to it."""
    course = card.course
    own_id = USER_AND_COURSE.write((own.learner_id, course.id)) if own else ""
    logo = course.file_at.get(course.partners[0].logo) if course.partners else None
    return CourseRecord(
        id=course.id,
        course_type=COURSE_TYPE,
        slug=course.slug,
        name=course.name,
        description=course.description,
        photo_url=photo_of(links, course) or UNSET,
        partner_logo=links.file(course, logo) if logo else "",
        partner_ids=[partner.id for partner in course.partners],
        instructor_ids=[instructor.id for instructor in course.instructors],
        specializations=placed.specializations_of(course.id),
        level=course.level or UNSET,
        certificates=[],
        course_status="launched",
        domain_types=domain_types(course, placed),
        workload=course.workload,
        primary_languages=[course.language],
        subtitle_languages=list(card.kept.subtitle_languages),
        start_date=card.published_at,
        display=True,
        preview_link=links.page(f"/learn/{course.slug}"),
        v2_details=course.id,
        membership_ids=[own_id] if own_id else [],
        vc_membership_ids=[],
        course_progress=own_id or UNSET,
    )


def photo_of(links: Links, course: Course) -> str:
    """The absolute address of a course's picture; empty when it has none."""
    image = course.file_at.get(course.image)
    return links.file(course, image) if image else ""


def domain_types(course: Course, placed: Arranged) -> list[dict[str, str]]:
    """The domains of a course; a subdomain that it names comes with the domain around it."""
    around = placed.domain_of_subdomain
    return [
        {"domainId": around[one], "subdomainId": one} if one in around else {"domainId": one}
        for one in course.domains
    ]


def specialization_record(links: Links, found: Specialization, cards: Sequence[Card]) -> SpecializationRecord:
    """A specialization in the plain form; `cards` are its courses."""
    return SpecializationRecord(
        id=found.id,
        name=found.name,
        short_name=found.slug,
        logo=next((photo for card in cards if (photo := photo_of(links, card.course))), UNSET),
        partner_ids=partner_ids_of(cards),
    )


def partner_ids_of(cards: Iterable[Card]) -> list[str]:
    """Who gives these courses, each once."""
    return list(dict.fromkeys(partner.id for card in cards for partner in card.course.partners))


def _one(found: Sequence[T]) -> Sequence[T]:
    if not found:
        raise not_found()
    return found


def _courses(ask: Ask, cards: Sequence[Card]) -> Found:
    return Found(_course_records(ask, cards), _linked_to_courses(ask, cards, ""))


def _linked_to_courses(ask: Ask, cards: Sequence[Card], resource: str) -> Linked:
    """What is wanted beside courses, which are the elements themselves or linked as `resource`."""
    courses = [card.course for card in cards]
    linked: Linked = {"specializations.v1": [], "v1Details.v1": [], "v1Sessions.v1": []}
    partner_ids = partner_ids_of(cards) if ask.wants("partnerIds", resource) else []
    if ask.wants("specializations", resource):
        linked = {**linked, "specializations.v1": _specializations(ask, cards)}
        if ask.wants("partnerIds", "specializations.v1"):
            own = linked["specializations.v1"]
            partner_ids += [one for record in own for one in getattr(record, "partner_ids", ())]
    if partner_ids or ask.wants("partnerIds", resource):
        linked = {**linked, **linked_partners(ask, partner_ids)}
    if ask.wants("instructorIds", resource):
        ids = [instructor.id for course in courses for instructor in course.instructors]
        linked = {**linked, **linked_instructors(ask, ids)}
    if ask.wants("v2Details", resource):
        linked = {**linked, **_linked_details(ask, cards)}
    return {**linked, **_linked_to_oneself(ask, cards, resource)}


def _linked_to_oneself(ask: Ask, cards: Sequence[Card], resource: str) -> Linked:
    """How the visitor stands to these courses: their memberships, and how far they are."""
    own = _own_memberships(ask, resource)
    ids = [card.course.id for card in cards if card.course.id in own]
    linked: Linked = {"vcMemberships.v1": []}
    if ask.wants("membershipIds", resource):
        linked = {**linked, "memberships.v1": [member_record(own[one]) for one in ids]}
    if ask.wants("courseProgress", resource):
        linked = {**linked, "onDemandCoursesProgress.v1": linked_progress(ask, ids)}
    return linked


def _linked_details(ask: Ask, cards: Sequence[Card]) -> Linked:
    """What only on-demand courses have: since when they have sessions, and which."""
    held = sessions.sessions_of(ask.visit, [card.course.id for card in cards])
    details = [
        CourseDetailsRecord(
            id=card.course.id,
            on_demand_sessions=[one.id for one in held[card.course.id]],
            sessions_enabled_at=card.published_at,
        )
        for card in cards
    ]
    all_held = [one for card in cards for one in held[card.course.id]]
    if not ask.wants("onDemandSessions", "v2Details.v1"):
        return {"v2Details.v1": details}
    return {"v2Details.v1": details, SESSIONS_V1: [session_record(one) for one in all_held]}


def _specializations(ask: Ask, cards: Sequence[Card]) -> list[SpecializationRecord]:
    """The specializations that some of these courses belong to."""
    placed = arranged(ask.visit)
    wanted = dict.fromkeys(one for card in cards for one in placed.specializations_of(card.course.id))
    found = [placed.specialization[one] for one in wanted]
    of_all = catalogue.courses_by_id(ask.visit, [course_id for one in found for course_id in one.courses])
    by_id = {card.course.id: card for card in of_all}
    return [
        specialization_record(ask.links, one, [by_id[own] for own in one.courses if own in by_id])
        for one in found
    ]


def _partners(ask: Ask, kept: Sequence[KeptPartner]) -> Found:
    records = _partner_records(ask, kept)
    wanted = [course_id for record in records for course_id in record.course_ids or ()]
    return Found(records, linked_courses(ask, wanted) if ask.wants("courseIds") else {})


def _partner_records(ask: Ask, kept: Sequence[KeptPartner]) -> list[PartnerRecord]:
    given = catalogue.courses_of_partners(ask.visit, [one.partner.id for one in kept])
    return [_partner_record(ask, one, given.get(one.partner.id, [])) for one in kept]


def _partner_record(ask: Ask, kept: KeptPartner, course_ids: list[str]) -> PartnerRecord:
    partner = kept.partner
    logo = ask.links.public_file(kept.logo) if kept.logo else UNSET
    return PartnerRecord(
        id=partner.id,
        name=partner.name,
        short_name=partner.short_name or partner.name,
        description=partner.description or UNSET,
        logo=logo,
        square_logo=logo,
        rectangular_logo=logo,
        home_link=partner.home_link or UNSET,
        location={"name": partner.location} if partner.location else UNSET,
        course_ids=course_ids,
    )


def _instructors(ask: Ask, kept: Sequence[KeptInstructor]) -> Found:
    records = instructor_records(ask, kept)
    linked: Linked = {}
    wanted = [course_id for record in records for course_id in record.course_ids or ()]
    if ask.wants("courseIds"):
        linked = linked_courses(ask, wanted)
    if ask.wants("partnerIds"):
        ids = [partner_id for record in records for partner_id in record.partner_ids or ()]
        linked = {**linked, **linked_partners(ask, ids)}
    return Found(records, linked)


def instructor_records(ask: Ask, kept: Sequence[KeptInstructor]) -> list[InstructorRecord]:
    """Instructors as the catalogue shows them."""
    taught = catalogue.courses_of_instructors(ask.visit, [one.instructor.id for one in kept])
    all_ids = {course_id for ids in taught.values() for course_id in ids}
    partner_ids = {
        card.course.id: [partner.id for partner in card.course.partners]
        for card in catalogue.courses_by_id(ask.visit, sorted(all_ids))
    }
    return [_instructor_record(ask, one, taught.get(one.instructor.id, []), partner_ids) for one in kept]


def _instructor_record(
    ask: Ask, kept: KeptInstructor, course_ids: list[str], partner_ids: dict[str, list[str]]
) -> InstructorRecord:
    instructor = kept.instructor
    first, _, last = instructor.full_name.rpartition(" ")
    return InstructorRecord(
        id=instructor.id,
        full_name=instructor.full_name,
        first_name=first,
        last_name=last,
        title=instructor.title or UNSET,
        department=instructor.department or UNSET,
        bio=html_of(instructor.bio) if instructor.bio else UNSET,
        photo=ask.links.public_file(kept.photo) if kept.photo else UNSET,
        course_ids=course_ids,
        partner_ids=sorted({one for course_id in course_ids for one in partner_ids.get(course_id, [])}),
    )


COURSES = Answers(
    reads=Deed.BROWSE,
    is_lasting=True,
    get=by_id,
    multi_get=by_ids,
    get_all=all_courses,
    deeds={"watchlist": Deed.WATCH},
    finders={"slug": by_slug, "watchlist": on_watchlist},
)
PARTNERS = Answers(
    reads=Deed.BROWSE, is_lasting=True, get=partner_by_id, multi_get=partners_by_ids, get_all=all_partners
)
INSTRUCTORS = Answers(
    reads=Deed.BROWSE,
    is_lasting=True,
    get=instructor_by_id,
    multi_get=instructors_by_ids,
    get_all=all_instructors,
)
