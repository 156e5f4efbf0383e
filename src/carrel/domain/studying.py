"""Learning hours: the time of accepted heartbeats, at most real time.

A heartbeat says that somebody studied for a while until a moment. Where heartbeats overlap, in however many
tabs and courses, the clock counts once. Moments are epoch ms, times are ms.
"""

from dataclasses import dataclass

from carrel.domain.enrollment import DAY
from carrel.domain.intervals import Interval, Intervals, at_most, difference, since, union
from carrel.domain.watching import AHEAD, LONGEST_BEAT, MOST_STRETCHES, OFFLINE_WITHIN


@dataclass(frozen=True, slots=True)
class Studied:
    """The clock after a heartbeat, and the time it adds to each day (counted from 1970-01-01 UTC)."""

    taken: Intervals
    days: tuple[tuple[int, int], ...] = ()


def study(taken: Intervals, at: int, duration: int, now: int, enrolled_at: int) -> Studied:
    """What a heartbeat of `duration` until `at` adds.

    From the future, from long ago, or from before the learner was enrolled, it adds nothing.
    """
    end = min(at, now)
    told: Interval = (max(at - min(duration, LONGEST_BEAT), enrolled_at), end)
    if at > now + AHEAD or told[0] < now - OFFLINE_WITHIN or told[0] >= end:
        return Studied(taken)
    days: dict[int, int] = {}
    for start, stop in difference(told, taken):
        for day in range(start // DAY, (stop - 1) // DAY + 1):
            part = min(stop, (day + 1) * DAY) - max(start, day * DAY)
            days[day] = days.get(day, 0) + part
    kept = union(since(taken, now - OFFLINE_WITHIN), told)
    return Studied(at_most(kept, MOST_STRETCHES), tuple(sorted(days.items())))
