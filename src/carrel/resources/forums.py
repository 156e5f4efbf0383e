"""Forums, and items that ask everybody (row 69; shapes §10.1, §10.5)."""

from typing import Any, Final

from carrel.protocol.keys import INTEGER, TEXT, CompositeKey
from carrel.protocol.schema import Finder, Operation
from carrel.resources.posts import COURSE, COURSE_AND_FORUM, QuestionContentRecord, all_fields
from carrel.resources.records import UNSET, Maybe, Record, declare

USER_COURSE_AND_ITEM: Final = CompositeKey({"userId": INTEGER, "courseId": TEXT, "itemId": TEXT})
"""`{userId}~{courseId}~{itemId}`, all shown."""


class DiscussionForumRecord(Record):
    """A forum of a course (row 69)."""

    id: str
    """22 characters."""
    course_id: Maybe[str] = UNSET
    """The course."""
    name: Maybe[str] = UNSET
    """What it is called."""
    description: Maybe[str] = UNSET
    """What it is for, plain text."""
    order: Maybe[int] = UNSET
    """Its place among the course's forums, from 1."""
    access_auth_group: Maybe[str] = UNSET
    """Always `everyone`: whoever takes the course."""
    question_count: Maybe[int] = UNSET
    """How many questions stand in it."""
    last_answered_at: Maybe[int] = UNSET
    """When something was last answered in it, epoch ms."""


class CourseForumRecord(Record):
    """A forum of a course, as the newer clients know it (shapes §10.1)."""

    id: str
    """`{courseId}~{forumId}`."""
    course_id: str
    """The course."""
    forum_id: str
    """The forum, as `onDemandDiscussionForums.v1` calls it."""
    title: Maybe[str] = UNSET
    """What it is called."""
    description: Maybe[str] = UNSET
    """What it is for, plain text."""
    parent_forum_id: Maybe[str] = UNSET
    """The forum of the item's module, `{courseId}~{forumId}`; absent elsewhere."""
    order: Maybe[int] = UNSET
    """Its place among the course's forums, from 1."""
    legacy_forum_id: Maybe[str] = UNSET
    """The same as `forumId`."""
    forum_type: Maybe[dict[str, Any]] = UNSET
    """`{"typeName": "courseForum" | "weekForum" | "itemForum", "definition": {moduleId?, itemId?}}`."""
    forum_question_count: Maybe[int] = UNSET
    """How many questions stand in it."""
    last_answered_at: Maybe[int] = UNSET
    """When something was last answered in it, epoch ms."""


class DiscussionPromptRecord(Record):
    """A question that an item asks everybody; answering it completes the item (shapes §10.5)."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    prompt_type: Maybe[dict[str, Any]] = UNSET
    """`{typeName, definition: {courseItemForumQuestionId}}`; the last part of that is the question."""
    question: Maybe[str] = UNSET
    """The question, `{courseId}~{questionId}`."""


class DiscussionPromptQuestionRecord(Record):
    """What a prompt asks."""

    id: str
    """`{courseId}~{questionId}`."""
    content: Maybe[QuestionContentRecord] = UNSET
    """The question."""
    total_answer_count: Maybe[int] = UNSET
    """How many answers and replies there are."""
    top_level_answer_count: Maybe[int] = UNSET
    """How many answers there are."""


DISCUSSION_FORUMS = declare(
    "onDemandDiscussionForums.v1",
    DiscussionForumRecord,
    default=("name", "description", "order", "accessAuthGroup"),
    finders=(
        Finder("byCourse", (COURSE,), "The forums of a course that are not about one item, in their order."),
    ),
)
COURSE_FORUMS = declare(
    "onDemandCourseForums.v1",
    CourseForumRecord,
    key=COURSE_AND_FORUM,
    default=all_fields(CourseForumRecord),
    finders=(
        Finder("course", (COURSE,), "Every forum of a course that is open to the asker, in their order."),
    ),
)
DISCUSSION_PROMPTS = declare(
    "onDemandDiscussionPrompts.v1",
    DiscussionPromptRecord,
    key=USER_COURSE_AND_ITEM,
    default=("promptType", "question"),
    relations={"question": "onDemandDiscussionPromptQuestions.v1"},
    operations=frozenset({Operation.GET}),
)
DISCUSSION_PROMPT_QUESTIONS = declare(
    "onDemandDiscussionPromptQuestions.v1",
    DiscussionPromptQuestionRecord,
    default=("content", "totalAnswerCount", "topLevelAnswerCount"),
)
