"""Answers to who searches."""

from collections.abc import Sequence
from typing import Final

from carrel.application.searching import Hit, search
from carrel.domain.access import Deed
from carrel.protocol.paging import paging_at, read_offset
from carrel.resources.records import UNSET
from carrel.resources.searching import SearchHitRecord
from carrel.server.api.asking import Answers, Ask, Found
from carrel.server.api.courses import linked_courses
from carrel.server.web.addresses import hit_path

MOST: Final = 100
"""Hits on one page: each comes with its text."""


def by_query(ask: Ask) -> Found:
    """What the words of a query find, page by page."""
    start, limit = read_offset(ask.request.start), min(ask.request.limit, MOST)
    hits, total = search(ask.visit, ask.argument("query"), start, limit, ask.argument("courseId") or "")
    linked = linked_courses(ask, _courses(hits)) if ask.wants("courseId") else {}
    return Found([_record(ask, hit) for hit in hits], linked, paging_at(start, limit, total))


def _courses(hits: Sequence[Hit]) -> Sequence[str]:
    return [hit.entry.course_id for hit in hits]


def _record(ask: Ask, hit: Hit) -> SearchHitRecord:
    found = hit.entry
    return SearchHitRecord(
        id=f"{found.course_id}~{found.part_id}" if found.part_id else found.course_id,
        course_id=found.course_id,
        part_id=found.part_id or UNSET,
        kind=found.kind,
        name=found.name,
        href=ask.links.page(hit_path(hit)),
        snippet=[{"text": one.text, "isMatch": one.is_match} for one in hit.snippet],
    )


SEARCH = Answers(reads=Deed.BROWSE, finders={"query": by_query})
