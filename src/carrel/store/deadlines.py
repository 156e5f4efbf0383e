"""How the settings of learners' deadlines are kept; who never changed them has none."""

from sqlalchemy import Connection, bindparam, select

from carrel.domain.deadlines import DeadlineSettings
from carrel.store.memberships import raise_version
from carrel.store.prepared import Prepared, Put
from carrel.store.tables import deadline_settings

_ONE = Prepared(
    select(deadline_settings.c.start, deadline_settings.c.is_enabled).where(
        deadline_settings.c.learner_id == bindparam("learner_id"),
        deadline_settings.c.course_id == bindparam("course_id"),
    )
)
_PUT = Put(deadline_settings)


def settings_of(connection: Connection, learner_id: int, course_id: str) -> DeadlineSettings | None:
    """What a learner set for their deadlines in a course, if they ever did."""
    row = _ONE.first(connection, learner_id=learner_id, course_id=course_id)
    return DeadlineSettings(row[0], bool(row[1])) if row else None


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
