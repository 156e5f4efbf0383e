"""How the notes of teachers to those who take a course are kept."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, select

from carrel.domain.notes import InstructorNote
from carrel.store.prepared import Prepared, Put
from carrel.store.tables import instructor_notes

_ROW = select(
    instructor_notes.c.id,
    instructor_notes.c.course_id,
    instructor_notes.c.instructor_ids,
    instructor_notes.c.body,
    instructor_notes.c.published_at,
    instructor_notes.c.updated_at,
)
_ONE = Prepared(_ROW.where(instructor_notes.c.id == bindparam("id")))
_IN_COURSE = Prepared(
    _ROW.where(
        instructor_notes.c.course_id == bindparam("course_id"),
        instructor_notes.c.published_at <= bindparam("until"),
    ).order_by(instructor_notes.c.published_at.desc(), instructor_notes.c.id)
)
_PUT = Put(instructor_notes)
_ids = msgspec.json.Decoder(tuple[str, ...])


def instructor_note(connection: Connection, note_id: str) -> InstructorNote | None:
    """The note of this id, if there is one."""
    row = _ONE.first(connection, id=note_id)
    return _note(row) if row else None


def instructor_notes_of(connection: Connection, course_id: str, until: int) -> list[InstructorNote]:
    """The notes to a course that were published until a moment (epoch ms), the newest first."""
    return [_note(row) for row in _IN_COURSE.all(connection, course_id=course_id, until=until)]


def put_instructor_note(connection: Connection, note: InstructorNote) -> None:
    """Keep a note, in place of the one with its id."""
    _PUT(
        connection,
        id=note.id,
        course_id=note.course_id,
        instructor_ids=msgspec.json.encode(note.instructor_ids),
        body=note.body,
        published_at=note.published_at,
        updated_at=note.updated_at,
    )


def remove_instructor_note(connection: Connection, note_id: str) -> None:
    """Let go of a note."""
    connection.execute(delete(instructor_notes).where(instructor_notes.c.id == note_id))


def _note(row: Sequence[Any]) -> InstructorNote:
    return InstructorNote(row[0], row[1], _ids.decode(row[2]), row[3], row[4], row[5])
