"""Answers about specializations, and about who follows them: always oneself."""

from collections.abc import Mapping, Sequence

from carrel.application import catalogue, following
from carrel.application.arranging import arranged
from carrel.courseware.arrangement import Specialization
from carrel.domain.access import Deed
from carrel.domain.errors import NotAuthorized, UnknownSpecialization
from carrel.domain.following import Following
from carrel.protocol.errors import not_found, refused_value
from carrel.protocol.paging import slice_page
from carrel.resources.records import UNSET
from carrel.resources.specializations import (
    USER_AND_SPECIALIZATION,
    NewSpecializationMembership,
    OnDemandSpecializationRecord,
    SpecializationMembershipRecord,
)
from carrel.server.api.asking import Answers, Ask, Created, Found, Linked, paged
from carrel.server.api.courses import linked_courses, linked_partners, partner_ids_of, photo_of
from carrel.server.api.own import named_user_id
from carrel.store.courses import Card

RESOURCE = "onDemandSpecializations.v1"


def by_id(ask: Ask) -> Found:
    """One specialization."""
    found = arranged(ask.visit).specialization.get(ask.request.key)
    if found is None:
        raise not_found()
    return _found(ask, [found])


def by_ids(ask: Ask) -> Found:
    """Several; unknown ids are left out."""
    known = arranged(ask.visit).specialization
    return _found(ask, [known[one] for one in ask.request.keys if one in known])


def by_slug(ask: Ask) -> Found:
    """The specialization of a slug."""
    known = arranged(ask.visit).arrangement.specializations
    found = [one for one in known if one.slug == ask.argument("slug")]
    if not found:
        raise UnknownSpecialization(f"There is no specialization {ask.argument('slug')} in this school.")
    return _found(ask, found)


def everything(ask: Ask) -> Found:
    """All specializations, page by page, in the order that staff gave them."""
    known = arranged(ask.visit).arrangement.specializations
    return paged(ask, known, _found)


def mine(ask: Ask) -> Found:
    """The specializations that the signed-in user follows."""
    page, paging = slice_page(following.my_specializations(ask.visit), ask.request.start, ask.request.limit)
    return Found([_membership(one) for one in page], _linked_to_memberships(ask, page), paging)


def membership(ask: Ask) -> Found:
    """One of them."""
    _, specialization_id = ask.request.key
    own = following.my_specializations(ask.visit)
    found = [one for one in own if one.specialization_id == specialization_id]
    if not found:
        raise not_found()
    return Found([_membership(found[0])], _linked_to_memberships(ask, found))


def follow(ask: Ask) -> Created:
    """Follow a specialization; a second time changes nothing."""
    body = ask.sent(NewSpecializationMembership)
    user_id = named_user_id(body.user_id)
    if body.role != "LEARNER":
        raise refused_value("A specialization is followed as LEARNER.")
    try:
        record = _membership(following.follow(ask.visit, user_id, body.s12n_id))
    except UnknownSpecialization as error:
        raise NotAuthorized(str(error)) from error
    return Created(record, record.id)


def unfollow(ask: Ask) -> None:
    """No longer follow a specialization; a second time changes nothing."""
    following.unfollow(ask.visit, *ask.request.key)


def _found(ask: Ask, page: Sequence[Specialization], resource: str = "") -> Found:
    """These specializations, which are the elements themselves or linked as `resource`."""
    ids = [course_id for one in page for course_id in one.courses]
    cards = {card.course.id: card for card in catalogue.courses_by_id(ask.visit, ids)}
    own = _own(ask)
    linked: Linked = {}
    if ask.wants("courseIds", resource):
        linked = {**linked, **linked_courses(ask, ids)}
    if ask.wants("partnerIds", resource):
        linked = {**linked, **linked_partners(ask, partner_ids_of(cards.values()))}
    if ask.wants("memberships", resource):
        followed = [own[one.id] for one in page if one.id in own]
        linked = {**linked, "onDemandSpecializationMemberships.v1": [_membership(one) for one in followed]}
    return Found([_record(ask, one, cards, own) for one in page], linked)


def _record(
    ask: Ask, one: Specialization, cards: Mapping[str, Card], own: Mapping[str, Following]
) -> OnDemandSpecializationRecord:
    taught = [cards[course_id] for course_id in one.courses if course_id in cards]
    logo = next((photo for card in taught if (photo := photo_of(ask.links, card.course))), "")
    return OnDemandSpecializationRecord(
        id=one.id,
        slug=one.slug,
        name=one.name,
        tagline=one.tagline,
        description=one.description,
        course_ids=[card.course.id for card in taught],
        interchangeable_course_ids=[],
        launched_at=max((card.published_at for card in taught), default=UNSET),
        logo=logo or UNSET,
        memberships=[_key(own[one.id])] if one.id in own else [],
        metadata={"headerImage": logo} if logo else {},
        partner_ids=partner_ids_of(taught),
        premium_experience_variant="BaseVariant",
    )


def _own(ask: Ask) -> Mapping[str, Following]:
    if ask.visit.actor is None:
        return {}
    return {one.specialization_id: one for one in following.my_specializations(ask.visit)}


def _linked_to_memberships(ask: Ask, page: Sequence[Following]) -> Linked:
    if not ask.wants("s12nId"):
        return {}
    known = arranged(ask.visit).specialization
    found = _found(ask, [known[one.specialization_id] for one in page], RESOURCE)
    return {**found.linked, RESOURCE: found.records}


def _membership(one: Following) -> SpecializationMembershipRecord:
    return SpecializationMembershipRecord(
        id=_key(one),
        user_id=one.learner_id,
        s12n_id=one.specialization_id,
        role=one.role.value,
        enrolled_at=one.enrolled_at,
    )


def _key(one: Following) -> str:
    return USER_AND_SPECIALIZATION.write((one.learner_id, one.specialization_id))


ON_DEMAND_SPECIALIZATIONS = Answers(
    reads=Deed.BROWSE,
    is_lasting=True,
    get=by_id,
    multi_get=by_ids,
    get_all=everything,
    finders={"slug": by_slug},
)
SPECIALIZATION_MEMBERSHIPS = Answers(
    reads=Deed.WATCH,
    writes=Deed.WATCH,
    get=membership,
    create=follow,
    delete=unfollow,
    body=NewSpecializationMembership,
    is_own=True,
    finders={"me": mine},
)
