"""How it is kept when learners completed an activity the last time."""

from sqlalchemy import Connection, bindparam, select

from carrel.store.prepared import Prepared, Put
from carrel.store.tables import activity_clocks

_DONE_AT = Prepared(
    select(activity_clocks.c.done_at).where(activity_clocks.c.learner_id == bindparam("learner_id"))
)
_PUT = Put(activity_clocks)


def last_done_at(connection: Connection, learner_id: int) -> int | None:
    """When a learner completed an activity the last time (epoch ms), if ever."""
    row = _DONE_AT.first(connection, learner_id=learner_id)
    return row[0] if row else None


def put_done_at(connection: Connection, learner_id: int, at: int) -> None:
    """Keep that a learner completed an activity now."""
    _PUT(connection, learner_id=learner_id, done_at=at)
