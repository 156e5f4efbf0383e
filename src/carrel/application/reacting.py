"""What is said of a post with one press of a button: a vote for it, following it, flagging it.

Each is said once by each person; said again, or taken back where it was not said, it changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Table

from carrel.application.classroom import Classroom, enter_course_by_id
from carrel.application.forums import reach_answer, reach_question, with_prompt
from carrel.application.guiding import need_guide
from carrel.application.profiles import Profile, profiles_in
from carrel.application.visit import Visit
from carrel.domain.errors import NoSuchThing, Unfit
from carrel.domain.forums import Answer, Contributions, Question
from carrel.domain.writing import LONGEST_REASON, fitting
from carrel.store import forums as store


@dataclass(frozen=True, slots=True)
class Flag:
    """Who flagged a post, why and when (epoch ms)."""

    learner_id: int
    post_id: str
    reason: str
    at: int


@dataclass(frozen=True, slots=True)
class Flagged:
    """What is flagged in a course, for its moderators."""

    classroom: Classroom
    posts: Sequence[Question | Answer]
    flags: Sequence[Flag]
    people: dict[int, Profile]


def vote(visit: Visit, post_id: str) -> int:
    """Vote for a post; answers since when the vote stands.

    Raises `NotSignedIn`, `NoSuchThing` (also for what was removed), `NotEnrolled`, `ItemLocked`, and `Unfit`
    for one's own.
    """
    post = _post(visit, post_id)
    _need_others(visit, post, "vote for")
    if (at := _said(visit, store.VOTES, post_id)) is not None:
        return at
    store.say(visit.connection, store.VOTES, visit.learner().id, post_id, visit.now)
    _count_vote(visit, post, 1)
    return visit.now


def take_vote_back(visit: Visit, post_id: str) -> None:
    """Take a vote back; raises as `vote`."""
    post = _post(visit, post_id)
    if _said(visit, store.VOTES, post_id) is not None:
        store.unsay(visit.connection, store.VOTES, visit.learner().id, post_id)
        _count_vote(visit, post, -1)


def follow(visit: Visit, question_id: str) -> int:
    """Follow a question; answers since when. Raises as `vote`."""
    question = _question(visit, question_id)
    if (at := _said(visit, store.FOLLOWS, question_id)) is not None:
        return at
    store.say(visit.connection, store.FOLLOWS, visit.learner().id, question_id, visit.now)
    store.put_question(visit.connection, replace(question, follows=question.follows + 1))
    return visit.now


def unfollow(visit: Visit, question_id: str) -> None:
    """Follow a question no more; raises as `vote`."""
    question = _question(visit, question_id)
    if _said(visit, store.FOLLOWS, question_id) is not None:
        store.unsay(visit.connection, store.FOLLOWS, visit.learner().id, question_id)
        store.put_question(visit.connection, replace(question, follows=question.follows - 1))


def flag(visit: Visit, post_id: str, reason: str) -> Flag:
    """Call a moderator to a post; the first reason stays. Raises as `vote`."""
    post = _post(visit, post_id)
    _need_others(visit, post, "flag")
    why = fitting(reason, LONGEST_REASON, "A reason", may_be_empty=True)
    if _said(visit, store.FLAGS, post_id) is None:
        store.say(visit.connection, store.FLAGS, visit.learner().id, post_id, visit.now, reason=why)
        _put(visit, replace(post, flags=post.flags + 1))
    return my_flag(visit, post_id)


def my_flag(visit: Visit, post_id: str) -> Flag:
    """The visitor's own flag on a post; raises as `vote`."""
    _post(visit, post_id, also_removed=True)
    mine = my_flags(visit, [post_id])
    if not mine:
        raise NoSuchThing("You have not flagged this.")
    return mine[0]


def my_flags(visit: Visit, post_ids: Iterable[str]) -> list[Flag]:
    """The visitor's own flags on these posts."""
    flags = [Flag(*row) for row in store.flags_on(visit.connection, post_ids)]
    return [one for one in flags if one.learner_id == visit.learner().id]


def unflag(visit: Visit, post_id: str) -> None:
    """Take one's own flag back; raises as `vote`."""
    post = _post(visit, post_id)
    if _said(visit, store.FLAGS, post_id) is not None:
        store.unsay(visit.connection, store.FLAGS, visit.learner().id, post_id)
        _put(visit, replace(post, flags=post.flags - 1))


def dismiss_flags(visit: Visit, post_id: str) -> None:
    """Let go of all flags on a post that a moderator has looked at.

    Raises `NotSignedIn`, `NoSuchThing`, `NotEnrolled`, `NotAuthorized`.
    """
    post = _post(visit, post_id, also_removed=True)
    need_guide(enter_course_by_id(visit, post.course_id))
    store.clear_flags(visit.connection, post_id)
    _put(visit, replace(post, flags=0))


def flagged(visit: Visit, course_id: str) -> Flagged:
    """What is flagged in a course; raises `NotSignedIn`, `UnknownCourse`, `NotEnrolled`, `NotAuthorized`."""
    classroom = enter_course_by_id(visit, course_id)
    need_guide(classroom)
    questions, answers = store.flagged(visit.connection, course_id)
    posts: list[Question | Answer] = [*(with_prompt(classroom, one) for one in questions), *answers]
    flags = [Flag(*row) for row in store.flags_on(visit.connection, [one.id for one in posts])]
    people = {one.creator_id for one in posts} | {one.learner_id for one in flags}
    return Flagged(
        classroom, posts, flags, profiles_in(visit, classroom, {one for one in people if one is not None})
    )


def said_at(visit: Visit, table: Table, post_id: str) -> int:
    """When the visitor voted for a post or began to follow it; raises as `vote`."""
    _post(visit, post_id, also_removed=True)
    at = _said(visit, table, post_id)
    if at is None:
        raise NoSuchThing("There is nothing of yours on this post.")
    return at


def _post(visit: Visit, post_id: str, *, also_removed: bool = False) -> Question | Answer:
    post: Question | Answer
    if store.answer(visit.connection, post_id) is not None:
        _, _, post = reach_answer(visit, post_id)
    else:
        _, _, post = reach_question(visit, post_id)
    if post.is_removed and not also_removed:
        raise NoSuchThing("This was removed.")
    return post


def _question(visit: Visit, question_id: str) -> Question:
    _, _, question = reach_question(visit, question_id)
    if question.is_removed:
        raise NoSuchThing("This question was removed.")
    return question


def _need_others(visit: Visit, post: Question | Answer, what: str) -> None:
    if post.creator_id == visit.learner().id:
        raise Unfit(f"Nobody can {what} what they wrote themselves.")


def _said(visit: Visit, table: Table, post_id: str) -> int | None:
    return store.said_at(visit.connection, table, visit.learner().id, post_id)


def _count_vote(visit: Visit, post: Question | Answer, step: int) -> None:
    _put(visit, replace(post, votes=post.votes + step))
    if post.creator_id is not None:
        known = store.contributions(visit.connection, post.course_id, [post.creator_id])
        before = known.get(post.creator_id, Contributions())
        counted = replace(before, votes=before.votes + step)
        store.put_contributions(visit.connection, post.creator_id, post.course_id, counted)


def _put(visit: Visit, post: Question | Answer) -> None:
    if isinstance(post, Question):
        store.put_question(visit.connection, post)
    else:
        store.put_answer(visit.connection, post)
