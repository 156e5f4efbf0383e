"""How far a learner is in the weeks of a course (rows 77, 83; shapes §3.1, §4.5)."""

from typing import Final

from carrel.protocol.keys import INTEGER, TEXT, CompositeKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.course_materials import TypedDefinition
from carrel.resources.records import READ, UNSET, USER_AND_COURSE, Maybe, Record, declare

USER_COURSE_AND_ITEM: Final = CompositeKey({"userId": INTEGER, "courseId": TEXT, "itemId": TEXT})
"""`{userId}~{courseId}~{itemId}`, all shown."""
USER_AND_COURSE_NAME: Final = CompositeKey({"userId": INTEGER, "course": TEXT}, shows_parts=False)
"""`{userId}~{course}`: the course's id or its slug. The element's id is as it was asked for."""


class HomeProgressRecord(Record):
    """Which modules of a course a learner is through with (row 83)."""

    id: str
    """`{userId}~{courseId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    modules_completed: Maybe[list[str]] = UNSET
    """The ids of the modules of which everything required is done."""
    modules_passed: Maybe[list[str]] = UNSET
    """The ids of those of them in which everything that counts for the grade is passed."""


class CompletionEventRecord(Record):
    """That a learner completed an item (row 77)."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    completed_at: Maybe[int] = UNSET
    """When it was completed, epoch ms."""


class GuidedWeekRecord(Record):
    """A week of a course as one learner has it, or several in a row in which the same modules are studied."""

    week_number: int
    """The number of the week, or of the first of them, counted from 1."""
    number_of_weeks: int
    """How many weeks they are."""
    module_ids: list[str]
    """The ids of the modules that are studied."""
    progress_state: str
    """`NotStarted`, `Started` or `Completed`."""
    started_at: Maybe[int] = UNSET
    """When it begins, epoch ms; absent while deadlines are turned off."""
    ended_at: Maybe[int] = UNSET
    """When its modules are due, epoch ms; absent while deadlines are turned off."""


class SessionProgressRecord(Record):
    """How far a learner is in the session of a course that they are in (§4.5)."""

    id: str
    """As it was asked for: `{userId}~{courseId}` or `{userId}~{slug}`."""
    user_id: Maybe[int] = UNSET
    """The learner."""
    course_id: Maybe[str] = UNSET
    """The course."""
    session_id: Maybe[str] = UNSET
    """The session; the course's id for who keeps their own time."""
    started_at: Maybe[int] = UNSET
    """When the session began, or from when the learner's own deadlines are counted, epoch ms."""
    ended_at: Maybe[int] = UNSET
    """When the session ends, or the learner's last deadline, epoch ms; absent while there is none."""
    weeks: Maybe[list[GuidedWeekRecord]] = UNSET
    """The weeks in order."""
    course_progress_state: Maybe[str] = UNSET
    """`NotStarted`, `Started` or `Completed`."""
    current_week_by_user_progress: Maybe[int] = UNSET
    """The number of the first week with something required left to do."""
    has_session_module_deadlines: Maybe[bool] = UNSET
    """Whether the deadlines are a session's, and not the learner's own."""


class CardItemRecord(Record):
    """An item on a week's card."""

    id: str
    """The item's id."""
    name: str
    """Its name."""
    content_summary: TypedDefinition
    """Its kind, as in the course's materials."""
    resource_path: str
    """Where its page is on this site."""
    time_commitment: int
    """How long it takes, ms."""
    is_locked: bool
    """Whether it is locked for the learner."""
    progress_state: str
    """`NotStarted`, `Started` or `Completed`."""


class CardModuleRecord(Record):
    """A module on a week's card."""

    id: str
    """The module's id."""
    name: str
    """Its name."""
    items: list[CardItemRecord]
    """Its items in the order of study."""
    deadline: Maybe[int] = UNSET
    """When it is due, epoch ms; absent where it is not."""


class WeekCardRecord(Record):
    """A week, or several in a row, with all there is to do in it."""

    week_number: int
    """The number of the week, or of the first of them, counted from 1."""
    modules: list[CardModuleRecord]
    """The modules that are studied, in order."""


class WeekCardsRecord(Record):
    """All that a learner has to do in a course, week by week (§4.5)."""

    id: str
    """As it was asked for: `{userId}~{courseId}` or `{userId}~{slug}`."""
    user_id: Maybe[int] = UNSET
    """The learner."""
    course_id: Maybe[str] = UNSET
    """The course."""
    weeks: Maybe[list[WeekCardRecord]] = UNSET
    """The weeks in order. Every module is in exactly one."""


class GuidedItemsProgressRecord(Record):
    """The states of a learner's items in a course (§3.1)."""

    id: str
    """`{userId}~{courseId}`."""
    progress_states: Maybe[dict[str, str]] = UNSET
    """`Started` or `Completed` by item id; an item that nobody touched has none."""


class GuidedNextStepsRecord(Record):
    """What a learner does next in a course (§3.1)."""

    id: str
    """`{userId}~{courseId}`."""
    next_step: Maybe[TypedDefinition] = UNSET
    """`courseMaterialNextStep` with `{itemId, moduleId, lessonId, resourcePath}`; `courseCompletedNextStep`;
    or `noNextStep` where nothing that is left is open."""


HOME_PROGRESS = declare(
    "onDemandHomeProgress.v1",
    HomeProgressRecord,
    key=USER_AND_COURSE,
    default=("modulesCompleted", "modulesPassed"),
    operations=frozenset({Operation.GET}),
)
COMPLETION_EVENTS = declare(
    "onDemandCompletionEvents.v1",
    CompletionEventRecord,
    key=USER_COURSE_AND_ITEM,
    default=("completedAt",),
    finders=(
        Finder(
            "byCourse",
            (Parameter("courseId", required=True, doc="A course that the signed-in user takes."),),
            "What the signed-in user completed in a course, the newest first, page by page.",
        ),
    ),
)
SESSION_PROGRESSES = declare(
    "guidedCourseSessionProgresses.v1", SessionProgressRecord, key=USER_AND_COURSE_NAME, operations=READ
)
WEEK_CARDS = declare(
    "guidedCourseWeekCards.v1",
    WeekCardsRecord,
    key=USER_AND_COURSE_NAME,
    default=("courseId",),
    operations=READ,
)
ITEMS_PROGRESS = declare(
    "onDemandGuidedItemsProgress.v1", GuidedItemsProgressRecord, default=("progressStates",)
)
NEXT_STEPS = declare("onDemandGuidedNextSteps.v1", GuidedNextStepsRecord, default=("nextStep",))
