"""Who looks after a course: the school's staff, and whoever teaches or mentors it."""

from carrel.application.access import require, standing_in
from carrel.application.classroom import Classroom
from carrel.application.visit import Visit
from carrel.domain.access import Deed, is_allowed, standing_of
from carrel.domain.enrollment import Membership
from carrel.domain.errors import NotAuthorized
from carrel.domain.users import User


def guides(actor: User, member: Membership | None) -> bool:
    """Whether somebody may see who everybody is, and moderate."""
    return is_allowed(Deed.MODERATE, standing_of(actor, member))


def guides_in(classroom: Classroom) -> bool:
    """The same of who is in a classroom."""
    return is_allowed(Deed.MODERATE, classroom.standing)


def need_guide(classroom: Classroom) -> None:
    """Raises `NotAuthorized` for who may not moderate."""
    if not guides_in(classroom):
        raise NotAuthorized("Only who looks after the course may do this.")


def teaches(visit: Visit, course_id: str) -> bool:
    """Whether the visitor teaches the course."""
    return is_allowed(Deed.TEACH, standing_in(visit, course_id))


def need_teacher(visit: Visit, course_id: str) -> None:
    """Raises `NotAuthorized` for who does not teach the course, and `NotSignedIn`."""
    require(visit, Deed.TEACH, course_id=course_id)
