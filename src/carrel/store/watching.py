"""How watching is kept: the learner's clock, what they have of each lecture, and the hours of each day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select

from carrel.domain.intervals import Intervals
from carrel.domain.watching import Holding, Screening, View, Watched, Watcher
from carrel.store.prepared import Prepared, Put
from carrel.store.tables import learning_hours, watched, watchers

_WATCHER = Prepared(
    select(
        watchers.c.course_id,
        watchers.c.item_id,
        watchers.c.duration,
        watchers.c.opened_at,
        watchers.c.spent,
        watchers.c.studied,
    ).where(watchers.c.learner_id == bindparam("learner_id"))
)
_COLUMNS = (
    watched.c.credit,
    watched.c.end_reached,
    watched.c.viewed_up_to,
    watched.c.viewed_at,
    watched.c.offline,
)
_KEPT = Prepared(
    select(*_COLUMNS, watched.c.media_since, watched.c.media_last).where(
        watched.c.learner_id == bindparam("learner_id"),
        watched.c.course_id == bindparam("course_id"),
        watched.c.item_id == bindparam("item_id"),
    )
)
_IN_COURSE = Prepared(
    select(watched.c.item_id, *_COLUMNS).where(
        watched.c.learner_id == bindparam("learner_id"), watched.c.course_id == bindparam("course_id")
    )
)
_HOURS = Prepared(
    select(learning_hours.c.time).where(
        learning_hours.c.learner_id == bindparam("learner_id"),
        learning_hours.c.day == bindparam("day"),
        learning_hours.c.course_id == bindparam("course_id"),
    )
)
_ALL_HOURS = Prepared(
    select(learning_hours.c.day, learning_hours.c.course_id, learning_hours.c.time)
    .where(learning_hours.c.learner_id == bindparam("learner_id"))
    .order_by(learning_hours.c.day, learning_hours.c.course_id)
)
_PUT_CLOCK = Put(watchers)
_PUT_KEPT = Put(watched)
_PUT_HOURS = Put(learning_hours)
_intervals = msgspec.json.Decoder(Intervals)


@dataclass(frozen=True, slots=True)
class Clock:
    """What a learner's clock is spent on: watching, and studying in all."""

    watcher: Watcher = field(default_factory=Watcher)
    studied: Intervals = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a learner has of a lecture, and of its media."""

    watched: Watched = field(default_factory=Watched)
    holding: Holding | None = None


def clock_of(connection: Connection, learner_id: int) -> Clock:
    """The learner's clock."""
    row: Sequence[Any] | None = _WATCHER.first(connection, learner_id=learner_id)
    if row is None:
        return Clock()
    view = View(Screening(row[0], row[1], row[2]), row[3]) if row[0] is not None else None
    return Clock(Watcher(view, _intervals.decode(row[4])), _intervals.decode(row[5]))


def put_clock(connection: Connection, learner_id: int, clock: Clock) -> None:
    """Keep the learner's clock."""
    view = clock.watcher.view
    _PUT_CLOCK(
        connection,
        learner_id=learner_id,
        course_id=view.screening.course_id if view else None,
        item_id=view.screening.item_id if view else None,
        duration=view.screening.duration if view else None,
        opened_at=view.opened_at if view else None,
        spent=msgspec.json.encode(clock.watcher.spent),
        studied=msgspec.json.encode(clock.studied),
    )


def kept_of(connection: Connection, learner_id: int, course_id: str, item_id: str) -> Kept:
    """What the learner has of a lecture, which may be nothing."""
    row: Sequence[Any] | None = _KEPT.first(
        connection, learner_id=learner_id, course_id=course_id, item_id=item_id
    )
    if row is None:
        return Kept()
    holding = Holding(row[5], row[6]) if row[5] is not None else None
    return Kept(_watched(row), holding)


def watched_in_course(connection: Connection, learner_id: int, course_id: str) -> dict[str, Watched]:
    """What the learner has of every lecture in a course, by item id."""
    rows = _IN_COURSE.all(connection, learner_id=learner_id, course_id=course_id)
    return {row[0]: _watched(row[1:]) for row in rows}


def put_kept(connection: Connection, learner_id: int, course_id: str, item_id: str, kept: Kept) -> None:
    """Keep what the learner has of a lecture."""
    has, holding = kept.watched, kept.holding
    _PUT_KEPT(
        connection,
        learner_id=learner_id,
        course_id=course_id,
        item_id=item_id,
        credit=has.credit,
        end_reached=has.end_reached,
        viewed_up_to=has.viewed_up_to,
        viewed_at=has.viewed_at,
        offline=has.offline,
        media_since=holding.since if holding else None,
        media_last=holding.last if holding else None,
    )


def add_hours(connection: Connection, learner_id: int, day: int, course_id: str, time: int) -> None:
    """Add to the time studied on a day (ms)."""
    known = _HOURS.first(connection, learner_id=learner_id, day=day, course_id=course_id)
    before = known[0] if known else 0
    _PUT_HOURS(connection, learner_id=learner_id, day=day, course_id=course_id, time=before + time)


def hours_of(connection: Connection, learner_id: int) -> list[tuple[int, str, int]]:
    """The time studied (ms) on each day in each course, the first day first."""
    return [
        (day, course_id, time) for day, course_id, time in _ALL_HOURS.all(connection, learner_id=learner_id)
    ]


def _watched(row: Sequence[Any]) -> Watched:
    return Watched(row[0], bool(row[1]), row[2], row[3], bool(row[4]))
