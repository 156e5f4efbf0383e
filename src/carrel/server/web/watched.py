"""How much of a lecture was watched, in words, and from where it goes on."""

from carrel.domain.watching import Watched, missing
from carrel.server.web.moments import duration_words

BEFORE_THE_END = 5_000
"""Who stopped this near the end (ms), or nearer, begins again."""
NEAR = 0.8
"""From this part of the duration on, the end is all that is missing."""

UNTOUCHED = "It is completed when you have watched it to its end."
TRUSTED = "It is completed when it has played to its end."
SKIPPED = "You reached the end, but parts of it were skipped."
NEARLY = "Only the end is still to come."


def watched_words(watched: Watched, duration: int, *, trusted: bool = False) -> str:
    """What a lecture of this duration (ms) still waits for before it is completed."""
    if trusted:
        return TRUSTED
    has = watched_time(watched, duration)
    if not has:
        return UNTOUCHED
    words = f"Watched {duration_words(has)} of {duration_words(duration)}."
    if watched.end_reached:
        return f"{words} {SKIPPED}"
    return f"{words} {NEARLY}" if has >= NEAR * duration else words


def watched_time(watched: Watched, duration: int) -> int:
    """How much of it was watched (ms): as far as the evidence goes, and as the learner has come.

    The evidence alone would run ahead of who watches at the usual speed.
    """
    reached = duration if watched.end_reached else watched.viewed_up_to or 0
    return min(missing(watched, duration).watched, reached)


def resume_at(watched: Watched, duration: int) -> int:
    """Where the lecture goes on (ms): where the learner was, or the beginning for who was at the end."""
    place = watched.viewed_up_to or 0
    return place if place < duration - BEFORE_THE_END else 0
