import pytest

from carrel.application.school import create_school, open_school
from carrel.store.errors import AlreadyRunning, NotASchool
from tests.conftest import Place


def test_a_school_keeps_its_name_and_its_secret(place: Place):
    made = create_school(place.folder, place.url, "The Open Desk")
    made.close()

    again = open_school(place.folder, place.url)
    again.close()

    assert (again.name, again.secret) == ("The Open Desk", made.secret)
    assert len(again.secret) == 32


def test_a_school_that_is_there_already_is_left_as_it_is(place: Place):
    create_school(place.folder, place.url, "The Open Desk").close()

    again = create_school(place.folder, place.url, "Another")
    again.close()

    assert again.name == "The Open Desk"


def test_two_schools_have_two_secrets(place: Place):
    one = create_school(place.folder / "one", None, "")
    two = create_school(place.folder / "two", None, "")

    assert one.secret != two.secret
    assert one.name == two.name == "Carrel"
    one.close()
    two.close()


def test_a_school_has_one_owner(place: Place):
    school = create_school(place.folder, place.url, "")

    with pytest.raises(AlreadyRunning):
        open_school(place.folder, place.url)

    school.close()
    open_school(place.folder, place.url).close()


def test_a_folder_without_a_school_is_not_opened(place: Place):
    with pytest.raises(NotASchool):
        open_school(place.folder, place.url)
