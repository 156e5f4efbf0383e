"""Joining a course, leaving it, and the list of what one has joined."""

from collections.abc import Sequence

from carrel.application.access import require
from carrel.application.visit import Visit
from carrel.domain.access import Deed
from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.errors import NotAuthorized, NotEnrolled, UnknownCourse
from carrel.store import courses, memberships, users


def enroll(visit: Visit, user_id: int, course_id: str, role: CourseRole = CourseRole.LEARNER) -> Membership:
    """Enrol a user; doing it again changes nothing, and who had left comes back to what they did.

    Nobody enrols who has no account. Raises `NotSignedIn`, `NotAuthorized`, `UnknownCourse`.
    """
    deed = Deed.ENROLL if role is CourseRole.LEARNER else Deed.GIVE_ROLE
    require(visit, deed, course_id=course_id, about=user_id)
    if user_id != visit.learner().id and users.user_by_id(visit.connection, user_id) is None:
        raise NotAuthorized(f"Nobody in this school has the id {user_id}.")
    if courses.current_edition_by_id(visit.connection, course_id) is None:
        raise UnknownCourse(f"There is no course {course_id} in this school.")
    return memberships.add_membership(
        visit.connection, Membership(user_id, course_id, role, enrolled_at=visit.now)
    )


def leave(visit: Visit, user_id: int, course_id: str) -> None:
    """Let a user leave a course. What they did in it is kept, for when they enrol again.

    Leaving twice changes nothing. Raises `NotSignedIn`, `NotAuthorized`, and `NotEnrolled` where there is
    nothing to leave.
    """
    require(visit, Deed.ENROLL, course_id=course_id, about=user_id)
    if memberships.membership(visit.connection, user_id, course_id) is None:
        raise NotEnrolled("Nobody leaves a course without having been in it.")
    memberships.hide_membership(visit.connection, user_id, course_id)


def my_memberships(visit: Visit, *, with_hidden: bool = False) -> Sequence[Membership]:
    """The visitor's memberships, the oldest first; raises `NotSignedIn`."""
    own = memberships.memberships_of(visit.connection, visit.learner().id)
    return [one for one in own if with_hidden or not one.hidden]


def my_membership(visit: Visit, user_id: int, course_id: str) -> Membership | None:
    """The visitor's own membership in a course; `NotAuthorized` when `user_id` is somebody else's."""
    require(visit, Deed.SEE_MEMBERSHIPS, about=user_id)
    return memberships.membership(visit.connection, user_id, course_id)
