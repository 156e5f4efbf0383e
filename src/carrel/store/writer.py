"""The one connection that writes to SQLite, and commits together what waits together.

A durable commit costs one wait for the disk, however much is in it. While the disk works, new jobs queue up;
when it is done, all that is queued comes next. Where that is little, it waits for a few turns of its event
loop. A loop with nothing else to do turns at once, so a lone write is as fast as the disk; a busy one brings
more writes in these turns, which would have cost commits of their own. Thirty-two at once share one wait.

The jobs of an event loop are done in that loop, where they are short, and only their commit is left to the
writer's thread. Were they done in the thread, the two would take the interpreter from each other at each
statement of each job, which costs more than the statements. The jobs of threads are done in the writer's.

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
from itertools import chain
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

from carrel.store.errors import DatabaseUnavailable

T = TypeVar("T")

Loop = asyncio.AbstractEventLoop

GROUP = 512
"""The most jobs in one commit: it bounds how long the first of them waits for the last."""

FEW: Final = 8
"""Jobs from which on a group waits for no more."""
TURNS: Final = 4
"""Turns of its event loop for which a smaller group waits."""

MOST_OWNERS = 50_000
"""Owners whose changes are told apart; at more than that the counting begins anew."""

_CLOSED = "The school's database is closed. Nothing of this change was kept; open the school again."

PATIENT: Final = "PRAGMA busy_timeout=5000"
"""How the writer's thread waits for another program (a backup, a curious shell) that holds the file."""
PROMPT: Final = "PRAGMA busy_timeout=0"
"""How an event loop waits for it: not at all. What it finds busy is left to the thread."""


class GroupLost(Exception):
    """SQLite rolled the whole transaction back because of one job in it."""


class Job:
    """Work that waits for its commit, and what came of it."""

    def __init__(
        self,
        work: Callable[[Connection], Any],
        answer: "asyncio.Future[Any] | concurrent.futures.Future[Any]",
        loop: Loop | None = None,
        owner: int | None = None,
    ) -> None:
        self.work = work
        self.owner = owner
        self.answer = answer
        self.loop = loop
        self.result: object = None
        self.error: BaseException | None = None

    def run(self, connection: Connection, driver: sqlite3.Connection, *, is_alone: bool = False) -> None:
        """Do the work in the transaction that has begun: in a savepoint of its own, unless it is alone there.

        Work that fails is undone. Raises `GroupLost` if that took what others did along.
        """
        self.result = self.error = None
        if not is_alone:
            driver.execute("SAVEPOINT job")
        try:
            self.result = self.work(connection)
            if not is_alone:
                driver.execute("RELEASE job")
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


Handed = tuple[list[Job], bool]
"""A group, and whether it was done already, in a transaction that is still open."""


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
    """Owns the only connection that writes or checkpoints, from its start until `close`.

    One group at a time has the connection: from `_is_taken` to its commit.
    """

    def __init__(self, connection: Connection, driver: sqlite3.Connection) -> None:
        self._connection = connection
        self._driver = driver
        self._door = threading.Condition()
        self._waiting: defaultdict[Loop | None, list[Job]] = defaultdict(list)
        self._is_taken = False
        self._handed: Handed | None = None
        self._busy_in: int | None = None
        self._is_open = True
        self.tally = Tally()
        self._thread = threading.Thread(target=self._run, name="carrel-writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do the work and return its result after the commit; blocks the calling thread."""
        if self._busy_in == threading.get_ident():
            raise RuntimeError("work that writes must not wait for another write: it would wait for itself")
        answer: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._submit(Job(work, answer))
        return answer.result()

    async def writing(self, work: Callable[[Connection], T], owner: int | None = None) -> T:
        """Like `write`, without blocking the event loop for longer than the work takes."""
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
            self._door.notify()
        self._thread.join()

    def _submit(self, job: Job) -> None:
        with self._door:
            if not self._is_open:
                raise DatabaseUnavailable(_CLOSED)
            queue = self._waiting[job.loop]
            queue.append(job)
            if job.loop is None:
                self._door.notify()
            elif len(queue) == 1 and not self._is_taken:
                # Not at once: what else this turn of the loop brings comes into the same group.
                job.loop.call_soon(self._turn, job.loop)

    def _turn(self, loop: Loop, turns: int = TURNS) -> None:
        """Do the jobs that wait in this loop, and leave their commit to the thread. Runs in the loop.

        Few of them wait for so many turns of the loop first.
        """
        with self._door:
            if turns and not self._is_taken and 0 < len(self._waiting.get(loop, ())) < FEW:
                loop.call_soon(self._turn, loop, turns - 1)
                return
            # Whoever has the connection sees to it that there is another turn.
            group = [] if self._is_taken else self._take(loop)
            if not group:
                return
            self._is_taken = True
        has_begun = False
        try:
            has_begun = self._has_done(group)
        finally:
            with self._door:
                self._handed = group, has_begun
                self._door.notify()

    def _has_done(self, group: list[Job]) -> bool:
        """Do the jobs in a transaction that is left open; False when they are for the thread's patience."""
        try:
            self._do(group)
        except (GroupLost, sqlite3.Error):
            with suppress(sqlite3.Error):
                self._driver.rollback()
            return False
        return True

    def _run(self) -> None:
        while handed := self._next():
            group, has_begun = handed
            self._commit(group, has_begun=has_begun)
            # Counted before anybody is told, whatever came of it: a change is never kept and not counted.
            for job in group:
                self.tally.count(job.owner)
            self._deliver(group)
        # What cannot be moved now (the disk is full) stays in the log, whole, and is read from there next
        # time.
        with suppress(sqlite3.Error):
            self._driver.execute(PATIENT)
            self._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()

    def _next(self) -> Handed | None:
        """What to commit next: a group that was done in its loop, or one that is still to be done here."""
        with self._door:
            self._door.wait_for(self._has_next)
            handed, self._handed = self._handed, None
            if handed is None and (group := self._take(None)):
                self._is_taken = True
                return group, False
            return handed

    def _has_next(self) -> bool:
        if self._is_taken:
            return self._handed is not None
        return None in self._waiting or not self._is_open

    def _take(self, loop: Loop | None) -> list[Job]:
        """What waits in this loop; for the thread what waits anywhere, so that its jobs hold nobody up."""
        loops = [loop] if loop else list(self._waiting)
        waiting = chain.from_iterable(self._waiting.pop(one, []) for one in loops)
        every = [job for job in waiting if not job.answer.cancelled()]
        for job in every[GROUP:]:
            self._waiting[job.loop].append(job)
        return every[:GROUP]

    def _commit(self, group: list[Job], *, has_begun: bool = False) -> None:
        """Commit the jobs together; afterwards each knows its result or its error."""
        try:
            if not has_begun:
                self._do_patiently(group)
            if self._driver.in_transaction:
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

    def _do_patiently(self, group: list[Job]) -> None:
        self._driver.execute(PATIENT)
        try:
            self._do(group)
        finally:
            self._driver.execute(PROMPT)

    def _do(self, group: list[Job]) -> None:
        """Begin a transaction and do the jobs in it."""
        self._busy_in = threading.get_ident()
        try:
            self._driver.execute("BEGIN IMMEDIATE")
            for job in group:
                job.run(self._connection, self._driver, is_alone=len(group) == 1)
        finally:
            self._busy_in = None

    def _deliver(self, group: list[Job]) -> None:
        """Settle every job, and let those come next who wait, with one wake-up for each event loop."""
        with self._door:
            self._is_taken = False
            told: dict[Loop, list[Job]] = {loop: [] for loop in self._waiting if loop}
        for job in group:
            if job.loop is None:
                job.settle()
            else:
                told.setdefault(job.loop, []).append(job)
        for loop, jobs in told.items():
            # A loop that is closed has nobody left to tell.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._told, loop, jobs)

    def _told(self, loop: Loop, jobs: list[Job]) -> None:
        for job in jobs:
            job.settle()
        self._turn(loop)


def _is_stop(error: BaseException) -> bool:
    return isinstance(error, StopIteration)
