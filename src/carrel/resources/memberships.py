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
    user_id: int
    course_id: str
    role: Maybe[str] = UNSET
    enrolled_timestamp: Maybe[int] = UNSET
    last_accessed_timestamp: Maybe[int] = UNSET
    grade: Maybe[dict[str, Any]] = UNSET
    vc: Maybe[bool] = UNSET
    vc_membership_id: Maybe[str] = UNSET
    v1_session_id: Maybe[str] = UNSET
    on_demand_session_id: Maybe[str] = UNSET
    on_demand_session_membership_ids: Maybe[list[str]] = UNSET
    on_demand_session_memberships: Maybe[list[str]] = UNSET


class OpenCourseMembershipRecord(Record):
    """The plain form of a membership. `timestamp` (epoch ms) is when the user enrolled."""

    id: str
    user_id: int
    course_id: str
    course_role: Maybe[str] = UNSET
    timestamp: Maybe[int] = UNSET


class NewMembership(Struct, rename="camel"):
    """What is sent to enrol; the user's id may be written as a number or in digits."""

    course_id: str
    user_id: int | str
    course_role: str = "LEARNER"


class VerifiedMembershipRecord(Record):
    """A membership that earns a certificate."""

    id: str
    certificate_code_with_grade: Maybe[str] = UNSET


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
        Finder(
            "me",
            (
                Parameter("showHidden", BOOLEAN, default=False, doc="Courses that were left, too."),
                Parameter(
                    "filter",
                    ListKey(TEXT),
                    default=(),
                    doc="Which memberships: `current`, `preEnrolled`. All when left out.",
                ),
            ),
            "The memberships of the signed-in user, the oldest first, page by page.",
        ),
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
            (Parameter("userId", INTEGER, required=True, doc="The signed-in user."),),
            "The memberships of the signed-in user.",
        ),
    ),
)
VERIFIED_MEMBERSHIPS = declare("vcMemberships.v1", VerifiedMembershipRecord)
