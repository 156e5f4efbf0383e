from pathlib import Path

import pytest

from carrel.application.editions import Shelf
from carrel.application.school import School
from carrel.domain.errors import UnknownItem
from tests.application.deeds import NOW, SLUG, a_reading_file, at, seen_by, teach


def test_an_edition_is_read_once(school: School, folder: Path):
    teach(school, folder)

    assert seen_by(school, None).edition is seen_by(school, None).edition


def test_a_text_is_made_once(school: School, folder: Path):
    teach(school, folder)
    edition = seen_by(school, None).edition
    item = edition.course.modules[0].lessons[0].items[1]

    assert edition.text_of(item) is edition.text_of(item)


def test_a_full_shelf_lets_go_of_what_was_not_read_for_longest(school: School, folder: Path):
    teach(school, folder)
    teach(school, folder, {at("03-a.md"): a_reading_file("aaaa3")})
    teach(school, folder, {at("04-b.md"): a_reading_file("aaaa4")})
    shelf = Shelf(capacity=2)

    def read(*ids: int) -> list[object]:
        return school.read(lambda visit: [shelf.edition(visit.connection, one) for one in ids], None, NOW)

    first, second, _ = read(1, 2, 1)
    read(3)

    again, anew = read(1, 2)
    assert again is first
    assert anew is not second
    assert anew == second


def test_items_stand_in_the_order_of_study(school: School, folder: Path):
    teach(
        school,
        folder,
        {at("02-how-to-read.md"): a_reading_file("aaaa2"), at("10-z.md"): a_reading_file("aaaa3")},
    )

    edition = seen_by(school, None, SLUG).edition

    assert list(edition.places) == ["aaaa1", "aaaa2", "aaaa3"]
    with pytest.raises(UnknownItem, match="zzzzz"):
        edition.place_of("zzzzz")
