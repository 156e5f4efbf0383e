"""Answers about sessions, which everybody may look up, and about the signed-in learner's place in them."""

from collections.abc import Iterable, Sequence

from carrel.application import sessions
from carrel.application.sessions import Announcement
from carrel.domain.access import Deed
from carrel.domain.errors import UnknownCourse
from carrel.domain.sessions import Session, SessionMembership
from carrel.protocol.errors import not_found
from carrel.protocol.paging import slice_page
from carrel.resources.deadlines import ModuleDeadlineRecord
from carrel.resources.records import UNSET
from carrel.resources.sessions import (
    USER_COURSE_AND_SESSION,
    ItemDeadlineRecord,
    NewSessionMembership,
    SessionAnnouncement,
    SessionMembershipRecord,
    SessionRecord,
)
from carrel.server.api.asking import Answers, Ask, Created, Found, Linked
from carrel.server.api.own import named_user_id

SESSIONS_V1 = "onDemandSessions.v1"
SESSION_MEMBERSHIPS_V1 = "onDemandSessionMemberships.v1"


def by_id(ask: Ask) -> Found:
    """One session."""
    found = sessions.sessions_by_id(ask.visit, [ask.request.key])
    if not found:
        raise not_found()
    return Found([session_record(one) for one in found])


def by_ids(ask: Ask) -> Found:
    """Several sessions; unknown ids are left out."""
    return Found([session_record(one) for one in sessions.sessions_by_id(ask.visit, ask.request.keys)])


def by_course(ask: Ask) -> Found:
    """The sessions of a course."""
    course_id = ask.argument("courseId")
    found = sessions.sessions_of(ask.visit, [course_id]).get(course_id)
    if found is None:
        raise UnknownCourse(f"There is no course {course_id} in this school.")
    page, paging = slice_page(found, ask.request.start, ask.request.limit)
    return Found([session_record(one) for one in page], paging=paging)


def announce(ask: Ask) -> Created:
    """Make a session."""
    session = sessions.announce(ask.visit, _announcement(ask))
    return Created(session_record(session), session.id)


def change(ask: Ask) -> SessionRecord:
    """Say all of a session anew."""
    return session_record(sessions.change(ask.visit, ask.request.key, _announcement(ask)))


def call_off(ask: Ask) -> None:
    """Remove a session."""
    sessions.call_off(ask.visit, ask.request.key)


def membership_by_key(ask: Ask) -> Found:
    """One of the signed-in learner's places in sessions."""
    user_id, course_id, session_id = ask.request.key
    mine = [one for one in _mine(ask, user_id, course_id) if one.session_id == session_id]
    if not mine:
        raise not_found()
    return _memberships(ask, mine)


def active_by_user_and_course(ask: Ask) -> Found:
    """The session of a course that the signed-in learner is in; none in a course that they do not take."""
    mine = _mine(ask, ask.argument("userId"), ask.argument("courseId"))
    return _memberships(ask, [one for one in mine if one.is_active])


def by_user_and_course(ask: Ask) -> Found:
    """Every session of a course that the signed-in learner was in."""
    return _memberships(ask, _mine(ask, ask.argument("userId"), ask.argument("courseId")))


def by_user(ask: Ask) -> Found:
    """Every session that the signed-in learner was in."""
    return _memberships(ask, sessions.my_session_memberships(ask.visit, ask.argument("userId")))


def join(ask: Ask) -> Created:
    """Join a session, or switch to it."""
    body = ask.sent(NewSessionMembership)
    user_id = named_user_id(body.user_id)
    record = membership_record(sessions.join(ask.visit, user_id, body.course_id, body.session_id))
    return Created(record, record.id)


def leave(ask: Ask) -> None:
    """Leave a session, to keep one's own time again."""
    sessions.leave(ask.visit, *ask.request.key)


def session_record(session: Session) -> SessionRecord:
    """A session as it is published."""
    return SessionRecord(
        id=session.id,
        course_id=session.course_id,
        branch_id=branch_id(session.course_id),
        started_at=session.started_at,
        ended_at=UNSET if session.ended_at is None else session.ended_at,
        enrollment_starts_at=session.enrollment_starts_at,
        enrollment_ends_at=UNSET if session.enrollment_ends_at is None else session.enrollment_ends_at,
        is_self_paced=session.is_self_paced,
        module_deadlines=[
            ModuleDeadlineRecord(module_id=name, deadline=due) for name, due in session.module_dues.items()
        ],
        item_deadlines=[
            ItemDeadlineRecord(item_id=name, deadline=due) for name, due in session.item_dues.items()
        ],
    )


def membership_record(member: SessionMembership) -> SessionMembershipRecord:
    """A learner's place in a session as it is published."""
    return SessionMembershipRecord(
        id=USER_COURSE_AND_SESSION.write((member.learner_id, member.course_id, member.session_id)),
        user_id=member.learner_id,
        course_id=member.course_id,
        session_id=member.session_id,
        created_at=member.joined_at,
        left_at=UNSET if member.left_at is None else member.left_at,
        is_active=member.is_active,
    )


def linked_sessions(ask: Ask, ids: Iterable[str]) -> Linked:
    """Sessions by id, to be linked."""
    return {SESSIONS_V1: [session_record(one) for one in sessions.sessions_by_id(ask.visit, ids)]}


def branch_id(course_id: str) -> str:
    """The branch of a course: each has one, and learns under it."""
    return f"branch~{course_id}"


def _mine(ask: Ask, user_id: int, course_id: str) -> list[SessionMembership]:
    return [one for one in sessions.my_session_memberships(ask.visit, user_id) if one.course_id == course_id]


def _memberships(ask: Ask, mine: Sequence[SessionMembership]) -> Found:
    page, paging = slice_page(mine, ask.request.start, ask.request.limit)
    linked = linked_sessions(ask, [one.session_id for one in page]) if ask.wants("sessions") else {}
    return Found([membership_record(one) for one in page], linked, paging)


def _announcement(ask: Ask) -> Announcement:
    body = ask.sent(SessionAnnouncement)
    return Announcement(
        course_id=body.course_id,
        started_at=body.started_at,
        ended_at=body.ended_at,
        enrollment_starts_at=body.enrollment_starts_at,
        enrollment_ends_at=body.enrollment_ends_at,
        module_dues={one.module_id: one.deadline for one in body.module_deadlines},
        item_dues={one.item_id: one.deadline for one in body.item_deadlines},
    )


SESSIONS = Answers(
    reads=Deed.BROWSE,
    is_lasting=True,
    writes=Deed.TEACH,
    get=by_id,
    multi_get=by_ids,
    finders={"byCourse": by_course},
    create=announce,
    update=change,
    delete=call_off,
    body=SessionAnnouncement,
)
SESSION_MEMBERSHIPS = Answers(
    reads=Deed.SEE_MEMBERSHIPS,
    writes=Deed.STUDY,
    get=membership_by_key,
    finders={
        "activeByUserAndCourse": active_by_user_and_course,
        "byUserAndCourse": by_user_and_course,
        "byUser": by_user,
    },
    create=join,
    delete=leave,
    body=NewSessionMembership,
    is_own=True,
)
