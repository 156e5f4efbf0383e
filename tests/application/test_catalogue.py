from pathlib import Path

import pytest

from carrel.application import catalogue
from carrel.application.school import School
from carrel.store.courses import Card
from tests.application.deeds import NOW, publish_folder, teach
from tests.builders import COURSE_ID, a_folder

OTHER_ID = "otherCourseOfTheSchool"
PEOPLE = (
    '[[partners]]\nid = "7"\nname = "The Open Desk"\n[[instructors]]\nid = "41"\nfull_name = "A Teacher"\n'
)


@pytest.fixture(autouse=True)
def courses(school: School, folder: Path, tmp_path: Path) -> None:
    """Two courses of the same partner and instructor."""
    for course_id, slug, at in ((COURSE_ID, "study-well-online", NOW), (OTHER_ID, "other", NOW + 1)):
        toml = f'id = "{course_id}"\nslug = "{slug}"\nname = "S"\n{PEOPLE}'
        publish_folder(school, a_folder(tmp_path / slug, {"course.toml": toml}), at)


def ids(cards: list[Card]) -> list[str]:
    return [card.course.id for card in cards]


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [(0, 10, [COURSE_ID, OTHER_ID]), (0, 1, [COURSE_ID]), (1, 1, [OTHER_ID]), (2, 5, []), (0, 0, [])],
)
def test_courses_come_in_pages_in_the_order_of_their_first_publication(
    school: School, start: int, limit: int, expected: list[str]
):
    cards, total = school.read(lambda visit: catalogue.all_courses(visit, start, limit), None, NOW)

    assert (ids(list(cards)), total) == (expected, 2)


def test_courses_come_in_the_order_asked_without_those_that_are_unknown(school: School):
    wanted = [OTHER_ID, "nowhere", "\0", COURSE_ID, OTHER_ID]

    found = school.read(lambda visit: catalogue.courses_by_id(visit, wanted), None, NOW)

    assert ids(list(found)) == [OTHER_ID, COURSE_ID]


def test_a_card_counts_what_the_course_holds(school: School):
    card = school.read(lambda visit: catalogue.course_by_slug(visit, "other"), None, NOW)

    assert card
    assert (card.kept.modules, card.kept.items, card.kept.subtitle_languages) == (1, 2, ("en",))
    assert (card.course.modules, card.published_at) == ((), NOW + 1)


def test_a_new_edition_keeps_the_place_in_the_catalogue(school: School, folder: Path):
    teach(school, folder)

    cards, _ = school.read(lambda visit: catalogue.all_courses(visit, 0, 10), None, NOW)

    assert ids(list(cards)) == [COURSE_ID, OTHER_ID]


def test_partners_and_instructors_know_their_courses(school: School):
    given = school.read(lambda visit: catalogue.courses_of_partners(visit, ["7", "8"]), None, NOW)
    taught = school.read(lambda visit: catalogue.courses_of_instructors(visit, ["41"]), None, NOW)

    assert {key: set(value) for key, value in given.items()} == {"7": {COURSE_ID, OTHER_ID}}
    assert set(taught["41"]) == {COURSE_ID, OTHER_ID}


@pytest.mark.parametrize(("wanted", "found"), [(None, ["7"]), (["8", "7", "7"], ["7"]), ([], [])])
def test_partners_come_all_or_as_asked(school: School, wanted: list[str] | None, found: list[str]):
    kept = school.read(lambda visit: catalogue.partners(visit, wanted), None, NOW)

    assert [one.partner.id for one in kept] == found


@pytest.mark.parametrize(("wanted", "found"), [(None, ["41"]), (["8", "41"], ["41"]), ([], [])])
def test_instructors_come_all_or_as_asked(school: School, wanted: list[str] | None, found: list[str]):
    kept = school.read(lambda visit: catalogue.instructors(visit, wanted), None, NOW)

    assert [one.instructor.id for one in kept] == found
