"""How notes, highlights and feedback are kept: each belongs to one learner, and is found by its learner."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Select, Table, bindparam, delete, select

from carrel.domain.notes import Feedback, Highlight, Note
from carrel.store.prepared import Prepared, Put
from carrel.store.tables import course_feedback, learner_highlights, learner_notes

T = TypeVar("T", Note, Highlight)


class Own(Generic[T]):
    """The things of one kind that learners keep on items. The fields of `kind` are the table's columns."""

    def __init__(self, table: Table, kind: type[T]) -> None:
        self._kind: type[T] = kind
        named = [table.c[field.name] for field in fields(kind)]
        mine: Select[*tuple[Any, ...]] = select(*named).where(table.c.learner_id == bindparam("learner_id"))
        in_course = mine.where(table.c.course_id == bindparam("course_id"))
        on_item = in_course.where(table.c.item_id == bindparam("item_id"))
        in_order = (table.c.created_at, table.c.id)
        self._one = Prepared(mine.where(table.c.id == bindparam("id")))
        self._in_course = Prepared(in_course.order_by(*in_order))
        self._on_item = Prepared(on_item.order_by(*in_order))
        self._put = Put(table)
        self._remove = delete(table).where(
            table.c.learner_id == bindparam("learner_id"), table.c.id == bindparam("id")
        )

    def one(self, connection: Connection, learner_id: int, thing_id: str) -> T | None:
        """The thing of this id, if the learner has it."""
        row = self._one.first(connection, learner_id=learner_id, id=thing_id)
        return self._kind(*row) if row else None

    def in_course(self, connection: Connection, learner_id: int, course_id: str) -> Sequence[T]:
        """What the learner has in a course, the oldest first."""
        rows = self._in_course.all(connection, learner_id=learner_id, course_id=course_id)
        return [self._kind(*row) for row in rows]

    def on_item(self, connection: Connection, learner_id: int, course_id: str, item_id: str) -> Sequence[T]:
        """What the learner has on an item, the oldest first."""
        rows = self._on_item.all(connection, learner_id=learner_id, course_id=course_id, item_id=item_id)
        return [self._kind(*row) for row in rows]

    def put(self, connection: Connection, thing: T) -> None:
        """Keep a thing, in place of the one with its id."""
        self._put(connection, **asdict(thing))

    def remove(self, connection: Connection, learner_id: int, thing_id: str) -> None:
        """Let go of a thing."""
        connection.execute(self._remove, {"learner_id": learner_id, "id": thing_id})


NOTES = Own(learner_notes, Note)
HIGHLIGHTS = Own(learner_highlights, Highlight)

_FEEDBACK = Prepared(
    select(*[course_feedback.c[field.name] for field in fields(Feedback)]).where(
        course_feedback.c.learner_id == bindparam("learner_id"),
        course_feedback.c.course_id == bindparam("course_id"),
    )
)
_PUT_FEEDBACK = Put(course_feedback)


def feedback(connection: Connection, learner_id: int, course_id: str) -> Feedback | None:
    """What the learner said of a course, if anything."""
    row = _FEEDBACK.first(connection, learner_id=learner_id, course_id=course_id)
    return Feedback(*row) if row else None


def put_feedback(connection: Connection, said: Feedback) -> None:
    """Keep what a learner says of a course, in place of what they said before."""
    _PUT_FEEDBACK(connection, **asdict(said))


def remove_feedback(connection: Connection, learner_id: int, course_id: str) -> None:
    """Let go of what a learner said of a course."""
    mine = (course_feedback.c.learner_id == learner_id, course_feedback.c.course_id == course_id)
    connection.execute(delete(course_feedback).where(*mine))
