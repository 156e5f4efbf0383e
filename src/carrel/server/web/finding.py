"""Searching the school from a page, and within one course."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from carrel.application.searching import Hit, search
from carrel.application.visit import Visit
from carrel.domain.searching import LONGEST_QUERY, Segment
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.kinds import KINDS, OTHER
from carrel.server.web.rendering import Reader, frame_for, page, reader_of

PAGE: Final = 20
"""Hits on one page."""
PARTS: Final = {"course": "Course", "module": "Module", "lesson": "Lesson"}


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
    """What was looked for, and a page of what was found. `more_href` is empty on the last page."""

    query: str
    total: int
    hits: Sequence[HitLine]
    signed_in: bool
    more_href: str


async def show(request: Request) -> Response:
    """What the words of `?q=` find, from the hit on that `?from=` counts."""
    query = request.query_params.get("q", "")[:LONGEST_QUERY].replace("\0", " ").strip()
    start = _start_of(request.query_params.get("from", ""))
    visitors = visitors_of(request)
    reader, (hits, total) = await visitors.reading(request, lambda visit: _load(visit, query, start))
    following = {"q": query, "from": str(start + PAGE)}
    view = SearchView(
        query=query,
        total=total,
        hits=[_line(hit) for hit in hits],
        signed_in=reader.actor is not None,
        more_href=f"{addresses.SEARCH}?{urlencode(following)}" if start + PAGE < total else "",
    )
    return page("search.html", view, frame_for(request, reader.actor))


def _load(visit: Visit, query: str, start: int) -> tuple[Reader, tuple[Sequence[Hit], int]]:
    return reader_of(visit), search(visit, query, start, PAGE)


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
