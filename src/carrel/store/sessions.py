"""How sessions are kept, and who is in them. A change raises the version of all whom it reaches."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, select, tuple_, update

from carrel.domain.sessions import Session, SessionMembership
from carrel.store.memberships import raise_version
from carrel.store.prepared import Prepared, Put
from carrel.store.tables import memberships, session_memberships, sessions

COLUMNS = (
    sessions.c.id,
    sessions.c.course_id,
    sessions.c.started_at,
    sessions.c.ended_at,
    sessions.c.enrollment_starts_at,
    sessions.c.enrollment_ends_at,
    sessions.c.module_dues,
    sessions.c.item_dues,
)
_SESSIONS = select(*COLUMNS).order_by(sessions.c.started_at, sessions.c.id)
_BY_ID = Prepared(select(*COLUMNS).where(sessions.c.id == bindparam("session_id")))
_BY_IDS = _SESSIONS.where(sessions.c.id.in_(bindparam("ids", expanding=True)))
_OF_COURSES = _SESSIONS.where(sessions.c.course_id.in_(bindparam("ids", expanding=True)))
_JOINED = (
    session_memberships.c.learner_id,
    session_memberships.c.course_id,
    session_memberships.c.session_id,
    session_memberships.c.joined_at,
    session_memberships.c.left_at,
)
_OF_LEARNER = Prepared(
    select(*_JOINED)
    .where(session_memberships.c.learner_id == bindparam("learner_id"))
    .order_by(session_memberships.c.joined_at, session_memberships.c.session_id)
)
_LEAVE = (
    update(session_memberships)
    .where(
        session_memberships.c.learner_id == bindparam("learner"),
        session_memberships.c.course_id == bindparam("course"),
        session_memberships.c.left_at.is_(None),
    )
    .values(left_at=bindparam("at"))
)
_TOUCH_ALL = (
    update(memberships)
    .where(
        tuple_(memberships.c.learner_id, memberships.c.course_id).in_(
            select(session_memberships.c.learner_id, session_memberships.c.course_id).where(
                session_memberships.c.session_id == bindparam("of_session"),
                session_memberships.c.left_at.is_(None),
            )
        )
    )
    .values(version=memberships.c.version + 1)
)
_PUT = Put(sessions)
_JOIN = Put(session_memberships)
_dues = msgspec.json.Decoder(dict[str, int])


def session_of_row(row: Sequence[Any]) -> Session:
    """The session in a row of `COLUMNS`."""
    return Session(
        id=row[0],
        course_id=row[1],
        started_at=row[2],
        ended_at=row[3],
        enrollment_starts_at=row[4],
        enrollment_ends_at=row[5],
        module_dues=_dues.decode(row[6]),
        item_dues=_dues.decode(row[7]),
    )


def session_by_id(connection: Connection, session_id: str) -> Session | None:
    """The session of this id, if there is one."""
    row = _BY_ID.first(connection, session_id=session_id)
    return session_of_row(row) if row else None


def sessions_by_id(connection: Connection, ids: Iterable[str]) -> list[Session]:
    """These sessions, the first to begin first; unknown ids are left out."""
    return [session_of_row(row) for row in connection.execute(_BY_IDS, {"ids": list(ids)})]


def sessions_of_courses(connection: Connection, course_ids: Iterable[str]) -> list[Session]:
    """The sessions of these courses, the first to begin first."""
    return [session_of_row(row) for row in connection.execute(_OF_COURSES, {"ids": list(course_ids)})]


def put_session(connection: Connection, session: Session) -> None:
    """Keep a session, in place of the one with the same id if there is one."""
    row = {column.name: getattr(session, column.name) for column in sessions.c}
    dues = {name: msgspec.json.encode(row[name]) for name in ("module_dues", "item_dues")}
    _PUT(connection, **{**row, **dues})
    connection.execute(_TOUCH_ALL, {"of_session": session.id})


def remove_session(connection: Connection, session_id: str) -> None:
    """Call a session off; who was in it keeps their own time again."""
    connection.execute(_TOUCH_ALL, {"of_session": session_id})
    connection.execute(delete(sessions).where(sessions.c.id == session_id))


def session_memberships_of(connection: Connection, learner_id: int) -> list[SessionMembership]:
    """Every session that a learner ever joined, the first first."""
    return [SessionMembership(*row) for row in _OF_LEARNER.all(connection, learner_id=learner_id)]


def join(connection: Connection, new: SessionMembership) -> None:
    """Let a learner into a session; they leave the one of the same course that they were in."""
    leave(connection, new.learner_id, new.course_id, new.joined_at)
    _JOIN(
        connection,
        learner_id=new.learner_id,
        course_id=new.course_id,
        session_id=new.session_id,
        joined_at=new.joined_at,
        left_at=None,
    )


def leave(connection: Connection, learner_id: int, course_id: str, at: int) -> None:
    """Let a learner leave the session of a course that they are in, if they are in one (`at` epoch ms)."""
    connection.execute(_LEAVE, {"learner": learner_id, "course": course_id, "at": at})
    raise_version(connection, learner_id, course_id)
