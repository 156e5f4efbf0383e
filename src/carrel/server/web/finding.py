"""Searching the school from a page, and within one course."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from carrel.application.classroom import current_edition
from carrel.application.searching import Hit, search
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.domain.searching import LONGEST_QUERY, REFERENCE, Segment
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.kinds import KINDS, OTHER
from carrel.server.web.rendering import Reader, frame_for, page, reader_of

PAGE: Final = 20
"""Hits on one page."""
PARTS: Final = {"course": "Course", "module": "Module", "lesson": "Lesson", REFERENCE: "Resource"}


@dataclass(frozen=True, slots=True)
class HitLine:
    """One thing that was found. `course` is empty for a course itself."""

    name: str
    language: str
    href: str
    kind: str
    course: str
    snippet: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class SearchView:
    """What was looked for, and a page of what was found. `more_href` is empty on the last page.

    `course` is the slug of the one course that is searched, and `course_name` its name; empty for all.
    """

    query: str
    course: str
    course_name: str
    course_href: str
    everywhere_href: str
    total: int
    hits: Sequence[HitLine]
    signed_in: bool
    more_href: str


async def show(request: Request) -> Response:
    """What the words of `?q=` find, in all or in `?course=`, from the hit on that `?from=` counts."""
    query = request.query_params.get("q", "")[:LONGEST_QUERY].replace("\0", " ").strip()
    start = _start_of(request.query_params.get("from", ""))
    slug = request.query_params.get("course", "")
    visitors = visitors_of(request)
    reader, within, (hits, total) = await visitors.reading(
        request, lambda visit: _load(visit, query, start, slug)
    )
    here = {"q": query} | ({"course": within.slug} if within else {})
    following = {**here, "from": str(start + PAGE)}
    view = SearchView(
        query=query,
        course=within.slug if within else "",
        course_name=within.name if within else "",
        course_href=addresses.course_path(within.slug) if within else "",
        everywhere_href=f"{addresses.SEARCH}?{urlencode({'q': query})}",
        total=total,
        hits=[_line(hit) for hit in hits],
        signed_in=reader.actor is not None,
        more_href=f"{addresses.SEARCH}?{urlencode(following)}" if start + PAGE < total else "",
    )
    return page("search.html", view, frame_for(request, reader.actor))


def _load(
    visit: Visit, query: str, start: int, slug: str
) -> tuple[Reader, Course | None, tuple[Sequence[Hit], int]]:
    within = current_edition(visit, slug=slug).course if slug else None
    return reader_of(visit), within, search(visit, query, start, PAGE, within.id if within else "")


def _start_of(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _line(hit: Hit) -> HitLine:
    found, course = hit.entry, hit.card.course
    return HitLine(
        name=found.name,
        language=course.language,
        href=addresses.hit_path(hit),
        kind=PARTS.get(found.kind) or KINDS.get(found.kind, OTHER).label,
        course=course.name if found.part_id else "",
        snippet=hit.snippet,
    )
