"""Asking the table of who may do what, for one visit."""

from collections.abc import Callable

from carrel.application.visit import Visit
from carrel.domain.access import (
    Deed,
    Standing,
    depends_on_course,
    is_allowed,
    need_allowed,
    need_possible,
    standing_of,
)
from carrel.store import memberships


def standing_in(visit: Visit, course_id: str | None) -> Standing:
    """Where the visitor stands towards a course, or towards the school where there is none."""
    if visit.actor is None or course_id is None:
        return standing_of(visit.actor, None)
    return standing_of(visit.actor, memberships.membership(visit.connection, visit.actor.id, course_id))


def require(visit: Visit, deed: Deed, *, course_id: str | None = None, about: int | None = None) -> None:
    """Refuse the visitor what the table forbids; raises `NotSignedIn`, `NotEnrolled`, `NotAuthorized`.

    `about` is the user whose data it is, where it is somebody's. Without a course only what somebody is in
    the school counts.
    """
    own = _is_own(visit, about)
    asked = course_id if depends_on_course(deed, own=own) else None
    need_allowed(deed, standing_in(visit, asked), own=own)


def admit(visit: Visit, deed: Deed, *, course_id: str | None = None, about: int | None = None) -> None:
    """As `require`, but what depends on a course that is not known yet is left to who finds the course."""
    if course_id is None:
        need_possible(deed, visit.actor, own=_is_own(visit, about))
    else:
        require(visit, deed, course_id=course_id, about=about)


def sieve(visit: Visit, deed: Deed) -> Callable[[str | None, int | None], bool]:
    """As `require`, for many courses and people at once: answers whether one of them is allowed."""
    known = memberships.memberships_of(visit.connection, visit.actor.id) if visit.actor else ()
    joined = {one.course_id: one for one in known}

    def passes(course_id: str | None, about: int | None) -> bool:
        own = _is_own(visit, about)
        if course_id is None and depends_on_course(deed, own=own):
            return True
        return is_allowed(deed, standing_of(visit.actor, joined.get(course_id or "")), own=own)

    return passes


def _is_own(visit: Visit, about: int | None) -> bool:
    return about is None or (visit.actor is not None and visit.actor.id == about)
