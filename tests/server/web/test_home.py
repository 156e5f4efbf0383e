"""The learner's desk."""

import pytest
from httpx2 import AsyncClient

from carrel.application.school import School
from carrel.domain.enrollment import DAY
from carrel.server.visitors import now
from tests.builders import COURSE_ID
from tests.server.web.conftest import HOSTILE, OTHER_ID, Client, complete, take, the_learner
from tests.server.web.pages import Page, faults_of, parsed

pytestmark = pytest.mark.anyio

FIRST = "Study Well Online"
ORDERS = {"deadline", "inactive", "progress", "name"}
CARD = "//*[@data-testid='course']"


def names(page: Page) -> list[str]:
    return page.texts(f"{CARD}//h2")


async def test_an_empty_desk_shows_the_way_to_the_courses(newcomer: AsyncClient) -> None:
    page = parsed(await newcomer.get("/"))

    assert (page.heading, faults_of(page)) == ("Your desk", [])
    assert "/courses" in page.hrefs()


async def test_a_card_says_how_far_when_due_and_what_comes_next(school: School, learner: AsyncClient) -> None:
    complete(school, "aaaa1", "aaaa2")

    page = parsed(await learner.get("/"))

    assert page.all(f"{CARD}//progress")[0].get("value") == "33"
    assert page.texts(f"{CARD}//time") == ["Due in 7 days"]
    assert "Not opened yet" in page.words()
    assert page.texts(f"{CARD}//a[@class='button']") == [f"Continue {FIRST}"]
    assert page.hrefs(f"{CARD}//a[@class='button']") == ["/learn/study-well-online/peer/aaaa3/write"]


async def test_a_finished_course_presses_nobody(school: School, learner: AsyncClient) -> None:
    complete(school, *(f"aaaa{number}" for number in range(1, 7)))

    page = parsed(await learner.get("/"))

    assert page.all(f"{CARD}//time") == []
    assert "Completed" in page.words()
    assert page.hrefs(f"{CARD}//a[@class='button button-quiet']") == ["/learn/study-well-online/home/welcome"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("deadline", FIRST),
        ("inactive", FIRST),
        ("progress", HOSTILE),
        ("name", HOSTILE),
        ("nonsense", FIRST),
        ("", FIRST),
    ],
)
async def test_the_desk_is_sorted_by_a_plain_link(
    school: School, newcomer: AsyncClient, sort: str, first: str
) -> None:
    take(school, COURSE_ID, at=now() - 9 * DAY)
    take(school, OTHER_ID)
    complete(school, "bbbb1", course_id=OTHER_ID)

    page = parsed(await newcomer.get("/", params={"sort": sort} if sort else {}))

    assert names(page)[0] == first
    assert len(names(page)) == 2
    current = page.all("//nav[@aria-label='Sort your courses']//a[@aria-current]")
    assert [link.get("href") for link in current] == [f"/?sort={sort if sort in ORDERS else 'deadline'}"]


async def test_who_was_away_is_told_for_how_long(school: School, newcomer: AsyncClient) -> None:
    take(school, COURSE_ID, at=now() - 9 * DAY)

    await newcomer.get("/learn/study-well-online/home/welcome")
    page = parsed(await newcomer.get("/"))

    assert "Opened within the last day" in page.words()
    assert page.texts(f"{CARD}//time") == ["2 days overdue"]


async def test_the_desk_is_the_readers_own(school: School, learner: AsyncClient, client_of: Client) -> None:
    teacher = await client_of("teacher@example.org")

    assert names(parsed(await teacher.get("/"))) == []
    assert the_learner(school).name in parsed(await learner.get("/")).text("//header")
