"""A school in one SQLite file: many readers, one writer.

Why exactly one connection ever writes or checkpoints: in SQLite 3.7.0 to 3.51.2 (mended in 3.51.3, 3.50.7 and
3.44.6) a database in WAL mode can lose or corrupt committed pages when two connections write or checkpoint at
the same moment, and most Pythons carry one of those versions. So

* one process owns the school's folder (`ownership`);
* one connection in it (`writer`), which one group of jobs at a time has to itself, begins every write and
  runs every checkpoint: it opens the file first, which replays the log after a crash, and closes it last;
* every reading connection is `query_only`, and never checkpoints: not by size (`wal_autocheckpoint=0`), and
  not by being the last to close, because the writer is.
"""

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast
from weakref import WeakSet, finalize

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool

from carrel.store.errors import DatabaseUnavailable
from carrel.store.writer import PROMPT, Writer

T = TypeVar("T")

BUSY = 5.0
"""Seconds for which a reader waits for another program that holds the file."""

_WRITER = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    # On a Mac, fsync alone leaves the bytes in the drive's own memory.
    "PRAGMA fullfsync=ON",
    "PRAGMA checkpoint_fullfsync=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA journal_size_limit=16777216",
    PROMPT,
)
_READER = ("PRAGMA query_only=ON", "PRAGMA wal_autocheckpoint=0", "PRAGMA cache_size=-4096")

_CLOSED = "The school's database is closed. Open the school again."
_NO_LOG = (
    "The disk under {file} cannot share memory between connections, which SQLite needs for its log "
    "(it answered {mode!r}). Network disks often cannot. Keep the school on a local disk, or in PostgreSQL."
)


class Reader:
    """The reading connection of one thread."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.driver = driver_of(connection)
        self.lock = threading.RLock()
        self.is_open = True
        # A thread that ends takes its reader with it. Cycles within the connection would keep it open.
        finalize(self, connection.close).atexit = False

    def close(self) -> None:
        """Close, after the read that may be under way in the reader's own thread."""
        with self.lock:
            self.is_open = False
            self.connection.close()


class Sqlite:
    """Reads from a connection for each thread; writes through the one writer."""

    name = "sqlite"

    def __init__(self, file: Path) -> None:
        """Open the file; an empty one becomes a database."""
        self._file = file
        self._engine = create_engine(
            "sqlite://",
            creator=self._connect,
            poolclass=NullPool,
            paramstyle="named",
            query_cache_size=2000,
            # What people wrote, and hashes of passwords, are for no log.
            hide_parameters=True,
        )
        self._threads = threading.local()
        self._readers: WeakSet[Reader] = WeakSet()
        self._door = threading.Lock()
        self._is_open = True
        self._writer = self._start_writer()

    def revision(self, owner: int) -> tuple[int, int]:
        """What changes with every commit of this process that the owner sees: nobody else makes any."""
        return self._writer.tally.of(owner)

    def read(self, work: Callable[[Connection], T]) -> T:
        """Do the work on one snapshot. A read within a read sees the snapshot of the outer one."""
        reader: Reader | None = getattr(self._threads, "reader", None)
        if reader is None:
            reader = self._start_reader()
        with reader.lock:
            if not reader.is_open:
                raise DatabaseUnavailable(_CLOSED)
            driver = reader.driver
            if driver.in_transaction:
                return work(reader.connection)
            driver.execute("BEGIN")
            try:
                return work(reader.connection)
            finally:
                driver.rollback()

    async def reading(self, work: Callable[[Connection], T]) -> T:
        """`read`, in the event loop itself: a short read costs less than the way to a thread and back."""
        return self.read(work)

    def write(self, work: Callable[[Connection], T]) -> T:
        return self._writer.write(work)

    async def writing(self, work: Callable[[Connection], T], owner: int | None = None) -> T:
        return await self._writer.writing(work, owner)

    def copy_to(self, file: Path) -> None:
        """The database as it is at this moment, in a file that is not there yet; on disk when this returns.

        Only a reader of this database: it writes nothing here and never checkpoints.
        """
        connection = self._connect_to_copy()
        try:
            connection.execute("VACUUM INTO ?", (str(file),))
        finally:
            connection.close()
        written = os.open(file, os.O_RDONLY)
        try:
            os.fsync(written)
        finally:
            os.close(written)

    def close(self) -> None:
        """Readers first, then the writer: whoever closes last checkpoints."""
        with self._door:
            self._is_open = False
            readers = list(self._readers)
        for reader in readers:
            reader.close()
        self._writer.close()

    def _connect(self) -> DBAPIConnection:
        # Transactions are begun and ended here and in the writer, by name: the driver adds none of its own.
        # Closing happens in another thread than reading, never at the same time.
        return cast(
            "DBAPIConnection",
            sqlite3.connect(
                self._file, timeout=BUSY, isolation_level=None, check_same_thread=False, cached_statements=512
            ),
        )

    def _connect_to_copy(self) -> sqlite3.Connection:
        with self._door:
            if not self._is_open:
                raise DatabaseUnavailable(_CLOSED)
            connection = sqlite3.connect(self._file, timeout=BUSY, isolation_level=None)
        # Copying is refused to a `query_only` connection, because it writes: into the other file.
        connection.execute("PRAGMA wal_autocheckpoint=0")
        return connection

    def _start_writer(self) -> Writer:
        connection = self._engine.connect()
        driver = driver_of(connection)
        try:
            (mode,) = driver.execute(_WRITER[0]).fetchone()
            if mode != "wal":
                raise DatabaseUnavailable(_NO_LOG.format(file=self._file, mode=mode))
            for pragma in _WRITER[1:]:
                driver.execute(pragma)
        except BaseException:
            connection.close()
            raise
        return Writer(connection, driver)

    def _start_reader(self) -> Reader:
        with self._door:
            if not self._is_open:
                raise DatabaseUnavailable(_CLOSED)
            reader = Reader(self._engine.connect())
            for pragma in _READER:
                reader.driver.execute(pragma)
            self._readers.add(reader)
        self._threads.reader = reader
        return reader


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection under SQLAlchemy's."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)
