"""What is due when: schedules of courses, and each learner's deadlines (rows 80, 81; shapes §5.5)."""

from msgspec import Struct

from carrel.protocol.keys import INTEGER
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Action, Finder, Operation
from carrel.resources.records import UNSET, USER_AND_COURSE, Maybe, Record, declare


class PeriodRecord(Record):
    """Modules that a schedule studies together."""

    module_ids: list[str]
    """The ids of the modules."""
    number_of_weeks: int
    """For how many weeks they are studied."""


class ScheduleRecord(Record):
    """The periods of a course, which follow each other."""

    periods: list[PeriodRecord]
    """The periods in order."""


class CourseScheduleRecord(Record):
    """How a course spreads its modules over weeks (row 80): as it is published, else a week for each."""

    id: str
    """The course's id."""
    default_schedule: Maybe[ScheduleRecord] = UNSET
    """The schedule of everybody who takes the course."""


class ModuleDeadlineRecord(Record):
    """When a module is due."""

    module_id: str
    """The module's id."""
    deadline: int
    """The moment until which it should be done, epoch ms."""


class DeadlineSettingsRecord(Record):
    """A learner's deadlines in one course (row 81), and from when they are counted."""

    id: str
    """`{userId}~{courseId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    start: Maybe[int] = UNSET
    """From when the learner's own deadlines are counted, epoch ms: the day of enrolling until it is moved."""
    is_enabled: Maybe[bool] = UNSET
    """Whether the learner has deadlines in this course."""
    module_deadlines: Maybe[list[ModuleDeadlineRecord]] = UNSET
    """When each module is due, in the order of the schedule; empty while deadlines are turned off."""


class DeadlineSettingsChange(Struct, rename="camel"):
    """What can be set about one's deadlines."""

    is_enabled: bool
    """Whether there are to be any."""


class LearnerPeriodRecord(Record):
    """A period of a course's schedule as one learner has it."""

    module_ids: list[str]
    """The ids of the modules that are studied."""
    number_of_weeks: int
    """For how many weeks."""
    started_at: Maybe[int] = UNSET
    """When it begins, epoch ms; absent while deadlines are turned off."""
    ended_at: Maybe[int] = UNSET
    """When its modules are due, epoch ms; absent while deadlines are turned off."""


class LearnerCourseScheduleRecord(Record):
    """A course's schedule in the time of one learner (shapes §5.5)."""

    id: str
    """`{userId}~{courseId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    is_enabled: Maybe[bool] = UNSET
    """Whether the learner has deadlines in this course."""
    periods: Maybe[list[LearnerPeriodRecord]] = UNSET
    """The periods in order."""


_OWN = (
    Parameter("userId", INTEGER, required=True, doc="The signed-in user."),
    Parameter("courseId", required=True, doc="A course that they take."),
)

COURSE_SCHEDULES = declare(
    "onDemandCourseSchedules.v1",
    CourseScheduleRecord,
    default=("defaultSchedule",),
    operations=frozenset({Operation.GET}),
)
DEADLINE_SETTINGS = declare(
    "onDemandDeadlineSettings.v1",
    DeadlineSettingsRecord,
    key=USER_AND_COURSE,
    default=("start", "isEnabled", "moduleDeadlines"),
    operations=frozenset({Operation.GET, Operation.PATCH}),
    finders=(Finder("byUserAndCourse", _OWN, "The signed-in user's deadlines in one course."),),
    actions=(
        Action(
            "shift",
            (
                *_OWN,
                Parameter("days", INTEGER, default=0, doc="By how many days; fewer than 0 is earlier."),
                Parameter("weeks", INTEGER, default=0, doc="By how many weeks more."),
            ),
            "Moves all of one's deadlines in a course, and turns them on. Answers the settings after it.",
        ),
        Action(
            "reset",
            _OWN,
            "Counts the deadlines anew, so that the first period with something left to do begins now, and "
            "turns them on. Answers the settings after it.",
        ),
    ),
)
LEARNER_COURSE_SCHEDULES = declare(
    "learnerCourseSchedules.v1",
    LearnerCourseScheduleRecord,
    key=USER_AND_COURSE,
    default=("isEnabled", "periods"),
    operations=frozenset({Operation.GET}),
)
