"""How attempts are kept: what was answered, and what it got."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from carrel.domain.assessing import Attempt
from carrel.domain.marking import Mark
from carrel.domain.responding import Response
from carrel.store.prepared import Change, Prepared, Put
from carrel.store.tables import attempts

_ROW = select(attempts)
_OF_ITEM = Prepared(
    _ROW.where(
        attempts.c.learner_id == bindparam("learner_id"),
        attempts.c.course_id == bindparam("course_id"),
        attempts.c.item_id == bindparam("item_id"),
    ).order_by(attempts.c.number)
)
_AWAITING = (
    _ROW.where(
        attempts.c.course_id == bindparam("course_id"),
        attempts.c.item_id == bindparam("item_id"),
        attempts.c.awaiting_since.is_not(None),
    )
    .order_by(attempts.c.awaiting_since)
    .limit(bindparam("most"))
)
_PUT = Put(attempts)
_SAVE = Change(
    update(attempts)
    .where(
        attempts.c.learner_id == bindparam("learner"),
        attempts.c.course_id == bindparam("course"),
        attempts.c.item_id == bindparam("item"),
        attempts.c.number == bindparam("nth"),
    )
    .values(responses=bindparam("answers"), saved=bindparam("count"), saved_at=bindparam("at"))
)
_responses = msgspec.json.Decoder(dict[str, Response])
_marks = msgspec.json.Decoder(dict[str, Mark])


def attempts_of(connection: Connection, learner_id: int, course_id: str, item_id: str) -> Sequence[Attempt]:
    """A learner's attempts at one item, the first one first."""
    rows = _OF_ITEM.all(connection, learner_id=learner_id, course_id=course_id, item_id=item_id)
    return [_attempt(row) for row in rows]


def awaiting(connection: Connection, course_id: str, item_id: str, most: int) -> Sequence[Attempt]:
    """The attempts at an item that staff have still to grade, those that wait longest first."""
    rows = connection.execute(_AWAITING, {"course_id": course_id, "item_id": item_id, "most": most})
    return [_attempt(row) for row in rows]


def put_attempt(connection: Connection, attempt: Attempt) -> None:
    """Keep an attempt as it is now."""
    _PUT(
        connection,
        learner_id=attempt.learner_id,
        course_id=attempt.course_id,
        item_id=attempt.item_id,
        number=attempt.number,
        edition_id=attempt.edition_id,
        started_at=attempt.started_at,
        responses=msgspec.json.encode(attempt.responses),
        saved=attempt.saved,
        saved_at=attempt.saved_at,
        submitted_at=attempt.submitted_at,
        marks=None if attempt.marks is None else msgspec.json.encode(attempt.marks),
        score=attempt.score,
        awaiting_since=attempt.submitted_at if attempt.score is None else None,
    )


def save_responses(connection: Connection, attempt: Attempt) -> None:
    """Keep what an attempt has of answers now, and nothing else of it."""
    _SAVE(
        connection,
        learner=attempt.learner_id,
        course=attempt.course_id,
        item=attempt.item_id,
        nth=attempt.number,
        answers=msgspec.json.encode(attempt.responses),
        count=attempt.saved,
        at=attempt.saved_at,
    )


def _attempt(row: Sequence[Any]) -> Attempt:
    return Attempt(
        learner_id=row[0],
        course_id=row[1],
        item_id=row[2],
        number=row[3],
        edition_id=row[4],
        started_at=row[5],
        responses=_responses.decode(row[6]),
        saved=row[7],
        saved_at=row[8],
        submitted_at=row[9],
        marks=None if row[10] is None else _marks.decode(row[10]),
        score=row[11],
    )
