"""Answers about what is answered in forums."""

from collections.abc import Sequence

from carrel.application import forums, posting
from carrel.application.forums import Answered, Thread
from carrel.application.guiding import guides_in
from carrel.application.posting import Moderation
from carrel.domain.access import Deed
from carrel.domain.forums import Answer, AnswerSort
from carrel.protocol.paging import Paging, slice_page
from carrel.resources.posts import (
    ANSWERS,
    USER_COURSE_AND_ANSWER,
    AnswerChange,
    CourseForumAnswerRecord,
    NewCourseForumAnswer,
)
from carrel.resources.records import UNSET, Record
from carrel.server.api.asking import Answers, Ask, Created, Found
from carrel.server.api.own import in_own_course
from carrel.server.api.posts import cml_record, course_and_post, deleted, linked_people, maybe, page_of


def answers_by_question(ask: Ask) -> Found:
    """The answers to a question."""
    course_id, question_id = course_and_post(ask.argument("courseForumQuestionId"))
    sort, (start, limit) = AnswerSort(ask.argument("sort")), page_of(ask)
    told = in_own_course(
        lambda: forums.thread(
            ask.visit, question_id, course_id=course_id, sort=sort, start=start, limit=limit
        )
    )
    linked: dict[str, Sequence[Record]] = {}
    if ask.wants("profiles"):
        linked |= linked_people(told.people)
    if ask.wants("children"):
        replies = (one for under in told.replies.values() for one in under)
        linked[ANSWERS] = [answer_record(ask, told, one) for one in replies]
    paging = Paging(str(start + limit) if told.more else None, told.question.top_answers)
    return Found([answer_record(ask, told, one) for one in told.answers], linked, paging)


def my_answers(ask: Ask) -> Found:
    """What the asker answered and replied in a course."""
    course_id = ask.argument("courseId")
    told = in_own_course(lambda: forums.my_answers(ask.visit, course_id))
    page, paging = slice_page(told.answers, ask.request.start, ask.request.limit)
    linked = linked_people(told.people) if ask.wants("profiles") else {}
    return Found([answer_record(ask, told, one) for one in page], linked, paging)


def answer(ask: Ask) -> Found:
    """One answer."""
    told, one = forums.one_answer(ask.visit, ask.request.key[2])
    linked = linked_people(told.people) if ask.wants("profiles") else {}
    return Found([answer_record(ask, told, one)], linked)


def give_answer(ask: Ask) -> Created:
    """Answer a question, or reply to an answer."""
    body = ask.sent(NewCourseForumAnswer)
    course_id, question_id = course_and_post(body.course_forum_question_id)
    parent_id = body.parent_forum_answer_id.rpartition("~")[2]
    text = body.content.definition.value
    made = in_own_course(
        lambda: posting.answer(ask.visit, question_id, text, parent_id=parent_id, course_id=course_id)
    )
    record = answer_record(ask, *forums.one_answer(ask.visit, made.id))
    return Created(record, record.id)


def change_answer(ask: Ask) -> Record:
    """Change an answer."""
    body, answer_id = ask.sent(AnswerChange), ask.request.key[2]
    wanted = Moderation(removed=deleted(body.state))
    if body.content is not None:
        posting.edit_answer(ask.visit, answer_id, body.content.definition.value)
    if wanted != Moderation():
        posting.moderate_answer(ask.visit, answer_id, wanted)
    return answer_record(ask, *forums.one_answer(ask.visit, answer_id))


def remove_answer(ask: Ask) -> None:
    """Remove an answer."""
    posting.remove_answer(ask.visit, ask.request.key[2])


def answer_record(ask: Ask, told: Thread | Answered, one: Answer) -> CourseForumAnswerRecord:
    """An answer; what a removed one said is for moderators only."""
    me, is_told = ask.visit.learner().id, not one.is_removed or guides_in(told.classroom)
    return CourseForumAnswerRecord(
        id=USER_COURSE_AND_ANSWER.write((me, one.course_id, one.id)),
        user_id=me,
        course_id=one.course_id,
        answer_id=one.id,
        course_forum_question_id=f"{one.course_id}~{one.question_id}",
        parent_forum_answer_id=f"{one.course_id}~{one.parent_id}" if one.parent_id else UNSET,
        content=cml_record(one.body) if is_told else UNSET,
        creator_id=maybe(one.creator_id) if is_told else UNSET,
        created_at=one.created_at,
        edited_at=maybe(one.edited_at),
        state={"deleted": one.is_removed},
        upvote_count=one.votes,
        is_upvoted=one.id in told.reactions.voted,
        is_flagged=one.id in told.reactions.flagged,
        child_answer_count=one.replies,
    )


COURSE_FORUM_ANSWERS = Answers(
    reads=Deed.DISCUSS,
    writes=Deed.DISCUSS,
    get=answer,
    create=give_answer,
    body=NewCourseForumAnswer,
    patch=change_answer,
    patch_body=AnswerChange,
    delete=remove_answer,
    finders={"byCourseForumQuestionId": answers_by_question, "mine": my_answers},
)
