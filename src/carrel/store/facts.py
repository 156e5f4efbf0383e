"""What a school knows about itself: its name, the secret that signs its links."""

from sqlalchemy import Connection, insert, select

from carrel.store.tables import school


def fact(connection: Connection, key: str) -> str | None:
    """What is kept under `key`, if anything is."""
    return connection.execute(select(school.c.value).where(school.c.key == key)).scalar_one_or_none()


def settle_fact(connection: Connection, key: str, value: str) -> str:
    """What is kept under `key`; that is `value` from now on where nothing was."""
    known = fact(connection, key)
    if known is None:
        connection.execute(insert(school), {"key": key, "value": value})
    return value if known is None else known
