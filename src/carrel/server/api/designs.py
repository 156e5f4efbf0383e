"""What a course aims at, and what passes and completes it."""

from carrel.application.classroom import current_edition
from carrel.courseware.course import Course
from carrel.courseware.items import LESSON_LOCK, Item
from carrel.domain.access import Deed
from carrel.resources.designs import CourseDesignRecord, GradingRecord, ObjectiveRecord
from carrel.resources.records import UNSET
from carrel.server.api.asking import Answers, Ask, Found
from carrel.server.api.course_materials import objective_id


def design_of(ask: Ask) -> Found:
    """The design of one course."""
    return Found([_record(current_edition(ask.visit, course_id=ask.request.key).course)])


def _record(course: Course) -> CourseDesignRecord:
    grading = course.grading
    return CourseDesignRecord(
        id=course.id,
        completion=course.completion,
        grading_policy=grading.policy,
        grading=GradingRecord(
            id=course.id,
            passing_fraction=grading.passing_fraction,
            late_penalty=grading.late_penalty,
            late_penalty_limit=grading.late_penalty_limit,
        ),
        item_gradings=[own for item in course.items() if (own := _own(item)) != GradingRecord(id=item.id)],
        locked_by_lesson=[item.id for item in course.items() if item.lock == LESSON_LOCK],
        objectives=[
            ObjectiveRecord(id=objective_id(one.id), text=one.text)
            for module in course.modules
            for one in module.objectives
        ],
    )


def _own(item: Item) -> GradingRecord:
    return GradingRecord(
        id=item.id,
        passing_fraction=UNSET if item.passing_fraction is None else item.passing_fraction,
        late_penalty=UNSET if item.late_penalty is None else item.late_penalty,
        late_penalty_limit=UNSET if item.late_penalty_limit is None else item.late_penalty_limit,
    )


COURSE_DESIGNS = Answers(reads=Deed.BROWSE, is_lasting=True, key_name="courseId", get=design_of)
