"""Sessions: cohorts of a course, and who is in them (rows 87, 96; shapes §5.3)."""

from typing import Final

from msgspec import Struct

from carrel.protocol.keys import INTEGER, TEXT, CompositeKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.deadlines import ModuleDeadlineRecord
from carrel.resources.records import READ, UNSET, Maybe, Record, declare

USER_COURSE_AND_SESSION: Final = CompositeKey({"userId": INTEGER, "courseId": TEXT, "sessionId": TEXT})
"""`{userId}~{courseId}~{sessionId}`, all shown."""


class ItemDeadlineRecord(Record):
    """When an item is due, where that is not when its module is."""

    item_id: str
    """The item's id."""
    deadline: int
    """The moment until which it should be done, epoch ms."""


class SessionRecord(Record):
    """Learners who take a course together, and its deadlines (§5.3).

    Every course has one that is always open, without deadlines, for those who keep their own time: its id is
    the course's.
    """

    id: str
    """22 characters; the course's id for the session of those who keep their own time."""
    course_id: Maybe[str] = UNSET
    """The course."""
    branch_id: Maybe[str] = UNSET
    """`branch~` and 22 characters: the branch of the course that is taught, of which each has one."""
    started_at: Maybe[int] = UNSET
    """When it begins, epoch ms."""
    ended_at: Maybe[int] = UNSET
    """When it ends, epoch ms; absent where it does not."""
    enrollment_starts_at: Maybe[int] = UNSET
    """From when learners may join, epoch ms."""
    enrollment_ends_at: Maybe[int] = UNSET
    """Until when learners may join, epoch ms; absent where they always may."""
    is_self_paced: Maybe[bool] = UNSET
    """Whether it is the session of those who keep their own time."""
    module_deadlines: Maybe[list[ModuleDeadlineRecord]] = UNSET
    """When each module is due; empty where learners keep their own time."""
    item_deadlines: Maybe[list[ItemDeadlineRecord]] = UNSET
    """When items are due that are not due with their module."""


class SessionAnnouncement(Struct, rename="camel", kw_only=True):
    """What staff say of a session. Times are epoch ms."""

    course_id: str
    """The course."""
    started_at: int
    """When it begins."""
    ended_at: int | None = None
    """When it ends; when its last module is due, where this is left out."""
    enrollment_starts_at: int | None = None
    """From when learners may join; from now on, where this is left out."""
    enrollment_ends_at: int | None = None
    """Until when learners may join; until it ends, where this is left out."""
    module_deadlines: tuple[ModuleDeadlineRecord, ...] = ()
    """When modules are due; the others are due by the course's schedule."""
    item_deadlines: tuple[ItemDeadlineRecord, ...] = ()
    """When items are due that are not due with their module."""


class SessionMembershipRecord(Record):
    """A learner in a session (§5.3), now or once."""

    id: str
    """`{userId}~{courseId}~{sessionId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    session_id: str
    """The session."""
    created_at: Maybe[int] = UNSET
    """When the learner joined, epoch ms."""
    left_at: Maybe[int] = UNSET
    """When the learner left, epoch ms; absent while they are in it."""
    is_active: Maybe[bool] = UNSET
    """Whether the learner is in it now. In each course that they take they are in one session."""


class NewSessionMembership(Struct, rename="camel"):
    """What is sent to join a session."""

    user_id: int | str
    """The signed-in user, as a number or in digits."""
    course_id: str
    """A course that they take."""
    session_id: str
    """The session; the course's id, to keep one's own time again."""


_OWN = Parameter("userId", INTEGER, required=True, doc="The signed-in user.")
_COURSE = Parameter("courseId", required=True, doc="A course that they take.")

SESSIONS = declare(
    "onDemandSessions.v1",
    SessionRecord,
    default=("courseId", "branchId", "startedAt", "endedAt"),
    operations=READ | {Operation.CREATE, Operation.UPDATE, Operation.DELETE},
    finders=(
        Finder(
            "byCourse",
            (Parameter("courseId", required=True, doc="The course."),),
            "All sessions of a course: that of those who keep their own time, then the first to begin.",
        ),
    ),
)
SESSION_MEMBERSHIPS = declare(
    "onDemandSessionMemberships.v1",
    SessionMembershipRecord,
    key=USER_COURSE_AND_SESSION,
    default=("createdAt", "isActive"),
    relations={"sessions": "onDemandSessions.v1"},
    operations=frozenset({Operation.GET, Operation.CREATE, Operation.DELETE}),
    finders=(
        Finder(
            "activeByUserAndCourse",
            (_OWN, _COURSE),
            "The one session of a course that the learner is in now.",
        ),
        Finder(
            "byUserAndCourse",
            (_OWN, _COURSE),
            "Every session of a course that the learner was ever in, the present one first.",
        ),
        Finder("byUser", (_OWN,), "The same of every course that the learner takes, page by page."),
    ),
)
