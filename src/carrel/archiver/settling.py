"""Whole files put in their places, many at once: what waits for the disk waits for all of them together."""

from collections.abc import Callable, Sequence
from threading import Lock

from carrel.archiver.library import Library, Whole


class Settling:
    """Settles the files of one course for several threads; one of them at a time does it for the others."""

    def __init__(self, library: Library, folder: str, on_settled: Callable[[Sequence[str]], None]) -> None:
        """`on_settled` is told the places of files that are there, and recorded."""
        self._library = library
        self._folder = folder
        self._on_settled = on_settled
        self._lock = Lock()
        self._waiting: list[Whole] = []
        self._is_settling = False

    def add(self, whole: Whole) -> None:
        """Have a file settled: by this thread, with all that come meanwhile, or by the one that is at it."""
        with self._lock:
            self._waiting.append(whole)
            if self._is_settling:
                return
            self._is_settling = True
        while group := self._next_group():
            self._library.settle(self._folder, group)
            self._on_settled([one.row.place for one in group])

    def _next_group(self) -> list[Whole]:
        with self._lock:
            group, self._waiting = self._waiting, []
            self._is_settling = bool(group)
            return group
