"""How it is kept by what learners' deadlines go: their own settings, and the sessions they are in."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from carrel.domain.deadlines import DeadlineSettings
from carrel.domain.enrollment import CourseRole
from carrel.domain.sessions import Pace
from carrel.store.memberships import raise_version
from carrel.store.prepared import Prepared, Put
from carrel.store.sessions import COLUMNS, session_of_row
from carrel.store.tables import deadline_settings, memberships, session_memberships, sessions

_PACES = (
    select(
        memberships.c.course_id,
        memberships.c.enrolled_at,
        deadline_settings.c.start,
        deadline_settings.c.is_enabled,
        *COLUMNS,
    )
    .select_from(
        memberships.outerjoin(
            deadline_settings,
            and_(
                deadline_settings.c.learner_id == memberships.c.learner_id,
                deadline_settings.c.course_id == memberships.c.course_id,
            ),
        )
        .outerjoin(
            session_memberships,
            and_(
                session_memberships.c.learner_id == memberships.c.learner_id,
                session_memberships.c.course_id == memberships.c.course_id,
                session_memberships.c.left_at.is_(None),
            ),
        )
        .outerjoin(sessions, sessions.c.id == session_memberships.c.session_id)
    )
    .where(
        memberships.c.learner_id == bindparam("learner_id"),
        memberships.c.role != CourseRole.PRE_ENROLLED_LEARNER.value,
        memberships.c.hidden.is_not(True),
    )
)
_OF_LEARNER = Prepared(_PACES)
_IN_COURSE = Prepared(_PACES.where(memberships.c.course_id == bindparam("course_id")))
_PUT = Put(deadline_settings)


def pace_of(connection: Connection, learner_id: int, course_id: str) -> Pace | None:
    """By what a learner's deadlines in a course go; None for who does not take it. One read by key."""
    row = _IN_COURSE.first(connection, learner_id=learner_id, course_id=course_id)
    return _pace(row) if row else None


def paces_of(connection: Connection, learner_id: int) -> Mapping[str, Pace]:
    """By what a learner's deadlines go in each course that they take, by course id."""
    return {row[0]: _pace(row) for row in _OF_LEARNER.all(connection, learner_id=learner_id)}


def put_settings(connection: Connection, learner_id: int, course_id: str, settings: DeadlineSettings) -> None:
    """Keep what a learner sets for their deadlines in a course."""
    _PUT(
        connection,
        learner_id=learner_id,
        course_id=course_id,
        start=settings.start,
        is_enabled=settings.is_enabled,
    )
    raise_version(connection, learner_id, course_id)


def _pace(row: Sequence[Any]) -> Pace:
    _, enrolled_at, start, is_enabled, *session = row
    settings = DeadlineSettings(enrolled_at if start is None else start, start is None or bool(is_enabled))
    return Pace(settings, session_of_row(session) if session[0] is not None else None)
