"""What stands beside a course: words of its teachers, and what a learner thinks of it."""

import pytest
from httpx2 import AsyncClient

from tests.server.web.conftest import HOSTILE, Client
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

COURSE = "/learn/study-well-online"
PAGE = f"{COURSE}/home/welcome"


async def test_what_a_teacher_tells_is_shown_changed_and_taken_down(
    learner: AsyncClient, client_of: Client
) -> None:
    teacher = await client_of("teacher@example.org")
    told = await teacher.post(f"{COURSE}/told", data={"body": f"Welcome *all* {HOSTILE}"})
    shown, own = parsed(await learner.get(PAGE)), parsed(await teacher.get(PAGE))
    note = str(own.all("//input[@name='note']")[0].get("value"))

    await teacher.post(f"{COURSE}/told", data={"deed": "change", "note": note, "body": "Good bye"})
    changed = parsed(await learner.get(PAGE))
    await teacher.post(f"{COURSE}/told", data={"deed": "remove", "note": note})

    assert told.status_code == 303
    assert (faults_of(shown), faults_of(own)) == ([], [])
    assert shown.texts("//article[contains(@class, 'told-note')]//em") == ["all"]
    assert shown.all("//section[@id='told']//form") == []
    assert changed.texts("//article[contains(@class, 'told-note')]//p[not(@class)]") == ["Good bye"]
    assert parsed(await learner.get(PAGE)).all("//section[@id='told']") == []


async def test_a_learner_tells_a_course_nothing(learner: AsyncClient) -> None:
    answer = await learner.post(f"{COURSE}/told", data={"body": "x"})

    assert answer.status_code == 403


async def test_what_is_told_is_for_those_who_take_the_course(
    guest: AsyncClient, newcomer: AsyncClient, client_of: Client
) -> None:
    teacher = await client_of("teacher@example.org")
    await teacher.post(f"{COURSE}/told", data={"body": "Among us"})

    assert "Among us" not in (await guest.get(PAGE)).text
    assert "Among us" not in (await newcomer.get(PAGE)).text


async def test_a_rating_is_given_shown_and_taken_back(learner: AsyncClient) -> None:
    given = await learner.post(f"{COURSE}/feedback", data={"rating": "4", "comment": HOSTILE})
    page = parsed(await learner.get(PAGE))
    await learner.post(f"{COURSE}/feedback", data={"deed": "withdraw"})

    assert given.status_code == 303
    assert faults_of(page) == []
    assert [str(one.get("value")) for one in page.all("//input[@name='rating'][@checked]")] == ["4"]
    assert page.text("//textarea[@name='comment']") == HOSTILE
    assert parsed(await learner.get(PAGE)).all("//input[@name='rating'][@checked]") == []


@pytest.mark.parametrize("rating", ["", "0", "6", "four", "4.5", "٤"])
async def test_what_is_no_rating_is_told(learner: AsyncClient, rating: str) -> None:
    answer = await learner.post(f"{COURSE}/feedback", data={"rating": rating})

    assert (answer.status_code, faults_of(parsed(answer))) == (400, [])
