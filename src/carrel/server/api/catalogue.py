"""Answers about how the catalogue is arranged, and about one's own watchlist."""

from collections.abc import Mapping, Sequence
from typing import NoReturn

from carrel.application import catalogue, following
from carrel.application.arranging import arranged, arrangement, domains
from carrel.courseware.arrangement import CourseList, Domain, Subdomain
from carrel.domain.access import Deed
from carrel.domain.following import Watched
from carrel.protocol.errors import not_found
from carrel.resources.catalogue import (
    CourseListRecord,
    DomainRecord,
    NewWatch,
    OnDemandCourseRecord,
    SubdomainRecord,
    WatchRecord,
)
from carrel.resources.records import UNSET, USER_AND_COURSE
from carrel.server.api.asking import Answers, Ask, Created, Found, Linked, paged
from carrel.server.api.courses import (
    domain_types,
    linked_courses,
    linked_instructors,
    linked_partners,
    partner_ids_of,
    photo_of,
)
from carrel.server.api.own import in_own_course, named_user_id
from carrel.store.courses import Card


def course_by_id(ask: Ask) -> Found:
    """One on-demand course."""
    return _on_demand(ask, catalogue.courses_by_id(ask.visit, [ask.request.key]) or _none())


def courses_by_ids(ask: Ask) -> Found:
    """Several; unknown ids are left out."""
    return _on_demand(ask, catalogue.courses_by_id(ask.visit, ask.request.keys))


def course_by_slug(ask: Ask) -> Found:
    """The on-demand course of a slug."""
    card = catalogue.course_by_slug(ask.visit, ask.argument("slug"))
    return _on_demand(ask, [card] if card else _none())


def domain_by_id(ask: Ask) -> Found:
    """One domain."""
    return _domains(ask, [one for one in domains(ask.visit) if one.id == ask.request.key] or _none())


def domains_by_ids(ask: Ask) -> Found:
    """Several; unknown ids are left out."""
    known = {one.id: one for one in domains(ask.visit)}
    return _domains(ask, [known[one] for one in ask.request.keys if one in known])


def all_domains(ask: Ask) -> Found:
    """All domains, page by page."""
    return paged(ask, domains(ask.visit), _domains)


def list_by_id(ask: Ask) -> Found:
    """One list of courses."""
    return _lists(ask, [one for one in _all_lists(ask) if one.id == ask.request.key] or _none())


def lists_by_ids(ask: Ask) -> Found:
    """Several; unknown ids are left out."""
    known = {one.id: one for one in _all_lists(ask)}
    return _lists(ask, [known[one] for one in ask.request.keys if one in known])


def list_by_slug(ask: Ask) -> Found:
    """The list of a slug."""
    return _lists(ask, [one for one in _all_lists(ask) if one.slug == ask.argument("slug")] or _none())


def all_lists(ask: Ask) -> Found:
    """All lists, page by page, in the order that staff gave them."""
    return paged(ask, _all_lists(ask), _lists)


def watched(ask: Ask) -> Found:
    """One course on the signed-in user's watchlist."""
    _, course_id = ask.request.key
    own = following.my_watchlist(ask.visit)
    return _watchlist(ask, [one for one in own if one.course_id == course_id] or _none())


def my_watchlist(ask: Ask) -> Found:
    """The signed-in user's watchlist."""
    return paged(ask, following.my_watchlist(ask.visit), _watchlist)


def watch(ask: Ask) -> Created:
    """Put a course on one's watchlist; a second time changes nothing."""
    body = ask.sent(NewWatch)
    user_id = named_user_id(body.user_id)
    record = _watch_record(in_own_course(lambda: following.watch(ask.visit, user_id, body.course_id)))
    return Created(record, record.id)


def unwatch(ask: Ask) -> None:
    """Take a course off one's watchlist; a second time changes nothing."""
    following.unwatch(ask.visit, *ask.request.key)


def _none() -> NoReturn:
    raise not_found()


def _on_demand(ask: Ask, cards: Sequence[Card]) -> Found:
    placed = arranged(ask.visit)
    records = [
        OnDemandCourseRecord(
            id=card.course.id,
            slug=card.course.slug,
            name=card.course.name,
            description=card.course.description,
            branding_image=photo_of(ask.links, card.course) or UNSET,
            override_partner_logos=_logos(ask, card),
            launched_at=card.published_at,
            domain_types=domain_types(card.course, placed),
            premium_experience_variant="BaseVariant",
            is_restricted_membership=False,
            instructor_ids=[one.id for one in card.course.instructors],
            partner_ids=partner_ids_of([card]),
            level=card.course.level or UNSET,
            workload=card.course.workload,
            primary_languages=[card.course.language],
            subtitle_languages=list(card.kept.subtitle_languages),
        )
        for card in cards
    ]
    linked: Linked = {}
    if ask.wants("partnerIds"):
        linked = {**linked, **linked_partners(ask, partner_ids_of(cards))}
    if ask.wants("instructorIds"):
        ids = [one.id for card in cards for one in card.course.instructors]
        linked = {**linked, **linked_instructors(ask, ids)}
    return Found(records, linked)


def _logos(ask: Ask, card: Card) -> dict[str, str]:
    files = card.course.file_at
    return {
        one.id: ask.links.public_file(files[one.logo]) for one in card.course.partners if one.logo in files
    }


def _domains(ask: Ask, page: Sequence[Domain]) -> Found:
    courses = catalogue.listing(ask.visit).by_domain
    records = [_domain_record(one, courses) for one in page]
    linked: Linked = {}
    if ask.wants("subdomainIds"):
        below = [_subdomain_record(one, domain) for domain in page for one in domain.subdomains]
        linked = {**linked, "subdomains.v1": below}
    if ask.wants("courseIds"):
        ids = [course_id for record in records for course_id in record.course_ids or ()]
        linked = {**linked, **linked_courses(ask, ids)}
    return Found(records, linked)


def _domain_record(domain: Domain, courses: Mapping[str, Sequence[str]]) -> DomainRecord:
    own = [domain.id, *(one.id for one in domain.subdomains)]
    return DomainRecord(
        id=domain.id,
        name=domain.name,
        description=domain.description,
        subdomain_ids=[one.id for one in domain.subdomains],
        course_ids=list(dict.fromkeys(course_id for one in own for course_id in courses.get(one, ()))),
    )


def _subdomain_record(subdomain: Subdomain, domain: Domain) -> SubdomainRecord:
    return SubdomainRecord(
        id=subdomain.id, name=subdomain.name, description=subdomain.description, domain_id=domain.id
    )


def _all_lists(ask: Ask) -> Sequence[CourseList]:
    return arrangement(ask.visit).lists


def _lists(ask: Ask, page: Sequence[CourseList]) -> Found:
    records = [
        CourseListRecord(
            id=one.id,
            slug=one.slug,
            name=one.name,
            description=one.description,
            course_ids=list(one.courses),
        )
        for one in page
    ]
    ids = [course_id for one in page for course_id in one.courses]
    return Found(records, linked_courses(ask, ids) if ask.wants("courseIds") else {})


def _watchlist(ask: Ask, page: Sequence[Watched]) -> Found:
    ids = [one.course_id for one in page]
    linked = linked_courses(ask, ids) if ask.wants("courseId") else {}
    return Found([_watch_record(one) for one in page], linked)


def _watch_record(one: Watched) -> WatchRecord:
    return WatchRecord(
        id=USER_AND_COURSE.write((one.learner_id, one.course_id)),
        user_id=one.learner_id,
        course_id=one.course_id,
        added_at=one.added_at,
    )


ON_DEMAND_COURSES = Answers(
    reads=Deed.BROWSE,
    is_lasting=True,
    get=course_by_id,
    multi_get=courses_by_ids,
    finders={"slug": course_by_slug},
)
DOMAINS = Answers(
    reads=Deed.BROWSE, is_lasting=True, get=domain_by_id, multi_get=domains_by_ids, get_all=all_domains
)
COURSE_LISTS = Answers(
    reads=Deed.BROWSE,
    is_lasting=True,
    get=list_by_id,
    multi_get=lists_by_ids,
    get_all=all_lists,
    finders={"slug": list_by_slug},
)
WATCHLIST = Answers(
    reads=Deed.WATCH,
    writes=Deed.WATCH,
    get=watched,
    create=watch,
    delete=unwatch,
    body=NewWatch,
    is_own=True,
    finders={"me": my_watchlist},
)
