"""Row 63: several requests in one, each answered as if it had been sent alone."""

import json
from dataclasses import replace

import pytest

from carrel.server.api.answering import ANSWERS
from carrel.server.api.asking import Ask, Found
from tests.builders import COURSE_ID
from tests.server.caller import BASE, user_id
from tests.server.schools import OTHER_ID, PASSWORD, READING

BATCH = "/api/batch"
OPEN = "/api/openCourseMemberships.v1"
FORM = "application/x-www-form-urlencoded; charset=UTF-8"


def get(url: str, **more: object) -> dict[str, object]:
    return {"method": "GET", "url": url, "headers": {}, **more}


def test_row_63_the_answer_is_keyed_as_the_batch_was(still_learner):
    me = user_id(still_learner)
    sent = {
        "0": get(f"{OPEN}/?q=findByUser&userId={me}"),
        "grades": get(f"/api/onDemandCourseGrades.v1/{COURSE_ID}"),
    }

    answer = still_learner.send("POST", BATCH, content=json.dumps(sent), headers={"content-type": FORM})

    assert answer.status_code == 200
    assert list(answer.json()) == ["0", "grades"]
    assert answer.json()["0"]["status"] == 200
    assert answer.json()["0"]["bodyJson"] == still_learner.get(f"{OPEN}?q=findByUser&userId={me}").json()


@pytest.mark.parametrize(
    "url",
    [
        "/api/courses.v1?limit=1",
        "/api/memberships.v1?q=me",
        "/api/memberships.v1?q=me&fields=((",
        "/api/nowhere.v1",
        "/api/courses.v1?q=slug&slug=%C3%A9",
        f"/api/onDemandCoursesProgress.v1/1~{COURSE_ID}",
        "/api/opencourse.v1/course/study-well-online/",
        "/api/onDemandCourseMaterials.v2?q=slug&slug=study-well-online&includes=items",
    ],
)
@pytest.mark.parametrize("who", ["still_guest", "still_learner"])
def test_a_member_is_answered_as_if_it_were_alone(request, who, url):
    caller = request.getfixturevalue(who)
    alone = caller.get(url)

    (member,) = caller.post(BATCH, {"x": get(url)}).json().values()

    assert (member["status"], member["bodyJson"]) == (alone.status_code, alone.json())
    assert member["headers"].get("etag") == alone.headers.get("etag")


def test_members_see_what_those_before_them_did(newcomer):
    me = user_id(newcomer)
    enrol = {"courseId": OTHER_ID, "userId": me}
    sent = {
        "before": get(f"{OPEN}/{me}~{OTHER_ID}"),
        "enrol": {"method": "POST", "url": OPEN, "body": enrol},
        "as text": {
            "method": "post",
            "url": OPEN,
            "body": json.dumps(enrol),
            "headers": {"content-type": FORM},
        },
        "after": get(f"{OPEN}/{me}~{OTHER_ID}"),
    }

    told = newcomer.post(BATCH, sent).json()

    assert [one["status"] for one in told.values()] == [404, 201, 201, 200]
    assert newcomer.get(f"{OPEN}/{me}~{OTHER_ID}").status_code == 200


def test_a_member_cannot_say_that_somebody_else_sends_it(guest, learner):
    stolen = {
        "cookie": f"CAUTH={learner.token}",
        "Cookie": f"CAUTH={learner.token}",
        "host": "elsewhere.test",
    }

    (member,) = guest.post(BATCH, {"x": get("/api/memberships.v1?q=me", headers=stolen)}).json().values()

    assert member["status"] == 401


@pytest.mark.parametrize("headers", [{"origin": "http://elsewhere.test"}, {"sec-fetch-site": "cross-site"}])
def test_a_batch_from_another_site_is_refused_whole(learner, headers):
    body = {"userId": user_id(learner), "courseId": COURSE_ID, "itemId": READING}

    answer = learner.post(
        BATCH,
        {"x": {"method": "POST", "url": "/api/onDemandSupplementCompletions.v1", "body": body}},
        headers,
    )

    assert (answer.status_code, answer.json()["errorCode"]) == (403, "foreignOrigin")


@pytest.mark.parametrize(
    "url",
    [
        "/api/batch",
        "/api/batch/",
        "/api/%62atch",
        "http://elsewhere.test/api/courses.v1",
        "//elsewhere.test/api/courses.v1",
        f"{BASE}.elsewhere.test/api/courses.v1",
        "/learn/study-well-online",
        "/graphql-gateway",
        "api/courses.v1",
        "",
        "http://[",
        "/api/é",
        "file:///etc/passwd",
    ],
)
def test_what_a_batch_does_not_reach_is_refused_and_the_others_are_answered(still_learner, url):
    sent = {"bad": {"method": "POST", "url": url, "body": {}}, "good": get("/api/courses.v1?limit=1")}

    told = still_learner.post(BATCH, sent).json()

    assert (told["bad"]["status"], told["bad"]["bodyJson"]["errorCode"]) == (400, "request.validation")
    assert told["good"]["status"] == 200


def test_a_member_may_name_this_school_itself(still_learner):
    (member,) = still_learner.post(BATCH, {"x": get(f"{BASE}/api/courses.v1?limit=1")}).json().values()

    assert member["status"] == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (json.dumps({str(n): get("/api/courses.v1") for n in range(1000)}), 400),
        (json.dumps({"x": get("/api/courses.v1", body="x" * 200_000)}), 413),
        ("[]", 400),
        ('{"x": 1}', 400),
        ('{"x": {"method": "GET"}}', 400),
        ('{"x": {"url": "/api/courses.v1", "headers": {"a": 1}}}', 400),
        ("x=1", 400),
        ("{}", 200),
    ],
)
def test_a_batch_that_is_none_is_refused(still_learner, body, status):
    assert still_learner.send("POST", BATCH, content=body).status_code == status


def test_a_header_that_cannot_be_one_is_refused(still_learner):
    (member,) = still_learner.post(BATCH, {"x": get("/api/courses.v1", headers={"x": "☃"})}).json().values()

    assert member["status"] == 400


def test_the_cookie_of_a_sign_in_is_set_by_the_batch_and_told_to_no_script(guest):
    account = {"email": "learner@example.org", "password": PASSWORD}

    answer = guest.post(BATCH, {"x": {"method": "POST", "url": "/api/login/v3", "body": account}})

    assert answer.headers["set-cookie"].startswith("CAUTH=")
    assert "CAUTH" not in answer.text


def test_a_member_that_fails_by_our_fault_fails_alone(guest, monkeypatch):
    def fail(_: Ask) -> Found:
        raise ZeroDivisionError

    monkeypatch.setitem(ANSWERS, "partners.v1", replace(ANSWERS["partners.v1"], get_all=fail))
    members = {"a": get("/api/courses.v1"), "b": get("/api/partners.v1"), "c": get("/api/courses.v1")}

    told = guest.post(BATCH, members).json()

    assert [told[one]["status"] for one in "abc"] == [200, 500, 200]
    assert told["b"]["bodyJson"]["errorCode"] == "internal"


def test_ten_thousand_members_are_refused(still_learner):
    members = {str(number): get("/api/courses.v1") for number in range(10_000)}

    assert still_learner.post(BATCH, members).status_code == 413


@pytest.mark.parametrize(
    "url", ["/api/batch", "/api/batch/", "/api/%62atch", "/api/batch?x", "/api/batch#x", f"{BASE}/api/batch"]
)
def test_no_spelling_of_a_batch_stands_in_a_batch(still_learner, url):
    (member,) = still_learner.post(BATCH, {"a": {**get(url), "method": "POST", "body": {}}}).json().values()

    assert member["status"] == 400
    assert "another batch" in member["bodyJson"]["message"]


@pytest.mark.parametrize(
    "resource", [OPEN, "/api/onDemandCoursesProgress.v1", "/api/onDemandHomeProgress.v1"]
)
def test_a_member_about_somebody_else_is_refused(learner, newcomer, resource):
    (member,) = newcomer.post(BATCH, {"a": get(f"{resource}/{user_id(learner)}~{COURSE_ID}")}).json().values()

    assert member["status"] == 403
