"""Work is given out by its rank, and an index finds the next one, in a class of any size."""

import pytest
from sqlalchemy import Connection, bindparam, select, text, update

from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.users import User
from carrel.store import memberships, peer_queue, peer_review
from carrel.store.engine import Database
from carrel.store.migrations.versions import v0013_peer_ranks
from carrel.store.peer_review import Review, Submission
from carrel.store.prepared import Prepared
from carrel.store.tables import peer_submissions
from tests.builders import COURSE_ID
from tests.store.kept import keep_course, keep_user

ITEM = "peer1"
RANKS = select(peer_submissions.c.id, peer_submissions.c.rank, peer_submissions.c.coming_since)


@pytest.fixture
def people(database: Database) -> list[User]:
    """Six learners of a course; the name of each one's work is their number."""
    keep_course(database)
    people = [keep_user(database, f"learner{number}@example.org") for number in range(6)]

    def begin(connection: Connection) -> None:
        for number, who in enumerate(people):
            enrolled = Membership(who.id, COURSE_ID, CourseRole.LEARNER, 0, 0, False, 1)
            memberships.add_membership(connection, enrolled)
            work = Submission(str(number), who.id, COURSE_ID, ITEM, "", {}, number, number)
            peer_review.add_submission(connection, work)

    database.write(begin)
    return people


def ranks(database: Database) -> dict[str, tuple[int | None, int | None]]:
    return {row[0]: (row[1], row[2]) for row in database.read(lambda one: list(one.execute(RANKS)))}


def a_review(
    who: User, work: str, handed_at: int, *, reviewed: bool = False, dropped: bool = False
) -> Review:
    return Review(
        who.id,
        work,
        COURSE_ID,
        ITEM,
        handed_at,
        dropped_at=handed_at + 1 if dropped else None,
        reviewed_at=handed_at + 1 if reviewed else None,
        answers={} if reviewed else None,
    )


def happen(database: Database, people: list[User]) -> None:
    """Everything that moves a rank."""

    def deed(connection: Connection) -> None:
        peer_review.put_review(connection, a_review(people[0], "1", 20))
        peer_review.put_review(connection, a_review(people[2], "1", 10))
        peer_review.put_review(connection, a_review(people[0], "2", 10, reviewed=True))
        peer_review.put_review(connection, a_review(people[0], "3", 10, dropped=True))
        asked = peer_review.submission(connection, "3")
        assert asked
        peer_review.ask_for_grade(connection, asked, "", 30)
        memberships.hide_membership(connection, people[4].id, COURSE_ID)
        again = Submission("new", people[5].id, COURSE_ID, ITEM, "", {}, 40, 40)
        peer_review.add_submission(connection, again)

    database.write(deed)


HAPPENED = {
    "0": (1, None),
    "1": (5, 10),
    "2": (3, None),
    "3": (0, None),
    "4": (None, None),
    "5": (None, None),
    "new": (1, None),
}


def test_a_turn_follows_from_reviews_wishes_and_who_is_there(database: Database, people: list[User]):
    happen(database, people)

    assert ranks(database) == HAPPENED


def test_the_turns_of_a_school_from_before_are_worked_out(database: Database, people: list[User]):
    happen(database, people)
    forget = update(peer_submissions).values(rank=None, coming_since=None)

    database.write(lambda connection: connection.execute(forget).close())
    database.write(lambda connection: connection.execute(text(v0013_peer_ranks.LINE_UP)).close())

    assert ranks(database) == HAPPENED


def test_what_nobody_read_in_time_no_longer_counts_as_coming(database: Database, people: list[User]):
    happen(database, people)

    database.write(lambda connection: peer_queue.lapse(connection, COURSE_ID, ITEM, 10))

    assert ranks(database) == {**HAPPENED, "1": (3, 20)}


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (peer_queue.FIRST, "ix_peer_submissions_rank (course_id=? AND item_id=? AND rank>?)"),
        (
            peer_queue.AFTER,
            "ix_peer_submissions_rank (course_id=? AND item_id=? AND rank=? AND (submitted_at,id)>(?,?))",
        ),
        (
            peer_queue.AUTHORS.limit(bindparam("most")),
            "ix_peer_submissions_rank (course_id=? AND item_id=? AND rank>?)",
        ),
        (
            peer_queue.LAPSED,
            "ix_peer_submissions_coming_since (course_id=? AND item_id=? AND coming_since<?)",
        ),
    ],
    ids=["first", "after", "authors", "lapsed"],
)
def test_nothing_is_sorted_or_read_as_a_whole_to_find_the_next(
    database: Database, people: list[User], question, index: str
):
    if database.read(lambda connection: connection.dialect.name) != "sqlite":
        pytest.skip("PostgreSQL decides by the size of the table.")
    statement, constants = Prepared(question)._statement._text
    asked = {
        "reviewer": people[0].id,
        "course": COURSE_ID,
        "item": ITEM,
        "rank": 1,
        "mine_at": 0,
        "mine": "0",
        "most": 3,
        "since": 5,
    }

    def plan(connection: Connection) -> str:
        rows = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"), constants | asked)
        return " ".join(row[3] for row in rows)

    found = database.read(plan)
    assert f"INDEX {index}" in found
    assert "SCAN" not in found
    assert "TEMP B-TREE" not in found
