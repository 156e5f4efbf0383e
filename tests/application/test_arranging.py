from pathlib import Path

import pytest

from carrel.application import following
from carrel.application.arranging import arrange, arrangement, domains
from carrel.application.school import School
from carrel.courseware.arrangement import Arrangement, CourseList, Domain, Specialization
from carrel.domain.errors import NotAuthorized, UnknownCourse, UnknownSpecialization
from carrel.domain.following import Following
from tests.application.deeds import NOW, SLUG, join, teach
from tests.builders import COURSE_ID

LIFE = Specialization(id="one", slug="a-quiet-life", name="A Quiet Life", courses=(SLUG,))
LISTED = CourseList(id="two", slug="first", name="First", courses=(SLUG,))
ARRANGED = Arrangement(domains=(Domain(id="arts", name="Arts"),), specializations=(LIFE,), lists=(LISTED,))


def put(school: School, wanted: Arrangement) -> Arrangement:
    return school.write(lambda visit: arrange(visit, wanted), None, NOW)


def test_nothing_is_arranged_at_first(school: School):
    assert school.read(arrangement, None, NOW) == Arrangement()


def test_what_was_arranged_last_holds(school: School, folder: Path):
    teach(school, folder)
    put(school, ARRANGED)
    kept = school.read(arrangement, None, NOW)
    put(school, Arrangement())

    assert kept.specializations[0].courses == (COURSE_ID,)
    assert school.read(arrangement, None, NOW) == Arrangement()


def test_a_course_that_is_not_there_is_told_and_nothing_is_changed(school: School):
    with pytest.raises(UnknownCourse, match=rf"A Quiet Life.*{SLUG}"):
        put(school, ARRANGED)

    assert school.read(arrangement, None, NOW) == Arrangement()


def test_domains_that_only_courses_name_follow_those_arranged(school: School, folder: Path):
    manifest = f'id = "{COURSE_ID}"\nslug = "{SLUG}"\nname = "Study"\ndomains = ["learning", "arts"]\n'
    teach(school, folder, {"course.toml": manifest})
    put(school, ARRANGED)

    names = [one.name for one in school.read(domains, None, NOW)]

    assert names == ["Arts", "Learning"]


def test_a_specialization_is_followed_once_and_out_of_sight_while_it_is_gone(school: School, folder: Path):
    teach(school, folder)
    put(school, ARRANGED)
    learner = join(school)

    def follow(at: int) -> Following:
        return school.write(lambda visit: following.follow(visit, learner.id, "one"), learner, at)

    assert follow(NOW) == follow(NOW + 1)
    put(school, Arrangement())
    assert school.read(following.my_specializations, learner, NOW) == []
    put(school, ARRANGED)
    assert [one.enrolled_at for one in school.read(following.my_specializations, learner, NOW)] == [NOW]


def test_only_what_is_there_is_followed_and_only_for_oneself(school: School):
    learner = join(school)

    with pytest.raises(UnknownSpecialization):
        school.write(lambda visit: following.follow(visit, learner.id, "nothing"), learner, NOW)
    with pytest.raises(NotAuthorized):
        school.write(lambda visit: following.follow(visit, learner.id + 1, "one"), learner, NOW)
