"""A school: one data folder, its database, its media, and the editions at hand."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from carrel.application.editions import Shelf
from carrel.application.judging import Judge, NeedsVerdicts, Queue
from carrel.application.searching import index_anew
from carrel.application.visit import NO_VERDICTS, Visit
from carrel.domain.marking import Verdicts
from carrel.domain.users import User
from carrel.store.engine import Database
from carrel.store.facts import fact, settle_fact
from carrel.store.media import MediaStore
from carrel.store.migrating import open_school as open_database

T = TypeVar("T")


@dataclass(frozen=True)
class School:
    """An open school. Close it to let others open it.

    `secret` signs the links to media; it lives as long as the school.
    """

    data: Path
    database: Database
    media: MediaStore
    name: str
    secret: bytes
    shelf: Shelf = field(default_factory=Shelf)
    judge: Judge = field(default_factory=Judge)
    queue: Queue = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "queue", Queue(self.judge))

    def read(self, deed: Callable[[Visit], T], actor: User | None, now: int) -> T:
        """Do a deed that changes nothing, on one snapshot."""
        return self.database.read(lambda connection: deed(Visit(connection, self.shelf, actor, now)))

    def write(self, deed: Callable[[Visit], T], actor: User | None, now: int) -> T:
        """Do a deed in one transaction; when this returns, it is kept.

        What it needs to have compared is compared, and then it is tried again.
        """
        verdicts = NO_VERDICTS
        while True:
            try:
                return self.database.write(self._work(deed, actor, now, verdicts))
            except NeedsVerdicts as needs:
                verdicts = {**verdicts, **self.judge.verdicts(needs.checks)}

    async def reading(self, deed: Callable[[Visit], T], actor: User | None, now: int) -> T:
        """As `read`, from the event loop."""
        return await self.database.reading(lambda connection: deed(Visit(connection, self.shelf, actor, now)))

    async def writing(
        self, deed: Callable[[Visit], T], actor: User | None, now: int, *, owner: int | None = None
    ) -> T:
        """As `write`, from the event loop. What a deed of an `owner` changes is seen by that user alone."""
        verdicts = NO_VERDICTS
        while True:
            try:
                return await self.database.writing(self._work(deed, actor, now, verdicts), owner)
            except NeedsVerdicts as needs:
                found = await self.queue.verdicts(actor.id if actor else 0, needs.checks)
                verdicts = {**verdicts, **found}

    def _work(
        self, deed: Callable[[Visit], T], actor: User | None, now: int, verdicts: Verdicts
    ) -> Callable[[Connection], T]:
        return lambda connection: deed(Visit(connection, self.shelf, actor, now, verdicts))

    def close(self) -> None:
        """Let go of the data folder; everything acknowledged is on disk already."""
        self.judge.close()
        self.database.close()


def create_school(data: Path, database_url: str | None, name: str) -> School:
    """Make a school in an empty or missing folder, or open the one that is there; raises `StoreError`."""
    return _school(data, open_database(data, database_url, create=True), name)


def open_school(data: Path, database_url: str | None = None) -> School:
    """Open the school in this folder, bringing its tables up to date.

    Raises `NotASchool`, `AlreadyRunning`, `NewerDatabase`, `DamagedDatabase`, `DatabaseUnavailable`.
    """
    return _school(data, open_database(data, database_url), "")


def _school(data: Path, database: Database, name: str) -> School:
    try:
        kept = _fact(database, "name", name or "Carrel")
        secret = _fact(database, "secret", secrets.token_hex(32))
        media = MediaStore(data / "media")
        index_anew(database, media)
    except BaseException:
        database.close()
        raise
    return School(data, database, media, kept, bytes.fromhex(secret))


def _fact(database: Database, key: str, otherwise: str) -> str:
    # A school that was opened before needs no write to be opened again.
    known = database.read(lambda connection: fact(connection, key))
    return known or database.write(lambda connection: settle_fact(connection, key, otherwise))
