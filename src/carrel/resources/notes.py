"""What is written beside a course (rows 72, 82, 90; shapes §11.1, §11.2, §11.6)."""

from typing import Final

from msgspec import UNSET as LEFT_OUT
from msgspec import Struct, UnsetType

from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.records import UNSET, USER_AND_COURSE, Maybe, Record, declare

COURSE: Final = Parameter("courseId", required=True, doc="The course.")
ITEM: Final = Parameter("itemId", required=True, doc="The item.")
CHANGED_BY_KEY: Final = frozenset({Operation.GET, Operation.CREATE, Operation.PATCH, Operation.DELETE})


class LearnerNoteRecord(Record):
    """The signed-in learner's own note on an item; nobody else sees it."""

    id: str
    """22 characters."""
    course_id: Maybe[str] = UNSET
    """The course in which it was written."""
    item_id: Maybe[str] = UNSET
    """The item on which it was written."""
    moment: Maybe[int] = UNSET
    """The place in a lecture, in ms from its start; absent for a note on the whole item."""
    text: Maybe[str] = UNSET
    """What was written, as Markdown."""
    html: Maybe[str] = UNSET
    """The same as HTML that is safe to show."""
    created_at: Maybe[int] = UNSET
    """When it was written, epoch ms."""
    updated_at: Maybe[int] = UNSET
    """When it was last changed, epoch ms."""


class LearnerHighlightRecord(Record):
    """A passage that the signed-in learner marked, of a transcript or a reading; nobody else sees it."""

    id: str
    """22 characters."""
    course_id: Maybe[str] = UNSET
    """The course in which it was marked."""
    item_id: Maybe[str] = UNSET
    """The lecture or the reading."""
    starts_at: Maybe[int] = UNSET
    """Where the lines of a transcript begin, in ms; absent for a reading."""
    ends_at: Maybe[int] = UNSET
    """Where they end, in ms; absent for a reading."""
    language: Maybe[str] = UNSET
    """The transcript's language; absent for a reading."""
    quote: Maybe[str] = UNSET
    """The words that are marked."""
    before: Maybe[str] = UNSET
    """At most 200 characters from before them, to find them again."""
    after: Maybe[str] = UNSET
    """At most 200 characters from after them."""
    note: Maybe[str] = UNSET
    """What the learner says of them, as Markdown; may be empty."""
    created_at: Maybe[int] = UNSET
    """When they were marked, epoch ms."""
    updated_at: Maybe[int] = UNSET
    """When the note was last changed, epoch ms."""


class CourseFeedbackRecord(Record):
    """What the signed-in learner thinks of a course (row 90)."""

    id: str
    """`{userId}~{courseId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    rating: Maybe[int] = UNSET
    """From 1 to 5."""
    comment: Maybe[str] = UNSET
    """In the learner's own words, plain text; may be empty."""
    created_at: Maybe[int] = UNSET
    """When it was first said, epoch ms."""
    updated_at: Maybe[int] = UNSET
    """When it was last changed, epoch ms."""


class InstructorNoteRecord(Record):
    """What teachers tell everybody who takes a course (row 72)."""

    id: str
    """22 characters."""
    course_id: Maybe[str] = UNSET
    """The course."""
    body: Maybe[str] = UNSET
    """The note as HTML that is safe to show."""
    markdown: Maybe[str] = UNSET
    """The note as it was written."""
    instructor_ids: Maybe[list[str]] = UNSET
    """In whose name it is written: instructors of the course."""
    published_at: Maybe[int] = UNSET
    """Since when learners see it, epoch ms."""
    updated_at: Maybe[int] = UNSET
    """When it was last changed, epoch ms."""


class NewLearnerNote(Struct, rename="camel", frozen=True):
    """What is sent to write a note."""

    course_id: str
    """The course."""
    item_id: str
    """An item that is open to the learner."""
    text: str
    """Markdown, at most 10,000 characters."""
    moment: int | None = None
    """The place in a lecture, in ms; what lies beyond its end is its end."""


class LearnerNoteChange(Struct, rename="camel", frozen=True):
    """What is sent to change a note."""

    text: str
    """Markdown, at most 10,000 characters."""


class NewLearnerHighlight(Struct, rename="camel", frozen=True):
    """What is sent to mark a passage."""

    course_id: str
    """The course."""
    item_id: str
    """A lecture or a reading that is open to the learner."""
    quote: str
    """The words, at most 10,000 characters."""
    starts_at: int | None = None
    """Where they begin in a lecture, in ms; needed there, refused elsewhere."""
    ends_at: int | None = None
    """Where they end, likewise."""
    language: str | None = None
    """The transcript's language."""
    before: str = ""
    """Words before; the last 200 characters are kept."""
    after: str = ""
    """Words after; the first 200 characters are kept."""
    note: str = ""
    """What there is to say of it, Markdown."""


class LearnerHighlightChange(Struct, rename="camel", frozen=True):
    """What is sent to change what one says of a passage."""

    note: str
    """Markdown, at most 10,000 characters; may be empty."""


class NewCourseFeedback(Struct, rename="camel", frozen=True):
    """What is sent to rate a course; it takes the place of what was said before."""

    course_id: str
    """The course."""
    rating: int
    """From 1 to 5."""
    comment: str = ""
    """At most 10,000 characters."""
    user_id: int | str | UnsetType = LEFT_OUT
    """The signed-in learner, if it is said at all."""


class CourseFeedbackChange(Struct, rename="camel", frozen=True):
    """What is sent to say otherwise; what is left out stays as it is."""

    rating: int | None = None
    """From 1 to 5."""
    comment: str | None = None
    """At most 10,000 characters."""


class NewInstructorNote(Struct, rename="camel", frozen=True):
    """What a teacher sends to tell those who take a course something."""

    course_id: str
    """A course that the sender teaches."""
    body: str
    """Markdown, at most 50,000 characters."""
    instructor_ids: list[str] = []
    """Instructors of the course."""
    published_at: int | None = None
    """Since when learners see it, epoch ms; now when left out."""


class InstructorNoteChange(Struct, rename="camel", frozen=True):
    """What a teacher sends to change a note; what is left out stays as it is."""

    body: str | None = None
    """Markdown, at most 50,000 characters."""
    instructor_ids: list[str] | None = None
    """Instructors of the course."""
    published_at: int | None = None
    """Epoch ms."""


def _finders(what: str) -> tuple[Finder, ...]:
    return (
        Finder("byCourse", (COURSE,), f"One's own {what} in a course, the oldest first, page by page."),
        Finder("byItem", (COURSE, ITEM), f"One's own {what} on an item, the oldest first, page by page."),
    )


def _all_fields(record: type[Record], *but: str) -> tuple[str, ...]:
    return tuple(one for one in record.__struct_encode_fields__ if one not in {"id", *but})


LEARNER_NOTES = declare(
    "learnerNotes.v1",
    LearnerNoteRecord,
    default=_all_fields(LearnerNoteRecord, "html"),
    operations=CHANGED_BY_KEY,
    finders=_finders("notes"),
)
LEARNER_HIGHLIGHTS = declare(
    "learnerHighlights.v1",
    LearnerHighlightRecord,
    default=_all_fields(LearnerHighlightRecord),
    operations=CHANGED_BY_KEY,
    finders=_finders("highlights"),
)
MY_FEEDBACK = declare(
    "myFeedback.v1",
    CourseFeedbackRecord,
    key=USER_AND_COURSE,
    default=("rating", "comment", "createdAt", "updatedAt"),
    operations=frozenset({Operation.CREATE, Operation.PATCH, Operation.DELETE}),
    finders=(Finder("course", (COURSE,), "What the signed-in learner said of a course; empty before."),),
)
INSTRUCTOR_NOTES = declare(
    "onDemandInstructorNotes.v1",
    InstructorNoteRecord,
    default=("body", "instructorIds", "publishedAt"),
    relations={"instructorIds": "instructors.v1"},
    operations=CHANGED_BY_KEY,
    finders=(
        Finder(
            "byCourse",
            (COURSE,),
            "The notes to a course, the newest first, page by page; teachers see those of the future, too.",
        ),
    ),
)
