"""Answers about who is enrolled in what: always one's own."""

from collections.abc import Callable, Mapping, Sequence

from carrel.application import enrolling, sessions
from carrel.application.gradebook import my_course_grades
from carrel.domain.access import Deed
from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.grading import CourseGrade
from carrel.domain.sessions import SessionMembership
from carrel.protocol.errors import not_found, refused_value
from carrel.protocol.paging import UNPAGED, Paging, slice_page
from carrel.resources.memberships import NewMembership, OpenCourseMembershipRecord
from carrel.resources.records import USER_AND_COURSE
from carrel.server.api.asking import Answers, Ask, Created, Found, Linked
from carrel.server.api.courses import linked_courses
from carrel.server.api.member_records import member_record
from carrel.server.api.own import in_own_course, named_user_id
from carrel.server.api.sessions import SESSION_MEMBERSHIPS_V1, SESSIONS_V1, linked_sessions, membership_record

FILTERS: Mapping[str, Callable[[Membership], bool]] = {
    "current": lambda one: one.role is not CourseRole.PRE_ENROLLED_LEARNER,
    "preEnrolled": lambda one: one.role is CourseRole.PRE_ENROLLED_LEARNER,
}


def mine(ask: Ask) -> Found:
    """The signed-in user's memberships, page by page."""
    own = enrolling.my_memberships(ask.visit, with_hidden=ask.argument("showHidden"))
    names = [name for name in ask.argument("filter") if name in FILTERS]
    if names:
        own = [one for one in own if any(FILTERS[name](one) for name in names)]
    page, paging = slice_page(own, ask.request.start, ask.request.limit)
    return _memberships(ask, page, paging)


def by_key(ask: Ask) -> Found:
    """One of the signed-in user's memberships."""
    return _memberships(ask, [_my_membership(ask)])


def open_by_key(ask: Ask) -> Found:
    """The plain form of one of the signed-in user's memberships; it has no word for one that was left."""
    member = _my_membership(ask)
    if member.hidden:
        raise not_found()
    return Found([_open_record(member)])


def open_by_user(ask: Ask) -> Found:
    """The plain form of the signed-in user's memberships."""
    page, paging = slice_page(enrolling.my_memberships(ask.visit), ask.request.start, ask.request.limit)
    return Found([_open_record(one) for one in page], paging=paging)


def enroll(ask: Ask) -> Created:
    """Enrol the signed-in user; a second time changes nothing."""
    body = ask.sent(NewMembership)
    user_id = named_user_id(body.user_id)
    try:
        role = CourseRole(body.course_role)
    except ValueError as error:
        raise refused_value(str(error)) from error
    # Told apart from a course one may not join, an unknown one would say which courses exist.
    member = in_own_course(lambda: enrolling.enroll(ask.visit, user_id, body.course_id, role))
    record = _open_record(member)
    return Created(record, record.id)


def leave(ask: Ask) -> None:
    """Let the user leave a course; what they did in it is kept."""
    enrolling.leave(ask.visit, *ask.request.key)


def _my_membership(ask: Ask) -> Membership:
    member = enrolling.my_membership(ask.visit, *ask.request.key)
    if member is None:
        raise not_found()
    return member


def _memberships(ask: Ask, page: Sequence[Membership], paging: Paging = UNPAGED) -> Found:
    grades: Mapping[str, CourseGrade] = {}
    if ask.asked.wants_field(ask.request.schema, "grade"):
        grades = my_course_grades(ask.visit, [one.course_id for one in page])
    active = sessions.active_sessions(ask.visit) if _wants_sessions(ask) else {}
    records = [member_record(one, grades.get(one.course_id), active.get(one.course_id)) for one in page]
    inside = [active[one.course_id] for one in page if one.course_id in active]
    return Found(records, {**_linked_sessions(ask, inside), **_linked(ask, page)}, paging)


def _wants_sessions(ask: Ask) -> bool:
    return any(
        ask.asked.wants_field(ask.request.schema, name) or ask.wants(name)
        for name in ("onDemandSessionId", "onDemandSessionMembershipIds", "onDemandSessionMemberships")
    )


def _open_record(member: Membership) -> OpenCourseMembershipRecord:
    return OpenCourseMembershipRecord(
        id=USER_AND_COURSE.write((member.learner_id, member.course_id)),
        user_id=member.learner_id,
        course_id=member.course_id,
        course_role=member.role.value,
        timestamp=member.enrolled_at,
    )


def _linked(ask: Ask, page: Sequence[Membership]) -> Linked:
    none: Linked = {"vcMemberships.v1": []}
    if not (ask.wants("courseId") or ask.asked.includes.resources):
        return none
    return {**none, **linked_courses(ask, [one.course_id for one in page])}


def _linked_sessions(ask: Ask, inside: Sequence[SessionMembership]) -> Linked:
    linked: Linked = {SESSION_MEMBERSHIPS_V1: [membership_record(one) for one in inside]}
    if ask.wants("onDemandSessionId") or ask.wants("sessions", SESSION_MEMBERSHIPS_V1):
        return {**linked, **linked_sessions(ask, [one.session_id for one in inside])}
    return {**linked, SESSIONS_V1: []}


MEMBERSHIPS = Answers(
    reads=Deed.SEE_MEMBERSHIPS,
    is_lasting=True,
    get=by_key,
    finders={"me": mine, "byUser": mine},
)
OPEN_COURSE_MEMBERSHIPS = Answers(
    reads=Deed.SEE_MEMBERSHIPS,
    is_lasting=True,
    writes=Deed.ENROLL,
    get=open_by_key,
    finders={"findByUser": open_by_user},
    create=enroll,
    delete=leave,
    body=NewMembership,
)
