"""Who looks after a course: the school's staff, and whoever teaches or mentors it."""

from carrel.application.classroom import Classroom
from carrel.application.visit import Visit
from carrel.domain.enrollment import GUIDES, CourseRole, Membership
from carrel.domain.errors import NotAuthorized
from carrel.domain.users import User
from carrel.store import memberships


def guides(actor: User, member: Membership | None) -> bool:
    """Whether somebody may see who everybody is, and moderate: staff, teachers and mentors of the course."""
    return actor.is_staff or (member is not None and not member.hidden and member.role in GUIDES)


def guides_in(classroom: Classroom) -> bool:
    """The same of who is in a classroom."""
    return classroom.actor is not None and guides(classroom.actor, classroom.membership)


def teaches(visit: Visit, course_id: str) -> bool:
    """Whether the visitor teaches the course: as its instructor, or as staff. Raises `NotSignedIn`."""
    actor = visit.learner()
    if actor.is_staff:
        return True
    member = memberships.membership(visit.connection, actor.id, course_id)
    return member is not None and not member.hidden and member.role is CourseRole.INSTRUCTOR


def need_teacher(visit: Visit, course_id: str) -> None:
    """Raises `NotAuthorized` for who does not teach the course, and `NotSignedIn`."""
    if not teaches(visit, course_id):
        raise NotAuthorized("Only who teaches the course may do this.")
