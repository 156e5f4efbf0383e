"""What a course's grade is: the weighted mean of its passable items, those without a score counting 0."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from carrel.courseware.course import Course


class GradeRecord(StrEnum):
    """The verdict, spelled as on the wire."""

    PASSED = "PASSED"
    NOT_PASSED = "NOT_PASSED"


@dataclass(frozen=True, slots=True)
class CourseGrade:
    """`score` lies between 0 and 1."""

    score: float
    record: GradeRecord


def course_grade(course: Course, scores: Mapping[str, float]) -> CourseGrade:
    """The grade for `scores` (0 to 1, by item id).

    Passed when the mean reaches the course's passing fraction and every item that is required to pass
    reaches it too. A course without passable items cannot be passed.
    """
    passable = [item for item in course.items() if item.is_passable]
    total = sum(item.weight for item in passable)
    score = sum(item.weight * scores.get(item.id, 0.0) for item in passable) / total if total else 0.0
    threshold = course.grading.passing_fraction
    required = (scores.get(item.id, 0.0) for item in passable if item.required_to_pass)
    is_passed = bool(total) and score >= threshold and all(one >= threshold for one in required)
    return CourseGrade(score, GradeRecord.PASSED if is_passed else GradeRecord.NOT_PASSED)
