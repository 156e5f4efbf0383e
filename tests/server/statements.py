"""Counting what is asked of the database, so that nothing is asked once for each row."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from sqlalchemy import Engine, event

from carrel.store import prepared


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is run meanwhile, by SQLAlchemy or prepared."""
    run: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        run.append(statement)

    original = prepared._Statement.run

    def noted(self, connection, values):
        run.append("prepared")
        return original(self, connection, values)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with patch.object(prepared._Statement, "run", noted):
            yield run
    finally:
        event.remove(Engine, "before_cursor_execute", note)
