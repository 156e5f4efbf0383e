"""Sessions: learners who take a course together have its deadlines in common.

Every course has one session that is always open and has no deadlines: whoever is enrolled and has joined no
other is in it, and keeps their own time. Its id is the course's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from carrel.courseware.course import Course
from carrel.domain.deadlines import FARTHEST, DeadlineSettings, ModuleDeadline, module_deadlines
from carrel.domain.errors import UnfitTime


@dataclass(frozen=True, slots=True)
class Session:
    """A cohort. Times are epoch ms; without an end it stays open.

    `module_dues` and `item_dues` are deadlines as they were announced, by id.
    """

    id: str
    course_id: str
    started_at: int
    ended_at: int | None
    enrollment_starts_at: int
    enrollment_ends_at: int | None
    module_dues: Mapping[str, int] = field(default_factory=dict)
    item_dues: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_self_paced(self) -> bool:
        """Whether this is the session of those who keep their own time."""
        return self.id == self.course_id

    def takes_in(self, now: int) -> bool:
        """Whether learners may join now."""
        return self.enrollment_starts_at <= now and (
            self.enrollment_ends_at is None or now <= self.enrollment_ends_at
        )


@dataclass(frozen=True, slots=True)
class SessionMembership:
    """A learner in a session. Times are epoch ms; who left may come back."""

    learner_id: int
    course_id: str
    session_id: str
    joined_at: int
    left_at: int | None = None

    @property
    def is_active(self) -> bool:
        """Whether the learner is in the session now."""
        return self.left_at is None


@dataclass(frozen=True, slots=True)
class Pace:
    """By what a learner's deadlines in one course go: a session's, while they are in one, else their own."""

    settings: DeadlineSettings
    session: Session | None = None

    def deadlines(self, course: Course) -> tuple[ModuleDeadline, ...]:
        """When each module is due, in the order of the schedule; nothing is while deadlines are off."""
        if not self.settings.is_enabled:
            return ()
        if self.session is None:
            return module_deadlines(course, self.settings.start)
        return session_deadlines(course, self.session)

    def item_due(self, course: Course, module_id: str, item_id: str) -> int | None:
        """When an item of a module is due (epoch ms), if it is at all."""
        if self.settings.is_enabled and self.session and item_id in self.session.item_dues:
            return self.session.item_dues[item_id]
        return next((one.due for one in self.deadlines(course) if one.module_id == module_id), None)


def self_paced(course_id: str, since: int) -> Session:
    """The session of those who keep their own time in a course that was first published at `since`."""
    return Session(course_id, course_id, since, None, since, None)


def session_deadlines(course: Course, session: Session) -> tuple[ModuleDeadline, ...]:
    """The deadlines of all who are in a session, in the order of the schedule.

    What was announced stays when the course is published again; a module that is new is due by the schedule.
    """
    return tuple(
        ModuleDeadline(one.module_id, session.module_dues.get(one.module_id, one.due))
        for one in module_deadlines(course, session.started_at)
    )


def check_times(session: Session, now: int) -> None:
    """Raises `UnfitTime` where a session ends before it begins, or lies where no calendar reaches."""
    ends = session.ended_at, session.enrollment_ends_at
    moments = [session.started_at, session.enrollment_starts_at, *(end for end in ends if end is not None)]
    moments += [*session.module_dues.values(), *session.item_dues.values()]
    if any(abs(moment - now) > FARTHEST for moment in moments):
        raise UnfitTime("A session lies within ten years of now.")
    if session.ended_at is not None and session.ended_at <= session.started_at:
        raise UnfitTime("A session ends after it begins.")
    if session.enrollment_ends_at is not None and session.enrollment_ends_at < session.enrollment_starts_at:
        raise UnfitTime("The time to join ends after it begins.")
