"""How far a learner is (rows 73, 74; shapes §4.4)."""

from typing import Any

from carrel.protocol.schema import Operation
from carrel.resources.records import UNSET, USER_AND_COURSE, Maybe, Record, declare


class MissingRecord(Record):
    """What a lecture that was begun still waits for.

    `watchedMilliSeconds` of `neededMilliSeconds` are credited so far, and whether the end was reached.
    """

    watched_milli_seconds: int
    needed_milli_seconds: int
    end_reached: bool


class ItemProgressRecord(Record):
    """The state of one item: `Started` or `Completed`, and since when (epoch ms).

    `missing` stands only beside a lecture that was begun, where a learner reads their own progress.
    """

    progress_state: str
    timestamp: int
    missing: Maybe[MissingRecord] = UNSET


class CourseProgressRecord(Record):
    """Whole percentages of modules and lessons by id, of the course, and what comes next."""

    id: str
    user_id: int
    course_id: str
    overall: Maybe[int] = UNSET
    modules: Maybe[dict[str, int]] = UNSET
    lessons: Maybe[dict[str, int]] = UNSET
    items: Maybe[dict[str, ItemProgressRecord]] = UNSET
    next_item: Maybe[str] = UNSET
    graded_assignment_group_progress: Maybe[dict[str, Any]] = UNSET


COURSES_PROGRESS = declare(
    "onDemandCoursesProgress.v1",
    CourseProgressRecord,
    key=USER_AND_COURSE,
    default=("overall", "modules", "lessons", "items", "nextItem"),
    operations=frozenset({Operation.GET}),
)
