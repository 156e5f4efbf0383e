"""The cheapest way to ask a question, or to make a change, often.

SQLAlchemy's execution and result objects cost several times what SQLite needs to find a row by its key. A
prepared statement is compiled to text once and after that handed to SQLite's driver alone. Use it where one
request does many of them; elsewhere `connection.execute` is clearer and fast enough. On PostgreSQL, where the
way to the server costs more than all the rest, it is `connection.execute`.
"""

import sqlite3
from functools import cached_property
from typing import Any, Generic, TypeVarTuple

from sqlalchemy import Connection, CursorResult, Executable, Select, Table, Update, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ClauseElement

from carrel.store.sqlite import driver_of

Columns = TypeVarTuple("Columns")


class Prepared(Generic[*Columns]):
    """A SELECT whose values are `bindparam`s (not lists of them).

        _NAME = Prepared(select(users.c.name).where(users.c.id == bindparam("user_id")))
        row = _NAME.first(connection, user_id=user_id)

    Rows unpack and compare like tuples. They come as the driver gives them: a boolean is 0 or 1 on SQLite.
    """

    def __init__(self, question: Select[*Columns]) -> None:
        self._statement = _Statement(question, question)

    def first(self, connection: Connection, **values: object) -> tuple[*Columns] | None:
        """The first row, or None when there is none."""
        answer = self._statement.run(connection, values)
        row: tuple[*Columns] | None = answer.fetchone()
        answer.close()
        return row

    def all(self, connection: Connection, **values: object) -> list[tuple[*Columns]]:
        """Every row, in the question's order."""
        rows: list[tuple[*Columns]] = list(self._statement.run(connection, values).fetchall())
        return rows


class Change:
    """An UPDATE whose values are `bindparam`s. They must not have the names of the columns it sets."""

    def __init__(self, change: Update) -> None:
        self._statement = _Statement(change, change)

    def __call__(self, connection: Connection, **values: object) -> None:
        """Make the change."""
        self._statement.run(connection, values).close()


class Put:
    """Keeps a whole row of a table, in place of the one with the same primary key if there is one."""

    def __init__(self, table: Table) -> None:
        row = {column.name: bindparam(column.name, type_=column.type) for column in table.c}
        of_sqlite = sqlite.insert(table).values(row)
        of_postgres = postgresql.insert(table).values(row)
        keys = [column.name for column in table.primary_key]
        others = [name for name in row if name not in keys]
        self._statement = _Statement(
            of_sqlite.on_conflict_do_update(
                index_elements=keys, set_={name: of_sqlite.excluded[name] for name in others}
            ),
            of_postgres.on_conflict_do_update(
                index_elements=keys, set_={name: of_postgres.excluded[name] for name in others}
            ),
        )

    def __call__(self, connection: Connection, **row: object) -> None:
        """Keep the row; every column is given."""
        self._statement.run(connection, row).close()


class _Statement:
    """One statement in the words of both engines."""

    def __init__(self, of_sqlite: ClauseElement, of_postgres: Executable) -> None:
        self._of_sqlite = of_sqlite
        self._of_postgres = of_postgres

    def run(
        self, connection: Connection, values: dict[str, object]
    ) -> "sqlite3.Cursor | CursorResult[*tuple[Any, ...]]":
        if connection.dialect.name != "sqlite":
            return connection.execute(self._of_postgres, values)
        text, constants = self._text
        return driver_of(connection).execute(text, constants | values if constants else values)

    @cached_property
    def _text(self) -> tuple[str, dict[str, Any]]:
        compiled = self._of_sqlite.compile(dialect=sqlite.dialect(paramstyle="named"))
        return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}
