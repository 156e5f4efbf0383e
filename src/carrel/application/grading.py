"""Grading: what an attempt was worth is taken in, and an item that is passed is completed by it."""

from carrel.application.classroom import current_edition
from carrel.application.editions import Place
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.domain.deadlines import module_deadlines
from carrel.domain.grading import ItemGrade, ScoredAttempt, is_passed, late_penalty
from carrel.domain.progress import ItemProgress, ItemState
from carrel.store import grades, memberships, progress


def record_score(
    visit: Visit,
    learner_id: int,
    course_id: str,
    item_id: str,
    score: float,
    *,
    attempt_id: str,
    submitted_at: int,
) -> ItemGrade:
    """Take in what an attempt was worth: `score` from 0 to 1, before any penalty. Answers the item's grade.

    For deeds that have graded something and know that they may; `submitted_at` (epoch ms) says how late it
    was. The best attempt counts, and one that passes completes the item. The same `attempt_id` again is the
    same attempt graded anew, with the penalty it had. Raises `UnknownCourse`, `UnknownItem`, and
    `ValueError` for a score that is none.
    """
    if not 0 <= score <= 1:
        raise ValueError(f"A score lies between 0 and 1, and {score} does not.")
    edition = current_edition(visit, course_id=course_id)
    place = edition.place_of(item_id)
    known = grades.grade_of(visit.connection, learner_id, course_id, item_id)
    before = next((one for one in known.attempts if one.id == attempt_id), None)
    if before is not None:
        submitted_at, penalty = before.submitted_at, before.penalty
    else:
        due = _due(visit, edition.course, learner_id, place)
        penalty = late_penalty(edition.course, place.item, due, submitted_at)
    attempt = ScoredAttempt(attempt_id, score, penalty, submitted_at, visit.now)
    grade = grades.put_attempt(visit.connection, learner_id, course_id, item_id, attempt)
    _move_on(visit, learner_id, edition.course, place, grade)
    return grade


def complete_item(visit: Visit, learner_id: int, course_id: str, item_id: str) -> ItemProgress:
    """Complete an item that asks for no score once it was handed in; answers the state since when it holds.

    For deeds that have taken in the work and know that they may.
    """
    return progress.put_item(visit.connection, learner_id, course_id, item_id, ItemState.COMPLETED, visit.now)


def _move_on(visit: Visit, learner_id: int, course: Course, place: Place, grade: ItemGrade) -> None:
    """Begin the item, or complete it where its grade passes."""
    state = ItemState.COMPLETED if is_passed(course, place.item, grade.score) else ItemState.STARTED
    progress.put_item(visit.connection, learner_id, course.id, place.item.id, state, visit.now)


def _due(visit: Visit, course: Course, learner_id: int, place: Place) -> int | None:
    """When the item is due for a learner (epoch ms); None for who is not enrolled."""
    member = memberships.membership(visit.connection, learner_id, course.id)
    if member is None:
        return None
    deadlines = module_deadlines(course, member.enrolled_at)
    return next((one.due for one in deadlines if one.module_id == place.module.id), None)
