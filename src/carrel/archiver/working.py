"""Many things at a time: threads for what waits, most of all for a site and for the disk."""

from collections.abc import Callable, Iterable, Iterator
from threading import Lock, Thread
from typing import Final, TypeVar

T = TypeVar("T")

MOST_THREADS: Final = 64


class Stopped(Exception):
    """Raised in a task that asks to go on although another has failed."""


class Crew:
    """Works through tasks. What one raises ends the work, and is raised when all have stopped."""

    def __init__(self) -> None:
        self._error: BaseException | None = None
        self._lock = Lock()

    def work(self, jobs: int, deed: Callable[[T], object], tasks: Iterable[T]) -> None:
        """Do the deed for each task, so many at a time."""
        waiting = iter(tasks)
        # Daemons: who interrupts the program does not wait for a site that stalls.
        threads = [
            Thread(target=self._work, args=(deed, waiting), daemon=True)
            for _ in range(min(jobs, MOST_THREADS))
        ]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except BaseException as interruption:
            self._error = interruption
            raise
        if self._error is not None:
            raise self._error

    def go_on(self) -> None:
        """Raise `Stopped` when the work has ended."""
        if self._error is not None:
            raise Stopped

    def _work(self, deed: Callable[[T], object], waiting: Iterator[T]) -> None:
        try:
            for task in self._taken(waiting):
                deed(task)
        except Stopped:
            return
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits for this one
            with self._lock:
                self._error = self._error or error

    def _taken(self, waiting: Iterator[T]) -> Iterator[T]:
        while self._error is None:
            with self._lock:
                try:
                    task = next(waiting)
                except StopIteration:
                    return
            yield task
