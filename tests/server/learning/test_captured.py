"""The seven exchanges that were captured, in their order, with our own ids: answered as they were then."""

from typing import Any

import pytest
from httpx2 import Response

from tests.builders import COURSE_ID
from tests.server.learning.desk import HEARTBEAT, LECTURE, READING, SLUG, TRUSTED_LECTURE, TRUSTING, Desk

pytestmark = pytest.mark.anyio

WRITE = {
    "content-type": "application/json",
    "cache-control": "private, no-cache, no-store, must-revalidate, max-age=0",
    "vary": "Accept-Encoding",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}
GATEWAY = {
    "content-type": "application/json",
    "cache-control": "no-store",
    "vary": "Origin, Accept-Encoding",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}
BROWSER = {
    "content-type": "application/json; charset=UTF-8",
    "origin": "http://school.test",
    "x-coursera-application": "ondemand",
    "x-coursera-version": "5" * 40,
    "x-requested-with": "XMLHttpRequest",
    "x-csrf2-cookie": "csrf2_token_AAAAAAAA",
    "x-csrf2-token": "A" * 24,
    "x-csrf3-token": f"1765098915.{'A' * 16}",
    "x-csrftoken": "B" * 24,
}
COOKIES = {
    "csrftoken": "B" * 24,
    "csrf2_token_AAAAAAAA": "A" * 24,
    "CSRF3-Token": f"1765098915.{'A' * 16}",
}
APOLLO = {
    "accept": "application/json",
    "content-type": "application/json",
    "origin": "http://school.test",
    "operation-name": "LearningHours_SendEvent",
    "apollographql-client-name": "ondemand",
    "x-csrf3-token": f"1765098915.{'A' * 16}",
}
SCRIPT = {"content-type": "application/json", "origin": "http://school.test"}


async def test_the_seven_exchanges_behave_as_captured(learner: Desk):
    for name, value in COOKIES.items():
        learner.client.cookies.set(name, value)

    materials = await learner.client.get(
        "/api/onDemandCourseMaterials.v2/", params={"q": "slug", "slug": SLUG, "showLockedItems": "true"}
    )
    watched = await heartbeat(learner, "VIDEO_IS_PLAYING", LECTURE, "LECTURE")
    ended = await event(learner, SLUG, LECTURE, BROWSER)
    read = await heartbeat(learner, "MOUSE_MOVEMENT", READING, "READING")
    completed = await complete(learner, [str(COURSE_ID), READING], BROWSER)
    for name in ("csrftoken", "csrf2_token_AAAAAAAA"):
        learner.client.cookies.delete(name)
    by_script = await event(learner, TRUSTING, TRUSTED_LECTURE, SCRIPT)
    refused = await complete(learner, ["aaaa1", READING], SCRIPT)

    assert materials.status_code == 200
    assert_answer(watched, 200, GATEWAY, {"LearningHours_SendEvent": {"id", "__typename"}})
    assert_answer(read, 200, GATEWAY, {"LearningHours_SendEvent": {"id", "__typename"}})
    assert_answer(ended, 200, WRITE, {"contentResponseBody": set(), "itemProgress": STATE})
    assert ended.json()["itemProgress"]["progressState"] == "Started"
    assert ended.headers.get("etag") is None
    assert_completed(completed)
    assert_answer(by_script, 200, WRITE, {"contentResponseBody": set(), "itemProgress": STATE})
    assert refused.status_code == 403
    assert refused.json() == {"errorCode": "Not Authorized", "message": None, "details": None}
    assert {"etag", "location", "x-coursera-id"} & set(refused.headers) == set()
    assert await learner.state(LECTURE) == "Started"
    assert await learner.state(READING) == "Completed"


STATE = {"timestamp", "progressState"}


def assert_answer(
    answer: Response, status: int, headers: dict[str, str], members: dict[str, set[str]]
) -> None:
    body: Any = answer.json()
    if isinstance(body, list):
        assert len(body) == 1
        body = body[0]["data"]
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in headers} == headers
    assert {name: set(value) for name, value in body.items()} == members
    assert len(answer.headers["x-coursera-request-id"]) == 22


def assert_completed(answer: Response) -> None:
    key = f"{COURSE_ID}~{READING}"
    element = answer.json()["elements"][0]
    assert answer.status_code == 201
    assert {name: answer.headers.get(name) for name in WRITE} == WRITE
    assert answer.headers["location"] == f"/api/onDemandSupplementCompletions.v1/{key}"
    assert answer.headers["x-coursera-id"] == key
    assert answer.headers["etag"].startswith('W/"')
    assert {name: value for name, value in answer.json().items() if name != "elements"} == {
        "paging": {},
        "linked": {},
    }
    assert set(element) == {"itemId", "itemProgress", "id", "courseId"}
    assert set(element["itemProgress"]) == STATE
    assert (element["id"], element["itemProgress"]["progressState"]) == (key, "Completed")


async def event(learner: Desk, slug: str, item: str, headers: dict[str, str]) -> Response:
    path = f"/api/opencourse.v1/user/{learner.id}/course/{slug}/item/{item}/lecture/videoEvents/ended"
    body = b'{"contentRequestBody":{}}'
    return await learner.client.post(f"{path}?autoEnroll=false", content=body, headers=headers)


async def heartbeat(learner: Desk, action: str, item: str, activity: str) -> Response:
    operation = learner.operation(
        item,
        userActionType=action,
        itemDetails={"itemId": item, "learnerActivityType": activity},
        courseBranchId="branch~_QaXxNNREemYHRLMsQsWag",
        eventOs="Microsoft Windows",
    )
    assert operation["query"] == HEARTBEAT
    return await learner.client.post(
        "/graphql-gateway?opname=LearningHours_SendEvent", json=[operation], headers=APOLLO
    )


async def complete(learner: Desk, ids: list[str], headers: dict[str, str]) -> Response:
    course_id, item_id = ids
    body = f'{{"userId":{learner.id},"courseId":"{course_id}","itemId":"{item_id}"}}'
    return await learner.client.post("/api/onDemandSupplementCompletions.v1", content=body, headers=headers)
