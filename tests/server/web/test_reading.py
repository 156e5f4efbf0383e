"""A reading's own part of its page, and its reader's word."""

import pytest
from httpx2 import AsyncClient

from tests.server.web.conftest import Client
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

READING = "/learn/study-well-online/supplement/aaaa2"
OURS = {"origin": "http://school.test"}


async def test_a_reading_marked_twice_is_completed_once(learner: AsyncClient) -> None:
    button = parsed(await learner.get(READING)).all("//main//form")[0]

    answers = [await learner.post(str(button.get("action")), headers=OURS) for _ in range(2)]
    page = parsed(await learner.get(answers[0].headers["location"]))

    assert [one.status_code for one in answers] == [303, 303]
    assert page.text("//*[@class='notice completed']").startswith("Completed on ")
    assert (page.all("//form[@class='mark']"), faults_of(page)) == ([], [])


async def test_only_a_reading_is_completed_by_word(learner: AsyncClient) -> None:
    for item_id, status in (("aaaa1", 400), ("aaaa3", 400), ("zzzzz", 404)):
        answer = await learner.post(f"/learn/study-well-online/supplement/{item_id}/complete", headers=OURS)

        assert answer.status_code == status


async def test_nobody_completes_a_reading_of_a_course_that_they_do_not_take(
    guest: AsyncClient, client_of: Client
) -> None:
    stranger = await client_of("learner@example.org")

    answers = [await one.post(f"{READING}/complete", headers=OURS) for one in (guest, stranger)]

    assert [one.status_code for one in answers] == [401, 403]


async def test_another_site_cannot_complete_a_reading(learner: AsyncClient) -> None:
    answer = await learner.post(f"{READING}/complete", headers={"origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert parsed(await learner.get(READING)).all("//main//form")
