"""Rows 27-47, 50, 52: what players, readers and a script were seen to send while somebody learned."""

import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from carrel.client.errors import NotEnrolled
from carrel.resources.learning import (
    LEARNING_HOURS,
    SUPPLEMENT_COMPLETIONS,
    NewSupplementCompletion,
)
from carrel.resources.progress import COURSES_PROGRESS
from tests.conformance.people import GARDEN, WRITING, Person, items, told
from tests.conformance.rows import each_row, row
from tests.server import wire
from tests.server.learning.desk import HEARTBEAT

COMPLETIONS = "/api/onDemandSupplementCompletions.v1"
GATEWAY = "/graphql-gateway?opname=LearningHours_SendEvent"
GATEWAY_HEADERS = {
    "content-type": "application/json",
    "cache-control": "no-store",
    "vary": "Origin, Accept-Encoding",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}
APOLLO = {
    "accept": "application/json",
    "apollographql-client-name": "ondemand",
    "apollographql-client-version": "5" * 40,
    "operation-name": "LearningHours_SendEvent",
    "origin": "http://school.test",
    "x-csrf3-token": f"1765098915.{'A' * 16}",
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
SCRIPT = {"content-type": "application/json", "origin": "http://school.test"}


@pytest.fixture
def lecture(newcomer: Person) -> str:
    return items(newcomer)["hello"]


@pytest.fixture
def reading(newcomer: Person) -> str:
    return items(newcomer)["how-this-course-works"]


def heartbeat(course: str, item: str, action: str, activity: str, at: int) -> list[dict[str, Any]]:
    """The array with one operation that was captured."""
    beat = {
        "courseId": course,
        "eventPlatform": "WEB",
        "userActionType": action,
        "durationMilliSeconds": 30_000,
        "eventOs": "Microsoft Windows",
        "clientDateTime": datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")[:-6]
        + "Z",
        "deviceId": "00000000-0000-4000-8000-000000000001",
        "itemDetails": {"itemId": item, "learnerActivityType": activity},
        "courseBranchId": "branch~_QaXxNNREemYHRLMsQsWag",
    }
    variables = {"input": {"heartbeat": beat}}
    return [{"operationName": "LearningHours_SendEvent", "variables": variables, "query": HEARTBEAT}]


def states(who: Person, course: str) -> dict[str, str]:
    """The states of items, as both reads of one's progress tell them."""
    by_key = who.one(f"/api/onDemandCoursesProgress.v1/{who.id}~{course}")["items"]
    assert by_key == who.get(f"/api/opencourse.v1/user/{who.id}/course/{WRITING}")["items"]
    assert [one["items"] for one in told(who.client.get(COURSES_PROGRESS, (who.id, course)))] == [by_key]
    return {item: one["progressState"] for item, one in by_key.items()}


def event(who: Person, name: str, item: str, enrol: str = "false", slug: str = WRITING) -> str:
    lecture = f"/api/opencourse.v1/user/{who.id}/course/{slug}/item/{item}/lecture"
    return f"{lecture}/videoEvents/{name}?autoEnroll={enrol}"


@each_row(
    "kind",
    {
        28: ("hello", "VIDEO_IS_PLAYING", "LECTURE"),
        29: ("how-this-course-works", "MOUSE_MOVEMENT", "READING"),
    },
)
def test_a_heartbeat_counts_as_time_studied(newcomer, course, clock, kind):
    slug, action, activity = kind
    sent = heartbeat(course, items(newcomer)[slug], action, activity, clock())

    newcomer.post(GATEWAY, sent)

    [hours] = newcomer.get(f"/api/learningHours.v1?q=me&courseId={course}")["elements"]
    assert hours["studiedMilliSeconds"] == 30_000
    assert told(newcomer.client.find(LEARNING_HOURS, "me", course_id=course)) == [hours]


@row(27, 30, 31)
def test_an_array_is_answered_by_an_array_of_unions_and_an_operation_alone_by_one(
    newcomer, course, lecture, clock
):
    sent = heartbeat(course, lecture, "VIDEO_IS_PLAYING", "LECTURE", clock())

    answer = newcomer.http.post(GATEWAY, sent)

    [operation] = answer.json()
    event = operation["data"]["LearningHours_SendEvent"]
    assert event["__typename"] == "LearningHours_SendEventSuccess"
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", event["id"])
    assert len(answer.content.rstrip()) + 1 == 131
    assert set(newcomer.post(GATEWAY, sent[0])["data"]) == {"LearningHours_SendEvent"}


@row(30)
def test_a_heartbeat_of_nobody_is_the_other_member_of_the_union(guest, course, clock):
    [operation] = guest.post(GATEWAY, heartbeat(course, "xxxxx", "VIDEO_IS_PLAYING", "LECTURE", clock()))

    event = operation["data"]["LearningHours_SendEvent"]
    assert (event["__typename"], set(event)) == ("LearningHours_SendEventError", {"message", "__typename"})


@row(32, 33)
def test_the_captured_headers_of_the_gateway(newcomer, course, lecture, clock):
    sent = heartbeat(course, lecture, "VIDEO_IS_PLAYING", "LECTURE", clock())

    answer = newcomer.http.send(
        "POST", GATEWAY, headers=APOLLO, cookies={"CSRF3-Token": APOLLO["x-csrf3-token"]}, json=sent
    )

    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in GATEWAY_HEADERS} == GATEWAY_HEADERS
    assert re.fullmatch(wire.REQUEST_ID, answer.headers["x-coursera-request-id"])
    refused = newcomer.http.send("POST", GATEWAY, headers=APOLLO, cookies={"CSRF3-Token": "1.x"}, json=sent)
    assert refused.status_code == 403


@row(34, 37)
def test_a_lecture_that_ended_is_started_in_the_answer_and_completed_in_the_next_read(
    newcomer, course, lecture, clock
):
    began = clock()
    newcomer.post(event(newcomer, "play", lecture), {"contentRequestBody": {}})
    clock.move(60)

    answer = newcomer.post(event(newcomer, "ended", lecture), {"contentRequestBody": {}})

    assert answer == {
        "contentResponseBody": {},
        "itemProgress": {"progressState": "Started", "timestamp": began},
    }
    assert states(newcomer, course) == {lecture: "Completed"}


@row(34, 37)
def test_ended_alone_completes_nothing_said_by_our_client(newcomer, course, lecture):
    answer = newcomer.client.call("POST", event(newcomer, "ended", lecture), {"contentRequestBody": {}})

    assert answer["itemProgress"]["progressState"] == "Started"
    assert states(newcomer, course) == {lecture: "Started"}


@pytest.mark.parametrize(("enrol", "status"), [("false", 403), ("true", 200)])
@row(35)
def test_who_is_not_enrolled_is_enrolled_only_when_that_is_asked_for(newcomer, enrol, status):
    lessons = newcomer.client.course(GARDEN).course_material.elements[0].elements
    item = next(one.id for one in lessons[0].elements if one.content["typeName"] == "lecture")

    answer = newcomer.http.post(event(newcomer, "ended", item, enrol, GARDEN), {"contentRequestBody": {}})

    courses = {one["courseId"] for one in newcomer.get("/api/memberships.v1?q=me")["elements"]}
    assert (answer.status_code, len(courses)) == (status, 1 + (status == 200))


@row(36, 38, 47)
def test_a_write_with_every_header_of_a_browser_and_the_headers_of_its_answer(newcomer, lecture):
    answer = newcomer.http.send(
        "POST",
        event(newcomer, "ended", lecture),
        headers=BROWSER,
        cookies=COOKIES,
        content=b'{"contentRequestBody":{}}',
    )

    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in wire.WRITE_HEADERS} == wire.WRITE_HEADERS
    assert "etag" not in answer.headers
    others = newcomer.http.send(
        "POST",
        event(newcomer, "ended", lecture),
        headers=BROWSER,
        cookies=dict.fromkeys(COOKIES, "x"),
        json={},
    )
    assert others.status_code == 403


@row(39, 40, 41)
def test_a_reading_is_completed_with_the_captured_answer(newcomer, course, reading):
    body = {"userId": newcomer.id, "courseId": course, "itemId": reading}

    answer = newcomer.http.send("POST", COMPLETIONS, headers=BROWSER, cookies=COOKIES, json=body)

    key = f"{course}~{reading}"
    assert answer.status_code == 201
    assert {name: answer.headers.get(name) for name in wire.WRITE_HEADERS} == wire.WRITE_HEADERS
    assert answer.headers["location"] == f"{COMPLETIONS}/{key}"
    assert answer.headers["x-coursera-id"] == key
    assert re.fullmatch(wire.ETAG, answer.headers["etag"])
    assert {name: value for name, value in answer.json().items() if name != "elements"} == {
        "paging": {},
        "linked": {},
    }
    [element] = answer.json()["elements"]
    assert (set(element), element["id"]) == ({"itemId", "itemProgress", "id", "courseId"}, key)
    assert set(element["itemProgress"]) == {"progressState", "timestamp"}
    assert states(newcomer, course) == {reading: "Completed"}


@row(39, 40)
def test_a_reading_is_completed_by_our_client(newcomer, course, reading):
    created = newcomer.client.create(
        SUPPLEMENT_COMPLETIONS,
        NewSupplementCompletion(user_id=newcomer.id, course_id=course, item_id=reading),
    )

    assert created.key == f"{course}~{reading}"
    assert states(newcomer, course) == {reading: "Completed"}


@row(42)
def test_a_script_with_nothing_but_its_cookie_may_say_that_a_lecture_ended(newcomer, course, lecture):
    cookies = {"CSRF3-Token": COOKIES["CSRF3-Token"]}

    answer = newcomer.http.send(
        "POST",
        event(newcomer, "ended", lecture),
        headers=SCRIPT,
        cookies=cookies,
        json={"contentRequestBody": {}},
    )

    assert answer.status_code == 200
    assert states(newcomer, course) == {lecture: "Started"}


@row(43)
def test_the_scripts_completion_for_what_is_no_course_is_refused_and_a_missing_item_is_no_body(
    newcomer, course, reading
):
    wrong = {"userId": newcomer.id, "courseId": "aaaa1", "itemId": reading}

    refused = newcomer.http.send("POST", COMPLETIONS, headers=SCRIPT, json=wrong)
    short = newcomer.http.send(
        "POST", COMPLETIONS, headers=SCRIPT, json={"userId": newcomer.id, "courseId": course}
    )

    assert refused.status_code == 403
    assert refused.json() == {"errorCode": "Not Authorized", "message": None, "details": None}
    assert refused.headers["cache-control"] == wire.WRITE_HEADERS["cache-control"]
    assert not {"location", "x-coursera-id", "etag"} & set(refused.headers)
    assert (short.status_code, short.json()["message"]) == (400, "JSON didn't validate")
    assert states(newcomer, course) == {}
    with pytest.raises(NotEnrolled):
        newcomer.client.create(SUPPLEMENT_COMPLETIONS, wrong)


@pytest.mark.parametrize(
    "place", ["lecture/{lecture}/hello", "supplement/{reading}/how-this-course-works", "home/module/1"]
)
@row(44, 52)
def test_the_addresses_of_the_classroom_are_pages(newcomer, lecture, reading, place):
    answer = newcomer.http.get(f"/learn/{WRITING}/{place.format(lecture=lecture, reading=reading)}")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


@row(45)
def test_the_session_is_the_cookie_cauth_and_signing_out_ends_it(newcomer):
    assert newcomer.one("/api/adminUserPermissions.v1?q=my")["id"] == str(newcomer.id)
    assert newcomer.client.me() == newcomer.id

    newcomer.client.sign_out()

    assert newcomer.http.get("/api/adminUserPermissions.v1?q=my").status_code in {401, 403}


@row(46)
def test_the_second_token_may_be_the_cookie_of_its_own_name(newcomer, course, reading):
    body = {"userId": newcomer.id, "courseId": course, "itemId": reading}
    sent = {"headers": {"x-csrf2-token": "t"}, "json": body}

    named_alike = newcomer.http.send("POST", COMPLETIONS, cookies={"CSRF2-Token": "t"}, **sent)
    another = newcomer.http.send("POST", COMPLETIONS, cookies={"CSRF2-Token": "u"}, **sent)

    assert (named_alike.status_code, another.status_code) == (201, 403)


@row(46)
def test_the_third_token_may_be_anybodys_invention_as_long_as_cookie_and_header_agree(
    newcomer, course, reading
):
    token = f"{int(time.time()) + 4 * 24 * 3600}.{'c' * 16}"
    body = {"userId": newcomer.id, "courseId": course, "itemId": reading}
    headers = {"x-csrf3-token": token}

    agreed = newcomer.http.send(
        "POST", COMPLETIONS, headers=headers, cookies={"CSRF3-Token": token}, json=body
    )
    alone = newcomer.http.send("POST", COMPLETIONS, headers=headers, json=body)

    assert (agreed.status_code, alone.status_code) == (201, 403)


@pytest.mark.parametrize("target", ["/api/courses.v1", "/api/nowhere.v1", "/api/memberships.v1?q=me"])
@row(50)
def test_every_answer_has_a_request_id_of_its_own(guest, target):
    ids = {guest.http.get(target).headers["x-coursera-request-id"] for _ in range(2)}

    assert len(ids) == 2
    assert all(re.fullmatch(wire.REQUEST_ID, one) for one in ids)
