from pathlib import Path

import pytest

from carrel.application.school import School, create_school, open_school
from carrel.application.searching import KEY, find_courses, search
from carrel.application.visit import Visit
from carrel.domain.errors import NotEnrolled, NotSignedIn
from carrel.domain.users import SchoolRole, User
from carrel.store.facts import put_fact
from carrel.store.searching import replace_entries
from tests.application.deeds import (
    NOW,
    a_reading_file,
    at,
    complete,
    enroll,
    join,
    publish_folder,
    seen_by,
    teach,
)
from tests.builders import COURSE_ID, a_folder
from tests.conftest import Place

LOCKED: dict[str, str | bytes | None] = {
    at("03-closed.md"): a_reading_file("aaaa3", "A secret garden.", lock="lesson")
}


def names(school: School, query: str, user: User | None = None, course_id: str = "") -> list[str]:
    hits, total = school.read(lambda visit: search(visit, query, 0, 100, course_id), user, NOW)
    assert len(hits) == total
    return [hit.entry.name for hit in hits]


def test_a_course_is_found_as_soon_as_it_is_published(school: School, folder: Path):
    assert names(school, "study") == []
    teach(school, folder)

    assert names(school, "STUDY wel") == ["Study Well Online"]
    assert names(school, "welcome") == ["Welcome"]
    assert school.read(lambda visit: find_courses(visit, "study"), None, NOW) == [COURSE_ID]


def test_readings_and_transcripts_are_found_by_those_enrolled(school: School, folder: Path):
    teach(school, folder)
    newcomer, learner = join(school), join(school, "other@example.org")
    teacher = join(school, "teacher@example.org", SchoolRole.TEACHER)
    enroll(school, learner)

    found = {who: names(school, "slowly", who) for who in (None, newcomer, learner, teacher)}

    assert found == {None: [], newcomer: [], learner: ["How to read"], teacher: ["How to read"]}
    assert names(school, "hello", None) == ["Hello"]


def test_a_locked_text_is_found_once_it_is_open(school: School, folder: Path):
    teach(school, folder, LOCKED)
    learner = join(school)
    enroll(school, learner)
    items = [item.id for item in seen_by(school, learner).edition.course.items()]
    before = names(school, "secret", learner), names(school, "closed", learner)

    complete(school, learner, *items[:2])

    assert before == ([], ["Closed"])
    assert names(school, "secret", learner) == ["Closed"]


def test_a_new_edition_is_what_is_found(school: School, folder: Path, tmp_path: Path):
    teach(school, folder)
    learner = join(school)
    enroll(school, learner)

    publish_folder(school, a_folder(tmp_path / "again", {at("02-how-to-read.md"): "Dig deep.\n"}))

    assert names(school, "slowly", learner) == []
    assert names(school, "dig", learner) == ["How to read"]


def test_within_a_course_only_those_search_who_take_it(school: School, folder: Path):
    teach(school, folder)

    with pytest.raises(NotEnrolled):
        names(school, "read", join(school), COURSE_ID)
    with pytest.raises(NotSignedIn):
        names(school, "read", None, COURSE_ID)


def test_a_school_from_before_is_indexed_when_it_is_opened(place: Place, folder: Path):
    with_index = open_with_course(place, folder)

    def forget(visit: Visit) -> None:
        replace_entries(visit.connection, COURSE_ID, [])
        put_fact(visit.connection, KEY, "0")

    with_index.write(forget, None, NOW)
    assert names(with_index, "study") == []
    with_index.close()

    opened = open_school(place.folder, place.url)
    assert names(opened, "study") == ["Study Well Online"]
    opened.close()


def open_with_course(place: Place, folder: Path) -> School:
    school = create_school(place.folder, place.url, "The Open Desk")
    teach(school, folder)
    return school
