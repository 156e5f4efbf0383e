"""What a school knows about itself: its name, the secret that signs its links."""

from sqlalchemy import Connection, bindparam, insert, select

from carrel.store.prepared import Prepared, Put
from carrel.store.tables import school

_FACT = Prepared(select(school.c.value).where(school.c.key == bindparam("key")))
_PUT = Put(school)


def fact(connection: Connection, key: str) -> str | None:
    """What is kept under `key`, if anything is."""
    found = _FACT.first(connection, key=key)
    return found[0] if found else None


def settle_fact(connection: Connection, key: str, value: str) -> str:
    """What is kept under `key`; that is `value` from now on where nothing was."""
    known = fact(connection, key)
    if known is None:
        connection.execute(insert(school), {"key": key, "value": value})
    return value if known is None else known


def put_fact(connection: Connection, key: str, value: str) -> None:
    """Keep `value` under `key` from now on."""
    _PUT(connection, key=key, value=value)
