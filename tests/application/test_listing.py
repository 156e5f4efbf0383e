"""The list of all courses follows what is published, and is read no oftener than that."""

from carrel.application.catalogue import listing
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School
from tests.builders import a_folder

NOW = 1_735_689_600_000
ABOUT = 'id = "{0}"\nslug = "{1}"\nname = "C"\nlanguage = "{2}"\nlevel = "BEGINNER"\ndomains = ["{3}"]\n'


def put(school: School, tmp_path, name: str, language: str, domain: str) -> str:
    course_id = f"{name}-".ljust(22, "A")
    about = ABOUT.format(course_id, name, language, domain)
    folder = a_folder(tmp_path / f"{name}-{language}", {"course.toml": about})
    publish(school, plan_publication(school, folder, NOW), NOW)
    return course_id


def test_a_course_is_listed_as_it_was_published_last(school, tmp_path):
    first = put(school, tmp_path, "one", "en", "arts")
    before = school.read(listing, None, NOW)
    second = put(school, tmp_path, "two", "fr", "arts")
    put(school, tmp_path, "one", "pt", "numbers")

    after = school.read(listing, None, NOW)

    assert (before.languages, dict(before.by_domain)) == ({"en"}, {"arts": [first]})
    assert (after.languages, after.levels) == ({"pt", "fr"}, {"BEGINNER"})
    assert dict(after.by_domain) == {"numbers": [first], "arts": [second]}


def test_the_list_is_not_read_again_before_something_is_published(school, tmp_path):
    put(school, tmp_path, "one", "en", "arts")

    assert school.read(listing, None, NOW) is school.read(listing, None, NOW)
