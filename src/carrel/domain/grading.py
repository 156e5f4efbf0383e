"""What a course's grade is: the weighted mean of its passable items, those without a score counting 0."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
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
    if not total:
        return CourseGrade(0.0, GradeRecord.NOT_PASSED)
    # In binary, three times 0.7 is a little less than 2.1, and who reached 0.7 everywhere would not pass.
    earned = sum((item.weight * _decimal(scores.get(item.id, 0.0)) for item in passable), start=Decimal())
    threshold = course.grading.passing_fraction
    required = (scores.get(item.id, 0.0) for item in passable if item.required_to_pass)
    is_passed = earned >= total * _decimal(threshold) and all(one >= threshold for one in required)
    return CourseGrade(float(earned / total), GradeRecord.PASSED if is_passed else GradeRecord.NOT_PASSED)


def _decimal(fraction: float) -> Decimal:
    """The number as people write it: 0.7, not the nearest that a computer has."""
    return Decimal(repr(fraction))
