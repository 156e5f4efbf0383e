"""The resources of a course, and searching it."""

import pytest
from httpx2 import AsyncClient

from carrel.application.school import School
from tests.server.web.conftest import OTHER_ID, take
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

COURSE = "/learn/study-well-online/home/welcome"
RESOURCES = "/learn/study-well-online/resources"


async def test_the_course_leads_to_its_resources_and_they_to_their_texts(learner: AsyncClient) -> None:
    assert RESOURCES in parsed(await learner.get(COURSE)).hrefs("//a")

    listed = parsed(await learner.get(RESOURCES))
    shown = parsed(await learner.get(f"{RESOURCES}/aaaa7"))

    assert listed.hrefs("//nav[@class='references']//a") == [f"{RESOURCES}/aaaa7"]
    assert shown.texts("//article//em") == ["Desk"]
    assert (faults_of(listed), faults_of(shown)) == ([], [])


async def test_a_course_without_references_does_not_lead_to_any(school: School, learner: AsyncClient) -> None:
    take(school, OTHER_ID)
    course = parsed(await learner.get("/learn/another/home/welcome"))

    assert "/learn/another/resources" not in course.hrefs("//a")
    assert "This course has none." in parsed(await learner.get("/learn/another/resources")).words()


@pytest.mark.parametrize(("path", "status"), [("", 403), ("/aaaa7", 403)])
async def test_who_does_not_take_the_course_sees_none(newcomer: AsyncClient, path: str, status: int) -> None:
    assert (await newcomer.get(RESOURCES + path)).status_code == status


async def test_a_reference_that_is_not_there_is_told(learner: AsyncClient) -> None:
    assert parsed(await learner.get(f"{RESOURCES}/aaaa1")).status == 404


async def test_a_course_is_searched_from_its_page_by_who_takes_it(
    guest: AsyncClient, learner: AsyncClient
) -> None:
    form = "//main//form[@role='search']"
    assert not parsed(await guest.get(COURSE)).all(form)
    (box,) = parsed(await learner.get(COURSE)).all(form)

    assert box.get("action") == "/search"
    found = parsed(await learner.get("/search", params={"q": "desk", "course": "study-well-online"}))

    assert f"{RESOURCES}/aaaa7" in found.hrefs("//*[@class='hits']//a")
    assert "/search?q=desk" in found.hrefs("//a")
    assert faults_of(found) == []


async def test_pages_of_a_search_stay_in_its_course(guest: AsyncClient, learner: AsyncClient) -> None:
    there = {"q": "", "course": "study-well-online"}

    kept = parsed(await learner.get("/search", params=there)).all("//main//input[@name='course']")

    assert [one.get("value") for one in kept] == ["study-well-online"]
    assert (await guest.get("/search", params={**there, "q": "desk"})).status_code == 401
    assert (await learner.get("/search", params={**there, "course": "<b>"})).status_code == 404


async def test_every_page_can_search_the_school(guest: AsyncClient) -> None:
    (box,) = parsed(await guest.get("/courses")).all("//header//form[@role='search']")

    assert (box.get("action"), box.get("method")) == ("/search", "get")
