"""Answers about what is asked in forums, under both of the names by which clients know it."""

from collections.abc import Sequence
from typing import Any, Final

from carrel.application import forums, posting, reacting
from carrel.application.forum_map import item_forum_id
from carrel.application.forums import Board, Reactions, Thread
from carrel.application.posting import Moderation
from carrel.domain.access import Deed
from carrel.domain.forums import Question, Sort
from carrel.protocol.errors import refused_value
from carrel.protocol.paging import paging_at, slice_page
from carrel.resources.posts import (
    ANSWERS,
    COURSE_AND_FORUM,
    USER_COURSE_AND_QUESTION,
    Cml,
    CourseForumQuestionRecord,
    DiscussionQuestionRecord,
    NewCourseForumQuestion,
    NewDiscussionQuestion,
    QuestionChange,
)
from carrel.resources.reactions import USER_AND_POST
from carrel.resources.records import UNSET, Record
from carrel.server.api.asking import Answers, Ask, Created, Found, Linked
from carrel.server.api.forum_answers import answer_record
from carrel.server.api.own import in_own_course
from carrel.server.api.posts import content_record, course_and_post, deleted, linked_people, maybe, page_of
from carrel.server.api.reactions import flag_record

FLAGS: Final = "onDemandDiscussionFlags.v1"


def questions_by_item(ask: Ask) -> Found:
    """The questions about an item."""
    course_id, item_id, sort = ask.argument("courseId"), ask.argument("itemId"), Sort(ask.argument("sort"))
    start, limit = page_of(ask)
    board = in_own_course(lambda: forums.item_board(ask.visit, course_id, item_id, sort, start, limit))
    return _questions(ask, board, start, limit)


def questions_by_forum(ask: Ask) -> Found:
    """The questions in a forum."""
    board, start, limit = _board(ask, ask.argument("courseId"), ask.argument("forumId"))
    return _questions(ask, board, start, limit)


def followed_questions(ask: Ask) -> Found:
    """The questions that the asker follows."""
    course_id = ask.argument("courseId")
    board = in_own_course(lambda: forums.followed(ask.visit, course_id))
    page, paging = slice_page(board.questions, ask.request.start, ask.request.limit)
    return Found([_question_record(ask, board, one) for one in page], _linked(ask, board), paging)


def question(ask: Ask) -> Found:
    """One question."""
    return _one_question(ask, forums.thread(ask.visit, ask.request.key, limit=1))


def ask_question(ask: Ask) -> Created:
    """Ask in a forum, or about an item."""
    body = ask.sent(NewDiscussionQuestion)
    if not (body.forum_id or body.item_id):
        raise refused_value("A question is asked in a forum or about an item: name one.")
    forum_id = body.forum_id or item_forum_id(body.course_id, body.item_id)
    made = _asked(ask, body.course_id, forum_id, body.content.question, body.content.details)
    return Created(_one_question(ask, forums.thread(ask.visit, made.id, limit=1)).records[0], made.id)


def change_question(ask: Ask) -> Record:
    """Change a question."""
    _change(ask, ask.request.key)
    return _one_question(ask, forums.thread(ask.visit, ask.request.key, limit=1)).records[0]


def remove_question(ask: Ask) -> None:
    """Remove a question."""
    posting.remove_question(ask.visit, ask.request.key)


def questions_by_course_forum(ask: Ask) -> Found:
    """The questions in a forum, for the newer clients."""
    course_id, forum_id = course_and_post(ask.argument("courseForumId"))
    board, start, limit = _board(ask, course_id, forum_id)
    records = [course_question_record(ask, board.reactions, one) for one in board.questions]
    linked = linked_people(board.people) if ask.wants("profiles") else {}
    return Found(records, linked, paging_at(start, limit, board.total))


def course_question(ask: Ask) -> Found:
    """One question, for the newer clients."""
    _, course_id, question_id = ask.request.key
    told = in_own_course(lambda: forums.thread(ask.visit, question_id, course_id=course_id))
    linked: dict[str, Sequence[Record]] = {}
    if ask.wants("profiles"):
        linked |= linked_people(told.people)
    if ask.wants("posts"):
        linked[ANSWERS] = [answer_record(ask, told, one) for one in told.answers]
    return Found([course_question_record(ask, told.reactions, told.question)], linked)


def ask_course_question(ask: Ask) -> Created:
    """Ask in a forum, as the newer clients do."""
    body = ask.sent(NewCourseForumQuestion)
    course_id, forum_id = course_and_post(body.course_forum_id)
    made = _asked(ask, course_id, forum_id, body.content.question, body.content.details)
    told = forums.thread(ask.visit, made.id, limit=1)
    record = course_question_record(ask, told.reactions, told.question)
    return Created(record, record.id)


def change_course_question(ask: Ask) -> Record:
    """Change a question, as the newer clients do."""
    _, course_id, question_id = ask.request.key
    _change(ask, question_id)
    told = forums.thread(ask.visit, question_id, course_id=course_id, limit=1)
    return course_question_record(ask, told.reactions, told.question)


def remove_course_question(ask: Ask) -> None:
    """Remove a question, as the newer clients do."""
    posting.remove_question(ask.visit, ask.request.key[2])


def course_question_record(ask: Ask, reactions: Reactions, one: Question) -> CourseForumQuestionRecord:
    """A question, as the newer clients know it."""
    me = ask.visit.learner().id
    return CourseForumQuestionRecord(
        id=USER_COURSE_AND_QUESTION.write((me, one.course_id, one.id)),
        user_id=me,
        course_id=one.course_id,
        question_id=one.id,
        course_forum_id=COURSE_AND_FORUM.write((one.course_id, one.forum_id)),
        **_told(one, reactions),
    )


def _board(ask: Ask, course_id: str, forum_id: str) -> tuple[Board, int, int]:
    sort, removed = Sort(ask.argument("sort")), ask.argument("onlyDeleted")
    start, limit = page_of(ask)
    board = in_own_course(
        lambda: forums.board(ask.visit, course_id, forum_id, sort, start, limit, removed=removed)
    )
    return board, start, limit


def _asked(ask: Ask, course_id: str, forum_id: str, title: str, details: Cml | None) -> Question:
    text = details.definition.value if details else ""
    return in_own_course(lambda: posting.ask(ask.visit, course_id, forum_id, title, text))


def _change(ask: Ask, question_id: str) -> None:
    body = ask.sent(QuestionChange)
    wanted = Moderation(body.is_pinned, body.is_closed, deleted(body.state))
    if body.content is not None:
        details = body.content.details
        text = details.definition.value if details else ""
        posting.edit_question(ask.visit, question_id, body.content.question, text)
    if wanted != Moderation():
        posting.moderate_question(ask.visit, question_id, wanted)


def _questions(ask: Ask, board: Board, start: int, limit: int) -> Found:
    records = [_question_record(ask, board, one) for one in board.questions]
    return Found(records, _linked(ask, board), paging_at(start, limit, board.total))


def _one_question(ask: Ask, told: Thread) -> Found:
    board = Board(told.classroom, [told.question], 1, told.reactions, told.people)
    return Found([_question_record(ask, board, told.question)], _linked(ask, board))


def _linked(ask: Ask, board: Board) -> Linked:
    linked: dict[str, Sequence[Record]] = {}
    if ask.wants("creatorId") or ask.wants("lastAnsweredBy"):
        linked |= linked_people(board.people)
    if ask.wants("flagId"):
        linked[FLAGS] = [flag_record(one) for one in reacting.my_flags(ask.visit, board.reactions.flagged)]
    return linked


def _question_record(ask: Ask, board: Board, one: Question) -> DiscussionQuestionRecord:
    forum = board.classroom.edition.forums.get(one.forum_id)
    mine = USER_AND_POST.write((ask.visit.learner().id, one.id))
    return DiscussionQuestionRecord(
        id=one.id,
        course_id=one.course_id,
        item_id=(forum.item_id if forum else "") or UNSET,
        flag_id=mine if one.id in board.reactions.flagged else UNSET,
        **_told(one, board.reactions),
    )


def _told(one: Question, reactions: Reactions) -> dict[str, Any]:
    """What both names tell of a question."""
    return {
        "forum_id": one.forum_id,
        "content": content_record(one),
        "creator_id": maybe(one.creator_id),
        "created_at": one.created_at or UNSET,
        "edited_at": maybe(one.edited_at),
        "last_activity_at": one.last_activity_at or UNSET,
        "last_answered_at": maybe(one.last_answered_at),
        "last_answered_by": maybe(one.last_answered_by),
        "state": {"deleted": one.is_removed},
        "upvote_count": one.votes,
        "follow_count": one.follows,
        "total_answer_count": one.answers,
        "top_level_answer_count": one.top_answers,
        "is_upvoted": one.id in reactions.voted,
        "is_flagged": one.id in reactions.flagged,
        "is_following": one.id in reactions.followed,
        "is_pinned": one.pinned,
        "is_closed": one.closed,
    }


DISCUSSION_QUESTIONS = Answers(
    reads=Deed.DISCUSS,
    writes=Deed.DISCUSS,
    get=question,
    create=ask_question,
    body=NewDiscussionQuestion,
    patch=change_question,
    patch_body=QuestionChange,
    delete=remove_question,
    finders={"byItem": questions_by_item, "byForum": questions_by_forum, "followed": followed_questions},
)
COURSE_FORUM_QUESTIONS = Answers(
    reads=Deed.DISCUSS,
    writes=Deed.DISCUSS,
    get=course_question,
    create=ask_course_question,
    body=NewCourseForumQuestion,
    patch=change_course_question,
    patch_body=QuestionChange,
    delete=remove_course_question,
    finders={"byCourseForumId": questions_by_course_forum},
)
