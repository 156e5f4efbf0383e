"""When a lecture has been watched: evidence of time really spent, bounded by the server's own clock.

The rule completes a lecture for every honest learner (short lectures, triple speed, lost heartbeats, a paused
tab, offline play) and never for a script that does not spend the time. A script that waits in real time
cannot be told from a person.

A learner has at most one open view. Every message of it spends the wall time since the last one, once, and
credits three times as much to the lecture. All times are ms; moments are epoch ms.
"""

from dataclasses import dataclass, replace

from carrel.domain.enrollment import DAY
from carrel.domain.intervals import Interval, Intervals, at_most, difference, length, since, union

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
AHEAD = 5_000
"""How far a learner's clock may be ahead of the server's; what is from later than that is of the future."""
OFFLINE_WITHIN = 30 * DAY
"""How far back a heartbeat may tell, and for how long media that was fetched is taken to be at hand."""
MOST_STRETCHES = 300
"""How many separate stretches of the clock are remembered of a learner; the gaps that close are never longer
than those that stay."""


@dataclass(frozen=True, slots=True)
class Screening:
    """A lecture in its course, and how long it is."""

    course_id: str
    item_id: str
    duration: int

    def is_of(self, other: "Screening") -> bool:
        """Whether both are the same lecture, whose length a new edition may have changed."""
        return (self.course_id, self.item_id) == (other.course_id, other.item_id)


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
    """What a learner has of one lecture.

    `viewed_up_to` is where they were last, and `viewed_at` when they said so; both None before the first
    report. `offline` says that some of the credit was told afterwards.
    """

    credit: int = 0
    end_reached: bool = False
    viewed_up_to: int | None = None
    viewed_at: int | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """What a lecture still waits for: `watched` of the `needed` time, and its end."""

    watched: int
    needed: int
    end_reached: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """Since when a learner has a lecture's media, and when they fetched it last (epoch ms)."""

    since: int
    last: int


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
    watcher: Watcher, screening: Screening, message: Message, now: int, holding: Holding | None = None
) -> Outcome:
    """What a message of this lecture changes. `holding` is what the learner has of the lecture's media."""
    match message:
        case Beaten(at) if at > now + AHEAD:
            return Outcome(watcher)
        case Beaten(at) if now - at > OFFLINE_AFTER:
            return _told_afterwards(watcher, screening, message, now, holding)
        case Ended():
            return _ended(watcher, screening, now)
        case _:
            return _in_view(watcher, screening, now)


def fetched(holding: Holding | None, now: int) -> Holding:
    """What the learner has of the media after fetching it now. Within a day, that is not noted again."""
    if holding is None or now - holding.last > OFFLINE_WITHIN:
        return Holding(now, now)
    return holding if now - holding.last < DAY else Holding(holding.since, now)


def credited(watched: Watched, credit: Credit) -> Watched:
    """What the learner has of the lecture after a credit."""
    return replace(
        watched,
        credit=watched.credit + credit.time,
        offline=watched.offline or (credit.offline and credit.time > 0),
    )


def positioned(watched: Watched, screening: Screening, message: Message, now: int) -> Watched:
    """What the learner has of the lecture after what a message says of the place in it."""
    match message:
        case PositionReported(viewed_up_to):
            place = min(viewed_up_to, screening.duration)
            reached = watched.end_reached or place >= NEAR_THE_END * screening.duration
            return replace(watched, viewed_up_to=place, viewed_at=now, end_reached=reached)
        case Ended():
            return replace(watched, end_reached=True)
        case _:
            return watched


def missing(watched: Watched, duration: int) -> Missing:
    """What the lecture still waits for."""
    needed = int(ENOUGH * duration)
    return Missing(min(watched.credit, needed), needed, watched.end_reached)


def is_watched(watched: Watched, duration: int) -> bool:
    """Whether the lecture is completed."""
    waits = missing(watched, duration)
    return waits.end_reached and waits.watched == waits.needed


def _in_view(watcher: Watcher, screening: Screening, now: int) -> Outcome:
    view = watcher.view
    if view is None:
        return Outcome(replace(watcher, view=View(screening, now)))
    settled = _settled(watcher, view, now)
    if view.screening.is_of(screening):
        return settled
    return Outcome(replace(settled.watcher, view=View(screening, now)), settled.credits)


def _ended(watcher: Watcher, screening: Screening, now: int) -> Outcome:
    if watcher.view is None or not watcher.view.screening.is_of(screening):
        return Outcome(watcher)
    settled = _settled(watcher, watcher.view, now)
    return Outcome(replace(settled.watcher, view=None), settled.credits)


def _settled(watcher: Watcher, view: View, now: int) -> Outcome:
    began = max(view.opened_at, watcher.cursor)
    last = view.opened_at + 2 * view.screening.duration + GRACE
    time = FASTEST_RATE * max(0, min(now, last) - began)
    return Outcome(_spending(watcher, (began, now), now), (Credit(view.screening, time),))


def _told_afterwards(
    watcher: Watcher, screening: Screening, beat: Beaten, now: int, holding: Holding | None
) -> Outcome:
    if holding is None or beat.at > holding.last + OFFLINE_WITHIN:
        return Outcome(watcher)
    # What lies before the media was at hand, or too far back, is nothing; the rest of the heartbeat counts.
    began = max(beat.at - min(beat.duration, LONGEST_BEAT), holding.since, now - OFFLINE_WITHIN)
    told: Interval = (began, beat.at)
    time = FASTEST_RATE * length(difference(told, watcher.spent))
    return Outcome(_spending(watcher, told, now), (Credit(screening, time, offline=True),))


def _spending(watcher: Watcher, interval: Interval, now: int) -> Watcher:
    # What nobody can claim any more need not be remembered; the last stretch stays, for the cursor.
    kept = since(watcher.spent, now - OFFLINE_WITHIN) or watcher.spent[-1:]
    return replace(watcher, spent=at_most(union(kept, interval), MOST_STRETCHES))
