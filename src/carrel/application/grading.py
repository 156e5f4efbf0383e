"""Grading: what an attempt was worth is taken in, and an item that is passed is completed by it.

Staff may say something else than the attempts, with a note; whatever they say is kept.
"""

from typing import Final

from carrel.application.access import require
from carrel.application.classroom import current_edition
from carrel.application.editions import Edition, Place
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.courseware.items import ACTIVITIES, DISCUSSION_PROMPT, LECTURE, SUPPLEMENT, Item
from carrel.domain.access import Deed
from carrel.domain.errors import UnknownMember, WrongKind
from carrel.domain.grading import ItemGrade, Override, ScoredAttempt, is_passed, late_penalty, late_rule
from carrel.domain.progress import ItemProgress, ItemState
from carrel.store import deadlines, grades, memberships, progress, users

UNGRADED: Final = frozenset({LECTURE, SUPPLEMENT, DISCUSSION_PROMPT, *ACTIVITIES})
"""The kinds of items whose completion is all there is to know."""

LONGEST_NOTE: Final = 2000
"""Characters that staff have to say why."""


def record_score(
    visit: Visit,
    learner_id: int,
    edition: Edition,
    item_id: str,
    score: float,
    *,
    attempt_id: str,
    submitted_at: int,
) -> ItemGrade:
    """Take in what an attempt was worth: `score` from 0 to 1, before any penalty. Answers the item's grade.

    For deeds that have graded something and know that they may, by the course as it is taught now;
    `submitted_at` (epoch ms) says how late it was. The best attempt counts, and one that passes completes the
    item. The same `attempt_id` again is the same attempt graded anew, with the penalty it had. Raises
    `UnknownItem`, and `ValueError` for a score that is none.
    """
    _need_score(score)
    course, place = edition.course, edition.place_of(item_id)
    known = grades.grade_of(visit.connection, learner_id, course.id, item_id)
    before = next((one for one in known.attempts if one.id == attempt_id), None)
    if before is not None:
        submitted_at, penalty = before.submitted_at, before.penalty
    else:
        penalty = _penalty(visit, learner_id, course, place, submitted_at)
    attempt = ScoredAttempt(attempt_id, score, penalty, submitted_at, visit.now)
    grade = grades.put_attempt(visit.connection, learner_id, course.id, item_id, attempt, known)
    _move_on(visit, learner_id, course, place, grade)
    return grade


def _penalty(visit: Visit, learner_id: int, course: Course, place: Place, submitted_at: int) -> float:
    """What lateness costs of an attempt; when it was due is not asked where that costs nothing."""
    if not late_rule(course, place.item).rate:
        return 0.0
    pace = deadlines.pace_of(visit.connection, learner_id, course.id)
    due = pace.item_due(course, place.module.id, place.item.id) if pace else None
    return late_penalty(course, place.item, due, submitted_at)


def complete_item(visit: Visit, learner_id: int, course_id: str, item_id: str) -> ItemProgress:
    """Complete an item that asks for no score once it was handed in; answers the state since when it holds.

    For deeds that have taken in the work and know that they may.
    """
    return progress.put_item(visit.connection, learner_id, course_id, item_id, ItemState.COMPLETED, visit.now)


def override_grade(
    visit: Visit, learner_id: int, course_id: str, item_id: str, score: float, note: str
) -> ItemGrade:
    """Let staff say what an item is worth (0 to 1), and why; answers the item's grade.

    It stands before every attempt, earlier and later ones, and completes an item that it passes. Raises
    `NotSignedIn`, `NotAuthorized`, `UnknownCourse`, `UnknownItem`, `WrongKind` for an item that has no grade,
    `UnknownMember`, and `ValueError` for a score that is none.
    """
    _need_score(score)
    edition = _reach_gradable(visit, learner_id, course_id, item_id)
    said = Override(score, note, visit.learner().id, visit.now)
    grade = grades.add_override(visit.connection, learner_id, course_id, item_id, said)
    _move_on(visit, learner_id, edition.course, edition.place_of(item_id), grade)
    return grade


def withdraw_override(visit: Visit, learner_id: int, course_id: str, item_id: str) -> ItemGrade | None:
    """Let the attempts count again; answers the grade after it, or None where staff had said nothing.

    What was completed stays completed. Raises as `override_grade`.
    """
    _reach_gradable(visit, learner_id, course_id, item_id)
    if grades.grade_of(visit.connection, learner_id, course_id, item_id).override is None:
        return None
    said = Override(None, "", visit.learner().id, visit.now)
    return grades.add_override(visit.connection, learner_id, course_id, item_id, said)


def has_grade(item: Item) -> bool:
    """Whether work on an item can be graded: it counts, or it is an assessment."""
    return item.is_passable or item.kind not in UNGRADED


def _reach_gradable(visit: Visit, learner_id: int, course_id: str, item_id: str) -> Edition:
    """The edition of an item that staff may grade for this learner."""
    require(visit, Deed.GRADE, course_id=course_id, about=learner_id)
    edition = current_edition(visit, course_id=course_id)
    item = edition.place_of(item_id).item
    if not has_grade(item):
        raise WrongKind(item_id, item.kind, "an assessment")
    need_member(visit, learner_id, course_id)
    return edition


def need_member(visit: Visit, learner_id: int, course_id: str) -> None:
    """Refuse an id of nobody who takes the course, or took it: `UnknownMember`."""
    if (
        users.user_by_id(visit.connection, learner_id) is None
        or memberships.membership(visit.connection, learner_id, course_id) is None
    ):
        raise UnknownMember(f"Nobody of the id {learner_id} takes this course.")


def _need_score(score: float) -> None:
    if not 0 <= score <= 1:
        raise ValueError(f"A score lies between 0 and 1, and {score} does not.")


def _move_on(visit: Visit, learner_id: int, course: Course, place: Place, grade: ItemGrade) -> None:
    """Begin the item, or complete it where its grade passes."""
    state = ItemState.COMPLETED if is_passed(course, place.item, grade.score) else ItemState.STARTED
    progress.put_item(visit.connection, learner_id, course.id, place.item.id, state, visit.now)
