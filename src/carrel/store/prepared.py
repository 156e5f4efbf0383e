"""The cheapest way to ask a question often.

SQLAlchemy's execution and result objects cost several times what SQLite needs to find a row by its key. A
prepared question is compiled to text once and after that handed to SQLite's driver alone. Use it where one
request asks many times; elsewhere `connection.execute` is clearer and fast enough. On PostgreSQL, where the
way to the server costs more than all the rest, it is `connection.execute`.
"""

import sqlite3
from functools import cached_property
from typing import Any, Generic, TypeVarTuple

from sqlalchemy import Connection, CursorResult, Select
from sqlalchemy.dialects.sqlite import dialect

from carrel.store.sqlite import driver_of

Columns = TypeVarTuple("Columns")


class Prepared(Generic[*Columns]):
    """A SELECT whose values are `bindparam`s (not lists of them).

        _NAME = Prepared(select(users.c.name).where(users.c.id == bindparam("user_id")))
        row = _NAME.first(connection, user_id=user_id)

    Rows unpack and compare like tuples. They come as the driver gives them: a boolean is 0 or 1 on SQLite.
    """

    def __init__(self, question: Select[*Columns]) -> None:
        self._question = question

    def first(self, connection: Connection, **values: object) -> tuple[*Columns] | None:
        """The first row, or None when there is none."""
        answer = self._ask(connection, values)
        row: tuple[*Columns] | None = answer.fetchone()
        answer.close()
        return row

    def all(self, connection: Connection, **values: object) -> list[tuple[*Columns]]:
        """Every row, in the question's order."""
        rows: list[tuple[*Columns]] = list(self._ask(connection, values).fetchall())
        return rows

    def _ask(
        self, connection: Connection, values: dict[str, object]
    ) -> "sqlite3.Cursor | CursorResult[*tuple[Any, ...]]":
        if connection.dialect.name != "sqlite":
            return connection.execute(self._question, values)
        text, constants = self._text
        return driver_of(connection).execute(text, constants | values if constants else values)

    @cached_property
    def _text(self) -> tuple[str, dict[str, Any]]:
        compiled = self._question.compile(dialect=dialect(paramstyle="named"))
        return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}
