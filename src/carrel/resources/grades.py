"""What learners' work is worth (rows 84 and 87; shapes §8.1, §8.2)."""

from typing import Final

from msgspec import Struct

from carrel.protocol.keys import INTEGER, TEXT, CompositeKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.records import UNSET, Maybe, Record, declare

USER_COURSE_AND_ITEM: Final = CompositeKey({"userId": INTEGER, "courseId": TEXT, "itemId": TEXT})
"""`{userId}~{courseId}~{itemId}`, all shown."""


class GradeOverrideRecord(Record):
    """What staff said of a grade, and when."""

    note: str
    """Why, in their own words."""
    given_by: int
    """The user's id of who said it."""
    given_at: int
    """When it was said: epoch ms."""
    score: Maybe[float] = UNSET
    """What the item is worth, from 0 to 1; absent where they withdrew what they had said."""


class OutcomeRecord(Record):
    """How far a learner is from passing a course."""

    passed_items_count: int
    """How many of the items that count are passed."""
    course_grade: float
    """The weighted mean of the items that count, those without a score counting 0: from 0 to 1."""


class ItemOutcomeRecord(Record):
    """What one item came to."""

    score: float
    """What counts, from 0 to 1: what the best attempt earned, or what staff said instead."""
    is_passed: bool
    """Whether the score passes the item."""
    timestamp: int
    """When what counts was graded: epoch ms."""
    weight: int
    """How much the item counts for the course's grade, in thousandths; 0 for one that does not count."""


class CourseGradesRecord(Record):
    """The signed-in user's grade in a course, and for each of its items (row 84)."""

    id: str
    """The course."""
    timestamp: Maybe[int] = UNSET
    """When something last changed in it, or when the user enrolled, while nothing is graded: epoch ms."""
    passing_state: Maybe[str] = UNSET
    """`notPassed` or `passed`. `verifiedPassed` is for schools that verify identities; this one does not."""
    item_grades: Maybe[dict[str, ItemOutcomeRecord]] = UNSET
    """What each graded item came to, by item id; items without a grade are left out."""
    passable_items_count: Maybe[int] = UNSET
    """How many items count for the grade."""
    overall_outcome: Maybe[OutcomeRecord] = UNSET
    """Where all work counts."""
    verified_outcome: Maybe[OutcomeRecord] = UNSET
    """Where only work under a verified identity counts: nothing does, since none is verified here."""


class ItemGradeRecord(Record):
    """One learner's grade for one item, with the attempts behind it and what staff say."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    score: Maybe[float] = UNSET
    """What counts, from 0 to 1; absent while nothing does."""
    is_passed: Maybe[bool] = UNSET
    """Whether the score passes the item."""
    graded_at: Maybe[int] = UNSET
    """When what counts was graded: epoch ms; absent while nothing counts."""
    attempts_count: Maybe[int] = UNSET
    """How many attempts were graded."""
    earned_grade: Maybe[float] = UNSET
    """What the best attempt earned, from 0 to 1, after what its lateness cost; absent without attempts."""
    late_penalty_ratio: Maybe[float] = UNSET
    """The part of the best attempt's score that lateness cost, from 0 to 1."""
    submitted_at: Maybe[int] = UNSET
    """When the best attempt was handed in: epoch ms."""
    grade_override: Maybe[GradeOverrideRecord] = UNSET
    """What staff say instead of the attempts; absent where they say nothing."""
    grade_overrides: Maybe[list[GradeOverrideRecord]] = UNSET
    """Everything staff ever said of this grade, the first word first."""


class NewGradeOverride(Struct, rename="camel", frozen=True):
    """What staff send to say what an item is worth."""

    score: float
    """From 0 to 1."""
    note: str
    """Why: 1 to 2000 characters. The learner sees it."""


COURSE_GRADES = declare(
    "onDemandCourseGrades.v1",
    CourseGradesRecord,
    default=(
        "timestamp",
        "passingState",
        "itemGrades",
        "passableItemsCount",
        "overallOutcome",
        "verifiedOutcome",
    ),
    operations=frozenset({Operation.GET}),
)
ITEM_GRADES = declare(
    "itemGrades.v1",
    ItemGradeRecord,
    key=USER_COURSE_AND_ITEM,
    default=("score", "isPassed", "gradedAt", "attemptsCount", "gradeOverride"),
    operations=frozenset({Operation.GET, Operation.UPDATE, Operation.DELETE}),
    finders=(
        Finder(
            "byCourse",
            (Parameter("courseId", required=True, doc="The course."),),
            "For staff: every grade in a course, by learner and item, page by page.",
        ),
        Finder(
            "me",
            (Parameter("courseId", required=True, doc="A course that the signed-in user takes."),),
            "The signed-in user's grades in a course, in the order of study.",
        ),
    ),
)
