"""The school's database: work goes in, results come out, acknowledged means kept.

    with Database.open(folder) as database:
        name = database.read(lambda connection: connection.scalar(THE_NAME))
        await database.writing(partial(enroll, learner=learner, course=course, now=now))

*Work* is a function of a connection. It runs in a transaction that it neither begins nor ends, returns values
(never a live result), touches nothing but its connection, and may run more than once: what loses a race is
done again.
"""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar, runtime_checkable

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError

from carrel.store.errors import DatabaseUnavailable, NotASchool
from carrel.store.ownership import Ownership
from carrel.store.translating import FOREIGN, from_system, translated

T = TypeVar("T")

FILE = "school.db"
"""The name of a school's SQLite file in its folder."""

_CLOSED = "The school's database is closed. Open the school again."
_NO_SCHOOL = (
    "There is no school in {folder} (it has no {file}). Name another folder, or make a new school there; "
    "one that keeps its rows in PostgreSQL is opened with the address of its database."
)
_NO_COPY = "This school keeps its rows in PostgreSQL, which copies them with pg_dump."
_UNKNOWN = (
    "Carrel keeps a school in SQLite, which needs no address, or in PostgreSQL at an address like "
    "postgresql://user@host/database. The address given names neither."
)


class Engine(Protocol):
    """What SQLite and PostgreSQL both do, each in its own way."""

    @property
    def name(self) -> str: ...
    def revision(self, owner: int, /) -> tuple[int, int] | None: ...
    def read(self, work: Callable[[Connection], T]) -> T: ...
    async def reading(self, work: Callable[[Connection], T]) -> T: ...
    def write(self, work: Callable[[Connection], T]) -> T: ...
    async def writing(self, work: Callable[[Connection], T], owner: int | None = None, /) -> T: ...
    def close(self) -> None: ...


@runtime_checkable
class Copying(Protocol):
    """What only SQLite does."""

    def copy_to(self, file: Path) -> None: ...


class Database:
    """A school's database, and the ownership of its folder, from `open` until `close`."""

    def __init__(self, folder: Path, engine: Engine, ownership: Ownership) -> None:
        self.folder = folder
        self._engine = engine
        self._ownership = ownership
        self._is_open = True

    @classmethod
    def open(cls, folder: Path, url: str | None = None, *, create: bool = False) -> Self:
        """Own the folder and open its database: `school.db` in it, or PostgreSQL at `url`.

        With `create` a missing folder or SQLite file is made. The tables are the business of
        `migrating.open_school`, which is what a program calls.

        Raises `NotASchool` where there is none, `AlreadyRunning`, `DamagedDatabase`, `DatabaseUnavailable`.
        """
        try:
            if create:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            elif not (folder.is_dir() if url else (folder / FILE).is_file()):
                raise NotASchool(_NO_SCHOOL.format(folder=folder, file=FILE))
            ownership = Ownership.take(folder)
        except OSError as error:
            raise from_system(error) from error
        try:
            return cls(folder, _engine(folder, url), ownership)
        except BaseException as error:
            ownership.release()
            _raise_ours(error)
            raise

    @property
    def engine(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.name

    def revision(self, owner: int = 0) -> tuple[int, int] | None:
        """What is another with every change that the owner may see, before it is acknowledged.

        None where that is not known. What was read after asking is as it was for as long as this stays. An
        owner is a number that work is said to be of; without one, changes of no owner are told.
        """
        return self._engine.revision(owner)

    def read(self, work: Callable[[Connection], T]) -> T:
        """What the work returns, from one snapshot of everything acknowledged before.

        Work that writes fails. On SQLite a read is short enough to run in an event loop.
        """
        self._need_open()
        try:
            return self._engine.read(work)
        except FOREIGN as error:
            _raise_ours(error)
            raise

    async def reading(self, work: Callable[[Connection], T]) -> T:
        """`read` for an event loop: in the loop itself on SQLite, by one hop to a thread on PostgreSQL."""
        self._need_open()
        try:
            return await self._engine.reading(work)
        except FOREIGN as error:
            _raise_ours(error)
            raise

    def write(self, work: Callable[[Connection], T]) -> T:
        """What the work returns, after everything it wrote is on disk. From any thread; it blocks.

        Writes happen as if one came after the other. When anything is raised, nothing of the work was kept.
        """
        self._need_open()
        try:
            return self._engine.write(work)
        except FOREIGN as error:
            _raise_ours(error)
            raise

    async def writing(self, work: Callable[[Connection], T], owner: int | None = None) -> T:
        """`write` for an event loop, in which short work is done. Cancelled, it may be kept or may not.

        To name an `owner` is to promise that nobody else sees what the work changes.
        """
        self._need_open()
        try:
            return await self._engine.writing(work, owner)
        except FOREIGN as error:
            _raise_ours(error)
            raise

    def copy_to(self, file: Path) -> None:
        """A copy of everything acknowledged before, in a file that is empty or not there, while others go on.

        SQLite only: PostgreSQL has its own tools. Raises `DamagedDatabase` rather than to copy damage.
        """
        self._need_open()
        if not isinstance(self._engine, Copying):
            raise DatabaseUnavailable(_NO_COPY)
        try:
            self._engine.copy_to(file)
        except FOREIGN as error:
            _raise_ours(error)
            raise

    def close(self) -> None:
        """Finish what was asked, close, and let go of the folder. A second time changes nothing."""
        if self._is_open:
            self._is_open = False
            self._engine.close()
            self._ownership.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _need_open(self) -> None:
        if not self._is_open:
            raise DatabaseUnavailable(_CLOSED)


def _engine(folder: Path, url: str | None) -> Engine:
    # Each engine is imported only where it is used: what a school does not need costs it neither memory nor
    # time.
    if url is None:
        from carrel.store.sqlite import Sqlite

        file = folder / FILE
        file.touch(mode=0o600)
        return Sqlite(file)
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise DatabaseUnavailable(_UNKNOWN) from error
    if address.get_backend_name() != "postgresql":
        raise DatabaseUnavailable(_UNKNOWN)
    from carrel.store.postgres import Postgres

    return Postgres(address)


def _raise_ours(error: BaseException) -> None:
    """Raise the store's error in place of a foreign one about the world; else nothing."""
    if (ours := translated(error)) is not None:
        raise ours from error
