from collections.abc import Sequence
from pathlib import Path

import pytest

from carrel.application.home import Desk, Order, my_desk
from carrel.application.school import School
from carrel.domain.enrollment import DAY
from carrel.domain.errors import NotSignedIn
from carrel.domain.users import User
from carrel.store import memberships
from tests.application.deeds import NOW, a_reading_file, at, complete, enroll, join, publish_folder, teach
from tests.builders import COURSE_ID, a_folder

BEES, ZOO = "courseAboutTheBeesHere", "courseAboutTheZooThere"


@pytest.fixture
def learner(school: School, folder: Path, tmp_path: Path) -> User:
    """Somebody who takes three courses: one due soon, one long untouched, one almost done."""
    teach(school, folder, {at("02-how-to-read.md"): a_reading_file("aaaa2")})
    for course_id, name in ((BEES, "bees"), (ZOO, "Zoo")):
        toml = f'id = "{course_id}"\nslug = "{name.lower()}"\nname = "{name}"\n'
        publish_folder(school, a_folder(tmp_path / name, {"course.toml": toml}))
    learner = join(school)
    enroll(school, learner, COURSE_ID, NOW - 8 * DAY)
    enroll(school, learner, BEES, NOW - 3 * DAY)
    enroll(school, learner, ZOO, NOW - 1 * DAY)
    complete(school, learner, "aaaa1", course_id=ZOO)
    return learner


def desks(school: School, user: User | None, order: Order = Order.DEADLINE) -> Sequence[Desk]:
    return school.read(lambda visit: my_desk(visit, order), user, NOW)


def names(found: Sequence[Desk]) -> list[str]:
    return [desk.classroom.edition.course.name for desk in found]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.DEADLINE, ["Study Well Online", "bees", "Zoo"]),
        (Order.INACTIVE, ["Study Well Online", "bees", "Zoo"]),
        (Order.PROGRESS, ["Zoo", "bees", "Study Well Online"]),
        (Order.NAME, ["bees", "Study Well Online", "Zoo"]),
    ],
)
def test_the_desk_is_sorted_as_asked(school: School, learner: User, order: Order, expected: list[str]):
    assert names(desks(school, learner, order)) == expected


def test_a_course_without_anything_left_to_do_comes_after_those_that_are_due(school: School, learner: User):
    complete(school, learner, "aaaa1", "aaaa2")

    found = desks(school, learner)

    assert names(found) == ["bees", "Zoo", "Study Well Online"]
    assert found[-1].deadline is None


def test_a_deadline_that_passed_is_overdue(school: School, learner: User):
    assert [desk.overdue for desk in desks(school, learner)] == [True, False, False]


def test_days_away_count_from_the_last_visit(school: School, learner: User):
    school.write(
        lambda visit: memberships.record_access(visit.connection, learner.id, COURSE_ID, NOW - 2 * DAY),
        None,
        NOW,
    )

    found = desks(school, learner, Order.INACTIVE)

    assert [(name, desk.inactive) for name, desk in zip(names(found), found, strict=True)] == [
        ("bees", 3),
        ("Study Well Online", 2),
        ("Zoo", 1),
    ]


def test_the_desk_of_who_takes_nothing_is_empty(school: School, learner: User):
    assert desks(school, join(school, "other@example.org")) == []


def test_a_guest_has_no_desk(school: School):
    with pytest.raises(NotSignedIn):
        desks(school, None)
