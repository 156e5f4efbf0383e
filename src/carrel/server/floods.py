"""Nobody's flood is everybody's: how many writes one user may make.

A bucket for each user fills with time and is emptied by writes. It is far larger than what any player or
client needs; who finds it empty is told when to come again, and nobody else notices.
"""

from collections import OrderedDict
from typing import Final

from carrel.protocol.errors import NaptimeError

RATE: Final = 20
"""Writes a second, in the long run."""
BURST: Final = 200
"""Writes at once."""
REMEMBERED: Final = 20_000
"""Users at most; the one who wrote the longest ago is forgotten first."""


class TooManyWrites(NaptimeError):
    """A flood. `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        text = f"These are too many writes at once. Wait {retry_after} s; nothing of this one was kept."
        super().__init__(429, "tooManyRequests", text)
        self.retry_after = retry_after


class Floods:
    """The buckets. Used from the event loop only."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[int, tuple[float, int]] = OrderedDict()

    def admit(self, user_id: int, now: int) -> None:
        """Count one write at `now` (epoch ms); raises `TooManyWrites`."""
        left, since = self._buckets.pop(user_id, (float(BURST), now))
        left = min(float(BURST), left + RATE * max(0, now - since) / 1000)
        self._buckets[user_id] = (max(0.0, left - 1), now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        if left < 1:
            raise TooManyWrites(max(1, round((1 - left) / RATE)))
