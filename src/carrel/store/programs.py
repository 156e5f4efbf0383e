"""How it is kept what learners' programs handed in, and by what their scripts prove themselves."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select

from carrel.domain.programs import PartResult, ProgramSubmission
from carrel.store.memberships import raise_version
from carrel.store.prepared import Prepared, Put
from carrel.store.tables import program_submissions, script_salts

_LATEST = Prepared(
    select(program_submissions)
    .where(
        program_submissions.c.learner_id == bindparam("learner_id"),
        program_submissions.c.course_id == bindparam("course_id"),
        program_submissions.c.item_id == bindparam("item_id"),
    )
    .order_by(program_submissions.c.number.desc())
    .limit(bindparam("most"))
)
_SALT = Prepared(
    select(script_salts.c.salt).where(
        script_salts.c.learner_id == bindparam("learner_id"),
        script_salts.c.course_id == bindparam("course_id"),
        script_salts.c.item_id == bindparam("item_id"),
    )
)
_ADD = Put(program_submissions)
_PUT_SALT = Put(script_salts)
_outputs = msgspec.json.Decoder(dict[str, str])
_results = msgspec.json.Decoder(dict[str, PartResult])


def latest(
    connection: Connection, learner_id: int, course_id: str, item_id: str, most: int
) -> list[ProgramSubmission]:
    """The last submissions of a learner for one item, the newest first."""
    rows = _LATEST.all(connection, learner_id=learner_id, course_id=course_id, item_id=item_id, most=most)
    return [_submission(row) for row in rows]


def add_submission(connection: Connection, new: ProgramSubmission) -> None:
    """Keep one more submission."""
    _ADD(
        connection,
        learner_id=new.learner_id,
        course_id=new.course_id,
        item_id=new.item_id,
        number=new.number,
        submitted_at=new.submitted_at,
        outputs=msgspec.json.encode(new.outputs),
        results=msgspec.json.encode(new.results),
        score=new.score,
    )
    raise_version(connection, new.learner_id, new.course_id)


def salt_of(connection: Connection, learner_id: int, course_id: str, item_id: str) -> bytes:
    """What the secret of a learner's scripts is derived with; empty where they never renewed it."""
    row = _SALT.first(connection, learner_id=learner_id, course_id=course_id, item_id=item_id)
    return bytes(row[0]) if row else b""


def put_salt(connection: Connection, learner_id: int, course_id: str, item_id: str, salt: bytes) -> None:
    """Keep a new salt; the secret that was derived with the one before is good no more."""
    _PUT_SALT(connection, learner_id=learner_id, course_id=course_id, item_id=item_id, salt=salt)


def _submission(row: Sequence[Any]) -> ProgramSubmission:
    return ProgramSubmission(
        learner_id=row[0],
        course_id=row[1],
        item_id=row[2],
        number=row[3],
        submitted_at=row[4],
        outputs=_outputs.decode(row[5]),
        results=_results.decode(row[6]),
        score=row[7],
    )
