"""How it is kept which address of a learner's calendar is good: a salt that the address is derived with."""

from sqlalchemy import Connection, bindparam, select

from carrel.store.prepared import Prepared, Put
from carrel.store.tables import calendars

_SALT = Prepared(select(calendars.c.salt).where(calendars.c.learner_id == bindparam("learner_id")))
_PUT = Put(calendars)


def salt_of(connection: Connection, learner_id: int) -> bytes | None:
    """The salt of the learner's calendar; None where they never asked for one."""
    row = _SALT.first(connection, learner_id=learner_id)
    return bytes(row[0]) if row else None


def put_salt(connection: Connection, learner_id: int, salt: bytes) -> None:
    """Keep a new salt; whatever was derived with the one before is good no more."""
    _PUT(connection, learner_id=learner_id, salt=salt)
