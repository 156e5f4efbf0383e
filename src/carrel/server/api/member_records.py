"""How a membership is told, on its own and beside its course."""

from carrel.domain.enrollment import Membership
from carrel.domain.grading import CourseGrade
from carrel.domain.sessions import SessionMembership
from carrel.resources.memberships import MembershipRecord
from carrel.resources.records import UNSET, USER_AND_COURSE
from carrel.server.api.sessions import membership_record


def member_record(
    member: Membership, grade: CourseGrade | None = None, active: SessionMembership | None = None
) -> MembershipRecord:
    """A membership with its grade and its place in a session, where these are known."""
    ids = [membership_record(active).id] if active else UNSET
    return MembershipRecord(
        id=USER_AND_COURSE.write((member.learner_id, member.course_id)),
        user_id=member.learner_id,
        course_id=member.course_id,
        role=member.role.value,
        enrolled_timestamp=member.enrolled_at,
        last_accessed_timestamp=member.last_accessed_at or UNSET,
        grade={"score": grade.score, "record": grade.record.value} if grade else UNSET,
        vc=False,
        on_demand_session_id=active.session_id if active else UNSET,
        on_demand_session_membership_ids=ids,
        on_demand_session_memberships=ids,
    )
