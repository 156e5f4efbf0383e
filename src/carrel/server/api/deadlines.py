"""Answers about what is due when: the schedule of a course, and the signed-in learner's own deadlines."""

from carrel.application import pacing
from carrel.application.classroom import Classroom, current_edition
from carrel.courseware.course import Course
from carrel.domain.access import Deed
from carrel.domain.deadlines import WEEK, ModuleDeadline, schedule
from carrel.domain.errors import NotAuthorized
from carrel.protocol.errors import refused_value
from carrel.resources.deadlines import (
    CourseScheduleRecord,
    DeadlineSettingsChange,
    DeadlineSettingsRecord,
    LearnerCourseScheduleRecord,
    LearnerPeriodRecord,
    ModuleDeadlineRecord,
    PeriodRecord,
    ScheduleRecord,
)
from carrel.resources.records import UNSET, USER_AND_COURSE
from carrel.server.api.asking import Act, Answers, Ask, Found
from carrel.server.api.own import in_own_course

MOST_DAYS = 366
"""Days by which deadlines are moved at once, at most."""


def schedule_of(ask: Ask) -> Found:
    """The schedule of one course."""
    return Found([schedule_record(current_edition(ask.visit, course_id=ask.request.key).course)])


def by_key(ask: Ask) -> Found:
    """The signed-in learner's deadlines in a course."""
    return Found([_settings_record(_own(ask, *ask.request.key))])


def by_user_and_course(ask: Ask) -> Found:
    """The same, by parameters."""
    return Found([_settings_record(_own(ask, ask.argument("userId"), ask.argument("courseId")))])


def enable(ask: Ask) -> DeadlineSettingsRecord:
    """Turn the deadlines on or off."""
    body = ask.sent(DeadlineSettingsChange)
    user_id, course_id = ask.request.key
    _own(ask, user_id, course_id)
    return _settings_record(
        pacing.enable_deadlines(ask.visit, user_id, course_id, is_enabled=body.is_enabled)
    )


def shift(ask: Ask) -> DeadlineSettingsRecord:
    """Move the deadlines."""
    days = ask.argument("days") + 7 * ask.argument("weeks")
    if not 0 < abs(days) <= MOST_DAYS:
        raise refused_value(f"Deadlines are moved by 1 to {MOST_DAYS} days, later or earlier.")
    user_id, course_id = ask.argument("userId"), ask.argument("courseId")
    _own(ask, user_id, course_id)
    return _settings_record(pacing.shift_deadlines(ask.visit, user_id, course_id, days))


def reset(ask: Ask) -> DeadlineSettingsRecord:
    """Go on from today."""
    user_id, course_id = ask.argument("userId"), ask.argument("courseId")
    _own(ask, user_id, course_id)
    return _settings_record(pacing.restart_deadlines(ask.visit, user_id, course_id))


def learner_schedule(ask: Ask) -> Found:
    """The schedule of a course in the signed-in learner's time."""
    user_id, course_id = ask.request.key
    classroom = _own(ask, user_id, course_id)
    record = LearnerCourseScheduleRecord(
        id=USER_AND_COURSE.write((user_id, course_id)),
        user_id=user_id,
        course_id=course_id,
        is_enabled=classroom.pace is not None and classroom.pace.settings.is_enabled,
        periods=_periods(classroom),
    )
    return Found([record])


def schedule_record(course: Course) -> CourseScheduleRecord:
    """The schedule of a course as it is published."""
    periods = [
        PeriodRecord(module_ids=list(one.module_ids), number_of_weeks=one.weeks) for one in schedule(course)
    ]
    return CourseScheduleRecord(id=course.id, default_schedule=ScheduleRecord(periods=periods))


def deadline_records(deadlines: tuple[ModuleDeadline, ...]) -> list[ModuleDeadlineRecord]:
    """When modules are due as it is published."""
    return [ModuleDeadlineRecord(module_id=one.module_id, deadline=one.due) for one in deadlines]


def _own(ask: Ask, user_id: int, course_id: str) -> Classroom:
    return in_own_course(lambda: pacing.my_deadlines(ask.visit, user_id, course_id))


def _settings_record(classroom: Classroom) -> DeadlineSettingsRecord:
    pace, member = classroom.pace, classroom.membership
    if pace is None or member is None:
        raise NotAuthorized("Only who takes the course has deadlines.")
    return DeadlineSettingsRecord(
        id=USER_AND_COURSE.write((member.learner_id, member.course_id)),
        user_id=member.learner_id,
        course_id=member.course_id,
        start=pace.settings.start,
        is_enabled=pace.settings.is_enabled,
        module_deadlines=deadline_records(classroom.deadlines),
    )


def _periods(classroom: Classroom) -> list[LearnerPeriodRecord]:
    dues = {one.module_id: one.due for one in classroom.deadlines}
    records = []
    for period in schedule(classroom.edition.course):
        ends = max((dues[one] for one in period.module_ids if one in dues), default=None)
        records.append(
            LearnerPeriodRecord(
                module_ids=list(period.module_ids),
                number_of_weeks=period.weeks,
                started_at=UNSET if ends is None else ends - period.weeks * WEEK,
                ended_at=UNSET if ends is None else ends,
            )
        )
    return records


COURSE_SCHEDULES = Answers(reads=Deed.BROWSE, is_lasting=True, key_name="courseId", get=schedule_of)
DEADLINE_SETTINGS = Answers(
    reads=Deed.STUDY,
    writes=Deed.STUDY,
    get=by_key,
    finders={"byUserAndCourse": by_user_and_course},
    patch=enable,
    patch_body=DeadlineSettingsChange,
    actions={"shift": Act(shift), "reset": Act(reset)},
    is_own=True,
)
LEARNER_COURSE_SCHEDULES = Answers(reads=Deed.STUDY, is_lasting=True, get=learner_schedule)
