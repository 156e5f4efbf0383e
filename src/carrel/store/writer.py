"""The one thread that writes to SQLite, and commits together what waits together.

A durable commit costs one wait for the disk, however much is in it. While the disk works, new jobs queue up;
the writer takes all that is queued at the moment it becomes free and never waits for more, so a lone write is
as fast as the disk, and thirty-two at once share one wait.

Among others, each job runs in a savepoint of its own: one that fails is undone alone. Nobody is told a result
before COMMIT has returned. When COMMIT fails, everybody in the group is told so, and nothing of the group was
kept.
"""

import asyncio
import concurrent.futures
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection

from carrel.store.errors import DatabaseUnavailable

T = TypeVar("T")

GROUP = 512
"""The most jobs in one commit: it bounds how long the first of them waits for the last."""

MOST_OWNERS = 50_000
"""Owners whose changes are told apart; at more than that the counting begins anew."""

_CLOSED = "The school's database is closed. Nothing of this change was kept; open the school again."


class GroupLost(Exception):
    """SQLite rolled the whole transaction back because of one job in it."""


class Job:
    """Work that waits for its commit, and what came of it."""

    def __init__(
        self,
        work: Callable[[Connection], Any],
        answer: "asyncio.Future[Any] | concurrent.futures.Future[Any]",
        loop: asyncio.AbstractEventLoop | None = None,
        owner: int | None = None,
    ) -> None:
        self.work = work
        self.owner = owner
        self.answer = answer
        self.loop = loop
        self.result: object = None
        self.error: BaseException | None = None

    def run(self, connection: Connection, driver: sqlite3.Connection, *, is_alone: bool = False) -> None:
        """Do the work in a savepoint of its own, or in a whole transaction when it is alone.

        Raises `GroupLost` if the transaction that it shares with others did not survive it.
        """
        self.result = self.error = None
        begin, end = ("BEGIN IMMEDIATE", "COMMIT") if is_alone else ("SAVEPOINT job", "RELEASE job")
        driver.execute(begin)
        try:
            self.result = self.work(connection)
            driver.execute(end)
        except BaseException as error:
            # An asyncio future refuses StopIteration, and the one who asked would wait for ever.
            self.error = RuntimeError("the work raised StopIteration") if _is_stop(error) else error
            if is_alone:
                driver.rollback()
                return
            if not driver.in_transaction:
                raise GroupLost from error
            driver.execute("ROLLBACK TO job")
            driver.execute("RELEASE job")

    def settle(self) -> None:
        """Tell the one who asked. Runs in their event loop, if they have one."""
        if self.answer.done():
            return
        if self.error is not None:
            self.answer.set_exception(self.error)
        else:
            self.answer.set_result(self.result)


class Tally:
    """How often anything changed: of what everybody sees, and of what one owner alone does.

    Counted in the writer's thread, read in any.
    """

    def __init__(self) -> None:
        # In one piece, so that a reader never puts an old count beside a new one.
        self._state: tuple[int, dict[int, int]] = (0, {})

    def count(self, owner: int | None) -> None:
        """Something changed; of this owner, or for everybody."""
        changes, of = self._state
        if owner is None:
            self._state = (changes + 1, of)
        elif len(of) < MOST_OWNERS:
            of[owner] = of.get(owner, 0) + 1
        else:
            self._state = (changes + 1, {})

    def of(self, owner: int) -> tuple[int, int]:
        """What stays as it is for as long as nothing changes that this owner sees."""
        changes, of = self._state
        return changes, of.get(owner, 0)


class Writer:
    """Owns the only connection that writes or checkpoints, from its start until `close`."""

    def __init__(self, connection: Connection, driver: sqlite3.Connection) -> None:
        self._connection = connection
        self._driver = driver
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._door = threading.Lock()
        self._is_open = True
        self.tally = Tally()
        self._thread = threading.Thread(target=self._run, name="carrel-writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do the work and return its result after the commit; blocks the calling thread."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("work that writes must not wait for another write: it would wait for itself")
        answer: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._submit(Job(work, answer))
        return answer.result()

    async def writing(self, work: Callable[[Connection], T], owner: int | None = None) -> T:
        """Like `write`, without blocking the event loop."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._submit(Job(work, answer, loop, owner))
        return await answer

    def close(self) -> None:
        """Commit what is queued, move the log into the file, close. A second time changes nothing."""
        with self._door:
            if not self._is_open:
                return
            self._is_open = False
            self._queue.put(None)
        self._thread.join()

    def _submit(self, job: Job) -> None:
        with self._door:
            if not self._is_open:
                raise DatabaseUnavailable(_CLOSED)
            self._queue.put(job)

    def _run(self) -> None:
        is_last = False
        while not is_last:
            group, is_last = self._take()
            self._commit(group)
            # Counted before anybody is told, whatever came of it: a change is never kept and not counted.
            for job in group:
                self.tally.count(job.owner)
            _deliver(group)
        # What cannot be moved now (the disk is full) stays in the log, whole, and is read from there next
        # time.
        with suppress(sqlite3.Error):
            self._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()

    def _take(self) -> tuple[list[Job], bool]:
        """What is queued now, at least one job; and whether that was the last."""
        group: list[Job] = []
        job = self._queue.get()
        with suppress(Empty):
            while job is not None:
                if not job.answer.cancelled():
                    group.append(job)
                if len(group) == GROUP:
                    return group, False
                job = self._queue.get_nowait()
        return group, job is None

    def _commit(self, group: list[Job]) -> None:
        """Commit the jobs together; afterwards each knows its result or its error."""
        if not group:
            return
        try:
            if len(group) == 1:
                group[0].run(self._connection, self._driver, is_alone=True)
                return
            self._driver.execute("BEGIN IMMEDIATE")
            for job in group:
                job.run(self._connection, self._driver)
            self._driver.execute("COMMIT")
        except GroupLost:
            # Nothing of the group was kept. Alone, each can harm only itself.
            for job in group:
                self._commit([job])
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._driver.rollback()
            for job in group:
                job.error = error


def _is_stop(error: BaseException) -> bool:
    return isinstance(error, StopIteration)


def _deliver(group: list[Job]) -> None:
    """Settle every job, with one wake-up for each event loop that waits."""
    waiting: defaultdict[asyncio.AbstractEventLoop, list[Job]] = defaultdict(list)
    for job in group:
        if job.loop is None:
            job.settle()
        else:
            waiting[job.loop].append(job)
    for loop, jobs in waiting.items():
        # A loop that is closed has nobody left to tell.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, jobs)


def _settle(jobs: list[Job]) -> None:
    for job in jobs:
        job.settle()
