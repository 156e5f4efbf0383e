"""Rows 56, 57, 63, 75, 76, 85, 87, 91 of the notes of 2015: who takes what, and who they are."""

import re
from typing import Any

import pytest

from carrel.client import of
from carrel.client.errors import NotAuthorized
from carrel.resources.courses import COURSES, PARTNERS
from carrel.resources.memberships import MEMBERSHIPS, OPEN_COURSE_MEMBERSHIPS, NewMembership
from carrel.resources.people import BASIC_PROFILES, CLASSMATE_PROFILES, SOCIAL_PROFILES, ProfileChange
from tests.conformance.people import COUNTING, GARDEN, WRITING, Person, told
from tests.conformance.rows import row
from tests.server import wire

OPEN = "/api/openCourseMemberships.v1"
NOT_AUTHORIZED = {"errorCode": "Not Authorized", "message": None, "details": None}


@pytest.fixture
def garden(guest: Person) -> str:
    return str(guest.client.course(GARDEN).id)


def external(who: Person) -> str:
    return str(who.one("/api/externalBasicProfiles.v1?q=me")["id"])


@row(56)
def test_enrollments_of_2014_are_two_lists_and_grow_by_enrolling(newcomer, garden):
    before = newcomer.get("/api/users/v1/me/enrollments")
    newcomer.post(OPEN, {"courseId": garden, "userId": newcomer.id, "courseRole": "LEARNER"})

    after = newcomer.get("/api/users/v1/me/enrollments")

    assert [len(one["enrollments"]) for one in (before, after)] == [1, 2]
    assert {one["id"] for one in after["courses"]} == {one["courseId"] for one in after["enrollments"]}
    assert {"id", "name", "shortName"} <= set(after["courses"][0])
    assert {"active", "courseId", "id", "isSigTrack", "sessionId", "startDate"} <= set(
        after["enrollments"][0]
    )
    assert newcomer.client.call("GET", "users/v1/me/enrollments") == after


@row(57)
def test_what_one_says_of_oneself_is_changed_and_read_back(newcomer):
    target = "/api/externalBasicProfiles.v1?q=me&fields=timezone,locale,privacy"
    assert re.fullmatch("[0-9a-f]{32}", external(newcomer))

    newcomer.client.patch(
        BASIC_PROFILES, external(newcomer), ProfileChange(timezone="Asia/Tokyo", locale="pt-BR")
    )

    element = newcomer.one(target)
    assert (element["timezone"], element["locale"], element["privacy"]) == (
        "Asia/Tokyo",
        "pt-BR",
        "classmates",
    )
    assert told(newcomer.client.find(BASIC_PROFILES, "me")) == [element]


@row(63)
def test_a_batch_writes_and_then_reads_what_it_wrote(newcomer, garden):
    key = f"{newcomer.id}~{garden}"
    write = {"courseId": garden, "userId": newcomer.id, "courseRole": "LEARNER"}
    sent = {
        "0": {"method": "GET", "url": f"{OPEN}/{key}", "headers": {}},
        "1": {"method": "POST", "url": OPEN, "headers": {}, "body": write},
        "2": {"method": "GET", "url": f"{OPEN}/{key}", "headers": {}},
    }
    form = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}

    answer = newcomer.http.post("/api/batch", sent, form).json()

    assert [answer[one]["status"] for one in "012"] == [404, 201, 200]
    assert answer["1"]["headers"]["x-coursera-id"] == key
    assert answer["2"]["bodyJson"] == newcomer.get(f"{OPEN}/{key}")
    again = newcomer.client.call("POST", "batch", {"0": sent["2"]})
    assert again["0"]["bodyJson"] == answer["2"]["bodyJson"]


@row(75, 76)
def test_an_enrolment_is_found_by_user_and_by_key(newcomer, garden, clock):
    created = newcomer.client.create(
        OPEN_COURSE_MEMBERSHIPS, NewMembership(course_id=garden, user_id=newcomer.id)
    )

    element = newcomer.one(f"{OPEN}/{created.key}")
    assert element == {
        "userId": newcomer.id,
        "courseId": garden,
        "id": f"{newcomer.id}~{garden}",
        "timestamp": clock(),
        "courseRole": "LEARNER",
    }
    assert element in newcomer.get(f"{OPEN}/?q=findByUser&userId={newcomer.id}")["elements"]
    assert told(newcomer.client.get(OPEN_COURSE_MEMBERSHIPS, created.key)) == [element]
    newcomer.client.delete(OPEN_COURSE_MEMBERSHIPS, created.key)
    assert newcomer.http.get(f"{OPEN}/{created.key}").status_code == 404


@row(85)
def test_a_classmate_is_seen_with_their_profile_and_links(newcomer, learner, course):
    target = (
        f"/api/onDemandClassmateProfiles.v1/?q=byExternalIds&courseId={course}"
        f"&externalUserIds={external(learner)}&includes=userId,_links"
    )

    answer = newcomer.get(target)

    [element] = answer["elements"]
    assert set(element) == {
        "id",
        "userId",
        "courseProgressPercentage",
        "isCourseCompleted",
        "postsCount",
        "votesReceivedCount",
    }
    assert (element["id"], element["userId"]) == (external(learner), learner.id)
    assert answer["links"]["elements"] == {"userId": "onDemandSocialProfiles.v1"}
    [social] = answer["linked"]["onDemandSocialProfiles.v1"]
    assert (social["id"], social["photoUrl"], social["courseRole"]) == (learner.id, "", "LEARNER")
    body = {"courseId": course, "content": {"question": "Who else?"}}
    [forum, *_] = newcomer.get(f"/api/onDemandDiscussionForums.v1?q=byCourse&courseId={course}")["elements"]
    learner.post("/api/onDemandDiscussionQuestions.v1", body | {"forumId": forum["id"]})
    assert newcomer.one(target)["postsCount"] == element["postsCount"] + 1
    found = newcomer.client.find(
        CLASSMATE_PROFILES,
        "byExternalIds",
        course_id=course,
        external_user_ids=[external(learner)],
        includes=["user_id"],
    )
    assert told(found) == [newcomer.one(target)]
    assert [one.id for one in found.linked(SOCIAL_PROFILES)] == [learner.id]


@row(87)
def test_memberships_of_2015_reach_over_several_hops(learner):
    answer = learner.get(wire.MEMBERSHIPS_OF_2015)

    slugs = {one["id"]: one["slug"] for one in answer["linked"]["courses.v1"]}
    assert {slugs[one["courseId"]] for one in answer["elements"]} == {WRITING, COUNTING}
    assert all({"enrolledTimestamp", "grade", "role"} <= set(one) for one in answer["elements"])
    assert {"partners.v1", "specializations.v1"} <= set(answer["linked"])
    homes = [one["homeLink"] for one in answer["linked"]["partners.v1"]]
    assert "https://opendesk.example.org" in homes
    asked = learner.client.find(
        MEMBERSHIPS,
        "me",
        filter=["current", "preEnrolled"],
        fields=["grade", of(PARTNERS, "home_link", "name")],
        includes=["course_id", of(COURSES, "partner_ids")],
    )
    assert [one.grade for one in asked.elements] == [one["grade"] for one in answer["elements"]]
    assert [one.home_link for one in asked.linked(PARTNERS)] == homes


@row(87)
def test_a_course_that_was_left_is_there_only_for_who_asks_for_hidden_ones(learner, course):
    learner.client.delete(OPEN_COURSE_MEMBERSHIPS, (learner.id, course))

    def courses(target: str) -> set[Any]:
        return {one["courseId"] for one in learner.get(target)["elements"]}

    assert course not in courses("/api/memberships.v1?q=me&showHidden=false&filter=current,preEnrolled")
    assert course in courses("/api/memberships.v1?q=me&showHidden=true")
    assert course in courses(f"/api/memberships.v1?q=byUser&userId={learner.id}&showHidden=true")


@pytest.mark.parametrize(
    "target",
    [
        "/api/openCourseMemberships.v1/?q=findByUser&userId={u}",
        "/api/openCourseMemberships.v1/{u}~{c}",
        "/api/onDemandCoursesProgress.v1/{u}~{c}",
        "/api/opencourse.v1/user/{u}/course/writing-that-argues",
        "/api/onDemandDeadlineSettings.v1/?q=byUserAndCourse&userId={u}&courseId={c}",
        "/api/onDemandHomeProgress.v1/{u}~{c}",
        "/api/onDemandHomeExperiments.v1/?q=byUserAndCourse&userId={u}&courseSlug=writing-that-argues",
    ],
)
@row(91)
def test_the_id_that_is_passed_has_to_be_that_of_the_session(newcomer, learner, course, target):
    assert newcomer.http.get(target.format(u=newcomer.id, c=course)).status_code == 200

    of_somebody_else = newcomer.http.get(target.format(u=learner.id, c=course))

    assert (of_somebody_else.status_code, of_somebody_else.json()) == (403, NOT_AUTHORIZED)
    with pytest.raises(NotAuthorized):
        newcomer.client.call("GET", target.format(u=learner.id, c=course))
