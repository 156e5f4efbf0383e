"""An item in its surroundings."""

import pytest
from httpx2 import AsyncClient

from carrel.application.school import School
from carrel.server.web.item import neighbours
from tests.server.web.conftest import complete
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

COURSE = "/learn/study-well-online"


async def test_a_locked_item_says_what_is_missing_and_leads_there(learner: AsyncClient) -> None:
    page = parsed(await learner.get(f"{COURSE}/peer/aaaa3"))

    assert (page.status, faults_of(page)) == (403, [])
    assert page.heading == "Write"
    links = [f"{COURSE}/lecture/aaaa1/hello", f"{COURSE}/supplement/aaaa2/how-to-read"]
    assert page.hrefs("//*[@class='locked card']//a") == [*links, links[0]]
    assert "page" not in page.texts("//*[@class='locked card']")[0]


async def test_a_locked_item_opens_when_what_it_waits_for_is_done(
    school: School, learner: AsyncClient
) -> None:
    complete(school, "aaaa1", "aaaa2")

    page = parsed(await learner.get(f"{COURSE}/peer/aaaa3"))

    assert (page.status, faults_of(page)) == (200, [])
    assert "Write one page." in page.words()


async def test_the_way_through_the_course_goes_from_item_to_item(learner: AsyncClient) -> None:
    path, walked = f"{COURSE}/lecture/aaaa1/hello", []
    while path != f"{COURSE}/home/welcome":
        walked.append(path.split("/")[4])
        page = parsed(await learner.get(path))
        (path,) = page.hrefs("//nav[@class='steps']//a[contains(@class,'step-next')]")

    assert walked == ["aaaa1", "aaaa2", "aaaa3", "aaaa4", "aaaa5", "aaaa6"]


async def test_the_outline_marks_where_the_reader_is(learner: AsyncClient) -> None:
    page = parsed(await learner.get(f"{COURSE}/supplement/aaaa2"))

    assert page.texts("//aside//*[@aria-current='page']") == ["How to read"]
    assert page.all("//link[@rel='canonical']")[0].get("href") == f"{COURSE}/supplement/aaaa2/how-to-read"


async def test_a_reading_is_shown_whole_and_harmless(learner: AsyncClient) -> None:
    page = parsed(await learner.get(f"{COURSE}/supplement/aaaa2"))

    assert page.texts("//div[@class='wide']//th") == ["a", "b"]
    assert page.texts("//article//div[contains(@class, 'reading')]//h2") == ["Slowly"]
    assert page.all("//@onclick") == []


async def test_a_placeholder_says_why_nothing_is_there(learner: AsyncClient) -> None:
    page = parsed(await learner.get(f"{COURSE}/supplement/aaaa5"))

    assert "The reason: 403 <b>" in page.words()


async def test_a_kind_that_cannot_be_taught_is_shown_and_said_so(learner: AsyncClient) -> None:
    page = parsed(await learner.get(f"{COURSE}/lab/aaaa4"))

    assert "A question." in page.words()
    assert "cannot run them yet" in page.words()


def test_the_first_item_has_nothing_before_it_and_the_last_nothing_after() -> None:
    assert neighbours(["a"], "a") == (None, None)
    assert neighbours(["a", "b", "c"], "a") == (None, "b")
    assert neighbours(["a", "b", "c"], "b") == ("a", "c")
    assert neighbours(["a", "b", "c"], "c") == ("b", None)
