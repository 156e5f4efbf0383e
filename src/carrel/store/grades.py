"""How grades are kept: every attempt's worth, every word of staff, and what counts in the end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    true,
)

from carrel.domain.grading import ItemGrade, Override, ScoredAttempt
from carrel.store.memberships import raise_version
from carrel.store.prepared import Prepared, Put
from carrel.store.tables import grade_overrides, item_grades, memberships, scored_attempts

_SCORES = Prepared(
    select(item_grades.c.item_id, item_grades.c.score).where(
        item_grades.c.learner_id == bindparam("learner_id"),
        item_grades.c.course_id == bindparam("course_id"),
    )
)
_ALL_SCORES = Prepared(
    select(item_grades.c.course_id, item_grades.c.item_id, item_grades.c.score).where(
        item_grades.c.learner_id == bindparam("learner_id")
    )
)
_PUT_SCORE = Put(item_grades)
_PUT_ATTEMPT = Put(scored_attempts)
_ATTEMPTS = select(
    scored_attempts.c.learner_id,
    scored_attempts.c.item_id,
    scored_attempts.c.attempt_id,
    scored_attempts.c.score,
    scored_attempts.c.penalty,
    scored_attempts.c.submitted_at,
    scored_attempts.c.graded_at,
).order_by(scored_attempts.c.submitted_at, scored_attempts.c.attempt_id)
_OVERRIDES = select(
    grade_overrides.c.learner_id,
    grade_overrides.c.item_id,
    grade_overrides.c.score,
    grade_overrides.c.note,
    grade_overrides.c.given_by,
    grade_overrides.c.given_at,
).order_by(grade_overrides.c.number)
_ATTEMPTS_AT = Prepared(
    select(
        scored_attempts.c.attempt_id,
        scored_attempts.c.score,
        scored_attempts.c.penalty,
        scored_attempts.c.submitted_at,
        scored_attempts.c.graded_at,
    )
    .where(
        scored_attempts.c.learner_id == bindparam("learner_id"),
        scored_attempts.c.course_id == bindparam("course_id"),
        scored_attempts.c.item_id == bindparam("item_id"),
    )
    .order_by(scored_attempts.c.submitted_at, scored_attempts.c.attempt_id)
)
_OVERRIDES_OF = Prepared(
    select(
        grade_overrides.c.score,
        grade_overrides.c.note,
        grade_overrides.c.given_by,
        grade_overrides.c.given_at,
    )
    .where(
        grade_overrides.c.learner_id == bindparam("learner_id"),
        grade_overrides.c.course_id == bindparam("course_id"),
        grade_overrides.c.item_id == bindparam("item_id"),
    )
    .order_by(grade_overrides.c.number)
)
# By way of memberships, which have an index by course.
_IN_COURSE = and_(
    memberships.c.course_id == bindparam("course_id"),
    item_grades.c.learner_id == memberships.c.learner_id,
    item_grades.c.course_id == memberships.c.course_id,
)
_GRADED = (
    select(item_grades.c.learner_id, item_grades.c.item_id)
    .where(_IN_COURSE)
    .order_by(item_grades.c.learner_id, item_grades.c.item_id)
    .limit(bindparam("limit"))
    .offset(bindparam("start"))
)
_COUNT = select(func.count()).select_from(item_grades, memberships).where(_IN_COURSE)


def scores_of(connection: Connection, learner_id: int, course_id: str) -> dict[str, float]:
    """What counts of a learner's work in a course (0 to 1), by item id."""
    return dict(_SCORES.all(connection, learner_id=learner_id, course_id=course_id))


def scores_by_course(connection: Connection, learner_id: int) -> Mapping[str, Mapping[str, float]]:
    """What counts of all of a learner's work (0 to 1), by course and item."""
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    for course_id, item_id, score in _ALL_SCORES.all(connection, learner_id=learner_id):
        scores[course_id][item_id] = score
    return scores


def grade_of(connection: Connection, learner_id: int, course_id: str, item_id: str) -> ItemGrade:
    """A learner's grade for one item; an empty one while there is none."""
    key = {"learner_id": learner_id, "course_id": course_id, "item_id": item_id}
    return ItemGrade(
        tuple(ScoredAttempt(*row) for row in _ATTEMPTS_AT.all(connection, **key)),
        tuple(Override(*row) for row in _OVERRIDES_OF.all(connection, **key)),
    )


def grades_in(
    connection: Connection, course_id: str, learners: Iterable[int], item_id: str | None = None
) -> Mapping[int, Mapping[str, ItemGrade]]:
    """The grades of some learners in a course, by learner and item; of one item only where it is given."""
    asked = list(learners)
    attempts: dict[tuple[int, str], list[ScoredAttempt]] = defaultdict(list)
    of_attempts = _ATTEMPTS.where(_within(scored_attempts, asked, course_id, item_id))
    for learner_id, item, *row in connection.execute(of_attempts):
        attempts[learner_id, item].append(ScoredAttempt(*row))
    overrides: dict[tuple[int, str], list[Override]] = defaultdict(list)
    of_overrides = _OVERRIDES.where(_within(grade_overrides, asked, course_id, item_id))
    for learner_id, item, *row in connection.execute(of_overrides):
        overrides[learner_id, item].append(Override(*row))
    found: dict[int, dict[str, ItemGrade]] = {learner_id: {} for learner_id in asked}
    for key in attempts.keys() | overrides.keys():
        learner_id, item = key
        found[learner_id][item] = ItemGrade(tuple(attempts.get(key, ())), tuple(overrides.get(key, ())))
    return found


def graded(connection: Connection, course_id: str, start: int, limit: int) -> Sequence[tuple[int, str]]:
    """A page of what counts in a course: the ids of learners and items, in this order."""
    asked = {"course_id": course_id, "start": start, "limit": limit}
    return [(row[0], row[1]) for row in connection.execute(_GRADED, asked)]


def count_graded(connection: Connection, course_id: str) -> int:
    """How many grades count in a course."""
    return connection.execute(_COUNT, {"course_id": course_id}).scalar_one()


def put_attempt(
    connection: Connection,
    learner_id: int,
    course_id: str,
    item_id: str,
    attempt: ScoredAttempt,
    known: ItemGrade | None = None,
) -> ItemGrade:
    """Keep what an attempt was worth, in place of what it was worth before; answers the grade after it.

    `known` is the grade before it, for who has read that in the same transaction.
    """
    before = known or grade_of(connection, learner_id, course_id, item_id)
    _PUT_ATTEMPT(
        connection,
        learner_id=learner_id,
        course_id=course_id,
        item_id=item_id,
        attempt_id=attempt.id,
        score=attempt.score,
        penalty=attempt.penalty,
        submitted_at=attempt.submitted_at,
        graded_at=attempt.graded_at,
    )
    return _settled(connection, learner_id, course_id, item_id, before.after(attempt))


def add_override(
    connection: Connection, learner_id: int, course_id: str, item_id: str, said: Override
) -> ItemGrade:
    """Keep one more word of staff; answers the grade after it."""
    before = grade_of(connection, learner_id, course_id, item_id)
    number = len(before.overrides) + 1
    row = {
        "learner_id": learner_id,
        "course_id": course_id,
        "item_id": item_id,
        "number": number,
        "score": said.score,
        "note": said.note,
        "given_by": said.given_by,
        "given_at": said.given_at,
    }
    connection.execute(insert(grade_overrides), row)
    after = ItemGrade(before.attempts, (*before.overrides, said))
    return _settled(connection, learner_id, course_id, item_id, after)


def _within(
    table: Table, learners: Iterable[int], course_id: str, item_id: str | None
) -> ColumnElement[bool]:
    of_item = true() if item_id is None else table.c.item_id == item_id
    return and_(table.c.learner_id.in_(learners), table.c.course_id == course_id, of_item)


def _settled(
    connection: Connection, learner_id: int, course_id: str, item_id: str, grade: ItemGrade
) -> ItemGrade:
    """The grade as it is now, after what counts of it was brought up to date."""
    key = {"learner_id": learner_id, "course_id": course_id, "item_id": item_id}
    if grade.score is None:
        gone = delete(item_grades).where(*(item_grades.c[name] == value for name, value in key.items()))
        connection.execute(gone)
    else:
        _PUT_SCORE(connection, **key, score=grade.score, graded_at=grade.graded_at)
    raise_version(connection, learner_id, course_id)
    return grade
