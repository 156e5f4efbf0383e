"""How watching is kept: the learner's clock, the credit of each lecture, and the hours of each day."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from carrel.domain.intervals import Intervals
from carrel.domain.watching import Screening, View, Watched, Watcher
from carrel.store.prepared import Prepared
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
_WATCHED = Prepared(
    select(
        watched.c.credit,
        watched.c.end_reached,
        watched.c.viewed_up_to,
        watched.c.offline,
        watched.c.media_since,
        watched.c.updated_at,
    ).where(
        watched.c.learner_id == bindparam("learner_id"),
        watched.c.course_id == bindparam("course_id"),
        watched.c.item_id == bindparam("item_id"),
    )
)
_WATCHED_IN_COURSE = Prepared(
    select(
        watched.c.item_id,
        watched.c.credit,
        watched.c.end_reached,
        watched.c.viewed_up_to,
        watched.c.offline,
    ).where(watched.c.learner_id == bindparam("learner_id"), watched.c.course_id == bindparam("course_id"))
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
_NEW_WATCHER = insert(watchers)
_CHANGE_WATCHER = update(watchers).where(watchers.c.learner_id == bindparam("learner"))
_NEW_WATCHED = insert(watched)
_CHANGE_WATCHED = update(watched).where(
    watched.c.learner_id == bindparam("learner"),
    watched.c.course_id == bindparam("course"),
    watched.c.item_id == bindparam("item"),
)
_NEW_HOURS = insert(learning_hours)
_CHANGE_HOURS = update(learning_hours).where(
    learning_hours.c.learner_id == bindparam("learner"),
    learning_hours.c.day == bindparam("on"),
    learning_hours.c.course_id == bindparam("course"),
)
_intervals = msgspec.json.Decoder(Intervals)


class Clock(msgspec.Struct, frozen=True):
    """What a learner's clock is used for. `is_new` says that nothing was kept of it yet."""

    watcher: Watcher
    studied: Intervals
    is_new: bool


def clock_of(connection: Connection, learner_id: int) -> Clock:
    """The learner's clock."""
    row: Sequence[Any] | None = _WATCHER.first(connection, learner_id=learner_id)
    if row is None:
        return Clock(Watcher(), (), is_new=True)
    view = View(Screening(row[0], row[1], row[2]), row[3]) if row[0] is not None else None
    return Clock(Watcher(view, _intervals.decode(row[4])), _intervals.decode(row[5]), is_new=False)


def put_clock(connection: Connection, learner_id: int, clock: Clock) -> None:
    """Keep the learner's clock."""
    view = clock.watcher.view
    row = {
        "course_id": view.screening.course_id if view else None,
        "item_id": view.screening.item_id if view else None,
        "duration": view.screening.duration if view else None,
        "opened_at": view.opened_at if view else None,
        "spent": msgspec.json.encode(clock.watcher.spent),
        "studied": msgspec.json.encode(clock.studied),
    }
    if clock.is_new:
        connection.execute(_NEW_WATCHER, {"learner_id": learner_id, **row})
    else:
        connection.execute(_CHANGE_WATCHER, {"learner": learner_id, **row})


def watched_of(
    connection: Connection, learner_id: int, course_id: str, item_id: str
) -> tuple[Watched, int | None, int] | None:
    """What the learner has of a lecture, since when they have its media, and when that last changed."""
    row: Sequence[Any] | None = _WATCHED.first(
        connection, learner_id=learner_id, course_id=course_id, item_id=item_id
    )
    return (Watched(row[0], bool(row[1]), row[2], bool(row[3])), row[4], row[5]) if row else None


def watched_in_course(connection: Connection, learner_id: int, course_id: str) -> dict[str, Watched]:
    """What the learner has of every lecture in a course, by item id."""
    rows = _WATCHED_IN_COURSE.all(connection, learner_id=learner_id, course_id=course_id)
    return {row[0]: Watched(row[1], bool(row[2]), row[3], bool(row[4])) for row in rows}


def put_watched(
    connection: Connection,
    learner_id: int,
    screening: Screening,
    has: Watched,
    media_since: int | None,
    at: int,
) -> None:
    """Keep what the learner has of a lecture."""
    row = {
        "credit": has.credit,
        "end_reached": has.end_reached,
        "viewed_up_to": has.viewed_up_to,
        "offline": has.offline,
        "media_since": media_since,
        "updated_at": at,
    }
    key = {"learner": learner_id, "course": screening.course_id, "item": screening.item_id}
    if not connection.execute(_CHANGE_WATCHED, {**key, **row}).rowcount:
        new = {"learner_id": learner_id, "course_id": screening.course_id, "item_id": screening.item_id}
        connection.execute(_NEW_WATCHED, {**new, **row})


def add_hours(connection: Connection, learner_id: int, day: int, course_id: str, time: int) -> None:
    """Add to the time studied on a day (ms)."""
    known = _HOURS.first(connection, learner_id=learner_id, day=day, course_id=course_id)
    if known is None:
        row = {"learner_id": learner_id, "day": day, "course_id": course_id, "time": time}
        connection.execute(_NEW_HOURS, row)
    else:
        key = {"learner": learner_id, "on": day, "course": course_id}
        connection.execute(_CHANGE_HOURS, {**key, "time": known[0] + time})


def hours_of(connection: Connection, learner_id: int) -> list[tuple[int, str, int]]:
    """The time studied (ms) on each day in each course, the first day first."""
    return [
        (day, course_id, time) for day, course_id, time in _ALL_HOURS.all(connection, learner_id=learner_id)
    ]
