import pytest

from carrel.courseware.course import Partner
from carrel.store import courses
from carrel.store.engine import Database
from tests.builders import COURSE_ID, a_course, a_file
from tests.store.kept import keep_course

OTHER_ID = "otherCourseOfTheSchool"


@pytest.fixture(autouse=True)
def two_courses(database: Database) -> None:
    logo = a_file("assets/logo.png")
    partners = (Partner(id="7", name="The Open Desk", logo=logo.path), Partner(id="8", name="Another"))
    keep_course(database, a_course(partners=partners, files=(logo,)), now=5)
    keep_course(database, a_course(id=OTHER_ID, slug="other", partners=partners[:1], files=(logo,)), now=6)


def test_a_course_is_found_by_slug_and_by_id(database: Database):
    by_slug = database.read(lambda connection: courses.current_edition(connection, "other"))
    by_id = database.read(lambda connection: courses.current_edition_by_id(connection, OTHER_ID))

    assert by_slug
    assert tuple(by_slug) == tuple(by_id or ())
    assert by_slug[0] == OTHER_ID


@pytest.mark.parametrize("asked", ["", "Other", "other\0", "\0", "x" * 100_000])
def test_no_course_has_another_slug_or_id(database: Database, asked: str):
    assert database.read(lambda connection: courses.current_edition(connection, asked)) is None
    assert database.read(lambda connection: courses.current_edition_by_id(connection, asked)) is None
    assert database.read(lambda connection: courses.card_by_slug(connection, asked)) is None


def test_cards_come_in_the_order_of_first_publication(database: Database):
    keep_course(database, now=99)

    cards = database.read(courses.every_card)

    assert [(card.course.id, card.published_at) for card in cards] == [(COURSE_ID, 5), (OTHER_ID, 6)]
    assert [one.id for one in database.read(courses.listed_courses)] == [one.course.id for one in cards]


def test_cards_come_in_the_order_asked_once_each(database: Database):
    asked = [OTHER_ID, "nowhere", COURSE_ID, OTHER_ID]

    cards = database.read(lambda connection: courses.cards_by_id(connection, asked))

    assert [card.course.id for card in cards] == [OTHER_ID, COURSE_ID]


def test_a_card_carries_only_the_files_that_it_names(database: Database):
    course = a_course(image="assets/course.png", files=(a_file("assets/course.png"), a_file("assets/x.pdf")))
    keep_course(database, course)

    card = database.read(lambda connection: courses.card_by_slug(connection, course.slug))

    assert card
    assert [file.path for file in card.course.files] == ["assets/course.png"]


def test_partners_come_with_their_logos(database: Database):
    found = database.read(lambda connection: courses.kept_partners(connection, ["8", "7", "9"]))

    assert [one.partner.id for one in found] == ["8", "7"]
    assert [one.logo for one in found] == [None, a_file("assets/logo.png")]


def test_partners_know_their_courses(database: Database):
    given = database.read(lambda connection: courses.courses_of_partners(connection, ["8", "7", "9"]))

    assert given == {"7": [COURSE_ID, OTHER_ID], "8": [COURSE_ID]}
