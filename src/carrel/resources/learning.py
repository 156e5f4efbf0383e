"""What a learner does: where they are in a video, what they have read (rows 34–43, 71; shapes §4)."""

from typing import Any, Final

from msgspec import Struct, field

from carrel.protocol.keys import INTEGER, TEXT, CompositeKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.progress import ItemProgressRecord
from carrel.resources.records import COURSE_AND_ITEM, UNSET, Maybe, Record, declare

USER_COURSE_AND_DAY: Final = CompositeKey({"userId": INTEGER, "courseId": TEXT, "day": TEXT})
"""`{userId}~{courseId}~{day}`, all shown."""


class VideoProgressRecord(Record):
    """Where a learner is in a video: ms from its start."""

    id: str
    """`{userId}~{courseId}~{videoId}`."""
    viewed_up_to: Maybe[int] = UNSET
    """Where the learner is: ms from the start."""
    updated_at: Maybe[int] = UNSET
    """When that was told: epoch ms."""


class SupplementCompletionRecord(Record):
    """A reading that somebody has read."""

    id: str
    """`{courseId}~{itemId}`."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    item_progress: Maybe[ItemProgressRecord] = UNSET
    """The state of the item."""


class LearningHoursRecord(Record):
    """How long somebody studied in a course on a day (ISO 8601, UTC): ms."""

    id: str
    """`{userId}~{courseId}~{day}`."""
    user_id: int
    """The user."""
    course_id: str
    """The course."""
    day: str
    """The day in UTC, as `2026-01-31`."""
    studied_milli_seconds: Maybe[int] = UNSET
    """How long they studied on that day: ms."""


class VideoEventAnswer(Record):
    """The answer to an event of a player: the item's state before the event is weighed (row 37)."""

    item_progress: ItemProgressRecord
    """The item's state before the event was weighed."""
    content_response_body: dict[str, Any] = field(default_factory=dict)
    """Always empty."""


class VideoEvent(Struct, rename="camel", frozen=True):
    """What a player sends with an event: an empty envelope, or nothing at all."""

    content_request_body: Any = None
    """Anything; it is not looked at."""


class VideoPosition(Struct, rename="camel", frozen=True):
    """What a player sends of its position (ms); it may lie beyond the end.

    It may also repeat whose position it is, in the words of the address.
    """

    viewed_up_to: int
    """Where the player stands: ms from the start."""
    video_progress_id: str | None = None
    """The key of the address again; another one is refused."""


class NewSupplementCompletion(Struct, rename="camel", frozen=True):
    """What a client sends to complete a reading; it may write the user's id as a number or in digits."""

    user_id: int | str
    """The signed-in user, as a number or in digits."""
    course_id: str
    """A course that they take."""
    item_id: str
    """A reading of it."""


VIDEO_PROGRESSES = declare(
    "onDemandVideoProgresses.v1",
    VideoProgressRecord,
    key=CompositeKey({"userId": INTEGER, "courseId": TEXT, "videoId": TEXT}, shows_parts=False),
    default=("viewedUpTo", "updatedAt"),
    operations=frozenset({Operation.GET, Operation.UPDATE}),
)
SUPPLEMENT_COMPLETIONS = declare(
    "onDemandSupplementCompletions.v1",
    SupplementCompletionRecord,
    key=COURSE_AND_ITEM,
    default=("itemProgress",),
    operations=frozenset({Operation.CREATE}),
)
LEARNING_HOURS = declare(
    "learningHours.v1",
    LearningHoursRecord,
    key=USER_COURSE_AND_DAY,
    default=("studiedMilliSeconds",),
    finders=(
        Finder(
            "me",
            (Parameter("courseId", doc="Only this course; all of them when left out."),),
            "How long the signed-in user studied, day by day, the first day first, page by page.",
        ),
    ),
)
