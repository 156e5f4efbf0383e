"""A school in a PostgreSQL database.

Writes are SERIALIZABLE, so that work means the same here as behind SQLite's one writer: as if one came after
the other. The price is that PostgreSQL refuses some of them and asks to try again, which happens here, a
bounded number of times. It watches whole pages of a table, and in a small school a table has few: so only
some writes go side by side, and one that has lost goes alone, while the others of this process wait. That is
several times as fast as letting all of them meet. Reads see one snapshot and cannot write.
"""

import asyncio
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from carrel.store.claim import Claim
from carrel.store.errors import DatabaseUnavailable
from carrel.store.translating import sqlstate

T = TypeVar("T")

CONNECTIONS = 16
"""Connections, and threads that wait for them: the most that PostgreSQL is asked at one moment."""

SIDE_BY_SIDE = 4
"""How many writes go at the same moment."""

ATTEMPTS = 12
"""How often it is tried in all: alone it can lose only against another process."""

_LOST_A_RACE = frozenset({"40001", "40P01"})
_NO_DRIVER = (
    "A school in PostgreSQL needs the driver psycopg, which is not installed. "
    "Install it with: pip install 'carrel[postgres]'"
)


class Postgres:
    """Reads and writes from a pool of connections; from an event loop by one hop to a thread."""

    name = "postgresql"
    """Tools beside Carrel may write to the database too, so what this process wrote says nothing."""

    def __init__(self, url: URL) -> None:
        """Nothing is asked of the server before the first read or write."""
        address = url.set(drivername="postgresql+psycopg")
        try:
            self._claim = Claim(address)
            self._engine = create_engine(
                address,
                pool_size=CONNECTIONS,
                max_overflow=CONNECTIONS,
                isolation_level="SERIALIZABLE",
                query_cache_size=2000,
                # What people wrote, and hashes of passwords, are for no log.
                hide_parameters=True,
            )
        except ModuleNotFoundError as error:
            raise DatabaseUnavailable(_NO_DRIVER) from error
        event.listen(self._engine, "do_connect", lambda *_: self._claim.hold())
        event.listen(self._engine, "connect", _promise_durability)
        self._snapshots = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._turns = _Turns()
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="carrel-database")

    def read(self, work: Callable[[Connection], T]) -> T:
        return _try_twice(self._snapshots, work)

    async def reading(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read, work)

    def write(self, work: Callable[[Connection], T]) -> T:
        for attempt in range(ATTEMPTS - 1):
            try:
                with self._turns.alone() if attempt else self._turns.beside():
                    return _try_twice(self._engine, work)
            except DBAPIError as error:
                if sqlstate(error.orig) not in _LOST_A_RACE:
                    raise
            # Those that met at the same moment should not meet again.
            time.sleep(random.uniform(0, 0.002 * 2 ** min(attempt, 6)))  # noqa: S311 - no secret
        with self._turns.alone():
            return _try_twice(self._engine, work)

    def revision(self, _owner: int) -> None:
        """Others may write too, so nothing is known without asking."""

    async def writing(self, work: Callable[[Connection], T], _owner: int | None = None) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.write, work)

    def close(self) -> None:
        self._threads.shutdown()
        self._engine.dispose()
        self._claim.close()


class _Turns:
    """A few writers that go side by side, and now and then one that goes alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._going = 0
        self._is_alone = False

    @contextmanager
    def beside(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._is_alone and self._going < SIDE_BY_SIDE)
            self._going += 1
        try:
            yield
        finally:
            with self._changed:
                self._going -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._is_alone)
            self._is_alone = True
            self._changed.wait_for(lambda: not self._going)
        try:
            yield
        finally:
            with self._changed:
                self._is_alone = False
                self._changed.notify_all()


class _Stale(Exception):
    """The connection was dead before anything was committed on it."""


def _try_twice(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Once more on a new connection when the pool's was dead: the server may have restarted since.

    Cheaper than asking each connection whether it lives before each use.
    """
    try:
        return _once(engine, work)
    except _Stale:
        return _once(engine, work, is_last=True)


def _once(engine: Engine, work: Callable[[Connection], T], *, is_last: bool = False) -> T:
    with engine.begin() as connection:
        try:
            return work(connection)
        except DBAPIError as error:
            if error.connection_invalidated and not is_last:
                raise _Stale from error
            raise
        except StopIteration as error:
            # An asyncio future refuses it, and the one who asked would wait for ever.
            raise RuntimeError("the work raised StopIteration") from error


def _promise_durability(driver: DBAPIConnection, _record: object) -> None:
    """Acknowledged means kept, also where the server's or the role's settings say otherwise."""
    cursor = driver.cursor()
    cursor.execute("SET synchronous_commit = on")
    cursor.close()
    driver.commit()
