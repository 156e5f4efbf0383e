"""Answers about forums, and about items that ask everybody something."""

from carrel.application import forums
from carrel.application.classroom import enter_course_by_id, open_item
from carrel.application.forum_map import item_forum_id, prompt_id
from carrel.courseware.items import DISCUSSION_PROMPT
from carrel.domain.access import Deed
from carrel.domain.forums import Forum, Question, Tally
from carrel.protocol.paging import slice_page
from carrel.resources.forums import (
    USER_COURSE_AND_ITEM,
    CourseForumRecord,
    DiscussionForumRecord,
    DiscussionPromptQuestionRecord,
    DiscussionPromptRecord,
)
from carrel.resources.posts import COURSE_AND_FORUM
from carrel.resources.records import UNSET
from carrel.server.api.asking import Answers, Ask, Found, Linked
from carrel.server.api.own import in_own_course
from carrel.server.api.posts import content_record, maybe


def forums_by_course(ask: Ask) -> Found:
    """The forums of a course that are not about one item."""
    course_id = ask.argument("courseId")
    classroom = in_own_course(lambda: enter_course_by_id(ask.visit, course_id))
    told = forums.course_forums(classroom, ask.visit)
    return Found([_forum_record(course_id, one, counted) for one, counted in told])


def course_forums(ask: Ask) -> Found:
    """Every forum of a course that is open to the asker."""
    course_id = ask.argument("courseId")
    classroom = in_own_course(lambda: enter_course_by_id(ask.visit, course_id))
    page, paging = slice_page(forums.forums_in(classroom, ask.visit), ask.request.start, ask.request.limit)
    return Found([_course_forum_record(course_id, one, counted) for one, counted in page], paging=paging)


def prompt(ask: Ask) -> Found:
    """What an item asks everybody."""
    user_id, course_id, item_id = ask.request.key
    classroom = in_own_course(lambda: enter_course_by_id(ask.visit, course_id))
    open_item(classroom, item_id, DISCUSSION_PROMPT)
    question_id = prompt_id(course_id, item_id)
    forum_id = item_forum_id(course_id, item_id)
    whole = f"{user_id}~{course_id}~{forum_id}~{question_id}"
    record = DiscussionPromptRecord(
        id=USER_COURSE_AND_ITEM.write((user_id, course_id, item_id)),
        user_id=user_id,
        course_id=course_id,
        item_id=item_id,
        prompt_type={
            "typeName": "courseItemForumQuestion",
            "definition": {"courseItemForumQuestionId": whole},
        },
        question=f"{course_id}~{question_id}",
    )
    linked: Linked = {}
    if ask.wants("question"):
        told = forums.thread(ask.visit, question_id, course_id=course_id, limit=1).question
        linked = {"onDemandDiscussionPromptQuestions.v1": [_prompt_record(told)]}
    return Found([record], linked)


def _prompt_record(one: Question) -> DiscussionPromptQuestionRecord:
    return DiscussionPromptQuestionRecord(
        id=f"{one.course_id}~{one.id}",
        content=content_record(one),
        total_answer_count=one.answers,
        top_level_answer_count=one.top_answers,
    )


def _forum_record(course_id: str, one: Forum, counted: Tally) -> DiscussionForumRecord:
    return DiscussionForumRecord(
        id=one.id,
        course_id=course_id,
        name=one.name,
        description=one.description,
        order=one.order,
        access_auth_group="everyone",
        question_count=counted.shown,
        last_answered_at=maybe(counted.last_answered_at),
    )


def _course_forum_record(course_id: str, one: Forum, counted: Tally) -> CourseForumRecord:
    about = {"moduleId": one.module_id, "itemId": one.item_id}
    return CourseForumRecord(
        id=COURSE_AND_FORUM.write((course_id, one.id)),
        course_id=course_id,
        forum_id=one.id,
        title=one.name,
        description=one.description,
        parent_forum_id=COURSE_AND_FORUM.write((course_id, one.parent_id)) if one.parent_id else UNSET,
        order=one.order,
        legacy_forum_id=one.id,
        forum_type={
            "typeName": f"{one.kind.value}Forum",
            "definition": {name: value for name, value in about.items() if value},
        },
        forum_question_count=counted.shown,
        last_answered_at=maybe(counted.last_answered_at),
    )


DISCUSSION_FORUMS = Answers(reads=Deed.DISCUSS, finders={"byCourse": forums_by_course})
COURSE_FORUMS = Answers(reads=Deed.DISCUSS, finders={"course": course_forums})
DISCUSSION_PROMPTS = Answers(reads=Deed.DISCUSS, get=prompt)
