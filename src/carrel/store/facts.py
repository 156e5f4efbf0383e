"""What a school knows about itself: its name, the secret that signs its links."""

from sqlalchemy import Connection, delete, insert, select

from carrel.store.tables import school


def fact(connection: Connection, key: str) -> str | None:
    """What is kept under `key`, if anything is."""
    return connection.execute(select(school.c.value).where(school.c.key == key)).scalar_one_or_none()


def set_fact(connection: Connection, key: str, value: str) -> None:
    """Keep `value` under `key`, in place of what was there."""
    connection.execute(delete(school).where(school.c.key == key))
    connection.execute(insert(school), {"key": key, "value": value})
