"""One process at a time keeps its school in a PostgreSQL database, from whatever folder or machine.

Files of a school are in its folder: two folders with one database would each lack what the other is given.
The claim is a lock that the server holds for one connection and lets go of when that ends, however it ends.
After a restart of the server it is made anew, before the next connection is.
"""

import threading
from contextlib import suppress
from typing import Final

from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from carrel.store.errors import AlreadyRunning
from carrel.store.translating import sqlstate

KEY: Final = int.from_bytes(b"carr")
"""By which a Carrel knows the claim of another, in each database."""

_TAKEN: Final = "55P03"
_WAIT: Final = text("SET lock_timeout = '1s'")
_TAKE: Final = text("SELECT pg_backend_pid(), pg_advisory_lock(:key, 0)")
_ASK: Final = text("SELECT 1")
_END: Final = text(
    "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
    "WHERE locktype = 'advisory' AND classid = :key AND datname = current_database() AND pid = :before"
)
_REFUSAL: Final = (
    "The database {database!r} at {host} is in use: another Carrel keeps a school in it, from another folder "
    "or machine. A school's files are in its folder, so of two each would lack what the other is given. "
    "Nothing was changed. Stop the other one first, or give this folder a database of its own."
)


class Claim:
    """A database, claimed from the first `hold` until `close`. Threads may share it."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._door = threading.Lock()
        self._connection: Connection | None = None
        self._before = 0

    def hold(self) -> None:
        """Make the claim, or make it anew where its connection was cut; raises `AlreadyRunning`."""
        with self._door:
            if self._connection is None or not _lives(self._connection):
                self._connection = None
                self._connection = self._made()

    def close(self) -> None:
        """Let go of the database."""
        with self._door:
            if self._connection is not None:
                _leave(self._connection)
                self._connection = None

    def _made(self) -> Connection:
        connection = self._engine.connect()
        try:
            if self._before:
                # Where only the network broke, the server may go on to hold for us what we hold no more.
                connection.execute(_END, {"key": KEY, "before": self._before})
            connection.execute(_WAIT)
            self._before = connection.execute(_TAKE, {"key": KEY}).one()[0]
        except DBAPIError as error:
            _leave(connection)
            if sqlstate(error.orig) == _TAKEN:
                refusal = _REFUSAL.format(database=self._url.database, host=self._url.host or "this machine")
                raise AlreadyRunning(refusal) from None
            raise
        return connection


def _lives(connection: Connection) -> bool:
    try:
        connection.execute(_ASK)
    except DBAPIError:
        _leave(connection)
        return False
    return True


def _leave(connection: Connection) -> None:
    with suppress(DBAPIError):
        connection.close()
