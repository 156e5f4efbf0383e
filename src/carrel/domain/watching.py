"""When a lecture has been watched: evidence of time really spent, bounded by the server's own clock.

The rule completes a lecture for every honest learner (short lectures, triple speed, lost heartbeats, a paused
tab, offline play) and never for a script that does not spend the time. A script that waits in real time
cannot be told from a person.

A learner has at most one open view. Every message of it spends the wall time since the last one, once, and
credits three times as much to the lecture. All times are ms; moments are epoch ms.
"""

from dataclasses import dataclass, replace

from carrel.domain.enrollment import DAY
from carrel.domain.intervals import Interval, Intervals, difference, length, since, union

FASTEST_RATE = 3
"""How fast a lecture may be played."""
GRACE = 600_000
"""A view may be spent for twice the lecture's duration and this much more."""
ENOUGH = 0.9
"""The part of the duration that has to be credited."""
NEAR_THE_END = 0.95
"""The part of the duration at which the end counts as reached."""
LONGEST_BEAT = 30_000
"""The most that one heartbeat may claim."""
OFFLINE_AFTER = 120_000
"""A heartbeat that is older tells of the past."""
OFFLINE_WITHIN = 30 * DAY
"""How far back a heartbeat may tell, and how long ago the media may have been fetched for it."""


@dataclass(frozen=True, slots=True)
class Screening:
    """A lecture in its course, and how long it is."""

    course_id: str
    item_id: str
    duration: int


@dataclass(frozen=True, slots=True)
class View:
    """A lecture that is being watched since a moment."""

    screening: Screening
    opened_at: int


@dataclass(frozen=True, slots=True)
class Watcher:
    """A learner's open view, if there is one, and the wall time that is spent already."""

    view: View | None = None
    spent: Intervals = ()

    @property
    def cursor(self) -> int:
        """Up to when the clock is spent."""
        return self.spent[-1][1] if self.spent else 0


@dataclass(frozen=True, slots=True)
class Watched:
    """What a learner has of one lecture. `viewed_up_to` is where they were last; `offline`, that some of the
    credit was told afterwards."""

    credit: int = 0
    end_reached: bool = False
    viewed_up_to: int = 0
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """The lecture was started."""


@dataclass(frozen=True, slots=True)
class PositionReported:
    """The player stands here."""

    viewed_up_to: int


@dataclass(frozen=True, slots=True)
class Beaten:
    """A heartbeat: somebody watched for `duration` until `at`, by their own clock."""

    at: int
    duration: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The player came to the end."""


Message = Played | PositionReported | Beaten | Ended


@dataclass(frozen=True, slots=True)
class Credit:
    """Time to credit to a lecture; `offline` when it was told afterwards."""

    screening: Screening
    time: int
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The learner after a message, and what it credits: to this lecture, or to the one that was open."""

    watcher: Watcher
    credits: tuple[Credit, ...] = ()


def watch(
    watcher: Watcher, screening: Screening, message: Message, now: int, fetched_at: int | None = None
) -> Outcome:
    """What a message of this lecture changes.

    `fetched_at` is when the learner last fetched the lecture's media, if ever.
    """
    match message:
        case Beaten(at) if at > now:
            return Outcome(watcher)
        case Beaten(at) if now - at > OFFLINE_AFTER:
            return _told_afterwards(watcher, screening, message, now, fetched_at)
        case Ended():
            return _ended(watcher, screening, now)
        case _:
            return _in_view(watcher, screening, now)


def credited(watched: Watched, credit: Credit) -> Watched:
    """What the learner has of the lecture after a credit."""
    return replace(
        watched,
        credit=watched.credit + credit.time,
        offline=watched.offline or (credit.offline and credit.time > 0),
    )


def positioned(watched: Watched, screening: Screening, message: Message) -> Watched:
    """What the learner has of the lecture after what a message says of the place in it."""
    match message:
        case PositionReported(viewed_up_to):
            place = min(viewed_up_to, screening.duration)
            reached = watched.end_reached or place >= NEAR_THE_END * screening.duration
            return replace(watched, viewed_up_to=place, end_reached=reached)
        case Ended():
            return replace(watched, end_reached=True)
        case _:
            return watched


def is_watched(watched: Watched, duration: int) -> bool:
    """Whether the lecture is completed."""
    return watched.end_reached and missing_time(watched, duration) == 0


def missing_time(watched: Watched, duration: int) -> int:
    """How much is still to be watched (ms), apart from the end itself."""
    return max(0, int(ENOUGH * duration) - watched.credit)


def _in_view(watcher: Watcher, screening: Screening, now: int) -> Outcome:
    view = watcher.view
    if view is None:
        return Outcome(replace(watcher, view=View(screening, now)))
    settled = _settled(watcher, view, now)
    if _is_of(view, screening):
        return settled
    return Outcome(replace(settled.watcher, view=View(screening, now)), settled.credits)


def _ended(watcher: Watcher, screening: Screening, now: int) -> Outcome:
    if watcher.view is None or not _is_of(watcher.view, screening):
        return Outcome(watcher)
    settled = _settled(watcher, watcher.view, now)
    return Outcome(replace(settled.watcher, view=None), settled.credits)


def _settled(watcher: Watcher, view: View, now: int) -> Outcome:
    began = max(view.opened_at, watcher.cursor)
    last = view.opened_at + 2 * view.screening.duration + GRACE
    time = FASTEST_RATE * max(0, min(now, last) - began)
    return Outcome(_spending(watcher, (began, now), now), (Credit(view.screening, time),))


def _told_afterwards(
    watcher: Watcher, screening: Screening, beat: Beaten, now: int, fetched_at: int | None
) -> Outcome:
    told: Interval = (beat.at - min(beat.duration, LONGEST_BEAT), beat.at)
    if fetched_at is None or not fetched_at <= told[0] or now - OFFLINE_WITHIN > min(told[0], fetched_at):
        return Outcome(watcher)
    time = FASTEST_RATE * length(difference(told, watcher.spent))
    return Outcome(_spending(watcher, told, now), (Credit(screening, time, offline=True),))


def _spending(watcher: Watcher, interval: Interval, now: int) -> Watcher:
    # What nobody can claim any more need not be remembered; the last stretch stays, for the cursor.
    kept = since(watcher.spent, now - OFFLINE_WITHIN) or watcher.spent[-1:]
    return replace(watcher, spent=union(kept, interval))


def _is_of(view: View, screening: Screening) -> bool:
    return (view.screening.course_id, view.screening.item_id) == (screening.course_id, screening.item_id)
