"""Sessions: staff announce them, learners join, leave and switch; who is in none keeps their own time.

A learner is in one session of a course at most. Where they are in none, they are in the one that every course
has for those who keep their own time.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from carrel.application.access import admit, require
from carrel.application.classroom import current_edition
from carrel.application.editions import Edition
from carrel.application.visit import Visit
from carrel.domain.access import Deed
from carrel.domain.deadlines import module_deadlines
from carrel.domain.enrollment import Membership
from carrel.domain.errors import NotEnrolled, SessionClosed, UnfitTime, UnknownSession
from carrel.domain.sessions import Session, SessionMembership, check_times, self_paced
from carrel.store import courses, memberships, sessions


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said of a session: when it begins, and what else is not to follow from that (epoch ms).

    `module_dues` and `item_dues` are deadlines by id; a module that is not named is due by the schedule.
    """

    course_id: str
    started_at: int
    ended_at: int | None = None
    enrollment_starts_at: int | None = None
    enrollment_ends_at: int | None = None
    module_dues: Mapping[str, int] = field(default_factory=dict)
    item_dues: Mapping[str, int] = field(default_factory=dict)


def sessions_of(visit: Visit, course_ids: Iterable[str]) -> Mapping[str, Sequence[Session]]:
    """The sessions of courses, by course: first the one for those who keep their own time.

    Courses that are not taught are left out.
    """
    found = {
        card.course.id: [self_paced(card.course.id, card.published_at)]
        for card in courses.cards_by_id(visit.connection, course_ids)
    }
    for session in sessions.sessions_of_courses(visit.connection, found):
        found[session.course_id].append(session)
    return found


def sessions_by_id(visit: Visit, ids: Iterable[str]) -> Sequence[Session]:
    """These sessions in the order asked; unknown ones are left out."""
    wanted = list(dict.fromkeys(ids))
    cards = courses.cards_by_id(visit.connection, wanted)
    found = {card.course.id: self_paced(card.course.id, card.published_at) for card in cards}
    found |= {one.id: one for one in sessions.sessions_by_id(visit.connection, wanted)}
    return [found[session_id] for session_id in wanted if session_id in found]


def announce(visit: Visit, told: Announcement) -> Session:
    """Make a new session; for staff.

    Raises `NotSignedIn`, `NotAuthorized`, `UnknownCourse`, `UnknownItem`, `UnfitTime`.
    """
    require(visit, Deed.TEACH, course_id=told.course_id)
    return _put(visit, secrets.token_urlsafe(16), told)


def change(visit: Visit, session_id: str, told: Announcement) -> Session:
    """Say all of a session anew, for everybody who is in it; for staff. Raises as `announce`, and
    `UnknownSession`.
    """
    known = _session(visit, session_id)
    require(visit, Deed.TEACH, course_id=known.course_id)
    if told.course_id != known.course_id:
        raise UnknownSession("A session stays with its course.")
    return _put(visit, session_id, told)


def call_off(visit: Visit, session_id: str) -> None:
    """Remove a session; who was in it keeps their own time. For staff; raises `UnknownSession`."""
    known = _session(visit, session_id)
    require(visit, Deed.TEACH, course_id=known.course_id)
    sessions.remove_session(visit.connection, known.id)


def join(visit: Visit, user_id: int, course_id: str, session_id: str) -> SessionMembership:
    """Let the visitor into a session of a course that they take, and out of the one they were in.

    Joining the session of those who keep their own time is leaving any other. A second time changes nothing.
    Raises `NotSignedIn`, `NotAuthorized`, `NotEnrolled`, `UnknownSession`, `SessionClosed`.
    """
    member = _my_enrolment(visit, user_id, course_id)
    active = _active(visit, member)
    if session_id == active.session_id:
        return active
    if session_id == course_id:
        sessions.leave(visit.connection, user_id, course_id, visit.now)
        return _active(visit, member)
    session = _session(visit, session_id)
    if session.course_id != course_id:
        raise UnknownSession("The session is of another course.")
    if not session.takes_in(visit.now):
        raise SessionClosed("This session takes in nobody now.")
    new = SessionMembership(user_id, course_id, session_id, visit.now)
    sessions.join(visit.connection, new)
    return new


def leave(visit: Visit, user_id: int, course_id: str, session_id: str) -> None:
    """Let the visitor leave a session that they are in; they keep their own time then.

    Raises as `join`; who keeps their own time already is in no session that could be left.
    """
    member = _my_enrolment(visit, user_id, course_id)
    if session_id == course_id or _active(visit, member).session_id != session_id:
        raise UnknownSession("You are not in this session.")
    sessions.leave(visit.connection, user_id, course_id, visit.now)


def my_session_memberships(visit: Visit, user_id: int) -> Sequence[SessionMembership]:
    """Every session that the visitor was ever in, the one they are in now first among those of a course.

    Raises `NotSignedIn`, and `NotAuthorized` for somebody else's.
    """
    require(visit, Deed.SEE_MEMBERSHIPS, about=user_id)
    joined = sessions.session_memberships_of(visit.connection, user_id)
    found: list[SessionMembership] = []
    for member in memberships.memberships_of(visit.connection, user_id):
        if member.is_current:
            found += _in_course(member, [one for one in joined if one.course_id == member.course_id])
    return found


def active_sessions(visit: Visit) -> Mapping[str, SessionMembership]:
    """The session that the visitor is in now, by the id of each course that they take."""
    mine = my_session_memberships(visit, visit.learner().id)
    return {one.course_id: one for one in mine if one.is_active}


def _in_course(member: Membership, joined: Sequence[SessionMembership]) -> list[SessionMembership]:
    """What a learner joined in one course, newest first, and how they keep their own time there."""
    own = SessionMembership(member.learner_id, member.course_id, member.course_id, member.enrolled_at)
    inside = next((one for one in joined if one.is_active), None)
    if inside is not None:
        own = replace(own, left_at=inside.joined_at)
    return sorted([own, *joined], key=lambda one: (not one.is_active, -one.joined_at, one.session_id))


def _active(visit: Visit, member: Membership) -> SessionMembership:
    joined = sessions.session_memberships_of(visit.connection, member.learner_id)
    return _in_course(member, [one for one in joined if one.course_id == member.course_id])[0]


def _put(visit: Visit, session_id: str, told: Announcement) -> Session:
    edition = current_edition(visit, course_id=told.course_id)
    dues = {one.module_id: one.due for one in module_deadlines(edition.course, told.started_at)}
    _check_names(edition, told)
    dues |= told.module_dues
    ended_at = told.ended_at if told.ended_at is not None else max(dues.values(), default=None)
    session = Session(
        id=session_id,
        course_id=told.course_id,
        started_at=told.started_at,
        ended_at=ended_at,
        enrollment_starts_at=visit.now if told.enrollment_starts_at is None else told.enrollment_starts_at,
        enrollment_ends_at=ended_at if told.enrollment_ends_at is None else told.enrollment_ends_at,
        module_dues=dues,
        item_dues=told.item_dues,
    )
    check_times(session, visit.now)
    sessions.put_session(visit.connection, session)
    return session


def _check_names(edition: Edition, told: Announcement) -> None:
    known = {module.id for module in edition.course.modules}
    if unknown := [module_id for module_id in told.module_dues if module_id not in known]:
        raise UnfitTime(f"The course has no module {unknown[0][:40]} to be due.")
    if unknown := [item_id for item_id in told.item_dues if item_id not in edition.places]:
        raise UnfitTime(f"The course has no item {unknown[0][:40]} to be due.")


def _session(visit: Visit, session_id: str) -> Session:
    found = sessions.session_by_id(visit.connection, session_id)
    if found is None:
        raise UnknownSession("There is no such session.")
    return found


def _my_enrolment(visit: Visit, user_id: int, course_id: str) -> Membership:
    admit(visit, Deed.STUDY, about=user_id)
    member = memberships.membership(visit.connection, user_id, course_id)
    if member is None or not member.is_current:
        raise NotEnrolled("Only who takes a course can be in its sessions.")
    return member
