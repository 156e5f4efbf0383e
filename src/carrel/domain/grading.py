"""What a grade is: of one item, the best of its attempts; of a course, the weighted mean of its items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from carrel.courseware.course import Course
from carrel.courseware.items import Item
from carrel.domain.enrollment import DAY

MASTERY = "mastery"
"""The policy of courses in which every passable item has to be passed."""


class GradeRecord(StrEnum):
    """The verdict, spelled as on the wire."""

    PASSED = "PASSED"
    NOT_PASSED = "NOT_PASSED"


@dataclass(frozen=True, slots=True)
class CourseGrade:
    """`score` lies between 0 and 1."""

    score: float
    record: GradeRecord


@dataclass(frozen=True, slots=True)
class ScoredAttempt:
    """What one attempt was worth, from 0 to 1, and which part of that its lateness costs.

    `id` is whatever the attempt's kind of item names it by. Times are epoch ms.
    """

    id: str
    score: float
    penalty: float
    submitted_at: int
    graded_at: int

    @property
    def earned(self) -> float:
        """The score after the penalty."""
        if not self.penalty:
            return self.score
        return float(_decimal(self.score) * (1 - _decimal(self.penalty)))


@dataclass(frozen=True, slots=True)
class Override:
    """What staff say that an item is worth, whatever the attempts were; withdrawn when `score` is None.

    `given_by` is a user's id, `given_at` epoch ms.
    """

    score: float | None
    note: str
    given_by: int
    given_at: int


@dataclass(frozen=True)
class ItemGrade:
    """One learner's grade for one item: their attempts, and every word of staff, the last one in force."""

    attempts: tuple[ScoredAttempt, ...] = ()
    overrides: tuple[Override, ...] = ()

    @property
    def override(self) -> Override | None:
        """What staff say now; None when they never did or withdrew it."""
        last = self.overrides[-1] if self.overrides else None
        return last if last is not None and last.score is not None else None

    def after(self, graded: ScoredAttempt) -> "ItemGrade":
        """The grade once this attempt is graded, in place of the one of its id if there is one."""
        attempts = [one for one in self.attempts if one.id != graded.id]
        ordered = sorted((*attempts, graded), key=lambda one: (one.submitted_at, one.id))
        return ItemGrade(tuple(ordered), self.overrides)

    @cached_property
    def best(self) -> ScoredAttempt | None:
        """The attempt that counts: the one that earned most, the earliest of several."""
        return max(self.attempts, key=lambda one: (one.earned, -one.submitted_at), default=None)

    @property
    def score(self) -> float | None:
        """What counts for the course's grade; None while there is nothing to count."""
        if self.override is not None:
            return self.override.score
        return self.best.earned if self.best else None

    @property
    def graded_at(self) -> int:
        """When what counts was graded (epoch ms); 0 while nothing counts."""
        if self.override is not None:
            return self.override.given_at
        return self.best.graded_at if self.best else 0


def threshold(course: Course, item: Item) -> float:
    """The score that passes an item."""
    return course.grading.passing_fraction if item.passing_fraction is None else item.passing_fraction


def is_passed(course: Course, item: Item, score: float | None) -> bool:
    """Whether a score passes an item; none does not."""
    return score is not None and score >= threshold(course, item)


def is_required(course: Course, item: Item) -> bool:
    """Whether the course cannot be passed without passing this item."""
    return item.is_passable and (item.required_to_pass or course.grading.policy == MASTERY)


@dataclass(frozen=True, slots=True)
class LateRule:
    """The part of a score that each day begun after the deadline costs, and the most that lateness costs."""

    rate: float
    limit: float


def late_rule(course: Course, item: Item) -> LateRule:
    """What lateness costs: what the item says, or else its course."""
    rules = course.grading
    return LateRule(
        rules.late_penalty if item.late_penalty is None else item.late_penalty,
        rules.late_penalty_limit if item.late_penalty_limit is None else item.late_penalty_limit,
    )


def late_penalty(course: Course, item: Item, due: int | None, submitted_at: int) -> float:
    """The part of a score that lateness costs (0 to 1): so much for each day begun after `due` (epoch ms).

    The deadline itself is in time, and nothing is late where nothing is due.
    """
    if due is None or submitted_at <= due:
        return 0.0
    rule, days = late_rule(course, item), -(-(submitted_at - due) // DAY)
    return float(min(_decimal(rule.limit), _decimal(rule.rate) * days))


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a learner lacks to pass a course.

    `required` are the ids of items still to be passed by themselves. `lacking` is the part of the grade (0 to
    1) that is missing, and `needed` the mean that the items without a score would have to reach for it; None
    where no score on them would do, or none of them is left.
    """

    required: tuple[str, ...]
    lacking: float
    needed: float | None


def shortfall(course: Course, scores: Mapping[str, float]) -> Shortfall:
    """What is lacking, by `scores` (0 to 1, by item id), to pass the course."""
    passable = [item for item in course.items() if item.is_passable]
    passed = {item.id for item in passed_items(course, scores)}
    required = tuple(one.id for one in passable if is_required(course, one) and one.id not in passed)
    total = sum(item.weight for item in passable)
    earned = sum((one.weight * _decimal(scores.get(one.id, 0.0)) for one in passable), start=Decimal())
    missing = max(Decimal(), total * _decimal(course.grading.passing_fraction) - earned)
    left = sum(one.weight for one in passable if one.id not in scores)
    needed = float(missing / left) if left and missing <= left else None
    return Shortfall(required, float(missing / total) if total else 0.0, needed)


def passed_items(course: Course, scores: Mapping[str, float]) -> Iterable[Item]:
    """The passable items that `scores` (0 to 1, by item id) pass, in the order of study."""
    return (one for one in course.items() if one.is_passable and is_passed(course, one, scores.get(one.id)))


def course_grade(course: Course, scores: Mapping[str, float]) -> CourseGrade:
    """The grade for `scores` (0 to 1, by item id): the weighted mean, an item without a score counting 0.

    Passed when the mean reaches the course's passing fraction and every item that is required to pass is
    passed. A course without passable items cannot be passed.
    """
    passable = [item for item in course.items() if item.is_passable]
    total = sum(item.weight for item in passable)
    if not total:
        return CourseGrade(0.0, GradeRecord.NOT_PASSED)
    # In binary, three times 0.7 is a little less than 2.1, and who reached 0.7 everywhere would not pass.
    earned = sum((item.weight * _decimal(scores.get(item.id, 0.0)) for item in passable), start=Decimal())
    passed = {item.id for item in passed_items(course, scores)}
    is_course_passed = earned >= total * _decimal(course.grading.passing_fraction) and all(
        item.id in passed for item in passable if is_required(course, item)
    )
    record = GradeRecord.PASSED if is_course_passed else GradeRecord.NOT_PASSED
    return CourseGrade(float(earned / total), record)


def _decimal(fraction: float) -> Decimal:
    """The number as people write it: 0.7, not the nearest that a computer has."""
    return Decimal(repr(fraction))
