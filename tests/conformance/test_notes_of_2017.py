"""Rows 92-102, the notes of 2017: signing in, the courses one takes, and everything that is in them."""

import re
from typing import Any

import pytest

from carrel.application.handles import text_id, video_id
from carrel.client import Client, of
from carrel.client.errors import SignInRefused
from carrel.resources.catalogue import WATCHLIST, NewWatch
from carrel.resources.content import ASSETS, LECTURE_ASSETS, OPEN_COURSE_ASSETS
from carrel.resources.course_materials import COURSE_MATERIALS_V1, ITEMS_V1
from carrel.resources.courses import COURSES
from carrel.resources.memberships import MEMBERSHIPS
from carrel.resources.sessions import SESSIONS, SessionAnnouncement
from tests.conformance.people import COUNTING, WRITING, InProcess, items, told
from tests.conformance.rows import row
from tests.server import wire
from tests.server.caller import BASE

EMAIL, PASSWORD = "learner@example.org", "learner-demo"
SIGN_IN = {"email": EMAIL, "password": PASSWORD, "webrequest": True}
TOKENS = {
    "X-CSRFToken": "a" * 20,
    "X-CSRF2-Cookie": "csrf2_token_abcdefgh",
    "X-CSRF2-Token": "b" * 24,
    "Connection": "keep-alive",
}


@pytest.mark.parametrize("second", ["csrf2_token_abcdefgh", "csrf2cookie"])
@row(92, 93)
def test_signing_in_with_invented_tokens_gives_the_cookie_that_alone_is_needed(guest, second):
    cookies = {"csrftoken": "a" * 20, second: "b" * 24}

    answer = guest.http.send("POST", "/api/login/v3", headers=TOKENS, cookies=cookies, json=SIGN_IN)

    assert answer.json() == {"errorCode": "OK", "message": None, "details": None}
    found = re.match(r"CAUTH=([^;]+); .*HttpOnly", answer.headers["set-cookie"])
    assert found
    mine = guest.http.send("GET", "/api/memberships.v1?q=me", cookies={"CAUTH": found[1]})
    assert (mine.status_code, len(mine.json()["elements"])) == (200, 2)


@row(92)
def test_our_client_signs_in_and_a_wrong_password_is_refused(guest, learner):
    with Client(BASE, transport=InProcess(guest.http.app, guest.http.portal)) as client:
        client.sign_in(EMAIL, PASSWORD)
        assert client.me() == learner.id

        with pytest.raises(SignInRefused):
            client.sign_in(EMAIL, "wrong")
    wrong = guest.http.post("/api/login/v3", SIGN_IN | {"password": "wrong"})
    assert (wrong.status_code, wrong.json()["errorCode"]) == (401, "invalidCredentials")


@row(94)
def test_courses_from_an_offset_with_their_default_fields(guest):
    everything = guest.get("/api/courses.v1?start=0")

    assert everything["paging"] == {"total": 3}
    assert {frozenset(one) for one in everything["elements"]} == {
        frozenset({"courseType", "id", "slug", "name"})
    }
    first = guest.get("/api/courses.v1?start=0&limit=2")
    rest = guest.get(f"/api/courses.v1?limit=2&start={first['paging']['next']}")
    assert first["paging"]["next"] == "2"
    assert first["elements"] + rest["elements"] == everything["elements"]
    assert told(guest.client.get_all(COURSES, limit=2)) == everything["elements"]


@row(95)
def test_the_simple_question_for_memberships_with_a_relation_that_is_none(newcomer, course):
    answer = newcomer.get("/api/memberships.v1?includes=courseId,courses.v1&q=me")

    assert answer["elements"] == [
        {"role": "LEARNER", "id": f"{newcomer.id}~{course}", "userId": newcomer.id, "courseId": course}
    ]
    assert answer["paging"] == {"total": 1}
    [linked] = answer["linked"]["courses.v1"]
    assert set(linked) == {"courseType", "id", "slug", "name"}
    found = newcomer.client.find(MEMBERSHIPS, "me", includes=["course_id"])
    assert told(found) == answer["elements"]
    assert [one.slug for one in found.linked(COURSES)] == [WRITING]


@row(96)
def test_the_full_question_for_memberships_follows_a_session_that_is_joined(newcomer, teacher, course, clock):
    session = teacher.client.create(
        SESSIONS, SessionAnnouncement(course_id=course, started_at=clock() + 60_000)
    ).key
    body = {"userId": newcomer.id, "courseId": course, "sessionId": session}
    newcomer.post("/api/onDemandSessionMemberships.v1", body)

    answer = newcomer.get(wire.MEMBERSHIPS_OF_2017)

    [element] = answer["elements"]
    assert element["onDemandSessionMembershipIds"] == [f"{newcomer.id}~{course}~{session}"]
    assert [one["id"] for one in answer["linked"]["onDemandSessionMemberships.v1"]] == [
        f"{newcomer.id}~{course}~{session}"
    ]
    [details] = answer["linked"]["v2Details.v1"]
    assert session in details["onDemandSessions"]
    assert session in {one["id"] for one in answer["linked"]["onDemandSessions.v1"]}
    asked = newcomer.client.find(
        MEMBERSHIPS, "me", show_hidden=True, fields=["on_demand_session_membership_ids"]
    )
    assert asked.element.on_demand_session_membership_ids == element["onDemandSessionMembershipIds"]


@row(97)
def test_the_whole_course_nested_and_open_after_what_it_waited_for(newcomer, course):
    target = f"/api/opencourse.v1/course/{WRITING}?showLockedItems=true"
    slugs = items(newcomer)

    def nested() -> dict[str, Any]:
        modules = newcomer.get(target)["courseMaterial"]["elements"]
        return {
            item["id"]: item for module in modules for one in module["elements"] for item in one["elements"]
        }

    before = nested()
    assert len(before) == 63
    assert set(before[slugs["hello"]]["content"]["definition"]) >= {"duration", "videoId", "assets"}
    assert before[slugs["how-this-course-works"]]["content"]["typeName"] == "supplement"
    assert before[slugs["reasoning-check"]]["isLocked"] is True
    body = {"userId": newcomer.id, "courseId": course, "itemId": slugs["faults-in-reasoning"]}
    newcomer.post("/api/onDemandSupplementCompletions.v1", body)
    assert not nested()[slugs["reasoning-check"]].get("isLocked")


@row(98)
def test_materials_of_the_first_generation_have_all_seven_relations(newcomer):
    answer = newcomer.get(wire.materials_v1(WRITING))

    assert set(answer) == {"elements", "paging", "linked"}
    assert set(answer["elements"][0]) == {"moduleIds", "id"}
    names = "Tracks Items Lessons PassableItemGroupChoices PassableItemGroups Modules PassableLessonElements"
    assert set(answer["linked"]) == {f"onDemandCourseMaterial{name}.v1" for name in names.split()}
    one = answer["linked"]["onDemandCourseMaterialItems.v1"][0]
    assert {"content", "trackId", "isLocked"} <= set(one)
    assert "contentSummary" not in one
    found = newcomer.client.find(
        COURSE_MATERIALS_V1,
        "slug",
        slug=WRITING,
        show_locked_items=True,
        fields=[of(ITEMS_V1, "content", "is_locked")],
        includes=["item_ids"],
    )
    assert [one.id for one in found.linked(ITEMS_V1)] == [
        one["id"] for one in answer["linked"]["onDemandCourseMaterialItems.v1"]
    ]


@row(99)
def test_a_video_of_the_materials_has_its_sources_and_its_captions(newcomer, guest, course):
    course_now = newcomer.client.course(WRITING)
    hello = course_now.course_material.elements[0].elements[0].elements[0]
    video = hello.content["definition"]["videoId"]
    assert video == video_id(course, hello.id)

    body = newcomer.get(f"/api/opencourse.v1/video/{video}")

    assert {"720p", "360p"} <= {one["resolution"] for one in body["sources"]}
    assert all(set(one["formatSources"]) == {"video/mp4"} for one in body["sources"])
    for kind, begins in (("subtitles", "1\n"), ("subtitlesVtt", "WEBVTT"), ("subtitlesTxt", "")):
        captions = guest.http.get(body[kind]["en"])
        assert (captions.status_code, captions.text.startswith(begins)) == (200, True)
    assert newcomer.client.video(video).subtitles == body["subtitles"]
    once = newcomer.http.get(f"/api/opencourse.v1/video/{video}/subtitles/en?vtt=false")
    assert (once.status_code, once.headers["location"]) == (302, body["subtitles"]["en"])
    assert newcomer.http.get(f"/api/opencourse.v1/video/{video}/subtitles/xx").status_code == 404


@row(100)
def test_assets_by_their_ids_lead_to_their_bytes(newcomer, guest):
    slug, who = COUNTING, newcomer
    who.post("/api/openCourseMemberships.v1", {"courseId": who.client.course(slug).id, "userId": who.id})
    course = who.client.course(slug)
    lectures = [
        item
        for module in course.course_material.elements
        for lesson in module.elements
        for item in lesson.elements
        if item.content["typeName"] == "lecture" and item.content["definition"]["assets"]
    ]
    attached = who.client.get(
        LECTURE_ASSETS, (course.id, lectures[0].id), includes=["open_course_assets"]
    ).linked(OPEN_COURSE_ASSETS)
    ids = [one.definition["assetId"] for one in attached]

    answer = who.get(f"/api/assets.v1?ids={','.join(ids)}")

    assert [one["id"] for one in answer["elements"]] == ids
    assert {frozenset(one) for one in answer["elements"]} == {frozenset({"name", "typeName", "id", "url"})}
    assert all(set(one["url"]) == {"expires", "url"} for one in answer["elements"])
    assert guest.http.get(answer["elements"][0]["url"]["url"]).status_code == 200
    assert [one.name for one in who.client.multi_get(ASSETS, ids).elements] == [
        one["name"] for one in answer["elements"]
    ]


@row(101)
def test_the_text_of_a_reading_is_cml(newcomer, course):
    asset = text_id(course, items(newcomer)["how-this-course-works"])

    element = newcomer.one(f"/api/openCourseAssets.v1/{asset}")

    assert (element["id"], element["typeName"]) == (asset, "cml")
    assert element["definition"]["dtdId"] == "supplement/1"
    assert element["definition"]["value"].startswith("<co-content>")
    assert told(newcomer.client.get(OPEN_COURSE_ASSETS, asset)) == [element]


@row(102)
def test_the_watchlist_from_an_offset(newcomer, guest):
    target = (
        "/api/courses.v1?fields=display,partnerIds,photoUrl,startDate,partners.v1(homeLink,name)"
        "&includes=partnerIds&q=watchlist&start={}"
    )
    counting = guest.client.course(COUNTING).id

    newcomer.client.create(WATCHLIST, NewWatch(user_id=newcomer.id, course_id=counting))

    assert [one["id"] for one in newcomer.get(target.format(0))["elements"]] == [counting]
    assert newcomer.get(target.format(1))["elements"] == []
    assert newcomer.http.get(target.format("x")).status_code == 400
