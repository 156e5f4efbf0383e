"""Answers about grades: one's own, and those that staff see and give."""

from collections.abc import Mapping
from typing import Final

from carrel.application import gradebook, grading
from carrel.application.classroom import Classroom, current_edition, enter_course_by_id
from carrel.application.editions import Edition
from carrel.courseware.course import Course
from carrel.courseware.items import Item
from carrel.domain.access import Deed
from carrel.domain.grading import GradeRecord, ItemGrade, Override, is_passed, passed_items
from carrel.protocol.errors import not_found, refused_value
from carrel.protocol.paging import paging_at, read_offset, slice_page
from carrel.resources.grades import (
    USER_COURSE_AND_ITEM,
    CourseGradesRecord,
    GradeOverrideRecord,
    ItemGradeRecord,
    ItemOutcomeRecord,
    NewGradeOverride,
    OutcomeRecord,
)
from carrel.resources.records import UNSET
from carrel.server.api.asking import Answers, Ask, Found

PASSING_STATES: Final = {GradeRecord.PASSED: "passed", GradeRecord.NOT_PASSED: "notPassed"}
NOTHING: Final = OutcomeRecord(passed_items_count=0, course_grade=0.0)


def my_course_grades(ask: Ask) -> Found:
    """The signed-in user's grades in one course."""
    classroom = enter_course_by_id(ask.visit, ask.request.key)
    course, member = classroom.edition.course, classroom.membership
    own = gradebook.my_grades(ask.visit, classroom)
    known = {item.id: own[item.id] for item in course.items() if item.id in own}
    graded_at = [one.graded_at for one in known.values()]
    enrolled_at = member.enrolled_at if member else 0
    record = CourseGradesRecord(
        id=course.id,
        timestamp=max([enrolled_at, *graded_at]),
        passing_state=PASSING_STATES[classroom.grade.record],
        item_grades=_outcomes(classroom, known),
        passable_items_count=sum(item.is_passable for item in course.items()),
        overall_outcome=OutcomeRecord(
            passed_items_count=len(list(passed_items(course, classroom.scores))),
            course_grade=classroom.grade.score,
        ),
        verified_outcome=NOTHING,
    )
    return Found([record])


def by_key(ask: Ask) -> Found:
    """One grade: one's own, or anybody's for staff."""
    learner_id, course_id, item_id = ask.request.key
    grade = gradebook.grade_of(ask.visit, learner_id, course_id, item_id)
    if not grade.attempts and not grade.overrides:
        raise not_found()
    edition = current_edition(ask.visit, course_id=course_id)
    return Found([_record(edition, learner_id, item_id, grade)])


def by_course(ask: Ask) -> Found:
    """Every grade in a course, page by page."""
    course_id, start = ask.argument("courseId"), read_offset(ask.request.start)
    given, total = gradebook.grades_given(ask.visit, course_id, start, ask.request.limit)
    edition = current_edition(ask.visit, course_id=course_id)
    records = [_record(edition, one.learner_id, one.item_id, one.grade) for one in given]
    return Found(records, paging=paging_at(start, ask.request.limit, total))


def mine(ask: Ask) -> Found:
    """The signed-in user's grades in a course."""
    classroom = enter_course_by_id(ask.visit, ask.argument("courseId"))
    own = gradebook.my_grades(ask.visit, classroom)
    ordered = [item_id for item_id in classroom.edition.places if item_id in own]
    page, paging = slice_page(ordered, ask.request.start, ask.request.limit)
    me = ask.visit.learner().id
    return Found([_record(classroom.edition, me, item_id, own[item_id]) for item_id in page], paging=paging)


def override(ask: Ask) -> ItemGradeRecord:
    """Let staff say what an item is worth."""
    body = ask.sent(NewGradeOverride)
    if not 0 <= body.score <= 1:
        raise refused_value("A score lies between 0 and 1.")
    if not body.note.strip() or len(body.note) > grading.LONGEST_NOTE:
        raise refused_value(f"A note of 1 to {grading.LONGEST_NOTE} characters must say why.")
    learner_id, course_id, item_id = ask.request.key
    grade = grading.override_grade(ask.visit, learner_id, course_id, item_id, body.score, body.note)
    return _record(current_edition(ask.visit, course_id=course_id), learner_id, item_id, grade)


def withdraw(ask: Ask) -> None:
    """Let the attempts count again."""
    if grading.withdraw_override(ask.visit, *ask.request.key) is None:
        raise not_found()


def _outcomes(classroom: Classroom, grades: Mapping[str, ItemGrade]) -> dict[str, ItemOutcomeRecord]:
    course, places = classroom.edition.course, classroom.edition.places
    return {
        item_id: _outcome(course, places[item_id].item, one.score, one.graded_at)
        for item_id, one in grades.items()
        if one.score is not None
    }


def _outcome(course: Course, item: Item, score: float, graded_at: int) -> ItemOutcomeRecord:
    return ItemOutcomeRecord(
        score=score, is_passed=is_passed(course, item, score), timestamp=graded_at, weight=item.weight
    )


def _record(edition: Edition, learner_id: int, item_id: str, grade: ItemGrade) -> ItemGradeRecord:
    course, best, score = edition.course, grade.best, grade.score
    # What was graded stays, also where the course no longer has the item.
    place = edition.places.get(item_id)
    return ItemGradeRecord(
        id=USER_COURSE_AND_ITEM.write((learner_id, course.id, item_id)),
        user_id=learner_id,
        course_id=course.id,
        item_id=item_id,
        score=UNSET if score is None else score,
        is_passed=place is not None and is_passed(course, place.item, score),
        graded_at=grade.graded_at or UNSET,
        attempts_count=len(grade.attempts),
        earned_grade=best.earned if best else UNSET,
        late_penalty_ratio=best.penalty if best else UNSET,
        submitted_at=best.submitted_at if best else UNSET,
        grade_override=_said(grade.override) if grade.override else UNSET,
        grade_overrides=[_said(one) for one in grade.overrides],
    )


def _said(said: Override) -> GradeOverrideRecord:
    return GradeOverrideRecord(
        score=UNSET if said.score is None else said.score,
        note=said.note,
        given_by=said.given_by,
        given_at=said.given_at,
    )


COURSE_GRADES = Answers(reads=Deed.SEE_GRADES, is_lasting=True, get=my_course_grades)
ITEM_GRADES = Answers(
    reads=Deed.SEE_GRADES,
    writes=Deed.GRADE,
    deeds={"byCourse": Deed.GRADE},
    get=by_key,
    finders={"byCourse": by_course, "me": mine},
    update=override,
    delete=withdraw,
    body=NewGradeOverride,
)
