"""Nobody's flood is everybody's: how much one user, or one who guesses passwords, may ask of the school.

A bucket for each fills with time and is emptied by what they do. It is far larger than what any player,
client or forgetful person needs; who finds it empty is told when to come again, and nobody else notices.
"""

from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Final

from carrel.protocol.errors import NaptimeError

REMEMBERED: Final = 20_000
"""Buckets at most; the one that was used the longest ago is forgotten first."""


class TooMany(NaptimeError):
    """A flood. `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int, code: str = "tooManyRequests", text: str = "") -> None:
        told = f"This was tried too often in a short time. Wait {retry_after} s; nothing of it was kept."
        super().__init__(429, code, text or told)
        self.retry_after = retry_after


class Floods:
    """Buckets that hold `burst` and fill by `rate` a second. Used from the event loop only."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._buckets: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()

    def admit(self, who: Hashable, now: int) -> None:
        """Count one at `now` (epoch ms); raises `TooMany`."""
        left, since = self._buckets.pop(who, (self._burst, now))
        left = min(self._burst, left + self._rate * max(0, now - since) / 1000)
        self._buckets[who] = (max(0.0, left - 1), now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        if left < 1:
            raise TooMany(max(1, round((1 - left) / self._rate)))

    def forgive(self, who: Hashable) -> None:
        """Take everything counted against somebody back."""
        self._buckets.pop(who, None)


class Crowd:
    """Somebody may have `most` of something under way, and no more. Used from the event loop only."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._inside: Counter[Hashable] = Counter()

    @contextmanager
    def enter(self, who: Hashable) -> Iterator[None]:
        """Be inside until the end of the block; raises `TooMany`."""
        if self._inside[who] >= self._most:
            raise TooMany(1)
        self._inside[who] += 1
        try:
            yield
        finally:
            self._inside[who] -= 1
            if not self._inside[who]:
                del self._inside[who]
