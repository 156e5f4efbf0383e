from functools import partial
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.grading import ItemGrade, Override, ScoredAttempt
from carrel.domain.users import User
from carrel.store import grades, memberships, migrating
from carrel.store.engine import Database
from tests.builders import COURSE_ID
from tests.conftest import Place
from tests.store.kept import keep_course, keep_user

ITEM = "exam"
FIRST = ScoredAttempt("a1", 0.5, 0.0, 100, 110)
SECOND = ScoredAttempt("a2", 0.9, 0.2, 200, 210)
RAISED = Override(0.95, "She was ill.", 77, 300)
WITHDRAWN = Override(None, "A mistake.", 78, 400)


@pytest.fixture
def learner(database: Database) -> User:
    keep_course(database)
    learner = keep_user(database)
    new = Membership(learner.id, COURSE_ID, CourseRole.LEARNER, enrolled_at=0)
    database.write(lambda connection: memberships.add_membership(connection, new))
    return learner


def put(database: Database, learner: User, *attempts: ScoredAttempt) -> ItemGrade:
    def work(connection: Connection) -> ItemGrade:
        told = [grades.put_attempt(connection, learner.id, COURSE_ID, ITEM, one) for one in attempts]
        return told[-1]

    return database.write(work)


def say(database: Database, learner: User, said: Override) -> ItemGrade:
    return database.write(
        lambda connection: grades.add_override(connection, learner.id, COURSE_ID, ITEM, said)
    )


def scores(database: Database, learner: User) -> dict[str, float]:
    return database.read(lambda connection: grades.scores_of(connection, learner.id, COURSE_ID))


def version(database: Database, learner: User) -> int:
    found = database.read(lambda connection: memberships.membership(connection, learner.id, COURSE_ID))
    assert found
    return found.version


def test_what_counts_is_what_the_best_attempt_earned(database: Database, learner: User):
    grade = put(database, learner, SECOND, FIRST)

    assert grade == ItemGrade((FIRST, SECOND))
    assert scores(database, learner) == {ITEM: 0.72}


def test_an_attempt_that_is_graded_anew_is_one_attempt(database: Database, learner: User):
    put(database, learner, FIRST)

    grade = put(database, learner, ScoredAttempt("a1", 0.3, 0.0, 100, 120))

    assert len(grade.attempts) == 1
    assert scores(database, learner) == {ITEM: 0.3}


def test_the_last_word_of_staff_counts_and_every_word_is_kept(database: Database, learner: User):
    put(database, learner, FIRST)

    raised = say(database, learner, RAISED)
    assert (raised.score, raised.graded_at) == (0.95, 300)
    assert scores(database, learner) == {ITEM: 0.95}

    withdrawn = say(database, learner, WITHDRAWN)
    assert withdrawn == ItemGrade((FIRST,), (RAISED, WITHDRAWN))
    assert scores(database, learner) == {ITEM: 0.5}


def test_a_grade_that_only_staff_gave_is_gone_when_it_is_withdrawn(database: Database, learner: User):
    say(database, learner, RAISED)

    say(database, learner, WITHDRAWN)

    assert scores(database, learner) == {}


def test_whatever_is_kept_raises_the_version(database: Database, learner: User):
    before = version(database, learner)
    put(database, learner, FIRST)
    between = version(database, learner)
    say(database, learner, RAISED)

    assert before < between < version(database, learner)


def test_grades_are_those_of_the_learners_that_are_asked_for(database: Database, learner: User):
    other = keep_user(database, "other@example.org")
    put(database, learner, FIRST)
    put(database, other, SECOND)
    say(database, other, RAISED)

    found = database.read(lambda connection: grades.grades_in(connection, COURSE_ID, [other.id]))

    assert found == {other.id: {ITEM: ItemGrade((SECOND,), (RAISED,))}}


def test_a_page_of_what_counts_in_a_course_has_no_other_course(database: Database, learner: User):
    put(database, learner, FIRST)
    database.write(lambda connection: grades.put_attempt(connection, learner.id, COURSE_ID, "more", SECOND))
    database.write(lambda connection: grades.put_attempt(connection, learner.id, "other", ITEM, SECOND))

    pages = [database.read(partial(grades.graded, course_id=COURSE_ID, start=at, limit=1)) for at in range(3)]

    assert pages == [[(learner.id, ITEM)], [(learner.id, "more")], []]
    assert database.read(lambda connection: grades.count_graded(connection, COURSE_ID)) == 2
    assert database.read(lambda connection: grades.scores_by_course(connection, learner.id)) == {
        COURSE_ID: {ITEM: 0.5, "more": 0.72},
        "other": {ITEM: 0.72},
    }


def test_scores_from_before_there_were_attempts_become_attempts(place: Place):
    with Database.open(place.folder, place.url, create=True) as database:
        database.write(lambda connection: upgrade(connection, "0002"))
        database.write(put_old_score)

        migrating.migrate(database)

        grade = database.read(lambda connection: grades.grade_of(connection, 7, COURSE_ID, ITEM))
    assert grade == ItemGrade((ScoredAttempt("first", 0.8, 0.0, 5, 5),))


def upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def put_old_score(connection: Connection) -> None:
    connection.execute(
        text(
            "INSERT INTO users"
            " (id, email, name, password_hash, role, external_id, locale, timezone, created_at)"
            " VALUES (7, 'a@example.org', 'A', '', 'learner', 'x', 'en', 'UTC', 0)"
        )
    )
    connection.execute(
        text(
            "INSERT INTO item_grades (learner_id, course_id, item_id, score, graded_at)"
            " VALUES (7, :course, :item, 0.8, 5)"
        ),
        {"course": COURSE_ID, "item": ITEM},
    )
