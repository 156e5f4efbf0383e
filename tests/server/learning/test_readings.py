"""A reading completed by its learner's word."""

import pytest

from tests.builders import COURSE_ID
from tests.server.learning.conftest import Seat
from tests.server.learning.desk import LECTURE, LOCKED, READING, TRUSTING_ID, Desk

pytestmark = pytest.mark.anyio

PATH = "/api/onDemandSupplementCompletions.v1"


async def test_a_reading_completed_twice_is_completed_once(learner: Desk):
    first = await learner.read()
    learner.clock.move(3600)

    second = await learner.read()

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()


@pytest.mark.parametrize("spell", [int, str], ids=["a number", "digits"])
async def test_the_learner_may_be_named_by_number_or_in_digits(learner: Desk, spell: type):
    answer = await learner.client.post(
        PATH, json={"userId": spell(learner.id), "courseId": COURSE_ID, "itemId": READING}
    )

    assert answer.status_code == 201


async def test_a_body_of_73_bytes_is_accepted_whatever_its_type_says(learner: Desk):
    # Our ids of users have seven digits, and the one that was captured nine.
    body = f'{{"userId":  {learner.id},"courseId":"{COURSE_ID}","itemId":"{READING}"}}'

    answer = await learner.client.post(PATH, content=body, headers={"content-type": "text/plain"})

    assert (len(body), answer.status_code) == (73, 201)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"userId": 1}, 403),
        ({"userId": "1000001x"}, 403),
        ({"userId": "9" * 5000}, 403),
        ({"userId": 10**30}, 403),
        ({"courseId": "aaaa1"}, 403),
        ({"courseId": ""}, 403),
        ({"courseId": TRUSTING_ID}, 403),
        ({"itemId": "zzzzz"}, 403),
        ({"itemId": LECTURE}, 400),
        ({"itemId": None}, 400),
        ({"userId": None}, 400),
        ({"courseId": 7}, 400),
        ({"userId": True}, 400),
    ],
    ids=str,
)
async def test_what_is_refused_completes_nothing(learner: Desk, changes: dict[str, object], status: int):
    body = {"userId": learner.id, "courseId": COURSE_ID, "itemId": READING, **changes}

    answer = await learner.client.post(PATH, json=body)

    assert answer.status_code == status
    assert (await learner.progress())["items"] == {}


async def test_a_body_without_an_item_does_not_validate(learner: Desk):
    body = f'{{"userId":{learner.id},"courseId":"{COURSE_ID}"}}'

    answer = await learner.client.post(PATH, content=body)

    assert (answer.status_code, answer.json()["message"]) == (400, "JSON didn't validate")


async def test_a_locked_assignment_is_no_reading(learner: Desk):
    answer = await learner.read(LOCKED)

    assert answer.json()["message"].startswith("Wrong content type for item StoredItem")


async def test_who_is_not_enrolled_cannot_complete(seat: Seat):
    newcomer = await seat("newcomer")

    answer = await newcomer.read()

    assert (answer.status_code, answer.json()["errorCode"]) == (403, "Not Authorized")


@pytest.mark.parametrize("end", [1, 20, 60])
async def test_a_body_cut_in_the_middle_is_refused(learner: Desk, end: int):
    body = f'{{"userId":{learner.id},"courseId":"{COURSE_ID}","itemId":"{READING}"}}'

    answer = await learner.client.post(PATH, content=body[:end])

    assert answer.status_code == 400
    assert await learner.state(READING) is None
