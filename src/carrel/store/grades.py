"""How grades are kept: every attempt's worth, every word of staff, and what counts in the end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from carrel.domain.grading import ItemGrade, Override, ScoredAttempt
from carrel.store.memberships import raise_version
from carrel.store.prepared import Prepared, Put
from carrel.store.tables import grade_overrides, item_grades, scored_attempts

_SCORES = Prepared(
    select(item_grades.c.item_id, item_grades.c.score).where(
        item_grades.c.learner_id == bindparam("learner_id"),
        item_grades.c.course_id == bindparam("course_id"),
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


def scores_of(connection: Connection, learner_id: int, course_id: str) -> dict[str, float]:
    """What counts of a learner's work in a course (0 to 1), by item id."""
    return dict(_SCORES.all(connection, learner_id=learner_id, course_id=course_id))


def grade_of(connection: Connection, learner_id: int, course_id: str, item_id: str) -> ItemGrade:
    """A learner's grade for one item; an empty one while there is none."""
    grades = grades_in(connection, course_id, [learner_id], item_id)
    return grades.get(learner_id, {}).get(item_id, ItemGrade())


def grades_in(
    connection: Connection, course_id: str, learners: Iterable[int], item_id: str | None = None
) -> Mapping[int, Mapping[str, ItemGrade]]:
    """The grades of some learners in a course, by learner and item; of one item only where it is given."""
    attempts: dict[tuple[int, str], list[ScoredAttempt]] = defaultdict(list)
    overrides: dict[tuple[int, str], Override] = {}
    asked = list(learners)
    for table, question in ((scored_attempts, _ATTEMPTS), (grade_overrides, _OVERRIDES)):
        within = question.where(table.c.learner_id.in_(asked), table.c.course_id == course_id)
        if item_id is not None:
            within = within.where(table.c.item_id == item_id)
        for learner_id, item, *row in connection.execute(within):
            if table is scored_attempts:
                attempts[learner_id, item].append(ScoredAttempt(*row))
            else:
                overrides[learner_id, item] = Override(*row)
    found: dict[int, dict[str, ItemGrade]] = defaultdict(dict)
    for learner_id, item in [*attempts, *(key for key in overrides if key not in attempts)]:
        said = overrides.get((learner_id, item))
        in_force = said if said and said.score is not None else None
        found[learner_id][item] = ItemGrade(tuple(attempts[learner_id, item]), in_force)
    return found


def overrides_of(connection: Connection, learner_id: int, course_id: str, item_id: str) -> list[Override]:
    """Every word of staff on one grade, the first one first."""
    rows = connection.execute(
        _OVERRIDES.where(
            grade_overrides.c.learner_id == learner_id,
            grade_overrides.c.course_id == course_id,
            grade_overrides.c.item_id == item_id,
        )
    )
    return [Override(*row[2:]) for row in rows]


def put_attempt(
    connection: Connection, learner_id: int, course_id: str, item_id: str, attempt: ScoredAttempt
) -> ItemGrade:
    """Keep what an attempt was worth, in place of what it was worth before; answers the grade after it."""
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
    return _settled(connection, learner_id, course_id, item_id)


def add_override(
    connection: Connection, learner_id: int, course_id: str, item_id: str, said: Override
) -> ItemGrade:
    """Keep one more word of staff; answers the grade after it."""
    key = {"learner_id": learner_id, "course_id": course_id, "item_id": item_id}
    last = select(func.coalesce(func.max(grade_overrides.c.number), 0)).where(
        *(grade_overrides.c[name] == value for name, value in key.items())
    )
    number = connection.execute(last).scalar_one() + 1
    row = {"score": said.score, "note": said.note, "given_by": said.given_by, "given_at": said.given_at}
    connection.execute(insert(grade_overrides), {**key, **row, "number": number})
    return _settled(connection, learner_id, course_id, item_id)


def _settled(connection: Connection, learner_id: int, course_id: str, item_id: str) -> ItemGrade:
    """The grade, after what counts of it was brought up to date."""
    grade = grade_of(connection, learner_id, course_id, item_id)
    key = {"learner_id": learner_id, "course_id": course_id, "item_id": item_id}
    if grade.score is None:
        gone = delete(item_grades).where(*(item_grades.c[name] == value for name, value in key.items()))
        connection.execute(gone)
    else:
        _PUT_SCORE(connection, **key, score=grade.score, graded_at=grade.graded_at)
    raise_version(connection, learner_id, course_id)
    return grade
