"""Writing in forums: asking, answering, writing anew, removing; whatever is counted moves along."""

import secrets
from dataclasses import dataclass, replace

from carrel.application.classroom import Classroom, enter_course_by_id
from carrel.application.forums import reach_answer, reach_forum, reach_question
from carrel.application.grading import complete_item
from carrel.application.guiding import guides_in, need_guide
from carrel.application.post_text import post_cml
from carrel.application.visit import Visit
from carrel.domain.errors import ClosedThread, NoSuchThing, NotAuthorized
from carrel.domain.forums import Answer, Contributions, Question, posted
from carrel.domain.writing import LONGEST_TITLE, fitting, tidy_name
from carrel.store import forums as store


@dataclass(frozen=True, slots=True)
class Moderation:
    """What a moderator wants of a post; None leaves as it is."""

    pinned: bool | None = None
    closed: bool | None = None
    removed: bool | None = None


def ask(visit: Visit, course_id: str, forum_id: str, title: str, text: str) -> Question:
    """Ask in a forum; who asks follows what becomes of it. `text` is CML or Markdown, and may be empty.

    Raises `NotSignedIn`, `UnknownCourse`, `NotEnrolled`, `NoSuchThing`, `ItemLocked`, `Unfit`,
    `PostingTooOften`.
    """
    classroom = enter_course_by_id(visit, course_id)
    reach_forum(classroom, forum_id)
    me = visit.learner().id
    asked = Question(
        id=secrets.token_urlsafe(16),
        course_id=course_id,
        forum_id=forum_id,
        creator_id=me,
        title=fitting(tidy_name(title), LONGEST_TITLE, "A title"),
        body=post_cml(text, "A question", may_be_empty=True),
        created_at=visit.now,
        last_activity_at=visit.now,
        follows=1,
    )
    _count_post(visit, classroom)
    store.put_question(visit.connection, asked)
    store.say(visit.connection, store.FOLLOWS, me, asked.id, visit.now)
    _tally(visit, asked, shown=1, every=1)
    return asked


def answer(visit: Visit, question_id: str, text: str, *, parent_id: str = "", course_id: str = "") -> Answer:
    """Answer a question, or with a `parent_id` reply to an answer. An answer to a prompt completes its item.

    A reply to a reply is one to the answer above both. Raises as `ask`, and `ClosedThread`.
    """
    classroom, _, question = reach_question(visit, question_id, course_id)
    if question.closed and not guides_in(classroom):
        raise ClosedThread("This discussion is closed; it can be read, but not answered any more.")
    parent = _parent(visit, question, parent_id)
    me = visit.learner().id
    said = Answer(
        id=secrets.token_urlsafe(16),
        course_id=question.course_id,
        question_id=question.id,
        parent_id=parent.id if parent else "",
        creator_id=me,
        body=post_cml(text, "An answer"),
        created_at=visit.now,
    )
    _count_post(visit, classroom)
    if not question.created_at:
        # The first answer to a prompt: from now on its question is counted like any other.
        _tally(visit, question, shown=1, every=1)
    _put_question(visit, replace(question, last_answered_at=visit.now, last_answered_by=me), said, 1)
    store.put_answer(visit.connection, said)
    if parent:
        store.put_answer(visit.connection, replace(parent, replies=parent.replies + 1))
    _tally(visit, question, answered_at=visit.now)
    if not parent and (item_id := classroom.edition.prompts.get(question.id)):
        complete_item(visit, me, question.course_id, item_id)
    return said


def edit_question(
    visit: Visit, question_id: str, title: str | None = None, text: str | None = None
) -> Question:
    """Write one's own question anew; None leaves as it is.

    Raises as `ask`, and `NotAuthorized` for somebody else's, `ClosedThread`.
    """
    classroom, _, question = reach_question(visit, question_id)
    _need_own(visit, question)
    _need_open(classroom, question)
    changed = replace(
        question,
        title=question.title if title is None else fitting(tidy_name(title), LONGEST_TITLE, "A title"),
        body=question.body if text is None else post_cml(text, "A question", may_be_empty=True),
        edited_at=visit.now,
    )
    store.put_question(visit.connection, changed)
    return changed


def edit_answer(visit: Visit, answer_id: str, text: str) -> Answer:
    """Write one's own answer anew; raises as `edit_question`."""
    classroom, question, said = reach_answer(visit, answer_id)
    _need_own(visit, said)
    _need_open(classroom, question)
    changed = replace(said, body=post_cml(text, "An answer"), edited_at=visit.now)
    store.put_answer(visit.connection, changed)
    return changed


def remove_question(visit: Visit, question_id: str) -> Question:
    """Remove a question: one's own, or as a moderator anybody's. Doing it again changes nothing.

    It stays for moderators, who can bring it back. Raises as `reach_question`, and `NotAuthorized`.
    """
    classroom, _, question = reach_question(visit, question_id)
    _need_own_or_guide(visit, classroom, question)
    return _set_removed(visit, classroom, question, removed=True)


def remove_answer(visit: Visit, answer_id: str) -> Answer:
    """Remove an answer, likewise; the replies to it stay."""
    classroom, question, said = reach_answer(visit, answer_id)
    _need_own_or_guide(visit, classroom, said)
    return _set_answer_removed(visit, question, said, removed=True)


def moderate_question(visit: Visit, question_id: str, wanted: Moderation) -> Question:
    """Pin, close, remove or restore a question; raises as `remove_question`."""
    classroom, _, question = reach_question(visit, question_id)
    need_guide(classroom)
    if wanted.removed is not None:
        question = _set_removed(visit, classroom, question, removed=wanted.removed)
    changed = replace(
        question,
        pinned=question.pinned if wanted.pinned is None else wanted.pinned,
        closed=question.closed if wanted.closed is None else wanted.closed,
    )
    store.put_question(visit.connection, changed)
    return changed


def moderate_answer(visit: Visit, answer_id: str, wanted: Moderation) -> Answer:
    """Remove or restore an answer; raises as `remove_question`."""
    classroom, question, said = reach_answer(visit, answer_id)
    need_guide(classroom)
    return (
        said if wanted.removed is None else _set_answer_removed(visit, question, said, removed=wanted.removed)
    )


def _set_removed(visit: Visit, classroom: Classroom, question: Question, *, removed: bool) -> Question:
    if removed and question.id in classroom.edition.prompts:
        raise NotAuthorized("What the course itself asks is part of it.")
    if question.is_removed is removed:
        return question
    changed = replace(
        question,
        removed_at=visit.now if removed else None,
        removed_by=visit.learner().id if removed else None,
    )
    store.put_question(visit.connection, changed)
    step = -1 if removed else 1
    _tally(visit, question, shown=step)
    _contribute(visit, question, step)
    return changed


def _set_answer_removed(visit: Visit, question: Question, said: Answer, *, removed: bool) -> Answer:
    if said.is_removed is removed:
        return said
    changed = replace(
        said,
        removed_at=visit.now if removed else None,
        removed_by=visit.learner().id if removed else None,
    )
    store.put_answer(visit.connection, changed)
    step = -1 if removed else 1
    last = store.last_answer(visit.connection, question.id) or (None, None)
    _put_question(visit, replace(question, last_answered_at=last[0], last_answered_by=last[1]), said, step)
    if said.parent_id and (parent := store.answer(visit.connection, said.parent_id)):
        store.put_answer(visit.connection, replace(parent, replies=parent.replies + step))
    _contribute(visit, said, step)
    return changed


def _parent(visit: Visit, question: Question, parent_id: str) -> Answer | None:
    if not parent_id:
        return None
    parent = store.answer(visit.connection, parent_id)
    if parent is not None and parent.parent_id:
        parent = store.answer(visit.connection, parent.parent_id)
    if parent is None or parent.question_id != question.id or parent.is_removed:
        raise NoSuchThing("There is no such answer to this question; it may have been removed.")
    return parent


def _put_question(visit: Visit, question: Question, said: Answer, step: int) -> None:
    """Keep a question of which one more answer stands there, or one fewer."""
    store.put_question(
        visit.connection,
        replace(
            question,
            answers=question.answers + step,
            top_answers=question.top_answers + (0 if said.parent_id else step),
            created_at=question.created_at or visit.now,
            last_activity_at=max(question.created_at or visit.now, question.last_answered_at or 0),
        ),
    )


def _count_post(visit: Visit, classroom: Classroom) -> None:
    me, course_id = visit.learner().id, classroom.edition.course.id
    before = store.contributions(visit.connection, course_id, [me]).get(me, Contributions())
    counted = replace(before, posts=before.posts + 1) if guides_in(classroom) else posted(before, visit.now)
    store.put_contributions(visit.connection, me, course_id, counted)


def _contribute(visit: Visit, post: Question | Answer, step: int) -> None:
    """Count a post of its writer that was removed or came back."""
    if post.creator_id is None:
        return
    known = store.contributions(visit.connection, post.course_id, [post.creator_id])
    before = known.get(post.creator_id, Contributions())
    counted = replace(before, posts=before.posts + step)
    store.put_contributions(visit.connection, post.creator_id, post.course_id, counted)


def _tally(
    visit: Visit, question: Question, *, shown: int = 0, every: int = 0, answered_at: int | None = None
) -> None:
    before = store.tally(visit.connection, question.forum_id)
    counted = replace(
        before,
        shown=before.shown + shown,
        all=before.all + every,
        last_answered_at=answered_at or before.last_answered_at,
    )
    store.put_tally(visit.connection, question.course_id, question.forum_id, counted)


def _need_own(visit: Visit, post: Question | Answer) -> None:
    if post.creator_id != visit.learner().id:
        raise NotAuthorized("Only who wrote it may write it anew.")
    if post.is_removed:
        raise NoSuchThing("It was removed.")


def _need_open(classroom: Classroom, question: Question) -> None:
    if question.closed and not guides_in(classroom):
        raise ClosedThread("This discussion is closed; what was said in it stays as it is.")


def _need_own_or_guide(visit: Visit, classroom: Classroom, post: Question | Answer) -> None:
    if post.creator_id != visit.learner().id:
        need_guide(classroom)
