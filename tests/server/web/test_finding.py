"""Searching, watching, following and narrowing down."""

import pytest
from httpx2 import AsyncClient

from carrel.application.arranging import arrange
from carrel.application.school import School
from carrel.courseware.arrangement import Arrangement, Domain, Specialization
from carrel.server.visitors import now
from tests.server.web.conftest import HOSTILE
from tests.server.web.pages import Page, faults_of, parsed

pytestmark = pytest.mark.anyio

LIFE = Specialization(
    id="one", slug="a-quiet-life", name=HOSTILE, tagline=HOSTILE, courses=("another", "study-well-online")
)


@pytest.fixture
def arranged(school: School) -> None:
    wanted = Arrangement(
        domains=(Domain(id="arts", name="Arts"), Domain(id="b", name="B")), specializations=(LIFE,)
    )
    school.write(lambda visit: arrange(visit, wanted), None, now())


async def found(who: AsyncClient, query: str) -> Page:
    page = parsed(await who.get("/search", params={"q": query}))
    assert (page.status, faults_of(page)) == (200, [])
    return page


async def test_a_guest_finds_courses_and_what_they_are_made_of(guest: AsyncClient) -> None:
    page = await found(guest, "study")

    assert page.hrefs("//*[@class='hits']//a") == ["/learn/study-well-online/home/welcome"]
    assert page.texts("//mark") == ["study"]


async def test_texts_are_found_by_those_who_take_the_course(guest: AsyncClient, learner: AsyncClient) -> None:
    assert "Nothing contains all of these words" in (await found(guest, "twice")).words()
    assert (await found(learner, "twice")).hrefs("//*[@class='hits']//a") == [
        "/learn/study-well-online/supplement/aaaa2"
    ]


@pytest.mark.parametrize("query", ["", HOSTILE, "\0", '"*(', "x" * 5000])
async def test_anything_can_be_looked_for(guest: AsyncClient, query: str) -> None:
    await found(guest, query)


@pytest.mark.parametrize("start", ["1", "99999", "-1", "x"])
async def test_hits_can_be_asked_for_from_any_place(guest: AsyncClient, start: str) -> None:
    assert parsed(await guest.get("/search", params={"q": "study", "from": start})).status == 200


async def test_a_course_is_put_on_the_watchlist_and_taken_off(newcomer: AsyncClient) -> None:
    path = "/learn/study-well-online/home/welcome"
    assert not parsed(await newcomer.get(path)).all("//form[contains(@action, 'unwatch')]")

    await newcomer.post("/learn/study-well-online/watch")
    listed = parsed(await newcomer.get("/courses"))
    shown = parsed(await newcomer.get(path))
    await newcomer.post("/learn/study-well-online/unwatch")

    assert faults_of(listed) == faults_of(shown) == []
    assert listed.hrefs("//section[@aria-labelledby='watched']//a") == [path]
    assert shown.all("//form[@action='/learn/study-well-online/unwatch']")
    assert not parsed(await newcomer.get("/courses")).all("//section[@aria-labelledby='watched']")


async def test_a_specialization_is_shown_in_order_and_followed(
    arranged: None, guest: AsyncClient, newcomer: AsyncClient
) -> None:
    listed = parsed(await guest.get("/courses"))
    (path,) = listed.hrefs("//section[@aria-labelledby='specializations']//a")
    page = parsed(await newcomer.get(path))
    await newcomer.post(f"{path}/follow")
    followed = parsed(await newcomer.get(path))
    await newcomer.post(f"{path}/unfollow")

    assert faults_of(listed) == faults_of(page) == faults_of(followed) == []
    assert page.heading == HOSTILE
    assert page.hrefs("//*[@data-testid='course']//a") == [
        "/learn/another/home/welcome",
        "/learn/study-well-online/home/welcome",
    ]
    assert "You follow this specialization" in followed.words()
    assert "You follow" not in parsed(await newcomer.get(path)).words()


async def test_an_unknown_specialization_is_told(guest: AsyncClient, newcomer: AsyncClient) -> None:
    assert parsed(await guest.get("/specializations/nowhere")).status == 404
    assert (await newcomer.post("/specializations/nowhere/follow")).status_code == 404


async def test_the_courses_can_be_narrowed_down(arranged: None, guest: AsyncClient) -> None:
    page = parsed(await guest.get("/courses", params={"domain": "arts"}))

    assert faults_of(page) == []
    assert page.all("//option[@selected]")[0].get("value") == "arts"
    assert page.all("//*[@data-testid='course']") == []
    assert "No course matches" in page.words()
    everything = parsed(await guest.get("/courses", params={"domain": "", "language": "en"}))
    assert len(everything.all("//*[@data-testid='course']")) == 2
