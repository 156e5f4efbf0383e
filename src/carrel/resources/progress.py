"""How far a learner is (rows 73, 74; shapes §4.4)."""

from typing import Any

from carrel.protocol.schema import Operation
from carrel.resources.records import UNSET, USER_AND_COURSE, Maybe, Record, declare


class MissingRecord(Record):
    """What a lecture that was begun still waits for.

    `watchedMilliSeconds` of `neededMilliSeconds` are credited so far, and whether the end was reached.
    """

    watched_milli_seconds: int
    """Credited so far: ms."""
    needed_milli_seconds: int
    """Needed in all: ms."""
    end_reached: bool
    """Whether the end was reached."""


class ItemProgressRecord(Record):
    """The state of one item: `Started` or `Completed`, and since when (epoch ms).

    `missing` stands only beside a lecture that was begun, where a learner reads their own progress.
    """

    progress_state: str
    """`Started` or `Completed`."""
    timestamp: int
    """Since when: epoch ms."""
    missing: Maybe[MissingRecord] = UNSET
    """What a lecture that was begun still waits for, where learners read their own progress."""


class CourseProgressRecord(Record):
    """Whole percentages of modules and lessons by id, of the course, and what comes next."""

    id: str
    """`{userId}~{courseId}`."""
    user_id: int
    """The user."""
    course_id: str
    """The course."""
    overall: Maybe[int] = UNSET
    """How much of the course is done: whole percent."""
    modules: Maybe[dict[str, int]] = UNSET
    """The same of modules, by id."""
    lessons: Maybe[dict[str, int]] = UNSET
    """The same of lessons, by id."""
    items: Maybe[dict[str, ItemProgressRecord]] = UNSET
    """The items begun, by id."""
    next_item: Maybe[str] = UNSET
    """What comes next; absent when all is done."""
    graded_assignment_group_progress: Maybe[dict[str, Any]] = UNSET
    """Always empty: there are no such groups."""


COURSES_PROGRESS = declare(
    "onDemandCoursesProgress.v1",
    CourseProgressRecord,
    key=USER_AND_COURSE,
    default=("overall", "modules", "lessons", "items", "nextItem"),
    operations=frozenset({Operation.GET}),
)
