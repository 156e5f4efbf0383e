"""Enrolment: who belongs to a course, as what, since when."""

from dataclasses import dataclass
from enum import StrEnum

DAY = 86_400_000
"""Milliseconds."""


class CourseRole(StrEnum):
    """What a user is in one course, spelled as on the wire."""

    LEARNER = "LEARNER"
    PRE_ENROLLED_LEARNER = "PRE_ENROLLED_LEARNER"
    MENTOR = "MENTOR"
    INSTRUCTOR = "INSTRUCTOR"


"""Who looks after the learners of a course: they see who everybody is, and moderate what is written."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One user in one course. Times are epoch ms.

    `hidden` means unenrolled: the past is kept, the course is out of sight. `version` goes up with every
    change of what the learner did in the course.
    """

    learner_id: int
    course_id: str
    role: CourseRole
    enrolled_at: int
    last_accessed_at: int | None = None
    hidden: bool = False
    version: int = 1

    @property
    def is_current(self) -> bool:
        """Whether the course's content is open to this user."""
        return not self.hidden and self.role is not CourseRole.PRE_ENROLLED_LEARNER


def days_inactive(membership: Membership, now: int) -> int:
    """Whole days since the learner last opened the course, or since enrolling when they never did."""
    return max(0, now - (membership.last_accessed_at or membership.enrolled_at)) // DAY
