"""What a learner does in a course: watching, reading, studying; taken in, kept, and with its consequences.

Learners speak for themselves only. What is repeated changes nothing the second time. Whatever is taken in
also notes the visit to the course.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from carrel.application.access import admit, standing_in
from carrel.application.classroom import Classroom, current_edition, reach_item, record_access
from carrel.application.editions import Edition, Place
from carrel.application.enrolling import enroll
from carrel.application.visit import Visit
from carrel.courseware.items import LECTURE, SUPPLEMENT, Item, Lecture
from carrel.domain.access import Deed, Standing
from carrel.domain.errors import WrongKind
from carrel.domain.progress import ItemProgress, ItemState
from carrel.domain.studying import study
from carrel.domain.users import User
from carrel.domain.watching import (
    Beaten,
    Ended,
    Message,
    Missing,
    Outcome,
    PositionReported,
    Screening,
    Watched,
    Watcher,
    credited,
    fetched,
    is_watched,
    missing,
    positioned,
    watch,
)
from carrel.store import progress, watching
from carrel.store.watching import Clock, Kept

TRUST = "trust"
"""The rule of courses that complete a lecture as soon as its player says that it ended."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a learner is in a lecture (ms from its start), and since when (epoch ms)."""

    viewed_up_to: int
    at: int


@dataclass(frozen=True, slots=True)
class Studied:
    """Time studied (ms) in a course on a day: the number of days since 1970-01-01 UTC."""

    day: int
    course_id: str
    time: int


def record_watching(
    visit: Visit, user_id: int, edition: Edition, item_id: str, message: Message, *, auto_enroll: bool = False
) -> ItemProgress:
    """Take in what a player says of a lecture; answers the item's state before that is weighed.

    With `auto_enroll` a learner who is not enrolled is enrolled first; when anything is refused, they are
    not. Raises `NotAuthorized`, `NotEnrolled`, `UnknownItem`, `ItemLocked`, `WrongKind`.
    """
    learner = _own(visit, user_id)
    if auto_enroll and standing_in(visit, edition.course.id) is Standing.LEARNER:
        enroll(visit, learner.id, edition.course.id)
    classroom, place = reach_item(visit, edition, item_id, LECTURE)
    record_access(visit, classroom.membership)
    before = progress.item_of(visit.connection, learner.id, edition.course.id, item_id)
    clock = watching.clock_of(visit.connection, learner.id)
    watcher = _watch(visit, edition, place, message, clock.watcher)
    _put_clock(visit, learner, clock, replace(clock, watcher=watcher))
    return before or ItemProgress(ItemState.STARTED, visit.now)


def record_position(visit: Visit, user_id: int, edition: Edition, item_id: str, viewed_up_to: int) -> None:
    """Take in where the player stands (ms); raises as `record_watching`."""
    record_watching(visit, user_id, edition, item_id, PositionReported(viewed_up_to))


def position(visit: Visit, user_id: int, edition: Edition, item_id: str) -> Position | None:
    """Where the learner was last in a lecture; None before the first report. Raises as `record_watching`."""
    learner = _own(visit, user_id)
    reach_item(visit, edition, item_id, LECTURE)
    has = watching.kept_of(visit.connection, learner.id, edition.course.id, item_id).watched
    if has.viewed_up_to is None or has.viewed_at is None:
        return None
    return Position(has.viewed_up_to, has.viewed_at)


def record_heartbeat(visit: Visit, course_id: str, item_id: str, at: int, duration: int) -> None:
    """Take in that the visitor studied an item for `duration` (ms) until `at` (epoch ms, by their clock).

    Raises `NotSignedIn`, `UnknownCourse`, and as `record_watching`.
    """
    learner = visit.learner()
    edition = current_edition(visit, course_id=course_id)
    classroom, place = reach_item(visit, edition, item_id)
    member = classroom.membership
    record_access(visit, member)
    clock = watching.clock_of(visit.connection, learner.id)
    watcher = clock.watcher
    if place.item.kind == LECTURE:
        watcher = _watch(visit, edition, place, Beaten(at, duration), watcher)
    studied = study(clock.studied, at, duration, visit.now, member.enrolled_at if member else 0)
    _put_clock(visit, learner, clock, Clock(watcher, studied.taken))
    for day, time in studied.days:
        watching.add_hours(visit.connection, learner.id, day, course_id, time)


def complete_reading(visit: Visit, user_id: int, course_id: str, item_id: str) -> ItemProgress:
    """Take the learner's word that they have read; answers the state since when it holds.

    Raises as `record_watching`.
    """
    learner = _own(visit, user_id)
    edition = current_edition(visit, course_id=course_id)
    classroom, _ = reach_item(visit, edition, item_id, SUPPLEMENT)
    record_access(visit, classroom.membership)
    return progress.put_item(visit.connection, learner.id, course_id, item_id, ItemState.COMPLETED, visit.now)


def record_media(visit: Visit, learner_id: int, course_id: str, item_id: str) -> None:
    """Note that a learner fetched the media of a lecture now: what they watch offline may count.

    Costs nothing but a read when that was noted within a day.
    """
    kept = watching.kept_of(visit.connection, learner_id, course_id, item_id)
    holding = fetched(kept.holding, visit.now)
    if holding != kept.holding:
        noted = replace(kept, holding=holding)
        watching.put_kept(visit.connection, learner_id, course_id, item_id, noted)


def what_is_missing(visit: Visit, classroom: Classroom) -> Mapping[str, Missing]:
    """What each lecture that the visitor has begun still waits for, by item id.

    This is what the progress resource and a lecture's page say: "watched 6 of 9 minutes". In a course that
    trusts its players, nothing but the end is needed.
    """
    begun = [
        item
        for item in classroom.edition.course.items()
        if item.kind == LECTURE and _is_begun(classroom, item)
    ]
    if not begun or visit.actor is None:
        return {}
    course = classroom.edition.course
    watched = watching.watched_in_course(visit.connection, visit.actor.id, course.id)
    if course.completion == TRUST:
        return {item.id: Missing(0, 0, end_reached=False) for item in begun}
    return {item.id: missing(watched.get(item.id, Watched()), _duration(item)) for item in begun}


def my_hours(visit: Visit) -> list[Studied]:
    """The visitor's time of study by day and course, the first day first; raises `NotSignedIn`."""
    return [Studied(*row) for row in watching.hours_of(visit.connection, visit.learner().id)]


def _watch(visit: Visit, edition: Edition, place: Place, message: Message, watcher: Watcher) -> Watcher:
    """Weigh a message of a lecture; answers the watcher after it, who is yet to be kept."""
    screening = Screening(edition.course.id, place.item.id, _duration(place.item))
    kept = _kept(visit, screening)
    outcome = watch(watcher, screening, message, visit.now, kept.holding)
    if isinstance(message, Beaten) and outcome == Outcome(watcher):
        # From the future, or from a past that does not count: it is as if it had not been said.
        return watcher
    has = positioned(kept.watched, screening, message, visit.now)
    for credit in outcome.credits:
        if credit.screening.is_of(screening):
            has = credited(has, credit)
        else:
            # Another lecture was open: what was watched of it until now is its own.
            left = _kept(visit, credit.screening)
            _keep(visit, credit.screening, left, credited(left.watched, credit))
    is_trusted = edition.course.completion == TRUST and isinstance(message, Ended)
    _keep(visit, screening, kept, has, is_trusted=is_trusted)
    return outcome.watcher


def _keep(visit: Visit, screening: Screening, kept: Kept, has: Watched, *, is_trusted: bool = False) -> None:
    """Keep what the learner has of a lecture now, and complete it when that is enough."""
    learner_id, course_id, item_id = visit.learner().id, screening.course_id, screening.item_id
    if has != kept.watched:
        watching.put_kept(visit.connection, learner_id, course_id, item_id, replace(kept, watched=has))
    done = is_trusted or is_watched(has, screening.duration)
    state = ItemState.COMPLETED if done else ItemState.STARTED
    progress.put_item(visit.connection, learner_id, course_id, item_id, state, visit.now)


def _put_clock(visit: Visit, learner: User, before: Clock, now: Clock) -> None:
    if now != before:
        watching.put_clock(visit.connection, learner.id, now)


def _kept(visit: Visit, screening: Screening) -> Kept:
    return watching.kept_of(visit.connection, visit.learner().id, screening.course_id, screening.item_id)


def _duration(item: Item) -> int:
    if not isinstance(item.content, Lecture):
        raise WrongKind(item.id, item.kind, LECTURE)
    return item.content.duration


def _is_begun(classroom: Classroom, item: Item) -> bool:
    known = classroom.items.get(item.id)
    return known is not None and known.state is ItemState.STARTED and isinstance(item.content, Lecture)


def _own(visit: Visit, user_id: int) -> User:
    admit(visit, Deed.STUDY, about=user_id)
    return visit.learner()
