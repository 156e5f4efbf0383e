"""What the school offers."""

from dataclasses import replace

import pytest
from httpx2 import AsyncClient

from carrel.application.listing import Listing
from carrel.application.school import School
from carrel.server.visitors import now
from carrel.server.web import catalogue
from carrel.store import courses
from carrel.store.courses import Card, Listed
from tests.server.web.conftest import HOSTILE
from tests.server.web.pages import Page, faults_of, parsed

pytestmark = pytest.mark.anyio

OFFERS = "//*[@data-testid='course']"


def offers(page: Page) -> list[str]:
    return page.texts(f"{OFFERS}//*[@class='offer-name']")


async def test_a_guest_is_welcomed_with_every_course_and_no_button_to_enrol(guest: AsyncClient) -> None:
    page = parsed(await guest.get("/"))

    assert page.heading == "The Open Desk"
    assert offers(page) == ["Study Well Online", HOSTILE]
    assert page.all(f"{OFFERS}//form") == []


async def test_a_card_says_what_the_course_is_in_plain_words(guest: AsyncClient) -> None:
    page = parsed(await guest.get("/courses"))

    assert page.texts(f"{OFFERS}//p[@class='offer-summary']") == ["How to study."]
    assert "2 weeks" in page.words()
    image = page.all(f"{OFFERS}//img")[0].get("src")
    assert (await guest.get(str(image))).status_code == 200


async def test_what_is_on_the_desk_is_not_offered_again(learner: AsyncClient) -> None:
    page = parsed(await learner.get("/courses"))

    assert offers(page) == [HOSTILE]
    assert page.hrefs(f"{OFFERS}//a") == ["/learn/another/home/welcome"]


async def test_enrolling_puts_the_course_on_the_desk(newcomer: AsyncClient) -> None:
    form = parsed(await newcomer.get("/courses")).all(f"{OFFERS}//form")[0]

    answer = await newcomer.post(str(form.get("action")))
    again = await newcomer.post(str(form.get("action")))

    assert (answer.status_code, again.status_code) == (303, 303)
    assert answer.headers["location"] == "/learn/study-well-online/home/welcome"
    assert parsed(await newcomer.get("/")).texts("//main//h2") == ["Study Well Online"]


async def test_who_takes_everything_is_told_so(learner: AsyncClient) -> None:
    await learner.post("/learn/another/enroll")

    page = parsed(await learner.get("/courses"))

    assert (offers(page), faults_of(page)) == ([], [])
    assert "You are enrolled in every course" in page.words()


async def test_a_guest_who_would_enrol_signs_in_and_comes_back_to_the_course(guest: AsyncClient) -> None:
    page = parsed(await guest.post("/learn/study-well-online/enroll"))

    assert page.status == 401
    assert page.all("//input[@name='next']")[0].get("value") == "/learn/study-well-online/home/welcome"


@pytest.mark.parametrize("start", ["2", "x", "-1", "9" * 12, "٣"])
async def test_any_place_in_the_catalogue_can_be_asked_for(guest: AsyncClient, start: str) -> None:
    page = parsed(await guest.get("/courses", params={"from": start}))

    assert (page.status, faults_of(page)) == (200, [])


async def test_each_course_is_offered_on_exactly_one_page(
    school: School, guest: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, _ = school.read(lambda visit: courses.every_card(visit.connection), None, now())
    shelf = {f"Course {number}": _named(card, f"Course {number}") for number in range(60)}
    every = Listing(1, [Listed(one) for one in shelf])

    monkeypatch.setattr(catalogue, "listing", lambda _visit: every)
    monkeypatch.setattr(catalogue, "courses_by_id", lambda _visit, ids: [shelf[one] for one in ids])
    seen: list[str] = []
    path = "/courses"
    while path:
        page = parsed(await guest.get(path))
        seen += offers(page)
        path = next((href for href in page.hrefs("//nav[@class='pages']//a") if "from" in href), "")

    assert seen == [f"Course {number}" for number in range(60)]


def _named(card: Card, name: str) -> Card:
    from msgspec.structs import replace as with_changes

    course = with_changes(card.course, name=name, id=name)
    return replace(card, kept=with_changes(card.kept, course=course))
