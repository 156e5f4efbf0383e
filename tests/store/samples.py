"""Small work for a database: rows of the table `school`, which refers to nothing."""

from collections.abc import Callable

from sqlalchemy import Connection, bindparam, func, insert, select

from carrel.store.tables import school

VALUE = select(school.c.value).where(school.c.key == bindparam("key"))
COUNT = select(func.count()).select_from(school).where(school.c.key.like("row-%"))


def put(key: str, value: str = "") -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(insert(school), {"key": key, "value": value})
        return key

    return work


def value_of(key: str) -> Callable[[Connection], str | None]:
    return lambda connection: connection.execute(VALUE, {"key": key}).scalar_one_or_none()


def rows(connection: Connection) -> int:
    return connection.execute(COUNT).scalar_one()
