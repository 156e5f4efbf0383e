"""How forums are kept: questions and answers with their counts, and who voted, follows, flagged.

Every page of questions or answers is read in the order of an index, so it costs the same in a forum of a
hundred thousand as in one of ten.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, bindparam, delete, select

from carrel.domain.forums import Answer, AnswerSort, Contributions, Question, Sort, Tally
from carrel.store.prepared import Prepared, Put
from carrel.store.tables import (
    forum_answers,
    forum_contributions,
    forum_flags,
    forum_follows,
    forum_questions,
    forum_tallies,
    forum_votes,
)

VOTES: Final = forum_votes
FOLLOWS: Final = forum_follows
FLAGS: Final = forum_flags
Selected = Select[*tuple[Any, ...]]

_Q, _A = forum_questions.c, forum_answers.c
_QUESTION: Selected = select(*[_Q[field.name] for field in fields(Question)])
_ANSWER: Selected = select(*[_A[field.name] for field in fields(Answer)])
_NAMES = [field.name for field in fields(Question)]
_ONE_QUESTION = Prepared(_QUESTION.where(_Q.id == bindparam("id")))
_ONE_ANSWER = Prepared(_ANSWER.where(_A.id == bindparam("id")))
_SOME_QUESTIONS = _QUESTION.where(_Q.id.in_(bindparam("ids", expanding=True)))
_SOME_ANSWERS = _ANSWER.where(_A.id.in_(bindparam("ids", expanding=True)))
_PUT_QUESTION = Put(forum_questions)
_PUT_ANSWER = Put(forum_answers)


def _paged(question: Selected) -> Prepared[*tuple[Any, ...]]:
    return Prepared(question.limit(bindparam("limit")).offset(bindparam("start")))


# The ids alone: their index holds all that is asked, so what lies before the page costs little.
_IN_FORUM = {
    sort: _paged(
        select(_Q.id)
        .where(_Q.forum_id == bindparam("forum_id"), _Q.shown == bindparam("shown"))
        .order_by(_Q.pinned.desc(), column.desc(), _Q.id.desc())
    )
    for sort, column in (
        (Sort.ACTIVITY, _Q.last_activity_at),
        (Sort.NEWEST, _Q.created_at),
        (Sort.VOTES, _Q.votes),
    )
}
_UNDER = _ANSWER.where(_A.question_id == bindparam("question_id"), _A.parent_id == bindparam("parent_id"))
_ANSWERS = {
    AnswerSort.OLDEST: _paged(_UNDER.order_by(_A.created_at, _A.id)),
    AnswerSort.NEWEST: _paged(_UNDER.order_by(_A.created_at.desc(), _A.id.desc())),
    AnswerSort.VOTES: _paged(_UNDER.order_by(_A.votes.desc(), _A.id.desc())),
}
_REPLIES = _ANSWER.where(
    _A.question_id == bindparam("question_id"), _A.parent_id.in_(bindparam("parents", expanding=True))
).order_by(_A.created_at, _A.id)
_BY = _ANSWER.where(
    _A.creator_id == bindparam("creator_id"),
    _A.course_id == bindparam("course_id"),
    _A.removed_at.is_(None),
).order_by(_A.created_at, _A.id)
_LAST = Prepared(
    select(_A.created_at, _A.creator_id)
    .where(_A.question_id == bindparam("question_id"), _A.removed_at.is_(None))
    .order_by(_A.created_at.desc(), _A.id.desc())
    .limit(1)
)
_FLAGGED_QUESTIONS = _QUESTION.where(_Q.course_id == bindparam("course_id"), _Q.flags > 0)
_FLAGGED_ANSWERS = _ANSWER.where(_A.course_id == bindparam("course_id"), _A.flags > 0)

_TALLY = (forum_tallies.c.shown, forum_tallies.c.all, forum_tallies.c.last_answered_at)
_ONE_TALLY = Prepared(select(*_TALLY).where(forum_tallies.c.forum_id == bindparam("forum_id")))
_TALLIES = Prepared(
    select(forum_tallies.c.forum_id, *_TALLY).where(forum_tallies.c.course_id == bindparam("course_id"))
)
_PUT_TALLY = Put(forum_tallies)

_CONTRIBUTED = [forum_contributions.c[field.name] for field in fields(Contributions)]
_CONTRIBUTIONS: Selected = select(forum_contributions.c.learner_id, *_CONTRIBUTED).where(
    forum_contributions.c.course_id == bindparam("course_id"),
    forum_contributions.c.learner_id.in_(bindparam("ids", expanding=True)),
)
_PUT_CONTRIBUTIONS = Put(forum_contributions)


def question(connection: Connection, question_id: str) -> Question | None:
    """The question of this id, removed ones too."""
    row = _ONE_QUESTION.first(connection, id=question_id)
    return _question(row) if row else None


def questions(connection: Connection, ids: Iterable[str]) -> dict[str, Question]:
    """These questions by id."""
    return {row[0]: _question(row) for row in connection.execute(_SOME_QUESTIONS, {"ids": list(set(ids))})}


def questions_in(
    connection: Connection, forum_id: str, sort: Sort, start: int, limit: int, *, shown: bool = True
) -> list[Question]:
    """A page of a forum: of what everybody sees, or of what was removed."""
    rows = _IN_FORUM[sort].all(connection, forum_id=forum_id, shown=shown, start=start, limit=limit)
    ids = [row[0] for row in rows]
    found = questions(connection, ids)
    return [found[one] for one in ids]


def put_question(connection: Connection, one: Question) -> None:
    """Keep a question, in place of what it was."""
    _PUT_QUESTION(connection, **asdict(one), shown=not one.is_removed)


def answer(connection: Connection, answer_id: str) -> Answer | None:
    """The answer of this id, removed ones too."""
    row = _ONE_ANSWER.first(connection, id=answer_id)
    return Answer(*row) if row else None


def answers(connection: Connection, ids: Iterable[str]) -> dict[str, Answer]:
    """These answers by id."""
    return {row[0]: Answer(*row) for row in connection.execute(_SOME_ANSWERS, {"ids": list(set(ids))})}


def answers_to(
    connection: Connection, question_id: str, sort: AnswerSort, start: int, limit: int, parent_id: str = ""
) -> list[Answer]:
    """A page of the answers to a question, or of the replies to an answer; removed ones keep their place."""
    rows = _ANSWERS[sort].all(
        connection, question_id=question_id, parent_id=parent_id, start=start, limit=limit
    )
    return [Answer(*row) for row in rows]


def replies_to(connection: Connection, question_id: str, parents: Sequence[str]) -> list[Answer]:
    """The replies to several answers of one question, the oldest first."""
    known = {"question_id": question_id, "parents": list(parents)}
    return [Answer(*row) for row in connection.execute(_REPLIES, known)]


def answers_by(connection: Connection, creator_id: int, course_id: str) -> list[Answer]:
    """What somebody answered and replied in a course, the oldest first; removed ones left out."""
    found = connection.execute(_BY, {"creator_id": creator_id, "course_id": course_id})
    return [Answer(*row) for row in found]


def put_answer(connection: Connection, one: Answer) -> None:
    """Keep an answer, in place of what it was."""
    _PUT_ANSWER(connection, **asdict(one))


def last_answer(connection: Connection, question_id: str) -> tuple[int, int | None] | None:
    """When a question was answered last, and by whom, by what is not removed."""
    return _LAST.first(connection, question_id=question_id)


def flagged(connection: Connection, course_id: str) -> tuple[list[Question], list[Answer]]:
    """The posts of a course that somebody flagged."""
    known = {"course_id": course_id}
    return (
        [_question(row) for row in connection.execute(_FLAGGED_QUESTIONS, known)],
        [Answer(*row) for row in connection.execute(_FLAGGED_ANSWERS, known)],
    )


def tally(connection: Connection, forum_id: str) -> Tally:
    """What is counted of a forum."""
    row = _ONE_TALLY.first(connection, forum_id=forum_id)
    return Tally(*row) if row else Tally()


def tallies(connection: Connection, course_id: str) -> dict[str, Tally]:
    """The same of every forum of a course in which something was written, by id."""
    rows = _TALLIES.all(connection, course_id=course_id)
    return {forum_id: Tally(shown, every, at) for forum_id, shown, every, at in rows}


def put_tally(connection: Connection, course_id: str, forum_id: str, counted: Tally) -> None:
    """Keep what is counted of a forum."""
    _PUT_TALLY(connection, course_id=course_id, forum_id=forum_id, **asdict(counted))


def contributions(
    connection: Connection, course_id: str, learner_ids: Iterable[int]
) -> Mapping[int, Contributions]:
    """What these people have in the forums of a course, by id; who wrote nothing is left out."""
    known = {"course_id": course_id, "ids": list(set(learner_ids))}
    return {row[0]: Contributions(*row[1:]) for row in connection.execute(_CONTRIBUTIONS, known)}


def put_contributions(
    connection: Connection, learner_id: int, course_id: str, counted: Contributions
) -> None:
    """Keep what somebody has in the forums of a course."""
    _PUT_CONTRIBUTIONS(connection, learner_id=learner_id, course_id=course_id, **asdict(counted))


def has_said(connection: Connection, table: Table, learner_id: int, ids: Iterable[str]) -> frozenset[str]:
    """For which of these posts the learner did what the table keeps: voted, followed or flagged."""
    mine = select(table.c.post_id).where(
        table.c.learner_id == learner_id, table.c.post_id.in_(list(set(ids)))
    )
    return frozenset(connection.execute(mine).scalars())


def said_at(connection: Connection, table: Table, learner_id: int, post_id: str) -> int | None:
    """When the learner did what the table keeps; None when they did not."""
    mine = select(table.c.created_at).where(table.c.learner_id == learner_id, table.c.post_id == post_id)
    found: int | None = connection.execute(mine).scalar_one_or_none()
    return found


def say(connection: Connection, table: Table, learner_id: int, post_id: str, at: int, **more: str) -> None:
    """Keep that the learner voted, follows, or flagged; they had not before."""
    row = {"learner_id": learner_id, "post_id": post_id, "created_at": at, **more}
    connection.execute(table.insert(), row)


def unsay(connection: Connection, table: Table, learner_id: int, post_id: str) -> None:
    """Take that back."""
    mine = (table.c.learner_id == learner_id, table.c.post_id == post_id)
    connection.execute(delete(table).where(*mine))


def flags_on(connection: Connection, ids: Iterable[str]) -> list[tuple[int, str, str, int]]:
    """Who flagged these posts: learner, post, reason, when; the first flag first."""
    c = forum_flags.c
    asked = select(c.learner_id, c.post_id, c.reason, c.created_at).where(c.post_id.in_(list(set(ids))))
    return [tuple(row) for row in connection.execute(asked.order_by(c.created_at, c.learner_id))]


def clear_flags(connection: Connection, post_id: str) -> None:
    """Let go of every flag on a post: a moderator has looked at it."""
    connection.execute(delete(forum_flags).where(forum_flags.c.post_id == post_id))


def follows_of(connection: Connection, learner_id: int, course_id: str) -> list[Question]:
    """The questions of a course that the learner follows, the liveliest first; removed ones left out."""
    asked = (
        _QUESTION.join(forum_follows, forum_follows.c.post_id == _Q.id)
        .where(forum_follows.c.learner_id == learner_id, _Q.course_id == course_id, _Q.removed_at.is_(None))
        .order_by(_Q.last_activity_at.desc(), _Q.id.desc())
    )
    return [_question(row) for row in connection.execute(asked)]


def _question(row: Sequence[Any]) -> Question:
    known = dict(zip(_NAMES, row, strict=True))
    # A boolean is 0 or 1 as SQLite's driver gives it.
    return Question(**(known | {"pinned": bool(known["pinned"]), "closed": bool(known["closed"])}))
