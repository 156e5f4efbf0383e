"""How much is asked of one host at a time, and how fast.

Semaphores belong to threads or to an event loop, so the driver brings its kind; the pace is one for both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final, Generic, TypeVar

S = TypeVar("S")

BURST: Final = 1.0
"""Seconds' worth of requests that may be sent at once after a rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    """What one host is asked to bear. `per_second` counts requests of every kind; 0 sets no pace.

    `calls` and `downloads` are how many of each may be under way.
    """

    calls: int = 8
    downloads: int = 8
    per_second: float = 20.0


USUAL_POLITENESS: Final = Politeness()


class Pace:
    """When the next request may go out. Times are seconds of any clock that never goes back."""

    def __init__(self, per_second: float) -> None:
        self._interval = 1.0 / per_second if per_second else 0.0
        self._next = float("-inf")
        self._held_until = float("-inf")
        self._lock = Lock()

    def turn(self, now: float) -> float:
        """Take a turn: the seconds to wait until it comes."""
        with self._lock:
            at = max(self._next, now - BURST)
            self._next = at + self._interval
            return max(0.0, at - now, self._held_until - now)

    def hold(self, until: float) -> None:
        """Let nobody go before `until`: the host asked for it."""
        with self._lock:
            self._held_until = max(self._held_until, until)


@dataclass(frozen=True, slots=True)
class Gate(Generic[S]):
    """The way to one host."""

    pace: Pace
    calls: S
    downloads: S


class Gates(Generic[S]):
    """The way to each host; made when first asked for."""

    def __init__(self, politeness: Politeness, semaphore: Callable[[int], S]) -> None:
        self._politeness = politeness
        self._semaphore = semaphore
        self._gates: dict[str, Gate[S]] = {}
        self._lock = Lock()

    def of(self, host: str) -> Gate[S]:
        """The way to this host."""
        with self._lock:
            if host not in self._gates:
                asked = self._politeness
                self._gates[host] = Gate(
                    Pace(asked.per_second),
                    self._semaphore(asked.calls),
                    self._semaphore(asked.downloads),
                )
            return self._gates[host]
