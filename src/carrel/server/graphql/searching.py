"""What `SearchResult` answers: courses, as clients of the catalogue's own search ask for them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from graphql import GraphQLError, GraphQLResolveInfo
from msgspec import Struct

from carrel.application import catalogue
from carrel.application.arranging import arranged
from carrel.application.searching import find_courses
from carrel.application.visit import Visit
from carrel.server.api.courses import photo_of
from carrel.server.api.dispatch import links_of
from carrel.server.links import Links
from carrel.store.courses import Card, Listed

MOST: Final = 100
"""Courses of one page."""
MOST_REQUESTS: Final = 5
"""Searches in one operation."""


class Search(Struct, rename="camel", frozen=True):
    """One search; its other members are not looked at."""

    query: str = ""
    limit: int = 12
    cursor: str = "0"


def search_result(_root: object, _info: GraphQLResolveInfo[Any]) -> dict[str, object]:
    """The queries about searching."""
    return {}


async def search(
    _root: object, info: GraphQLResolveInfo[Any], requests: Sequence[object]
) -> list[dict[str, object]]:
    """The courses that each of the searches finds; all of them for an empty one."""
    if len(requests) > MOST_REQUESTS:
        raise GraphQLError(f"At most {MOST_REQUESTS} searches can be asked for at once.")
    try:
        wanted = msgspec.convert(requests, list[Search])
        starts = [int(one.cursor or "0") for one in wanted]
    except (msgspec.ValidationError, ValueError) as error:
        raise GraphQLError(f"This is not a search: {error}.") from None
    links = links_of(info.context.request, info.context.visitors)

    def read(visit: Visit) -> list[dict[str, object]]:
        return [_found(visit, links, one, max(0, start)) for one, start in zip(wanted, starts, strict=True)]

    told: list[dict[str, object]] = await info.context.reading(read, deeds=len(wanted))
    return told


async def languages_for_course(
    _root: object, info: GraphQLResolveInfo[Any], slug: str
) -> dict[str, list[str]] | None:
    """The languages that a course is taught in and has captions in; nothing for no course."""

    def read(visit: Visit) -> Card | None:
        return catalogue.course_by_slug(visit, slug)

    card = await info.context.reading(read)
    if card is None:
        return None
    return {
        "primaryLanguages": [card.course.language],
        "subtitleLanguages": list(card.kept.subtitle_languages),
    }


def _found(visit: Visit, links: Links, wanted: Search, start: int) -> dict[str, object]:
    limit = max(1, min(wanted.limit, MOST))
    found: Sequence[Listed] = catalogue.listing(visit).courses
    if wanted.query.strip():
        known = {one.id: one for one in found}
        found = [known[one] for one in find_courses(visit, wanted.query) if one in known]
    page = catalogue.courses_by_id(visit, [one.id for one in found[start : start + limit]])
    following = str(start + limit) if start + limit < len(found) else None
    return {
        "elements": [_hit(links, card) for card in page],
        "facets": _facets(visit, found),
        "pagination": {"cursor": following, "totalElements": len(found)},
        "totalPages": -(-len(found) // limit),
        "source": {"indexName": "courses"},
    }


def _hit(links: Links, card: Card) -> dict[str, object]:
    course = card.course
    logos = [course.file_at[one.logo] for one in course.partners if one.logo in course.file_at]
    return {
        "__typename": "Search_ProductHit",
        "id": course.id,
        "name": course.name,
        "url": f"/learn/{course.slug}",
        "productType": "COURSE",
        "productDifficultyLevel": course.level or None,
        "imageUrl": photo_of(links, course) or None,
        "partners": [one.name for one in course.partners],
        "partnerLogos": [links.public_file(one) for one in logos],
        "isCourseFree": True,
    }


def _facets(visit: Visit, found: Sequence[Listed]) -> list[dict[str, object]]:
    """How the courses found spread over levels, languages and domains."""
    around = arranged(visit).domain_of_subdomain
    counted: Mapping[str, dict[str, int]] = {"productDifficultyLevel": {}, "language": {}, "domain": {}}
    for course in found:
        named = {
            "productDifficultyLevel": {course.level} - {""},
            "language": {course.language},
            "domain": {around.get(one, one) for one in course.domains},
        }
        for facet, values in named.items():
            for value in values:
                counted[facet][value] = counted[facet].get(value, 0) + 1
    return [
        {"name": facet, "values": [{"value": one, "count": count} for one, count in sorted(values.items())]}
        for facet, values in counted.items()
    ]
