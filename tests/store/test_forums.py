from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import text

from carrel.domain.forums import Answer, AnswerSort, Contributions, Question, Sort, Tally
from carrel.domain.users import User
from carrel.store import forums
from carrel.store.engine import Database
from carrel.store.errors import Conflict
from tests.builders import COURSE_ID
from tests.store.kept import keep_course, keep_user

FORUM = "f" * 22


@pytest.fixture
def learner(database: Database) -> User:
    keep_course(database)
    return keep_user(database)


def a_question(learner: User, question_id: str = "q", **changes: object) -> Question:
    usual = Question(question_id, COURSE_ID, FORUM, learner.id, "Why?", "", 5, last_activity_at=5)
    return replace(usual, **changes)  # type: ignore[arg-type]


def an_answer(learner: User, answer_id: str = "a", **changes: object) -> Answer:
    usual = Answer(answer_id, COURSE_ID, "q", "", learner.id, "<co-content/>", 6)
    return replace(usual, **changes)  # type: ignore[arg-type]


def keep(database: Database, *posts: Question | Answer) -> None:
    def deed(connection):
        for one in posts:
            if isinstance(one, Question):
                forums.put_question(connection, one)
            else:
                forums.put_answer(connection, one)

    database.write(deed)


def test_posts_come_back_as_they_were_kept_and_changed(database: Database, learner: User):
    asked = a_question(learner, pinned=True, votes=3, last_answered_at=9, last_answered_by=7)
    said = an_answer(learner, edited_at=8, flags=2)

    keep(database, a_question(learner), asked, said)

    assert database.read(lambda connection: forums.question(connection, "q")) == asked
    assert database.read(lambda connection: forums.questions(connection, ["q", "x"])) == {"q": asked}
    assert database.read(lambda connection: forums.answer(connection, "a")) == said
    assert database.read(lambda connection: forums.answers(connection, ["a", "x"])) == {"a": said}
    assert database.read(lambda connection: forums.question(connection, "x")) is None
    assert database.read(lambda connection: forums.answer(connection, "x")) is None


@pytest.mark.parametrize(
    ("sort", "expected"),
    [(Sort.ACTIVITY, "pbac"), (Sort.NEWEST, "pcba"), (Sort.VOTES, "pabc")],
)
def test_a_forum_comes_in_each_order_the_pinned_first_and_page_by_page(
    database: Database, learner: User, sort: Sort, expected: str
):
    keep(
        database,
        a_question(learner, "a", created_at=1, last_activity_at=8, votes=2),
        a_question(learner, "b", created_at=2, last_activity_at=9, votes=1),
        a_question(learner, "c", created_at=3, last_activity_at=3),
        a_question(learner, "p", created_at=0, last_activity_at=0, pinned=True),
        a_question(learner, "gone", removed_at=4, removed_by=learner.id),
        a_question(learner, "elsewhere", forum_id="g" * 22),
    )

    def page(start: int, *, shown: bool = True) -> str:
        found = database.read(
            lambda connection: forums.questions_in(connection, FORUM, sort, start, 3, shown=shown)
        )
        return "".join(one.id for one in found)

    assert page(0) + page(3) == expected
    assert page(0, shown=False) == "gone"


def test_answers_come_in_each_order_and_replies_under_theirs(database: Database, learner: User):
    keep(
        database,
        a_question(learner),
        an_answer(learner, "a", created_at=1),
        an_answer(learner, "b", created_at=2, votes=1, removed_at=9, removed_by=1),
        an_answer(learner, "r", created_at=3, parent_id="a"),
        an_answer(learner, "s", created_at=4, parent_id="b"),
    )

    def order(sort: AnswerSort) -> str:
        found = database.read(lambda connection: forums.answers_to(connection, "q", sort, 0, 9))
        return "".join(one.id for one in found)

    assert [order(one) for one in AnswerSort] == ["ab", "ba", "ba"]
    replies = database.read(lambda connection: forums.replies_to(connection, "q", ["a", "b"]))
    assert [one.id for one in replies] == ["r", "s"]
    assert database.read(lambda connection: forums.last_answer(connection, "q")) == (4, learner.id)


@pytest.mark.parametrize("sort", list(Sort))
def test_no_order_of_a_forum_is_sorted_when_it_is_read(database: Database, learner: User, sort: Sort):
    if database.read(lambda connection: connection.dialect.name) != "sqlite":
        pytest.skip("PostgreSQL decides by the size of the table.")
    statement = forums._IN_FORUM[sort]._statement._text[0]

    def plan(connection) -> str:
        asked = text(f"EXPLAIN QUERY PLAN {statement}")
        known = {"forum_id": FORUM, "shown": 1, "limit": 15, "start": 0}
        return " ".join(row[3] for row in connection.execute(asked, known))

    assert "USING COVERING INDEX ix_forum_questions_" in database.read(plan)
    assert "TEMP B-TREE" not in database.read(plan)


def test_tallies_and_contributions_are_kept(database: Database, learner: User):
    counted, mine = Tally(2, 3, 9), Contributions(2, 1, 7.5, 9)

    def deed(connection):
        forums.put_tally(connection, COURSE_ID, FORUM, Tally(1, 1))
        forums.put_tally(connection, COURSE_ID, FORUM, counted)
        forums.put_contributions(connection, learner.id, COURSE_ID, mine)

    database.write(deed)

    assert database.read(lambda connection: forums.tally(connection, FORUM)) == counted
    assert database.read(lambda connection: forums.tally(connection, "x")) == Tally()
    assert database.read(lambda connection: forums.tallies(connection, COURSE_ID)) == {FORUM: counted}
    found = database.read(lambda connection: forums.contributions(connection, COURSE_ID, [learner.id, 1]))
    assert found == {learner.id: mine}


@pytest.mark.parametrize("table", [forums.VOTES, forums.FOLLOWS], ids=str)
def test_what_is_said_of_a_post_is_said_once(database: Database, learner: User, table):
    database.write(lambda connection: forums.say(connection, table, learner.id, "q", 7))

    with pytest.raises(Conflict):
        database.write(lambda connection: forums.say(connection, table, learner.id, "q", 8))

    assert database.read(lambda connection: forums.said_at(connection, table, learner.id, "q")) == 7
    said = database.read(lambda connection: forums.has_said(connection, table, learner.id, ["q", "a"]))
    assert said == {"q"}
    database.write(lambda connection: forums.unsay(connection, table, learner.id, "q"))
    assert database.read(lambda connection: forums.said_at(connection, table, learner.id, "q")) is None


def test_flags_are_found_with_their_posts_and_let_go_of(database: Database, learner: User):
    asked, said = a_question(learner, flags=1), an_answer(learner, flags=1)
    keep(database, asked, said, an_answer(learner, "fine"))
    for post in ("q", "a"):
        database.write(
            partial(
                forums.say, table=forums.FLAGS, learner_id=learner.id, post_id=post, at=7, reason="Rude\0"
            )
        )

    assert database.read(lambda connection: forums.flagged(connection, COURSE_ID)) == ([asked], [said])
    flags = database.read(lambda connection: forums.flags_on(connection, ["q"]))
    assert [(one[:2], one[3]) for one in flags] == [((learner.id, "q"), 7)]
    database.write(lambda connection: forums.clear_flags(connection, "q"))
    assert database.read(lambda connection: forums.flags_on(connection, ["q"])) == []


def test_followed_questions_are_the_liveliest_first_without_removed_ones(database: Database, learner: User):
    keep(
        database,
        a_question(learner, "old"),
        a_question(learner, "new", last_activity_at=9),
        a_question(learner, "gone", removed_at=9),
        a_question(learner, "other"),
    )
    for post in ("old", "new", "gone"):
        database.write(partial(forums.say, table=forums.FOLLOWS, learner_id=learner.id, post_id=post, at=7))

    found = database.read(lambda connection: forums.follows_of(connection, learner.id, COURSE_ID))

    assert [one.id for one in found] == ["new", "old"]
