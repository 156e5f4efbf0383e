"""A specialization's page: what it is for, its courses in order, and how far the reader is in each."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import catalogue
from carrel.application.arranging import arrangement
from carrel.application.enrolling import my_memberships
from carrel.application.following import follow as follow_it
from carrel.application.following import my_specializations
from carrel.application.following import unfollow as unfollow_it
from carrel.application.visit import Visit
from carrel.courseware.arrangement import Specialization
from carrel.domain.errors import UnknownSpecialization
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.catalogue import Offer, offer_of
from carrel.server.web.prose import html_of
from carrel.server.web.rendering import Reader, frame_for, page, reader_of
from carrel.store.courses import Card


@dataclass(frozen=True, slots=True)
class Step:
    """One course of a specialization, and whether the reader takes it."""

    offer: Offer
    taken: bool


@dataclass(frozen=True, slots=True)
class SpecializationView:
    """A specialization and how its reader stands to it."""

    name: str
    tagline: str
    description: Markup
    steps: Sequence[Step]
    signed_in: bool
    followed: bool
    follow_href: str
    unfollow_href: str
    sign_in_href: str


@dataclass(frozen=True, slots=True)
class _Loaded:
    reader: Reader
    found: Specialization
    cards: Sequence[Card]
    taken: frozenset[str]
    followed: bool


async def show(request: Request) -> Response:
    """The page."""
    slug = request.path_params["specialization"]
    loaded = await visitors_of(request).reading(request, lambda visit: _load(visit, slug))
    found = loaded.found
    view = SpecializationView(
        name=found.name,
        tagline=found.tagline,
        description=html_of(found.description),
        steps=[Step(offer_of(card), card.course.id in loaded.taken) for card in loaded.cards],
        signed_in=loaded.reader.actor is not None,
        followed=loaded.followed,
        follow_href=f"{addresses.specialization_path(slug)}/follow",
        unfollow_href=f"{addresses.specialization_path(slug)}/unfollow",
        sign_in_href=addresses.following(addresses.specialization_path(slug)),
    )
    return page("specialization.html", view, frame_for(request, loaded.reader.actor))


async def follow(request: Request) -> Response:
    """Follow it, and show it."""
    slug = request.path_params["specialization"]
    await visitors_of(request).writing(
        request, lambda visit: follow_it(visit, visit.learner().id, _named(visit, slug).id)
    )
    return RedirectResponse(addresses.specialization_path(slug), 303)


async def unfollow(request: Request) -> Response:
    """No longer follow it, and show it."""
    slug = request.path_params["specialization"]
    await visitors_of(request).writing(
        request, lambda visit: unfollow_it(visit, visit.learner().id, _named(visit, slug).id)
    )
    return RedirectResponse(addresses.specialization_path(slug), 303)


def _named(visit: Visit, slug: str) -> Specialization:
    for one in arrangement(visit).specializations:
        if one.slug == slug:
            return one
    raise UnknownSpecialization(f"There is no specialization {slug} in this school.")


def _load(visit: Visit, slug: str) -> _Loaded:
    found = _named(visit, slug)
    taken, followed = frozenset[str](), False
    if visit.actor is not None:
        taken = frozenset(one.course_id for one in my_memberships(visit))
        followed = any(one.specialization_id == found.id for one in my_specializations(visit))
    return _Loaded(reader_of(visit), found, catalogue.courses_by_id(visit, found.courses), taken, followed)
