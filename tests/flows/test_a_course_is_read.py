"""The first walk, end to end: a person signs in, enrols, and reads a course down to its last byte."""

import re
from typing import Any

from tests.builders import FOLDER, bytes_at
from tests.server import wire
from tests.server.caller import Caller
from tests.server.schools import OTHER_ID, OTHER_READING, PASSWORD


def signed_in_with_password(guest: Caller, email: str) -> dict[str, str]:
    """The cookie that signing in gives."""
    login = guest.post("/api/login/v3", {"email": email, "password": PASSWORD})
    found = re.match(r"CAUTH=([^;]+)", login.headers["set-cookie"])
    assert found
    return {"CAUTH": found[1]}


def test_from_the_password_to_the_bytes(guest):
    cookie = signed_in_with_password(guest, "learner@example.org")

    def get(target: str) -> Any:
        answer = guest.send("GET", target, cookies=cookie)
        assert answer.status_code == 200, answer.text
        return answer.json()

    (course,) = get("/api/memberships.v1?includes=courseId,courses.v1&q=me")["linked"]["courses.v1"]
    linked = get(wire.materials(course["slug"]))["linked"]
    lecture = next(
        item
        for item in linked["onDemandCourseMaterialItems.v2"]
        if item["contentSummary"]["typeName"] == "lecture"
    )
    (video,) = get(
        f"/api/onDemandLectureVideos.v1/{course['id']}~{lecture['id']}?includes=video"
        "&fields=onDemandVideos.v1(sources,subtitles,subtitlesVtt,subtitlesTxt)"
    )["linked"]["onDemandVideos.v1"]

    fetched = guest.get(video["sources"]["byResolution"]["720p"]["mp4VideoUrl"])
    captions = guest.get(video["subtitles"]["en"])

    assert fetched.content == bytes_at(f"{FOLDER}/01-hello/video.720p.mp4")
    assert captions.text.startswith("1\n00:00:01,000 --> 00:00:04,000\nHello.")


def test_a_course_that_was_closed_opens_by_enrolling(guest):
    cookie = signed_in_with_password(guest, "newcomer@example.org")
    reading = f"/api/onDemandSupplements.v1/{OTHER_ID}~{OTHER_READING}"
    me = guest.send("GET", "/api/adminUserPermissions.v1?q=my", cookies=cookie).json()["elements"][0]["id"]

    before = guest.send("GET", reading, cookies=cookie)
    enrolled = guest.send(
        "POST",
        "/api/openCourseMemberships.v1",
        cookies=cookie,
        json={"courseId": OTHER_ID, "userId": int(me), "courseRole": "LEARNER"},
    )
    after = guest.send("GET", reading, cookies=cookie)

    assert [one.status_code for one in (before, enrolled, after)] == [403, 201, 200]
