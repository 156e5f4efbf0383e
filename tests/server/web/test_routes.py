"""Every page, for everybody who may come to it."""

import pytest
from httpx2 import AsyncClient

from tests.server.web.conftest import HOSTILE, Client
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

COURSE = "/learn/study-well-online"
FOR_EVERYBODY = (
    "/",
    "/courses",
    "/courses?from=1",
    "/sign-in",
    f"{COURSE}/home/welcome",
    f"{COURSE}/home/module/1",
    f"{COURSE}/home/week/1",
)
ITEMS = (
    f"{COURSE}/lecture/aaaa1",
    f"{COURSE}/lecture/aaaa1/hello",
    f"{COURSE}/whatever/aaaa2/another-name",
    f"{COURSE}/lab/aaaa4",
    f"{COURSE}/supplement/aaaa5",
    f"{COURSE}/assignment-submission/aaaa6",
)
OWN = ("/you", f"{COURSE}/notes")


@pytest.mark.parametrize("path", FOR_EVERYBODY)
async def test_a_guest_sees_what_everybody_may_see(guest: AsyncClient, path: str) -> None:
    page = parsed(await guest.get(path))

    assert (page.status, faults_of(page)) == (200, [])


@pytest.mark.parametrize("path", [path for path in (*FOR_EVERYBODY, *ITEMS, *OWN) if path != "/sign-in"])
async def test_a_learner_sees_every_page_and_nobody_keeps_it(learner: AsyncClient, path: str) -> None:
    page = parsed(await learner.get(path))

    assert (page.status, faults_of(page)) == (200, [])
    assert page.response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [*ITEMS, *OWN])
async def test_a_guest_is_asked_to_sign_in_and_brought_back(guest: AsyncClient, path: str) -> None:
    page = parsed(await guest.get(path))

    assert (page.status, page.heading, faults_of(page)) == (401, "Sign in", [])
    assert page.all("//input[@name='next']")[0].get("value") == path


@pytest.mark.parametrize("path", ITEMS)
async def test_who_is_not_enrolled_finds_the_button_that_enrols(newcomer: AsyncClient, path: str) -> None:
    page = parsed(await newcomer.get(path))

    assert (page.status, faults_of(page)) == (403, [])
    assert page.all(f"//main//form[@action='{COURSE}/enroll']//button")


async def test_staff_see_every_item_without_enrolling(client_of: Client) -> None:
    teacher = await client_of("teacher@example.org")

    pages = [parsed(await teacher.get(path)) for path in (*ITEMS, f"{COURSE}/peer/aaaa3")]

    assert {page.status for page in pages} == {200}
    assert [fault for page in pages for fault in faults_of(page)] == []


@pytest.mark.parametrize("path", ["/", "/courses", f"{COURSE}/home/welcome", "/learn/another/home/welcome"])
async def test_a_name_is_text_whatever_it_says(learner: AsyncClient, path: str) -> None:
    page = parsed(await learner.get(path))

    assert page.all("//script") == []
    assert HOSTILE in page.tree.text_content()


async def test_a_short_address_leads_to_the_course(guest: AsyncClient) -> None:
    answer = await guest.get(COURSE)

    assert (answer.status_code, answer.headers["location"]) == (307, f"{COURSE}/home/welcome")


@pytest.mark.parametrize(
    "path",
    [
        "/learn/nothing/home/welcome",
        f"{COURSE}/lecture/nothing",
        f"{COURSE}/home/module/2",
        f"{COURSE}/home/module/0",
        f"{COURSE}/home/week/9",
        f"{COURSE}/home/week/{'9' * 5000}",
        "/nothing",
        "/static/0/nothing.css",
    ],
)
async def test_what_is_not_there_is_told_with_ways_out(learner: AsyncClient, path: str) -> None:
    page = parsed(await learner.get(path))

    assert (page.status, faults_of(page)) == (404, [])
    assert {"/", "/courses"} <= set(page.hrefs())


async def test_a_page_that_is_asked_for_by_head_has_no_body_and_leaves_no_trace(learner: AsyncClient) -> None:
    answer = await learner.head(f"{COURSE}/lecture/aaaa1")

    assert (answer.status_code, answer.content) == (200, b"")
    assert "Not opened yet" in parsed(await learner.get("/")).words()
