"""When a learner's word is taken that they did something elsewhere.

Nobody but them can tell, so only so much is asked: they opened the activity, and time went by since, which
counts for one activity only. Moments are epoch ms, times are ms.
"""

from typing import Final

LEAST: Final = 10_000
MOST: Final = 300_000
PART: Final = 10
"""Of the time that an activity is said to take, so small a part has to go by."""


def needed_time(time_commitment: int) -> int:
    """How long an activity has to be open that is said to take so long."""
    return min(max(time_commitment // PART, LEAST), MOST)


def still_needed(time_commitment: int, opened_at: int, last_done_at: int | None, now: int) -> int:
    """How long it still has to be open; 0 when that is enough.

    `last_done_at` is when the learner completed the last activity, whichever it was.
    """
    begun = max(opened_at, last_done_at or 0)
    return max(0, begun + needed_time(time_commitment) - now)
