"""Who is enrolled in what (rows 75, 76, 87, 95, 96; shapes §5.1, §5.2)."""

from typing import Any

from msgspec import Struct

from carrel.protocol.keys import BOOLEAN, INTEGER, TEXT, ListKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.records import UNSET, USER_AND_COURSE, Maybe, Record, declare


class MembershipRecord(Record):
    """A user in a course. Timestamps are epoch ms; `grade` is `{score, record}`, a score from 0 to 1."""

    id: str
    """`{userId}~{courseId}`."""
    user_id: int
    """The user."""
    course_id: str
    """The course."""
    role: Maybe[str] = UNSET
    """`LEARNER`, `PRE_ENROLLED_LEARNER`, `MENTOR` or `INSTRUCTOR`."""
    enrolled_timestamp: Maybe[int] = UNSET
    """When they enrolled: epoch ms."""
    last_accessed_timestamp: Maybe[int] = UNSET
    """When they were last in the course: epoch ms; absent before the first time."""
    grade: Maybe[dict[str, Any]] = UNSET
    """`score` from 0 to 1, and `record`: `PASSED` or `NOT_PASSED`."""
    vc: Maybe[bool] = UNSET
    """Whether the membership earns a verified certificate."""
    vc_membership_id: Maybe[str] = UNSET
    """The membership that earns one."""
    v1_session_id: Maybe[str] = UNSET
    """The run, for courses of the old kind; never set here."""
    on_demand_session_id: Maybe[str] = UNSET
    """The session that they are in."""
    on_demand_session_membership_ids: Maybe[list[str]] = UNSET
    """Their places in sessions, by id."""
    on_demand_session_memberships: Maybe[list[str]] = UNSET
    """The same, under its newer name."""


class OpenCourseMembershipRecord(Record):
    """The plain form of a membership. `timestamp` (epoch ms) is when the user enrolled."""

    id: str
    """`{userId}~{courseId}`."""
    user_id: int
    """The user."""
    course_id: str
    """The course."""
    course_role: Maybe[str] = UNSET
    """`LEARNER`, `PRE_ENROLLED_LEARNER`, `MENTOR` or `INSTRUCTOR`."""
    timestamp: Maybe[int] = UNSET
    """When they enrolled: epoch ms."""


class NewMembership(Struct, rename="camel"):
    """What is sent to enrol; the user's id may be written as a number or in digits."""

    course_id: str
    """The course to enrol in."""
    user_id: int | str
    """Who is enrolled, as a number or in digits: oneself; teachers may enrol others."""
    course_role: str = "LEARNER"
    """`LEARNER`; teachers may also say `MENTOR` or `INSTRUCTOR`."""


class VerifiedMembershipRecord(Record):
    """A membership that earns a certificate."""

    id: str
    """The membership."""
    certificate_code_with_grade: Maybe[str] = UNSET
    """The code that proves the certificate."""


_OWN = Parameter("userId", INTEGER, required=True, doc="The signed-in user.")
_WHICH = (
    Parameter("showHidden", BOOLEAN, default=False, doc="Courses that were left, too."),
    Parameter(
        "filter",
        ListKey(TEXT),
        default=(),
        doc="Which memberships: `current`, `preEnrolled`. All when left out.",
    ),
)

MEMBERSHIPS = declare(
    "memberships.v1",
    MembershipRecord,
    key=USER_AND_COURSE,
    default=("role",),
    relations={
        "courseId": "courses.v1",
        "onDemandSessionId": "onDemandSessions.v1",
        "onDemandSessionMemberships": "onDemandSessionMemberships.v1",
        "onDemandSessionMembershipIds": "onDemandSessionMemberships.v1",
        "vcMembershipId": "vcMemberships.v1",
    },
    operations=frozenset({Operation.GET}),
    finders=(
        Finder("me", _WHICH, "The memberships of the signed-in user, the oldest first, page by page."),
        Finder("byUser", (_OWN, *_WHICH), "The same, with the user's id said."),
    ),
)
OPEN_COURSE_MEMBERSHIPS = declare(
    "openCourseMemberships.v1",
    OpenCourseMembershipRecord,
    key=USER_AND_COURSE,
    default=("courseRole", "timestamp"),
    operations=frozenset({Operation.GET, Operation.CREATE, Operation.DELETE}),
    finders=(
        Finder(
            "findByUser",
            (_OWN,),
            "The memberships of the signed-in user.",
        ),
    ),
)
VERIFIED_MEMBERSHIPS = declare("vcMemberships.v1", VerifiedMembershipRecord)
