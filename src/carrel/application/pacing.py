"""How learners keep their time in a course: turning deadlines off and on, moving them, going on from today.

In a session all have the same deadlines: they can be turned off, but not moved (`FixedDeadlines`).

Learners speak for themselves only. Every deed raises `NotSignedIn`, `UnknownCourse`, and `NotAuthorized` for
somebody else's deadlines or a course that the learner does not take.
"""

from dataclasses import replace

from carrel.application.access import admit
from carrel.application.classroom import Classroom, see_course_by_id
from carrel.application.visit import Visit
from carrel.domain.access import Deed
from carrel.domain.deadlines import DeadlineSettings, restarted, shifted
from carrel.domain.errors import FixedDeadlines, NotEnrolled
from carrel.domain.sessions import Pace
from carrel.store.deadlines import put_settings


def my_deadlines(visit: Visit, user_id: int, course_id: str) -> Classroom:
    """The course in which the visitor asks for their own deadlines."""
    admit(visit, Deed.STUDY, about=user_id)
    classroom = see_course_by_id(visit, course_id)
    if classroom.pace is None:
        raise NotEnrolled(f"You are not enrolled in “{classroom.edition.course.name}”.")
    return classroom


def enable_deadlines(visit: Visit, user_id: int, course_id: str, *, is_enabled: bool) -> Classroom:
    """Turn the visitor's deadlines in a course on or off; answers the course after it."""
    before, pace = _my_pace(visit, user_id, course_id)
    return _set(visit, before, replace(pace.settings, is_enabled=is_enabled))


def shift_deadlines(visit: Visit, user_id: int, course_id: str, days: int) -> Classroom:
    """Move the visitor's deadlines in a course by so many days, and turn them on.

    Raises `UnfitTime` where that leads too far.
    """
    before, settings = _movable(visit, user_id, course_id)
    return _set(visit, before, shifted(settings, days, visit.now))


def restart_deadlines(visit: Visit, user_id: int, course_id: str) -> Classroom:
    """Count the visitor's deadlines anew: what they still have to do begins now."""
    before, _ = _movable(visit, user_id, course_id)
    return _set(visit, before, restarted(before.edition.course, before.done, visit.now))


def _my_pace(visit: Visit, user_id: int, course_id: str) -> tuple[Classroom, Pace]:
    classroom = my_deadlines(visit, user_id, course_id)
    if classroom.pace is None:
        raise NotEnrolled("Only who takes the course has deadlines.")
    return classroom, classroom.pace


def _movable(visit: Visit, user_id: int, course_id: str) -> tuple[Classroom, DeadlineSettings]:
    classroom, pace = _my_pace(visit, user_id, course_id)
    if pace.session is not None:
        raise FixedDeadlines("All in a session have its deadlines. To keep your own time, leave the session.")
    return classroom, pace.settings


def _set(visit: Visit, before: Classroom, settings: DeadlineSettings) -> Classroom:
    course_id = before.edition.course.id
    put_settings(visit.connection, visit.learner().id, course_id, settings)
    return see_course_by_id(visit, course_id)
