import msgspec
import pytest

from carrel.courseware.course import Course
from carrel.domain.errors import SlugTaken
from carrel.domain.progress import ItemProgress, ItemState
from carrel.store import courses, progress, publishing
from carrel.store.courses import Handle
from carrel.store.engine import Database
from tests.builders import COURSE_ID, a_course, a_lecture, a_reading
from tests.store.kept import keep_course, keep_user

OTHER_ID = "otherCourseOfTheSchool"


def put(database: Database, course: Course, *handles: Handle, sha256: str = "") -> int:
    encoded = msgspec.json.encode(course)
    return database.write(
        lambda connection: publishing.put_edition(connection, course, encoded, sha256, handles, 5)
    )


def current(database: Database) -> Course | None:
    found = database.read(lambda connection: courses.current_edition_by_id(connection, COURSE_ID))
    return database.read(lambda connection: courses.document(connection, found[1])) if found else None


def test_editions_are_numbered_course_by_course(database: Database):
    assert [keep_course(database), keep_course(database)] == [1, 2]
    assert keep_course(database, a_course(id=OTHER_ID, slug="other")) == 1


def test_the_newest_is_current_and_its_document_comes_back_whole(database: Database):
    keep_course(database)
    course = a_course(a_lecture())

    put(database, course, sha256="abc")

    assert current(database) == course
    known = database.read(lambda connection: publishing.current_document(connection, COURSE_ID))
    assert known == (2, "abc")


def test_a_course_that_was_never_published_has_no_document(database: Database):
    assert database.read(lambda connection: publishing.current_document(connection, COURSE_ID)) is None


def test_a_slug_that_is_taken_changes_nothing(database: Database):
    keep_course(database)

    with pytest.raises(SlugTaken, match="study-well-online"):
        keep_course(database, a_course(id=OTHER_ID))

    assert len(database.read(courses.every_card)) == 1


def test_media_of_every_edition_stay_referenced(database: Database):
    old, new = a_course(a_lecture()), a_course(a_lecture("05-other"))

    put(database, old)
    put(database, new)

    named = {file.sha256 for course in (old, new) for file in course.files}
    assert database.read(publishing.referenced_media) == named


def test_handles_are_those_of_the_current_edition(database: Database):
    first, second = Handle("h1", COURSE_ID, "a", "file"), Handle("h2", COURSE_ID, "", "file")
    put(database, a_course(), first)

    put(database, a_course(), second)

    assert database.read(lambda connection: courses.handles_of(connection, "h1")) == []
    assert database.read(lambda connection: courses.handles_of(connection, "h2")) == [second]


def begin(database: Database, email: str, *items: str) -> None:
    user, states = keep_user(database, email), dict.fromkeys(items, ItemProgress(ItemState.STARTED, 5))
    database.write(lambda connection: progress.add_items(connection, user.id, COURSE_ID, states))


def test_learners_are_counted_on_items_that_somebody_began(database: Database):
    keep_course(database)
    begin(database, "a@b", "one", "two")
    begin(database, "c@d", "one")

    def count(*items: str, course_id: str = COURSE_ID) -> dict[str, int]:
        return database.read(lambda connection: publishing.progress_on_items(connection, course_id, items))

    assert count("one", "two", "three") == {"one": 2, "two": 1}
    assert count("one", course_id=OTHER_ID) == {}
    assert count() == {}


def test_a_course_of_very_many_files_is_kept(database: Database):
    readings = [a_reading(f"{number:04}-r.md", id=f"i{number}") for number in range(3000)]
    lectures = [a_lecture(f"{number:04}-l", id=f"l{number}") for number in range(3000, 3700)]

    put(database, a_course(*readings, *lectures))

    kept = current(database)
    assert kept
    assert len(kept.files) == 2100
