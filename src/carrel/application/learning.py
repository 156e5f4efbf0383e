"""What a learner does in a course: watching, reading, studying; taken in, kept, and with its consequences.

Learners speak for themselves only. What is repeated changes nothing the second time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from carrel.application.classroom import current_edition, reach_item
from carrel.application.editions import Edition, Place
from carrel.application.visit import Visit
from carrel.courseware.items import LECTURE, SUPPLEMENT, Lecture
from carrel.domain.enrollment import DAY
from carrel.domain.errors import NotAuthorized, WrongKind
from carrel.domain.progress import ItemProgress, ItemState
from carrel.domain.studying import study
from carrel.domain.watching import (
    Beaten,
    Ended,
    Message,
    PositionReported,
    Screening,
    Watched,
    credited,
    is_watched,
    positioned,
    watch,
)
from carrel.store import progress, watching
from carrel.store.watching import Clock

MEDIA_WITHIN = 30 * DAY
"""How long a learner is taken to have media that they fetched (ms)."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a learner is in a lecture (ms from its start), and since when (epoch ms)."""

    viewed_up_to: int
    at: int


def record_watching(
    visit: Visit, user_id: int, edition: Edition, item_id: str, message: Message
) -> ItemProgress:
    """Take in what a player says of a lecture; answers the item's state before that is weighed.

    Raises `NotAuthorized`, `NotEnrolled`, `UnknownItem`, `ItemLocked`, `WrongKind`.
    """
    _need_own(visit, user_id)
    place = reach_item(visit, edition, item_id, LECTURE)
    return _watch(visit, edition, place, message)


def record_position(visit: Visit, user_id: int, edition: Edition, item_id: str, viewed_up_to: int) -> None:
    """Take in where the player stands (ms); raises as `record_watching`."""
    record_watching(visit, user_id, edition, item_id, PositionReported(viewed_up_to))


def position(visit: Visit, user_id: int, edition: Edition, item_id: str) -> Position | None:
    """Where the learner was last in a lecture; None before the first report. Raises as `record_watching`."""
    _need_own(visit, user_id)
    reach_item(visit, edition, item_id, LECTURE)
    kept = watching.watched_of(visit.connection, user_id, edition.course.id, item_id)
    return Position(kept[0].viewed_up_to, kept[2]) if kept else None


def record_heartbeat(visit: Visit, course_id: str, item_id: str, at: int, duration: int) -> None:
    """Take in that the visitor studied an item for `duration` (ms) until `at` (epoch ms, by their clock).

    Raises `NotSignedIn`, `UnknownCourse`, and as `record_watching`.
    """
    edition = current_edition(visit, course_id=course_id)
    place = reach_item(visit, edition, item_id)
    if place.item.kind == LECTURE:
        _watch(visit, edition, place, Beaten(at, duration))
    learner_id = visit.learner().id
    clock = watching.clock_of(visit.connection, learner_id)
    studied = study(clock.studied, at, duration, visit.now)
    if studied.days:
        kept = Clock(clock.watcher, studied.taken, is_new=clock.is_new)
        watching.put_clock(visit.connection, learner_id, kept)
    for day, time in studied.days:
        watching.add_hours(visit.connection, learner_id, day, course_id, time)


def complete_reading(visit: Visit, user_id: int, course_id: str, item_id: str) -> ItemProgress:
    """Take the learner's word that they have read; answers the state since when it holds.

    Raises as `record_watching`.
    """
    _need_own(visit, user_id)
    edition = current_edition(visit, course_id=course_id)
    reach_item(visit, edition, item_id, SUPPLEMENT)
    progress.put_item(visit.connection, user_id, course_id, item_id, ItemState.COMPLETED, visit.now)
    return progress.item_of(visit.connection, user_id, course_id, item_id) or ItemProgress(
        ItemState.COMPLETED, visit.now
    )


def record_media(visit: Visit, learner_id: int, course_id: str, item_id: str) -> None:
    """Note that the learner has the media of a lecture now: what they watch offline may count."""
    screening = Screening(course_id, item_id, 0)
    has, since = _kept(visit, learner_id, screening)
    if since is None or since < visit.now - MEDIA_WITHIN:
        watching.put_watched(visit.connection, learner_id, screening, has, visit.now, visit.now)


def my_hours(visit: Visit) -> list[tuple[int, str, int]]:
    """The visitor's time of study (ms) by day (since 1970-01-01 UTC) and course id."""
    return watching.hours_of(visit.connection, visit.learner().id)


def _watch(visit: Visit, edition: Edition, place: Place, message: Message) -> ItemProgress:
    connection, learner_id = visit.connection, visit.learner().id
    screening = _screening(edition, place)
    before = progress.item_of(connection, learner_id, screening.course_id, screening.item_id)
    clock = watching.clock_of(connection, learner_id)
    since = _kept(visit, learner_id, screening)[1]
    outcome = watch(clock.watcher, screening, message, visit.now, since)
    watching.put_clock(connection, learner_id, Clock(outcome.watcher, clock.studied, is_new=clock.is_new))
    is_trusted = edition.course.completion == "trust" and isinstance(message, Ended)
    for credit in outcome.credits:
        _weigh(visit, learner_id, credit.screening, partial(credited, credit=credit))
    place_in = partial(positioned, screening=screening, message=message)
    _weigh(visit, learner_id, screening, place_in, is_trusted=is_trusted)
    return before or ItemProgress(ItemState.STARTED, visit.now)


def _weigh(
    visit: Visit,
    learner_id: int,
    screening: Screening,
    change: Callable[[Watched], Watched],
    *,
    is_trusted: bool = False,
) -> None:
    """Change what the learner has of a lecture, and complete it when that is enough."""
    has, since = _kept(visit, learner_id, screening)
    now_has = change(has)
    watching.put_watched(visit.connection, learner_id, screening, now_has, since, visit.now)
    done = is_trusted or is_watched(now_has, screening.duration)
    state = ItemState.COMPLETED if done else ItemState.STARTED
    progress.put_item(visit.connection, learner_id, screening.course_id, screening.item_id, state, visit.now)


def _kept(visit: Visit, learner_id: int, screening: Screening) -> tuple[Watched, int | None]:
    kept = watching.watched_of(visit.connection, learner_id, screening.course_id, screening.item_id)
    return (kept[0], kept[1]) if kept else (Watched(), None)


def _screening(edition: Edition, place: Place) -> Screening:
    if not isinstance(place.item.content, Lecture):
        raise WrongKind(place.item.id, place.item.kind, LECTURE)
    return Screening(edition.course.id, place.item.id, place.item.content.duration)


def _need_own(visit: Visit, user_id: int) -> None:
    if visit.learner().id != user_id:
        raise NotAuthorized("You can speak for yourself only.")
