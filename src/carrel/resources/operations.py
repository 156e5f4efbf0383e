"""What is reached under `/api` or beside it without being a Naptime resource.

These answer in shapes of their own: no envelope, no `fields`, no `includes`.
"""

from typing import Any

from msgspec import Struct, field

from carrel.resources.progress import ItemProgressRecord
from carrel.resources.records import UNSET, Maybe, Record


class LoginRequest(Struct, frozen=True):
    """What `POST login/v3` takes, as JSON or as a form (row 92). Other members are ignored."""

    email: str
    password: str


class LoginAnswer(Record):
    """Its answer: `OK`, and the cookie `CAUTH` beside it."""

    error_code: str = "OK"
    message: str | None = None
    details: None = None


class BatchMember(Struct, rename="camel", frozen=True):
    """One request within `POST /api/batch` (row 63)."""

    url: str
    """The path and query under `/api/` of this school."""
    method: str = "GET"
    """The HTTP method."""
    headers: dict[str, str] = field(default_factory=dict)
    """Headers of its own. Those that say who sends it are the batch's."""
    body: Any = None
    """What it sends: text as it is, anything else as JSON."""


class BatchedAnswer(Struct, rename="camel", frozen=True):
    """The answer to one request of a batch."""

    status: int
    """The HTTP status."""
    headers: dict[str, str]
    """The headers, their names in lower case."""
    body_json: Any
    """The body, read as JSON; null where there is none."""


class NestedItem(Record):
    """An item within `opencourse.v1/course/{slug}` (row 97; shapes §3.4)."""

    id: str
    name: str
    slug: str
    time_commitment: int
    content: dict[str, Any]
    is_locked: Maybe[bool] = UNSET
    optional: Maybe[bool] = UNSET
    item_locked_reason_code: Maybe[str] = UNSET


class NestedLesson(Record):
    """A lesson and its items."""

    id: str
    name: str
    slug: str
    time_commitment: int
    elements: list[NestedItem]
    optional: Maybe[bool] = UNSET


class NestedModule(Record):
    """A module and its lessons."""

    id: str
    name: str
    slug: str
    time_commitment: int
    elements: list[NestedLesson]
    description: Maybe[str] = UNSET
    optional: Maybe[bool] = UNSET


class NestedMaterial(Record):
    """The modules of a course."""

    elements: list[NestedModule]


class NestedCourse(Record):
    """A course with everything in it, nested as it is studied."""

    id: str
    slug: str
    course_material: NestedMaterial
    name: Maybe[str] = UNSET


class FormatSources(Record):
    """One resolution of a video: absolute URLs by media type (row 99)."""

    resolution: str
    format_sources: dict[str, str]


class VideoAnswer(Record):
    """What `opencourse.v1/video/{id}` answers; subtitles are site paths by language."""

    sources: list[FormatSources]
    subtitles: dict[str, str] = field(default_factory=dict)
    subtitles_vtt: dict[str, str] = field(default_factory=dict)
    subtitles_txt: dict[str, str] = field(default_factory=dict)
    playlists: dict[str, str] = field(default_factory=dict)
    posters: list[dict[str, str]] = field(default_factory=list)


class CourseProgressAnswer(Record):
    """What `opencourse.v1/user/{u}/course/{slug}` answers: percentages, and the items begun (row 73)."""

    overall: int
    modules: dict[str, int] = field(default_factory=dict)
    lessons: dict[str, int] = field(default_factory=dict)
    items: dict[str, ItemProgressRecord] = field(default_factory=dict)
    next_item: Maybe[str] = UNSET


class ProgressSummary(Record):
    """A learner's progress in a course, in numbers."""

    num_completed_items: int
    """How many items are completed, optional ones too."""
    num_total_items: int
    """How many items the course has, optional ones too."""
    num_completed_required_items: int
    """How many of the items are completed that count for 100 %."""
    num_required_items: int
    """How many items count for 100 %."""
    overall: int
    """Whole percent of them that are done."""


class ProgressSummaryAnswer(Record):
    """`opencourse.v1/user/{u}/course/{slug}/progressV2` (shapes §4.4)."""

    id: str
    """`{userId}~{courseId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    progress_summary: ProgressSummary
    """The numbers."""
