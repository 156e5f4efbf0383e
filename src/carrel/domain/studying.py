"""Learning hours: the time of accepted heartbeats, at most real time.

A heartbeat says that somebody studied for a while until a moment. Where heartbeats overlap, in however many
tabs and courses, the clock counts once. Moments are epoch ms, times are ms.
"""

from dataclasses import dataclass

from carrel.domain.enrollment import DAY
from carrel.domain.intervals import Interval, Intervals, difference, since, union
from carrel.domain.watching import LONGEST_BEAT, OFFLINE_WITHIN


@dataclass(frozen=True, slots=True)
class Studied:
    """The clock after a heartbeat, and the time it adds to each day (counted from 1970-01-01 UTC)."""

    taken: Intervals
    days: tuple[tuple[int, int], ...] = ()


def study(taken: Intervals, at: int, duration: int, now: int) -> Studied:
    """What a heartbeat of `duration` until `at` adds. From the future, or from long ago, it adds nothing."""
    told: Interval = (at - min(duration, LONGEST_BEAT), at)
    if at > now or told[0] < now - OFFLINE_WITHIN:
        return Studied(taken)
    days: dict[int, int] = {}
    for start, end in difference(told, taken):
        for day in range(start // DAY, (end - 1) // DAY + 1):
            part = min(end, (day + 1) * DAY) - max(start, day * DAY)
            days[day] = days.get(day, 0) + part
    return Studied(union(since(taken, now - OFFLINE_WITHIN), told), tuple(sorted(days.items())))
