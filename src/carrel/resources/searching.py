"""Searching the school (our own; the search of others is GraphQL, shapes §13)."""

from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder
from carrel.resources.records import UNSET, Maybe, Record, declare


class SearchHitRecord(Record):
    """One thing that was found: a course, or a module, a lesson, an item or a reference of one."""

    id: str
    """The course's id; for a part of it, `{courseId}~{partId}`."""
    course_id: Maybe[str] = UNSET
    """The course that it is in, or is."""
    part_id: Maybe[str] = UNSET
    """The module, the lesson, the item or the reference; not there for a course."""
    kind: Maybe[str] = UNSET
    """`course`, `module`, `lesson`, `reference`, or the kind of the item, such as `lecture`."""
    name: Maybe[str] = UNSET
    """Its name for people."""
    href: Maybe[str] = UNSET
    """The absolute address of its page."""
    snippet: Maybe[list[dict[str, str | bool]]] = UNSET
    """Its text around what was looked for: pieces `{text, isMatch}` of plain characters."""


SEARCH = declare(
    "search.v1",
    SearchHitRecord,
    default=("courseId", "partId", "kind", "name", "snippet"),
    relations={"courseId": "courses.v1"},
    finders=(
        Finder(
            "query",
            (
                Parameter(
                    "query", required=True, doc="Words; all must be there, the last may be a beginning."
                ),
                Parameter("courseId", doc="Search in this course alone, which must be open to who asks."),
            ),
            "What has these words, the best first, page by page. Names and descriptions are found by "
            "everybody; readings, references and transcripts by those who may open them.",
        ),
    ),
)
