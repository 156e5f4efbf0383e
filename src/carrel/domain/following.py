"""What somebody means to take: courses on their watchlist, specializations that they follow."""

from dataclasses import dataclass

from carrel.domain.enrollment import CourseRole


@dataclass(frozen=True, slots=True)
class Watched:
    """A course on somebody's watchlist. `added_at` is epoch ms."""

    learner_id: int
    course_id: str
    added_at: int


@dataclass(frozen=True, slots=True)
class Following:
    """Somebody who follows a specialization. `enrolled_at` is epoch ms."""

    learner_id: int
    specialization_id: str
    role: CourseRole
    enrolled_at: int
