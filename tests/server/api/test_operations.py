"""Signing in and out, and what is no Naptime resource, asked as it was asked on the wire."""

import re
from urllib.parse import urlencode

import pytest

from carrel.application import signing_in
from carrel.server.settings import Settings
from tests.builders import COURSE_ID, VIDEO_DURATION
from tests.server import wire
from tests.server.caller import BASE, calling, user_id
from tests.server.schools import AT, EXAM, LAST, LECTURE, OTHER_ID, PASSWORD, READING

LOGIN = "/api/login/v3"
EMAIL = "learner@example.org"
ACCOUNT = {"email": EMAIL, "password": PASSWORD, "webrequest": True}
OK = {"errorCode": "OK", "message": None, "details": None}

CSRF = "A" * 20
CSRF2_NAME, CSRF2 = "csrf2_token_12345678", "B" * 24
INVENTED = {"X-CSRFToken": CSRF, "X-CSRF2-Cookie": CSRF2_NAME, "X-CSRF2-Token": CSRF2}


def cookie_in(answer) -> str:
    found = re.match(
        r"CAUTH=([^;]+); Max-Age=[0-9]+; Path=/; HttpOnly; SameSite=Lax", answer.headers["set-cookie"]
    )
    assert found
    return found[1]


@pytest.mark.parametrize(
    "sent",
    [
        {"json": ACCOUNT},
        {"json": {**ACCOUNT, "code": "", "anything": {"else": [1]}}},
        {"data": {"email": EMAIL, "password": PASSWORD, "webrequest": "true"}},
        {"content": b'{"email":"learner@example.org","password":"correct horse"}'},
        {"json": {**ACCOUNT, "email": "  Learner@Example.ORG "}},
    ],
    ids=["json", "with members unknown", "form", "without content type", "address in other letters"],
)
def test_a_password_signs_in_whatever_the_body_is_written_in(guest, sent):
    answer = guest.send("POST", LOGIN, **sent)

    assert (answer.status_code, answer.json()) == (200, OK)
    assert {name: answer.headers.get(name) for name in wire.WRITE_HEADERS} == wire.WRITE_HEADERS
    me = guest.send("GET", "/api/adminUserPermissions.v1?q=my", cookies={"CAUTH": cookie_in(answer)})
    assert me.json()["elements"][0]["id"].isdecimal()


@pytest.mark.parametrize(
    ("cookies", "headers"),
    [
        ({"csrftoken": CSRF, CSRF2_NAME: CSRF2}, INVENTED),
        ({"csrftoken": CSRF, "csrf2cookie": CSRF2_NAME, "csrf2token": CSRF2}, INVENTED),
        ({CSRF2_NAME: CSRF2}, INVENTED),
        ({"CSRF3-Token": "1765098915.abc"}, {"X-CSRF3-Token": "1765098915.abc"}),
        ({"csrftoken": CSRF}, {}),
    ],
    ids=["both pairs", "the second is wrong", "the first is missing", "the third alone", "none presented"],
)
def test_one_pair_of_invented_tokens_that_matches_is_enough(guest, cookies, headers):
    answer = guest.send("POST", LOGIN, json=ACCOUNT, cookies=cookies, headers=headers)

    assert (answer.status_code, answer.json()) == (200, OK)


@pytest.mark.parametrize(
    ("cookies", "headers"),
    [
        ({}, INVENTED),
        ({"csrftoken": "other", CSRF2_NAME: "other"}, INVENTED),
        ({"csrftoken": ""}, {"X-CSRFToken": ""}),
        ({"": "x"}, {"X-CSRF2-Token": "x"}),
    ],
)
def test_tokens_presented_of_which_none_matches_are_refused(guest, cookies, headers):
    answer = guest.send("POST", LOGIN, json=ACCOUNT, cookies=cookies, headers=headers)

    assert answer.status_code == 403
    assert set(answer.json()) == {"errorCode", "message", "details"}
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": BASE}, 200),
        ({"origin": BASE, "sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"origin": "http://elsewhere.test"}, 403),
        ({"origin": "http://school.test.elsewhere.test"}, 403),
        ({"origin": "http://school.test:81"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "http://[", "host": "["}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
    ],
)
@pytest.mark.parametrize("path", [LOGIN, "/api/logout/v3"])
def test_another_site_may_neither_sign_in_nor_out(learner, path, headers, status):
    answer = learner.post(path, ACCOUNT, headers)

    expected = 204 if status == 200 and path != LOGIN else status
    assert answer.status_code == expected
    assert ("set-cookie" in answer.headers) is (status == 200)


def test_behind_a_proxy_the_address_from_outside_is_the_origin(school, portal):
    with calling(school, portal, Settings(base_url="https://learn.example.org")) as guest:
        ours = guest.post(LOGIN, ACCOUNT, {"origin": "https://learn.example.org"})
        theirs = guest.post(LOGIN, ACCOUNT, {"origin": BASE})

    assert (ours.status_code, theirs.status_code) == (200, 403)
    assert ours.headers["set-cookie"].endswith("; Secure")


@pytest.mark.parametrize("who", ["learner@example.org", "nobody@example.org", "", "a\x00b"])
@pytest.mark.parametrize("password", ["wrong", "", "x" * 5000])
def test_a_wrong_password_and_an_unknown_account_are_told_alike_and_cost_alike(
    guest, monkeypatch, who, password
):
    verified = []
    matches = signing_in._matches

    def noting(password_hash: str, password: str) -> bool:
        verified.append(password_hash)
        return matches(password_hash, password)

    monkeypatch.setattr(signing_in, "_matches", noting)

    answer = guest.post(LOGIN, {"email": who, "password": password})

    assert answer.status_code == 401
    assert answer.json() == {
        "errorCode": "invalidCredentials",
        "message": "The email or the password is not right.",
        "details": None,
    }
    assert "set-cookie" not in answer.headers
    assert [one.startswith("$argon2id$") for one in verified] == [True]


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ({"email": EMAIL}, {"/password": "Object missing required field `password`"}),
        ({"email": 7, "password": "x"}, {"/email": "Expected `str`, got `int`"}),
        ([], {"/": "Expected `object`, got `array`"}),
    ],
)
def test_a_body_that_does_not_fit_is_told_by_path(guest, body, details):
    answer = guest.post(LOGIN, body)

    assert answer.status_code == 400
    assert answer.json() == {
        "errorCode": None,
        "message": "JSON didn't validate",
        "details": {path: [{"message": text, "args": []}] for path, text in details.items()},
    }


def test_a_form_without_a_password_is_told_so(guest):
    answer = guest.send("POST", LOGIN, data={"email": EMAIL})

    assert answer.status_code == 400
    assert answer.json()["message"] == "A sign-in needs an email and a password."


def test_signing_out_ends_the_sign_in_for_every_holder_of_its_cookie(learner, guest):
    own = f"/api/openCourseMemberships.v1/?q=findByUser&userId={user_id(learner)}"
    assert learner.get(own).status_code == 200

    answer = learner.post("/api/logout/v3")

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["set-cookie"].startswith("CAUTH=; Max-Age=0;")
    assert learner.get(own).status_code == 403
    assert learner.get(wire.materials("study-well-online")).status_code == 200


def test_signing_out_without_a_sign_in_changes_nothing(guest):
    assert guest.post("/api/logout/v3").status_code == 204


def test_the_nested_course_holds_modules_lessons_items_and_where_they_lead(newcomer):
    answer = newcomer.get("/api/opencourse.v1/course/study-well-online?showLockedItems=true")

    course = answer.json()
    assert {name: answer.headers.get(name) for name in wire.READ_HEADERS} == wire.READ_HEADERS
    assert "etag" not in answer.headers
    assert (course["id"], course["slug"]) == (COURSE_ID, "study-well-online")
    (module,) = course["courseMaterial"]["elements"]
    items = [item for lesson in module["elements"] for item in lesson["elements"]]
    assert [item["id"] for item in items] == [LECTURE, READING, EXAM, LAST]
    assert [item["isLocked"] for item in items] == [False, False, True, False]
    assert set(items[0]) == {"id", "name", "slug", "timeCommitment", "content", "isLocked"}
    assert set(items[0]["content"]["definition"]) == {"duration", "videoId", "optional", "assets"}
    assert items[0]["content"]["definition"]["duration"] == VIDEO_DURATION
    assert items[1]["content"]["typeName"] == "supplement"
    assert set(items[1]["content"]["definition"]) == {"assetId"}


def test_the_nested_course_leaves_locked_items_out_unless_asked(newcomer):
    assert EXAM not in newcomer.get("/api/opencourse.v1/course/study-well-online").text


def test_a_slash_before_the_query_makes_no_difference(newcomer):
    plain = newcomer.get("/api/opencourse.v1/course/study-well-online?showLockedItems=true")
    slashed = newcomer.get("/api/opencourse.v1/course/study-well-online/?showLockedItems=true")

    assert slashed.json() == plain.json()


def test_progress_by_slug_has_no_envelope(learner):
    answer = learner.get(f"/api/opencourse.v1/user/{user_id(learner)}/course/study-well-online")

    assert answer.json() == {
        "modules": {"modu1": 33},
        "lessons": {"lesn1": 33, "lesn2": 0},
        "overall": 33,
        "items": {LECTURE: {"progressState": "Completed", "timestamp": AT + 86_400_000}},
        "nextItem": READING,
    }
    assert {name: answer.headers.get(name) for name in wire.READ_HEADERS} == wire.READ_HEADERS
    assert learner.get("/api/opencourse.v1/user/~/course/study-well-online").json() == answer.json()


@pytest.mark.parametrize("user", ["1", "0", "-1", "9" * 30, "9" * 10_000, "x", "%ff", "1%0A"])
def test_somebody_elses_progress_is_refused_whoever_that_is(learner, user):
    answer = learner.get(f"/api/opencourse.v1/user/{user}/course/study-well-online")

    assert answer.status_code == 403
    assert answer.json() == {"errorCode": "Not Authorized", "message": None, "details": None}


def test_progress_in_a_course_not_joined_is_refused_and_in_none_is_not_found(learner):
    assert learner.get("/api/opencourse.v1/user/~/course/a-small-garden").status_code == 403
    assert learner.get("/api/opencourse.v1/user/~/course/no-such").status_code == 404


def test_progress_is_for_who_is_signed_in(guest):
    answer = guest.get("/api/opencourse.v1/user/~/course/study-well-online")
    dead = guest.send("GET", "/api/opencourse.v1/user/~/course/study-well-online", cookies={"CAUTH": "gone"})

    assert (answer.status_code, dead.status_code) == (401, 403)


def test_a_video_lists_its_sources_and_subtitles(learner):
    target = f"/api/onDemandLectureVideos.v1/{COURSE_ID}~{LECTURE}?fields=videoId"
    video = learner.get(target).json()["elements"][0]["videoId"]

    answer = learner.get(f"/api/opencourse.v1/video/{video}").json()

    assert set(answer) == {"sources", "subtitles", "subtitlesVtt", "subtitlesTxt", "playlists", "posters"}
    assert [one["resolution"] for one in answer["sources"]] == ["720p", "360p"]
    assert all(set(one["formatSources"]) == {"video/mp4"} for one in answer["sources"])
    assert set(answer["subtitles"]) == {"en", "fr"}
    assert answer["subtitles"]["en"].endswith("&fileExtension=srt")


def test_a_video_is_for_those_who_take_its_course(learner, newcomer, guest):
    target = f"/api/onDemandLectureVideos.v1/{COURSE_ID}~{LECTURE}?fields=videoId"
    video = learner.get(target).json()["elements"][0]["videoId"]

    assert newcomer.get(f"/api/opencourse.v1/video/{video}").status_code == 403
    assert guest.get(f"/api/opencourse.v1/video/{video}").status_code == 401
    assert learner.get("/api/opencourse.v1/video/no-such").status_code == 404


def test_a_form_may_hold_any_bytes(guest):
    body = urlencode({"email": EMAIL}).encode() + b"&password=\xff\xfe%ff"

    answer = guest.send(
        "POST", LOGIN, content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )

    assert answer.status_code == 401


def test_the_two_courses_are_told_apart(newcomer):
    assert newcomer.get("/api/opencourse.v1/course/a-small-garden").json()["id"] == OTHER_ID
