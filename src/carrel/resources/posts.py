"""What is asked and answered in forums (row 70; shapes §10.2, §10.3)."""

from typing import Any, Final

from msgspec import Struct

from carrel.protocol.keys import INTEGER, TEXT, BooleanKey, ChoiceKey, CompositeKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.records import UNSET, Maybe, Record, declare

PEOPLE: Final = "onDemandSocialProfiles.v1"
ANSWERS: Final = "onDemandCourseForumAnswers.v1"
POST_WRITES: Final = frozenset({Operation.GET, Operation.CREATE, Operation.PATCH, Operation.DELETE})

COURSE_AND_FORUM: Final = CompositeKey({"courseId": TEXT, "forumId": TEXT})
"""`{courseId}~{forumId}`, both shown."""
USER_COURSE_AND_QUESTION: Final = CompositeKey({"userId": INTEGER, "courseId": TEXT, "questionId": TEXT})
"""`{userId}~{courseId}~{questionId}`, all shown; the user is who asks for it."""
USER_COURSE_AND_ANSWER: Final = CompositeKey({"userId": INTEGER, "courseId": TEXT, "answerId": TEXT})
"""`{userId}~{courseId}~{answerId}`, likewise."""

COURSE: Final = Parameter("courseId", required=True, doc="A course that the asker takes.")
SORT: Final = Parameter(
    "sort",
    ChoiceKey(frozenset({"lastActivityAtDesc", "createdAtDesc", "votesDesc"})),
    default="lastActivityAtDesc",
    doc="`lastActivityAtDesc` (when left out), `createdAtDesc`, `votesDesc`. What is pinned comes first.",
)
REMOVED: Final = Parameter(
    "onlyDeleted", BooleanKey(), default=False, doc="What was removed instead; for moderators."
)


class Cml(Struct, rename="camel", frozen=True):
    """A text as clients send it."""

    definition: "CmlDefinition"
    """The text."""
    type_name: str = "cml"
    """Always `cml`."""


class CmlDefinition(Struct, rename="camel", frozen=True):
    """What a text says."""

    value: str
    """CML, or Markdown where it does not begin with `<co-content`; at most 10,000 characters."""
    dtd_id: str = "discussion/1"
    """The kind of CML; not looked at."""


class QuestionContent(Struct, rename="camel", frozen=True):
    """What a question says, as clients send it."""

    question: str
    """The title, at most 200 characters."""
    details: Cml | None = None
    """The rest; a title may be enough."""


class CmlRecord(Record):
    """A text as it is sent."""

    definition: dict[str, Any]
    """`value` is CML, `renderableHtmlWithMetadata.renderableHtml` the same as safe HTML."""
    type_name: str = "cml"
    """Always `cml`."""


class QuestionContentRecord(Record):
    """What a question says."""

    question: str
    """The title, plain text."""
    details: CmlRecord
    """The rest, which may be empty."""


class PostRecord(Record, kw_only=True):
    """What all posts tell."""

    creator_id: Maybe[int] = UNSET
    """Who wrote it; absent for what the course itself asks, and for who has gone."""
    created_at: Maybe[int] = UNSET
    """When it was written, epoch ms."""
    edited_at: Maybe[int] = UNSET
    """When it was last written anew, epoch ms; absent before."""
    state: Maybe[dict[str, bool]] = UNSET
    """`{"deleted": …}`: whether it was removed."""
    upvote_count: Maybe[int] = UNSET
    """How many voted for it."""
    is_upvoted: Maybe[bool] = UNSET
    """Whether the asker did."""
    is_flagged: Maybe[bool] = UNSET
    """Whether the asker called a moderator to it."""


class QuestionRecord(PostRecord, kw_only=True):
    """A question, which begins a thread."""

    forum_id: Maybe[str] = UNSET
    """The forum it stands in."""
    content: Maybe[QuestionContentRecord] = UNSET
    """What it says."""
    last_activity_at: Maybe[int] = UNSET
    """When it was asked or last answered, epoch ms."""
    last_answered_at: Maybe[int] = UNSET
    """When it was last answered, epoch ms; absent before."""
    last_answered_by: Maybe[int] = UNSET
    """Who answered it last; absent before."""
    follow_count: Maybe[int] = UNSET
    """How many follow it."""
    is_following: Maybe[bool] = UNSET
    """Whether the asker does."""
    total_answer_count: Maybe[int] = UNSET
    """How many answers and replies there are."""
    top_level_answer_count: Maybe[int] = UNSET
    """How many answers there are."""
    is_pinned: Maybe[bool] = UNSET
    """Whether it stands before all others."""
    is_closed: Maybe[bool] = UNSET
    """Whether nobody can answer any more."""


class DiscussionQuestionRecord(QuestionRecord, kw_only=True):
    """A question in a forum of a course or of an item (row 70)."""

    id: str
    """22 characters."""
    course_id: Maybe[str] = UNSET
    """The course."""
    item_id: Maybe[str] = UNSET
    """The item that it is about; absent outside of an item's forum."""
    flag_id: Maybe[str] = UNSET
    """The asker's flag on it, `{userId}~{postId}`; absent where there is none."""


class CourseForumQuestionRecord(QuestionRecord, kw_only=True):
    """A question, as the newer clients know it (shapes §10.2)."""

    id: str
    """`{userId}~{courseId}~{questionId}`."""
    user_id: int
    """Who asks for it; not who wrote it."""
    course_id: str
    """The course."""
    question_id: str
    """The question, as `onDemandDiscussionQuestions.v1` calls it."""
    course_forum_id: Maybe[str] = UNSET
    """The forum, `{courseId}~{forumId}`."""


class CourseForumAnswerRecord(PostRecord, kw_only=True):
    """An answer to a question, or a reply to an answer (shapes §10.3)."""

    id: str
    """`{userId}~{courseId}~{answerId}`."""
    user_id: int
    """Who asks for it; not who wrote it."""
    course_id: str
    """The course."""
    answer_id: str
    """The answer; what votes and flags call its post."""
    course_forum_question_id: Maybe[str] = UNSET
    """What it answers, `{courseId}~{questionId}`."""
    parent_forum_answer_id: Maybe[str] = UNSET
    """The answer that it replies to, `{courseId}~{answerId}`; absent for an answer to the question."""
    content: Maybe[CmlRecord] = UNSET
    """What it says; absent for learners where it was removed."""
    child_answer_count: Maybe[int] = UNSET
    """How many replies it has."""


class NewDiscussionQuestion(Struct, rename="camel", frozen=True):
    """What is sent to ask: in a forum, or about an item."""

    course_id: str
    """A course that the sender takes."""
    content: QuestionContent
    """What is asked."""
    forum_id: str = ""
    """The forum; needed where no item is named."""
    item_id: str = ""
    """The item, for its forum."""


class NewCourseForumQuestion(Struct, rename="camel", frozen=True):
    """What the newer clients send to ask."""

    course_forum_id: str
    """The forum, `{courseId}~{forumId}`."""
    content: QuestionContent
    """What is asked."""


class NewCourseForumAnswer(Struct, rename="camel", frozen=True):
    """What is sent to answer."""

    content: Cml
    """The answer."""
    course_forum_question_id: str
    """What it answers, `{courseId}~{questionId}`; of more parts the last is the question."""
    parent_forum_answer_id: str = ""
    """The answer that it replies to; the last part of the id is looked at."""


class PostState(Struct, rename="camel", frozen=True):
    """Whether a post is removed."""

    deleted: bool
    """True removes it, false brings it back; for moderators."""


class QuestionChange(Struct, rename="camel", frozen=True):
    """What is sent to change a question: its words by who wrote it, the rest by moderators."""

    content: QuestionContent | None = None
    """What it says now."""
    is_pinned: bool | None = None
    """Whether it stands before all others."""
    is_closed: bool | None = None
    """Whether nobody can answer any more."""
    state: PostState | None = None
    """Whether it is removed."""


class AnswerChange(Struct, rename="camel", frozen=True):
    """What is sent to change an answer: its words by who wrote it, the rest by moderators."""

    content: Cml | None = None
    """What it says now."""
    state: PostState | None = None
    """Whether it is removed."""


def all_fields(record: type[Record], *but: str) -> tuple[str, ...]:
    """The names of a record's fields on the wire, to be sent by default; `but` the parts of its key."""
    return tuple(one for one in record.__struct_encode_fields__ if one != "id" and one not in but)


DISCUSSION_QUESTIONS = declare(
    "onDemandDiscussionQuestions.v1",
    DiscussionQuestionRecord,
    default=all_fields(DiscussionQuestionRecord),
    relations={"creatorId": PEOPLE, "lastAnsweredBy": PEOPLE, "flagId": "onDemandDiscussionFlags.v1"},
    operations=POST_WRITES,
    finders=(
        Finder(
            "byItem",
            (COURSE, Parameter("itemId", required=True, doc="An item that is open to the asker."), SORT),
            "The questions about an item, page by page.",
        ),
        Finder(
            "byForum",
            (COURSE, Parameter("forumId", required=True, doc="A forum of the course."), SORT, REMOVED),
            "The questions in a forum, page by page.",
        ),
        Finder(
            "followed", (COURSE,), "The questions of a course that the asker follows, the liveliest first."
        ),
    ),
)
COURSE_FORUM_QUESTIONS = declare(
    "onDemandCourseForumQuestions.v1",
    CourseForumQuestionRecord,
    key=USER_COURSE_AND_QUESTION,
    default=all_fields(CourseForumQuestionRecord, "userId", "courseId", "questionId"),
    relations={"profiles": PEOPLE, "posts": ANSWERS},
    operations=POST_WRITES,
    finders=(
        Finder(
            "byCourseForumId",
            (
                Parameter("courseForumId", required=True, doc="The forum, `{courseId}~{forumId}`."),
                Parameter("userId", INTEGER, doc="The signed-in user."),
                SORT,
                REMOVED,
            ),
            "The questions in a forum, page by page.",
        ),
    ),
)
COURSE_FORUM_ANSWERS = declare(
    ANSWERS,
    CourseForumAnswerRecord,
    key=USER_COURSE_AND_ANSWER,
    default=all_fields(CourseForumAnswerRecord, "userId", "courseId", "answerId"),
    relations={"profiles": PEOPLE, "children": ANSWERS},
    operations=POST_WRITES,
    finders=(
        Finder(
            "byCourseForumQuestionId",
            (
                Parameter(
                    "courseForumQuestionId", required=True, doc="The question, `{courseId}~{questionId}`."
                ),
                Parameter("userId", INTEGER, doc="The signed-in user."),
                Parameter(
                    "sort",
                    ChoiceKey(frozenset({"createdAtAsc", "createdAtDesc", "votesDesc"})),
                    default="createdAtAsc",
                    doc="`createdAtAsc` (when left out), `createdAtDesc`, `votesDesc`.",
                ),
            ),
            "The answers to a question, page by page; their replies come with `includes=children`.",
        ),
        Finder(
            "mine",
            (COURSE,),
            "What the asker answered and replied in a course, the oldest first, where it is open to them.",
        ),
    ),
)
