"""Stretches of the clock, so that no second of it is counted twice.

An interval is a pair of epoch ms, start before end. A set of intervals is a sorted tuple of disjoint ones
that do not touch.
"""

from collections.abc import Iterable

Interval = tuple[int, int]
Intervals = tuple[Interval, ...]


def length(intervals: Iterable[Interval]) -> int:
    """Milliseconds in all."""
    return sum(end - start for start, end in intervals)


def union(taken: Intervals, new: Interval) -> Intervals:
    """The set with one more interval in it; an empty one adds nothing."""
    start, end = new
    if start >= end:
        return taken
    apart = [one for one in taken if one[1] < start or one[0] > end]
    touching = [one for one in taken if one[1] >= start and one[0] <= end]
    merged = (min([start, *[one[0] for one in touching]]), max([end, *[one[1] for one in touching]]))
    return tuple(sorted([*apart, merged]))


def difference(new: Interval, taken: Intervals) -> Intervals:
    """What of the interval is not in the set."""
    free: list[Interval] = []
    at, end = new
    for start, stop in taken:
        if stop <= at or start >= end:
            continue
        if start > at:
            free.append((at, start))
        at = max(at, stop)
    if at < end:
        free.append((at, end))
    return tuple(free)


def since(taken: Intervals, moment: int) -> Intervals:
    """The part of the set that lies after a moment."""
    return tuple((max(start, moment), end) for start, end in taken if end > moment)


def at_most(intervals: Intervals, count: int) -> Intervals:
    """The set in `count` intervals or fewer: of more than that, the smallest gaps are closed."""
    surplus = len(intervals) - count
    if surplus <= 0:
        return intervals
    gaps = sorted(range(1, len(intervals)), key=lambda at: intervals[at][0] - intervals[at - 1][1])
    closed = set(gaps[:surplus])
    joined = [intervals[0]]
    for at, (start, end) in enumerate(intervals[1:], 1):
        if at in closed:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)
