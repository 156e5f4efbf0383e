"""A course's own page."""

import pytest
from httpx2 import AsyncClient

from carrel.application.classroom import Classroom
from carrel.application.editions import Edition
from carrel.application.school import School
from carrel.courseware.course import Course, Lesson, Module, Period
from carrel.domain.deadlines import DeadlineSettings
from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.progress import ItemProgress, ItemState
from carrel.domain.sessions import Pace
from carrel.domain.users import SchoolRole, User
from carrel.server.visitors import now
from carrel.server.web import course as course_page
from carrel.server.web.course import modules_of_week, unfolded, view
from carrel.server.web.moments import moment_of
from carrel.server.web.rendering import Frame, Reader, render
from carrel.store import memberships
from tests.builders import COURSE_ID, a_course, a_reading
from tests.server.web.conftest import Client, complete, take, the_learner
from tests.server.web.pages import parsed

pytestmark = pytest.mark.anyio

COURSE = "/learn/study-well-online"
LEARNER = User(1, "learner@example.org", "Learner", SchoolRole.LEARNER, "0" * 32, "en", "UTC", 0)


def a_long_course(modules: int, items: int, weeks: tuple[int, ...] = ()) -> Course:
    """A course of so many modules with so many readings each."""
    made = tuple(
        Module(
            id=f"m{m}",
            slug=f"m{m}",
            name=f"Module {m}",
            place=f"0{m}",
            lessons=(
                Lesson(
                    id=f"l{m}",
                    slug="l",
                    name="Lesson",
                    place="01-l",
                    items=tuple(a_reading(id=f"i{m}-{n}", name=f"Item {m}-{n}") for n in range(items)),
                ),
            ),
        )
        for m in range(1, modules + 1)
    )
    schedule = tuple(Period(module_ids=(f"m{m}",), weeks=count) for m, count in enumerate(weeks, 1))
    return a_course(modules=made, files=(), schedule=schedule)


def a_classroom(course: Course, *done: str) -> Classroom:
    items = {item_id: ItemProgress(ItemState.COMPLETED, 0) for item_id in done}
    member = Membership(1, course.id, CourseRole.LEARNER, 0)
    return Classroom(Edition(1, course), LEARNER, member, items, {}, Pace(DeadlineSettings(0)))


async def test_a_guest_sees_what_a_course_holds_but_no_link_into_it(guest: AsyncClient) -> None:
    page = parsed(await guest.get(f"{COURSE}/home/welcome"))

    assert page.texts("//*[@class='item-name']") == ["Hello", "How to read", "Write", "Check", "Gone", "Try"]
    assert page.all("//a[@class='item-name']") == []
    assert f"/sign-in?next={COURSE}/home/welcome" in page.hrefs()


async def test_a_learner_sees_states_locks_and_the_next_item(school: School, learner: AsyncClient) -> None:
    complete(school, "aaaa1")

    page = parsed(await learner.get(f"{COURSE}/home/welcome"))

    states = [sign.get("aria-label") for sign in page.all("//li/*[@role='img']")]
    assert states[:3] == ["Done", "Not started", "Locked"]
    assert page.texts("//*[@class='item-why']") == ["Opens after How to read"]
    assert page.hrefs("//*[@data-testid='continue']") == [f"{COURSE}/supplement/aaaa2/how-to-read"]
    assert "1 of 6 done" in page.words()


async def test_opening_a_course_is_noted_once_a_minute_and_costs_no_write_in_between(
    school: School, learner: AsyncClient
) -> None:
    await learner.get(f"{COURSE}/home/welcome")
    first = last_seen(school)

    await learner.get(f"{COURSE}/lecture/aaaa1")

    assert first is not None
    assert last_seen(school) == first


def last_seen(school: School) -> int | None:
    learner_id = the_learner(school).id
    member = school.read(
        lambda visit: memberships.membership(visit.connection, learner_id, COURSE_ID), None, now()
    )
    assert member is not None
    return member.last_accessed_at


async def test_looking_at_a_course_enrols_nobody(newcomer: AsyncClient) -> None:
    page = parsed(await newcomer.get(f"{COURSE}/home/welcome"))

    assert page.all(f"//form[@action='{COURSE}/enroll']")
    assert "There is nothing on it yet." in parsed(await newcomer.get("/")).words()


async def test_staff_may_enrol_and_need_not(client_of: Client) -> None:
    teacher = await client_of("teacher@example.org")

    page = parsed(await teacher.get(f"{COURSE}/home/welcome"))

    assert page.all(f"//form[@action='{COURSE}/enroll']")
    assert page.all("//a[@class='item-name']")


async def test_who_waits_to_be_let_in_finds_no_button_that_would_not_help(
    school: School, newcomer: AsyncClient
) -> None:
    learner_id = the_learner(school).id
    waiting = Membership(learner_id, COURSE_ID, CourseRole.PRE_ENROLLED_LEARNER, now())
    school.write(lambda visit: memberships.add_membership(visit.connection, waiting), None, now())

    page = parsed(await newcomer.get(f"{COURSE}/home/welcome"))

    assert page.all("//main//form") == []
    assert "You have a place in this course." in page.words()


async def test_an_overdue_module_says_so_until_it_is_done(school: School, newcomer: AsyncClient) -> None:
    take(school, COURSE_ID, at=now() - 9 * 86_400_000)
    overdue = parsed(await newcomer.get(f"{COURSE}/home/welcome")).texts("//*[@data-testid='module']//time")

    complete(school, *(f"aaaa{number}" for number in range(1, 7)))
    done = parsed(await newcomer.get(f"{COURSE}/home/welcome"))

    assert overdue == ["2 days overdue"]
    assert done.all("//time") == []
    assert "You have completed this course." in done.words()


@pytest.mark.parametrize(("week", "numbers"), [(1, [1]), (2, [2]), (3, [2]), (4, [3]), (5, ()), (0, [1])])
def test_a_week_shows_the_modules_that_are_studied_in_it(week: int, numbers: list[int]) -> None:
    assert modules_of_week(a_long_course(3, 1, weeks=(1, 2, 1)), week) == numbers


def test_a_short_course_lies_open_and_a_long_one_where_its_learner_is() -> None:
    short, long = a_long_course(3, 2), a_long_course(3, 21)

    assert unfolded(a_classroom(short), ()) == {1, 2, 3}
    assert unfolded(a_classroom(long), ()) == {1}
    assert unfolded(a_classroom(long, *(f"i1-{n}" for n in range(21))), ()) == {2}
    assert unfolded(a_classroom(long), (3,)) == {3}


def test_every_item_of_a_long_course_is_on_its_page() -> None:
    shown = view(a_classroom(a_long_course(3, 21)), Reader(LEARNER, moment_of(LEARNER, 0)))

    text = render("course.html", shown, Frame("School", signed_in=True))

    assert text.count('class="item-name"') == 63


async def test_the_page_of_a_large_course_says_the_same(
    learner: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = parsed(await learner.get("/learn/study-well-online/home/welcome"))
    monkeypatch.setattr(course_page, "LARGE", 0)

    large = parsed(await learner.get("/learn/study-well-online/home/welcome"))

    assert large.words() == small.words()
