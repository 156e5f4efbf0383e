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
    """The account's address."""
    password: str
    """Its password."""


class LoginAnswer(Record):
    """Its answer: `OK`, and the cookie `CAUTH` beside it."""

    error_code: str = "OK"
    """`OK`."""
    message: str | None = None
    """Always null."""
    details: None = None
    """Always null."""


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
    """The item."""
    name: str
    """What it is called."""
    slug: str
    """The name in addresses."""
    time_commitment: int
    """How long it takes: ms."""
    content: dict[str, Any]
    """Its kind as `typeName`, and where its content is asked for."""
    is_locked: Maybe[bool] = UNSET
    """Whether it is closed to the asker."""
    optional: Maybe[bool] = UNSET
    """Whether it may be left out; absent means no."""
    item_locked_reason_code: Maybe[str] = UNSET
    """Why it is locked: `REQUIRE_ALL_ITEM_IN_LESSON`."""


class NestedLesson(Record):
    """A lesson and its items."""

    id: str
    """The lesson."""
    name: str
    """What it is called."""
    slug: str
    """The name in addresses."""
    time_commitment: int
    """How long it takes: ms."""
    elements: list[NestedItem]
    """Its items."""
    optional: Maybe[bool] = UNSET
    """Whether it may be left out; absent means no."""


class NestedModule(Record):
    """A module and its lessons."""

    id: str
    """The module."""
    name: str
    """What it is called."""
    slug: str
    """The name in addresses."""
    time_commitment: int
    """How long it takes: ms."""
    elements: list[NestedLesson]
    """Its lessons."""
    description: Maybe[str] = UNSET
    """What it is, in words."""
    optional: Maybe[bool] = UNSET
    """Whether it may be left out; absent means no."""


class NestedMaterial(Record):
    """The modules of a course."""

    elements: list[NestedModule]
    """The modules."""


class NestedCourse(Record):
    """A course with everything in it, nested as it is studied."""

    id: str
    """The course."""
    slug: str
    """The name in addresses."""
    course_material: NestedMaterial
    """What it holds."""
    name: Maybe[str] = UNSET
    """What it is called."""


class FormatSources(Record):
    """One resolution of a video: absolute URLs by media type (row 99)."""

    resolution: str
    """The height of the picture, as `720p`."""
    format_sources: dict[str, str]
    """Signed absolute addresses by media type."""


class VideoAnswer(Record):
    """What `opencourse.v1/video/{id}` answers; subtitles are site paths by language."""

    sources: list[FormatSources]
    """Where it can be seen, by resolution."""
    subtitles: dict[str, str] = field(default_factory=dict)
    """The captions as SubRip: signed site paths by language."""
    subtitles_vtt: dict[str, str] = field(default_factory=dict)
    """The captions as WebVTT: signed site paths by language."""
    subtitles_txt: dict[str, str] = field(default_factory=dict)
    """The captions as plain text: signed site paths by language."""
    playlists: dict[str, str] = field(default_factory=dict)
    """Always empty: there is no adaptive streaming."""
    posters: list[dict[str, str]] = field(default_factory=list)
    """Always empty: none are made."""


class CourseProgressAnswer(Record):
    """What `opencourse.v1/user/{u}/course/{slug}` answers: percentages, and the items begun (row 73)."""

    overall: int
    """How much of the course is done: whole percent."""
    modules: dict[str, int] = field(default_factory=dict)
    """The same of modules, by id."""
    lessons: dict[str, int] = field(default_factory=dict)
    """The same of lessons, by id."""
    items: dict[str, ItemProgressRecord] = field(default_factory=dict)
    """The items begun, by id."""
    next_item: Maybe[str] = UNSET
    """What comes next; absent when all is done."""


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
