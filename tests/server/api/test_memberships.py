"""Who is enrolled in what: the reads as they were asked on the wire, and enrolling."""

import re

import pytest

from tests.builders import COURSE_ID
from tests.server import wire
from tests.server.caller import Caller, user_id
from tests.server.schools import AT, OTHER_ID, hide

OPEN = "/api/openCourseMemberships.v1"
NOT_AUTHORIZED = {"errorCode": "Not Authorized", "message": None, "details": None}


def of(who: Caller, course: str = COURSE_ID) -> str:
    return f"{user_id(who)}~{course}"


def test_the_simple_read_of_ones_memberships(learner):
    body = learner.get("/api/memberships.v1?includes=courseId,courses.v1&q=me").json()

    me = user_id(learner)
    assert body == {
        "elements": [{"role": "LEARNER", "id": f"{me}~{COURSE_ID}", "userId": me, "courseId": COURSE_ID}],
        "paging": {"total": 1},
        "linked": {
            "courses.v1": [
                {
                    "courseType": "v2.ondemand",
                    "id": COURSE_ID,
                    "slug": "study-well-online",
                    "name": "Study Well Online",
                }
            ]
        },
    }


@pytest.mark.parametrize(
    ("target", "sessions"),
    [
        (wire.MEMBERSHIPS_OF_2015, {"onDemandSessionId"}),
        (wire.MEMBERSHIPS_OF_2017, {"onDemandSessionMembershipIds", "onDemandSessionMemberships"}),
    ],
)
def test_the_full_read_has_the_listed_fields_and_reaches_partners_by_way_of_courses(
    learner, target, sessions
):
    body = learner.get(target).json()

    (element,) = body["elements"]
    assert set(element) == {"id", "userId", "courseId", "role", "enrolledTimestamp", "grade", "vc"} | sessions
    assert element["enrolledTimestamp"] == AT
    assert element["grade"] == {"score": 0.0, "record": "NOT_PASSED"}
    linked = body["linked"]
    (course,) = linked["courses.v1"]
    assert set(course) == {
        "id",
        "courseType",
        "slug",
        "name",
        "courseStatus",
        "display",
        "partnerIds",
        "photoUrl",
        "specializations",
        "startDate",
        "v2Details",
    }
    assert linked["partners.v1"] == [
        {"id": "7", "name": "The Open Desk", "shortName": "opendesk", "homeLink": "https://example.org"}
    ]
    assert linked["v1Details.v1"] == linked["vcMemberships.v1"] == []
    assert [detail["id"] for detail in linked["v2Details.v1"]] == [course["v2Details"]]


def test_every_relation_that_was_asked_for_is_there_also_when_empty(newcomer):
    linked = newcomer.get(wire.MEMBERSHIPS_OF_2017).json()["linked"]

    assert {name: rows for name, rows in linked.items() if rows} == {}
    assert {"courses.v1", "onDemandSessionMemberships.v1", "vcMemberships.v1"} <= set(linked)


def test_a_course_that_was_left_is_told_only_to_who_asks_for_hidden_ones(learner, school):
    hide(school, learner)

    plain = learner.get("/api/memberships.v1?q=me&fields=courseId,grade&limit=100").json()
    hidden = learner.get("/api/memberships.v1?q=me&fields=courseId,grade&limit=100&showHidden=true").json()

    assert (plain["elements"], plain["paging"]) == ([], {"total": 0})
    assert [one["courseId"] for one in hidden["elements"]] == [COURSE_ID]


def test_who_had_left_and_enrols_again_finds_their_past(learner, school):
    hide(school, learner)
    me = user_id(learner)
    assert learner.get(f"/api/onDemandCoursesProgress.v1/{me}~{COURSE_ID}").status_code == 403

    learner.post(OPEN, {"courseId": COURSE_ID, "userId": me, "courseRole": "LEARNER"})

    progress = learner.get(f"/api/onDemandCoursesProgress.v1/{me}~{COURSE_ID}").json()["elements"][0]
    assert progress["overall"] == 33


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("filter=current", 1),
        ("filter=preEnrolled", 0),
        ("filter=current,preEnrolled", 1),
        ("filter=other", 1),
    ],
)
def test_filters_choose_among_memberships_and_unknown_ones_are_passed_over(learner, query, count):
    assert len(learner.get(f"/api/memberships.v1?q=me&{query}").json()["elements"]) == count


def test_memberships_come_page_by_page(learner):
    learner.post(OPEN, {"courseId": OTHER_ID, "userId": user_id(learner)})

    first = learner.get("/api/memberships.v1?q=me&limit=1").json()
    second = learner.get(f"/api/memberships.v1?q=me&limit=1&start={first['paging']['next']}").json()

    assert first["paging"] == {"next": "1", "total": 2}
    assert second["paging"] == {"total": 2}
    ids = [one["courseId"] for page in (first, second) for one in page["elements"]]
    assert ids == [COURSE_ID, OTHER_ID]


@pytest.mark.parametrize("start", ["x", "-1", "1.5", "9" * 30])
def test_a_start_that_is_no_number_is_refused(learner, start):
    answer = learner.get(f"/api/memberships.v1?q=me&start={start}")

    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Paging start should be an integer")


def test_one_membership_by_key(learner):
    answer = learner.get(f"/api/memberships.v1/{of(learner)}")

    assert [one["id"] for one in answer.json()["elements"]] == [of(learner)]


@pytest.mark.parametrize("resource", ["memberships.v1", "openCourseMemberships.v1"])
def test_other_peoples_memberships_are_refused_whether_they_exist_or_not(learner, teacher, resource):
    existing, missing = of(teacher), f"{user_id(teacher)}~nowhere"

    answers = [learner.get(f"/api/{resource}/{key}") for key in (existing, missing)]

    assert [(one.status_code, one.json()) for one in answers] == [(403, NOT_AUTHORIZED)] * 2


def test_ones_own_membership_in_a_course_not_joined_is_not_found(learner):
    assert learner.get(f"{OPEN}/{of(learner, OTHER_ID)}").status_code == 404


def test_the_plain_form_by_user_and_by_key_are_the_same(learner):
    by_user = learner.get(f"{OPEN}/?q=findByUser&userId={user_id(learner)}").json()
    by_key = learner.get(f"{OPEN}/{of(learner)}").json()

    assert by_user["elements"] == by_key["elements"]
    assert by_key == {
        "elements": [
            {
                "id": of(learner),
                "userId": user_id(learner),
                "courseId": COURSE_ID,
                "courseRole": "LEARNER",
                "timestamp": AT,
            }
        ],
        "paging": {},
        "linked": {},
    }


def test_finding_by_somebody_elses_id_is_refused(learner, teacher):
    answer = learner.get(f"{OPEN}?q=findByUser&userId={user_id(teacher)}")

    assert (answer.status_code, answer.json()) == (403, NOT_AUTHORIZED)


@pytest.mark.parametrize("spell", [int, str])
def test_enrolling_answers_201_with_the_new_membership_and_where_it_is(newcomer, spell):
    me = user_id(newcomer)

    answer = newcomer.post(OPEN, {"courseId": OTHER_ID, "userId": spell(me), "courseRole": "LEARNER"})

    key = f"{me}~{OTHER_ID}"
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/openCourseMemberships.v1/{key}"
    assert answer.headers["x-coursera-id"] == key
    assert re.fullmatch(wire.ETAG, answer.headers["etag"])
    assert {name: answer.headers.get(name) for name in wire.WRITE_HEADERS} == wire.WRITE_HEADERS
    (element,) = answer.json()["elements"]
    assert set(element) == {"id", "userId", "courseId", "courseRole", "timestamp"}
    assert (answer.json()["paging"], answer.json()["linked"]) == ({}, {})
    assert newcomer.get(answer.headers["location"]).json()["elements"] == [element]


def test_who_enrols_twice_is_enrolled_once(newcomer):
    body = {"courseId": OTHER_ID, "userId": user_id(newcomer)}

    first, second = newcomer.post(OPEN, body), newcomer.post(OPEN, body)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert newcomer.get("/api/memberships.v1?q=me").json()["paging"]["total"] == 1


def test_enrolling_somebody_else_or_in_another_role_or_nowhere_is_refused(newcomer, teacher):
    me = user_id(newcomer)
    bodies = [
        {"courseId": OTHER_ID, "userId": user_id(teacher)},
        {"courseId": OTHER_ID, "userId": 10**30},
        {"courseId": OTHER_ID, "userId": me, "courseRole": "INSTRUCTOR"},
        {"courseId": "no-such-course", "userId": me},
        {"courseId": "", "userId": me},
    ]

    answers = [newcomer.post(OPEN, body) for body in bodies]

    assert [one.status_code for one in answers] == [403, 400, 403, 403, 403]
    assert newcomer.get("/api/memberships.v1?q=me&showHidden=true").json()["elements"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"courseId": OTHER_ID},
        {"userId": 1},
        {"courseId": 7, "userId": 1},
        {"courseId": OTHER_ID, "userId": "me"},
        {"courseId": OTHER_ID, "userId": 1.5},
        {"courseId": OTHER_ID, "userId": "1_0"},
        [],
        None,
        "text",
    ],
)
def test_a_body_that_does_not_fit_is_refused_with_the_reason(newcomer, body):
    answer = newcomer.post(OPEN, body)

    assert answer.status_code == 400
    assert set(answer.json()) == {"errorCode", "message", "details"}
    assert answer.json()["message"]


def test_a_role_that_there_is_not_is_refused_with_the_reason(newcomer):
    answer = newcomer.post(OPEN, {"courseId": OTHER_ID, "userId": user_id(newcomer), "courseRole": "KING"})

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "request.validation")


def test_staff_enrol_others_but_only_those_whom_the_school_knows(teacher, newcomer):
    known = teacher.post(OPEN, {"courseId": OTHER_ID, "userId": user_id(newcomer)})
    unknown = teacher.post(OPEN, {"courseId": OTHER_ID, "userId": 77})

    assert (known.status_code, unknown.status_code) == (201, 403)
    assert unknown.json() == NOT_AUTHORIZED
    assert newcomer.get("/api/memberships.v1?q=me").json()["paging"]["total"] == 1


def test_what_asks_for_a_sign_in_gets_one_of_two_refusals(guest):
    targets = [
        "/api/memberships.v1?q=me",
        f"{OPEN}?q=findByUser&userId=1",
        f"{OPEN}/1~{COURSE_ID}",
        f"/api/onDemandCoursesProgress.v1/1~{COURSE_ID}",
        "/api/adminUserPermissions.v1?q=my",
    ]

    none = [guest.get(target) for target in targets]
    dead = [guest.send("GET", target, cookies={"CAUTH": "ended"}) for target in targets]

    missing = {"errorCode": "auth.perms", "message": "Missing authentication", "details": None}
    assert [(one.status_code, one.json()) for one in none] == [(401, missing)] * 5
    assert [(one.status_code, one.json()) for one in dead] == [(403, NOT_AUTHORIZED)] * 5


def test_who_one_is_comes_as_a_string_of_digits(learner):
    (element,) = learner.get("/api/adminUserPermissions.v1?q=my").json()["elements"]

    assert (
        element["id"] == learner.get("/api/memberships.v1?q=me").json()["elements"][0]["id"].partition("~")[0]
    )


def test_progress_by_key_is_the_one_by_slug_as_an_element(learner):
    me = user_id(learner)
    by_slug = learner.get(f"/api/opencourse.v1/user/{me}/course/study-well-online").json()

    (element,) = learner.get(
        f"/api/onDemandCoursesProgress.v1/{me}~{COURSE_ID}?fields=gradedAssignmentGroupProgress"
    ).json()["elements"]

    assert element == {
        **by_slug,
        "id": f"{me}~{COURSE_ID}",
        "userId": me,
        "courseId": COURSE_ID,
        "gradedAssignmentGroupProgress": {},
    }


def test_progress_elsewhere_is_refused(learner, teacher):
    keys = [of(teacher), of(learner, OTHER_ID), of(learner, "nowhere")]

    answers = [learner.get(f"/api/onDemandCoursesProgress.v1/{key}") for key in keys]

    assert [(one.status_code, one.json()) for one in answers] == [(403, NOT_AUTHORIZED)] * 3


def test_who_leaves_a_course_has_it_hidden_and_comes_back_to_what_they_did(learner):
    me = user_id(learner)
    plain, hidden = (f"/api/memberships.v1?q=me&showHidden={one}" for one in ("false", "true"))

    answer = learner.send("DELETE", f"{OPEN}/{of(learner)}")

    assert answer.status_code == 204
    assert learner.get(plain).json()["elements"] == []
    assert [one["id"] for one in learner.get(hidden).json()["elements"]] == [of(learner)]
    progress = f"/api/onDemandCoursesProgress.v1/{of(learner)}"
    assert learner.get(progress).status_code == 403
    learner.post(OPEN, {"courseId": COURSE_ID, "userId": me, "courseRole": "LEARNER"})
    assert learner.get(progress).json()["elements"][0]["id"] == of(learner)
    assert [one["id"] for one in learner.get(plain).json()["elements"]] == [of(learner)]


def test_nobody_lets_others_leave_or_leaves_what_they_never_took(learner, newcomer):
    answers = [
        newcomer.send("DELETE", f"{OPEN}/{of(learner)}"),
        newcomer.send("DELETE", f"{OPEN}/{of(newcomer)}"),
        newcomer.send("DELETE", f"{OPEN}/{of(newcomer, 'nobodys')}"),
    ]

    assert [one.status_code for one in answers] == [403] * 3
    assert learner.get(f"{OPEN}/{of(learner)}").status_code == 200
