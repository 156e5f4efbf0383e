from dataclasses import replace
from functools import partial

import pytest

from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.notes import Feedback, Highlight, InstructorNote, Note
from carrel.domain.users import Privacy, User
from carrel.store import instructor_notes, memberships, notes, users
from carrel.store.engine import Database
from carrel.store.notes import HIGHLIGHTS, NOTES
from tests.builders import COURSE_ID
from tests.store.kept import keep_course, keep_user


@pytest.fixture
def learner(database: Database) -> User:
    keep_course(database)
    return keep_user(database)


def a_note(learner: User, note_id: str = "n", item_id: str = "i", at: int = 5) -> Note:
    return Note(learner.id, note_id, COURSE_ID, item_id, 1500, "Look.\0", at, at)


def test_notes_are_found_by_id_item_and_course_the_oldest_first(database: Database, learner: User):
    first, second = a_note(learner, "z", at=1), a_note(learner, "a", "other", at=2)
    for one in (second, first):
        database.write(partial(NOTES.put, thing=one))
    other = keep_user(database, "other@example.org")

    def ids(found) -> list[str]:
        return [one.id for one in found]

    read = database.read
    assert ids(read(lambda connection: NOTES.in_course(connection, learner.id, COURSE_ID))) == ["z", "a"]
    assert ids(read(lambda connection: NOTES.on_item(connection, learner.id, COURSE_ID, "i"))) == ["z"]
    assert read(lambda connection: NOTES.one(connection, other.id, "z")) is None
    database.write(lambda connection: NOTES.put(connection, replace(first, text="There.")))
    found = read(lambda connection: NOTES.one(connection, learner.id, "z"))
    assert found == replace(first, text="There.")
    database.write(lambda connection: NOTES.remove(connection, other.id, "z"))
    assert read(lambda connection: NOTES.one(connection, learner.id, "z")) == found
    database.write(lambda connection: NOTES.remove(connection, learner.id, "z"))
    assert read(lambda connection: NOTES.one(connection, learner.id, "z")) is None


def test_highlights_come_back_as_they_were_kept(database: Database, learner: User):
    mark = Highlight(learner.id, "h", COURSE_ID, "i", 1, 2, "fr", "Bonjour", "", "à tous", "Hi", 5, 5)
    reading = Highlight(learner.id, "r", COURSE_ID, "i", None, None, None, "x", "a", "b", "", 6, 6)
    for one in (mark, reading):
        database.write(partial(HIGHLIGHTS.put, thing=one))

    found = database.read(lambda connection: HIGHLIGHTS.on_item(connection, learner.id, COURSE_ID, "i"))

    assert found == [mark, reading]


def test_feedback_takes_the_place_of_feedback(database: Database, learner: User):
    first = Feedback(learner.id, COURSE_ID, 3, "", 5, 5)
    for one in (first, replace(first, rating=4, updated_at=6)):
        database.write(partial(notes.put_feedback, said=one))

    found = database.read(lambda connection: notes.feedback(connection, learner.id, COURSE_ID))

    assert found == replace(first, rating=4, updated_at=6)
    database.write(lambda connection: notes.remove_feedback(connection, learner.id, COURSE_ID))
    assert database.read(lambda connection: notes.feedback(connection, learner.id, COURSE_ID)) is None


def test_notes_of_teachers_come_the_newest_first_up_to_a_moment(database: Database, learner: User):
    told = [InstructorNote(f"n{at}", COURSE_ID, ("41",), "Hello", at, at) for at in (1, 2, 9)]
    for one in told:
        database.write(partial(instructor_notes.put_instructor_note, note=one))

    found = database.read(
        lambda connection: instructor_notes.instructor_notes_of(connection, COURSE_ID, until=5)
    )

    assert found == [told[1], told[0]]
    assert database.read(lambda connection: instructor_notes.instructor_note(connection, "n9")) == told[2]
    database.write(lambda connection: instructor_notes.remove_instructor_note(connection, "n9"))
    assert database.read(lambda connection: instructor_notes.instructor_note(connection, "n9")) is None


def test_a_profile_is_kept_and_people_are_found_by_both_of_their_ids(database: Database, learner: User):
    changed = replace(learner, name="Ada", locale="fr", timezone="Asia/Tokyo", privacy=Privacy.PRIVATE)

    database.write(lambda connection: users.put_profile(connection, changed))

    by_id = database.read(lambda connection: users.users_by_id(connection, [learner.id, 1, -1, 2**70]))
    asked = [learner.external_id, "nobody", learner.external_id]
    assert by_id == {learner.id: changed}
    assert database.read(lambda connection: users.users_by_external_id(connection, asked)) == [changed]


def test_classmates_are_those_of_courses_that_neither_has_left(database: Database, learner: User):
    mate, left, stranger = (keep_user(database, f"{name}@example.org") for name in ("mate", "left", "else"))
    for one, hidden in ((learner, False), (mate, False), (left, True)):
        joined = Membership(one.id, COURSE_ID, CourseRole.LEARNER, 0, hidden=hidden)
        database.write(partial(memberships.add_membership, new=joined))
    others = [mate.id, left.id, stranger.id]

    sharing = database.read(lambda connection: memberships.sharing_a_course(connection, learner.id, others))
    members = database.read(
        lambda connection: memberships.memberships_in_course(connection, COURSE_ID, others)
    )

    assert sharing == {mate.id}
    assert {one: members[one].hidden for one in members} == {mate.id: False, left.id: True}
