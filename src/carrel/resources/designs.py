"""What a course aims at, and what passes and completes it: what its contents do not tell."""

from carrel.protocol.schema import Operation
from carrel.resources.records import UNSET, Maybe, Record, declare


class ObjectiveRecord(Record):
    """What a learner will be able to do after a module."""

    id: str
    """The objective's id, which the module lists."""
    text: str
    """What it is, one sentence."""


class GradingRecord(Record):
    """What passes, and what lateness costs: of a course, or of an item that has rules of its own."""

    id: str
    """The course's id, or the item's."""
    passing_fraction: Maybe[float] = UNSET
    """The part of the points that passes, from 0 to 1."""
    late_penalty: Maybe[float] = UNSET
    """The part of a score that each day begun after the deadline costs, from 0 to 1."""
    late_penalty_limit: Maybe[float] = UNSET
    """The most that lateness costs, from 0 to 1."""


class CourseDesignRecord(Record):
    """How a course was meant: Carrel's own, so that a course can be carried whole to another school."""

    id: str
    """The course's id."""
    completion: Maybe[str] = UNSET
    """What completes an item that is not graded: `evidence` of having done it, or `trust` in a click."""
    grading_policy: Maybe[str] = UNSET
    """`weighted`, or `mastery`: every passable item has to be passed as well."""
    grading: Maybe[GradingRecord] = UNSET
    """The rules of the course."""
    item_gradings: Maybe[list[GradingRecord]] = UNSET
    """The rules of items that have their own, in the order of study; only what is their own."""
    locked_by_lesson: Maybe[list[str]] = UNSET
    """Items that open when every item before them in their lesson is completed, whoever asks."""
    objectives: Maybe[list[ObjectiveRecord]] = UNSET
    """What the modules aim at, in the order of study."""


COURSE_DESIGNS = declare(
    "courseDesigns.v1",
    CourseDesignRecord,
    default=("completion", "gradingPolicy", "grading", "itemGradings", "lockedByLesson", "objectives"),
    operations=frozenset({Operation.GET}),
)
