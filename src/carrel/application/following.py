"""Watchlists, and following specializations: always one's own."""

from collections.abc import Sequence

from carrel.application.access import require
from carrel.application.arranging import arrangement
from carrel.application.visit import Visit
from carrel.domain.access import Deed
from carrel.domain.enrollment import CourseRole
from carrel.domain.errors import UnknownCourse, UnknownSpecialization
from carrel.domain.following import Following, Watched
from carrel.store import courses, following


def my_watchlist(visit: Visit) -> Sequence[Watched]:
    """The visitor's watchlist, the oldest first; raises `NotSignedIn`."""
    return following.watched_by(visit.connection, visit.learner().id)


def watch(visit: Visit, user_id: int, course_id: str) -> Watched:
    """Put a course on one's own watchlist; doing it again changes nothing.

    Raises `NotSignedIn`, `NotAuthorized`, `UnknownCourse`.
    """
    require(visit, Deed.WATCH, about=user_id)
    if courses.current_edition_by_id(visit.connection, course_id) is None:
        raise UnknownCourse(f"There is no course {course_id} in this school.")
    known = {one.course_id: one for one in following.watched_by(visit.connection, user_id)}
    if course_id not in known:
        known[course_id] = Watched(user_id, course_id, visit.now)
        following.watch(visit.connection, known[course_id])
    return known[course_id]


def unwatch(visit: Visit, user_id: int, course_id: str) -> None:
    """Take a course off one's own watchlist, if it is there; raises `NotSignedIn`, `NotAuthorized`."""
    require(visit, Deed.WATCH, about=user_id)
    following.unwatch(visit.connection, user_id, course_id)


def my_specializations(visit: Visit) -> Sequence[Following]:
    """The specializations that the visitor follows, the oldest first; raises `NotSignedIn`."""
    known = {one.id for one in arrangement(visit).specializations}
    own = following.followed_by(visit.connection, visit.learner().id)
    return [one for one in own if one.specialization_id in known]


def follow(visit: Visit, user_id: int, specialization_id: str) -> Following:
    """Follow a specialization oneself; doing it again changes nothing.

    It enrols in no course: each is joined by itself. Raises `NotSignedIn`, `NotAuthorized`,
    `UnknownSpecialization`.
    """
    require(visit, Deed.WATCH, about=user_id)
    if all(one.id != specialization_id for one in arrangement(visit).specializations):
        raise UnknownSpecialization(f"There is no specialization {specialization_id} in this school.")
    known = {one.specialization_id: one for one in following.followed_by(visit.connection, user_id)}
    if specialization_id not in known:
        new = Following(user_id, specialization_id, CourseRole.LEARNER, visit.now)
        following.follow(visit.connection, new)
        return new
    return known[specialization_id]


def unfollow(visit: Visit, user_id: int, specialization_id: str) -> None:
    """No longer follow a specialization; raises `NotSignedIn`, `NotAuthorized`."""
    require(visit, Deed.WATCH, about=user_id)
    following.unfollow(visit.connection, user_id, specialization_id)
