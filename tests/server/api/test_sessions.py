"""Sessions (shapes 5.3): staff announce them, learners join, leave and switch, and deadlines follow."""

import pytest

from carrel.domain.deadlines import WEEK
from carrel.domain.enrollment import DAY
from carrel.server.visitors import now
from tests.builders import COURSE_ID
from tests.server.caller import Caller, user_id
from tests.server.schools import AT, EXAM, OTHER_ID, hide

SESSIONS = "/api/onDemandSessions.v1"
MEMBERSHIPS = "/api/onDemandSessionMemberships.v1"
SETTINGS = "/api/onDemandDeadlineSettings.v1"
NOT_AUTHORIZED = {"errorCode": "Not Authorized", "message": None, "details": None}
START = now() - DAY


def announce(teacher: Caller, **told: object) -> str:
    answer = teacher.post(SESSIONS, {"courseId": COURSE_ID, "startedAt": START, **told})
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{SESSIONS}/{answer.headers['x-coursera-id']}"
    return str(answer.headers["x-coursera-id"])


def join(who: Caller, session_id: str, course: str = COURSE_ID, of: int | None = None):
    return who.post(MEMBERSHIPS, {"userId": of or user_id(who), "courseId": course, "sessionId": session_id})


def active(who: Caller, more: str = "&includes=sessions", of: int | None = None):
    query = f"?q=activeByUserAndCourse&userId={of or user_id(who)}&courseId={COURSE_ID}{more}"
    return who.get(f"{MEMBERSHIPS}{query}")


def deadlines(who: Caller) -> list[int]:
    (element,) = who.get(f"{SETTINGS}/{user_id(who)}~{COURSE_ID}").json()["elements"]
    return [one["deadline"] for one in element["moduleDeadlines"]]


def test_who_joined_nothing_is_in_the_session_of_those_who_keep_their_own_time(learner):
    fields = "&fields=onDemandSessions.v1(branchId,moduleDeadlines,itemDeadlines,startedAt,endedAt,courseId)"

    body = active(learner, f"&includes=sessions{fields}").json()

    me = user_id(learner)
    assert body["elements"] == [
        {
            "id": f"{me}~{COURSE_ID}~{COURSE_ID}",
            "userId": me,
            "courseId": COURSE_ID,
            "sessionId": COURSE_ID,
            "createdAt": AT,
            "isActive": True,
        }
    ]
    assert body["linked"]["onDemandSessions.v1"] == [
        {
            "id": COURSE_ID,
            "courseId": COURSE_ID,
            "branchId": f"branch~{COURSE_ID}",
            "startedAt": AT,
            "moduleDeadlines": [],
            "itemDeadlines": [],
        }
    ]


def test_a_session_is_announced_with_the_deadlines_of_the_schedule(teacher, guest):
    session_id = announce(teacher, itemDeadlines=[{"itemId": EXAM, "deadline": START + 3 * DAY}])

    (session,) = guest.get(
        f"{SESSIONS}/{session_id}?fields=moduleDeadlines,itemDeadlines,enrollmentEndsAt,isSelfPaced"
    ).json()["elements"]

    assert session == {
        "id": session_id,
        "courseId": COURSE_ID,
        "branchId": f"branch~{COURSE_ID}",
        "startedAt": START,
        "endedAt": START + WEEK,
        "enrollmentEndsAt": START + WEEK,
        "isSelfPaced": False,
        "moduleDeadlines": [{"moduleId": "modu1", "deadline": START + WEEK}],
        "itemDeadlines": [{"itemId": EXAM, "deadline": START + 3 * DAY}],
    }


def test_a_courses_sessions_are_listed_and_looked_up_together(teacher, guest):
    later, sooner = announce(teacher, startedAt=START + WEEK), announce(teacher)

    listed = guest.get(f"{SESSIONS}?q=byCourse&courseId={COURSE_ID}").json()["elements"]
    looked_up = guest.get(f"{SESSIONS}?ids={later},nosuchsession,{COURSE_ID}").json()["elements"]

    assert [one["id"] for one in listed] == [COURSE_ID, sooner, later]
    assert [one["id"] for one in looked_up] == [later, COURSE_ID]


def test_who_joins_has_the_sessions_deadlines_on_every_page_and_resource(learner, teacher):
    session_id = announce(teacher, moduleDeadlines=[{"moduleId": "modu1", "deadline": START + 5 * DAY}])

    answer = join(learner, session_id)

    assert answer.status_code == 201
    assert answer.headers["location"] == f"{MEMBERSHIPS}/{answer.headers['x-coursera-id']}"
    assert active(learner, "").json()["elements"] == [answer.json()["elements"][0]]
    assert deadlines(learner) == [START + 5 * DAY]
    assert "Due in 4 days" in learner.get("/").text
    assert "Due in 4 days" in learner.get("/learn/study-well-online/home/welcome").text


def test_who_switches_is_in_the_other_session_and_who_leaves_has_their_own_time_again(learner, teacher):
    before = deadlines(learner)
    first, second = announce(teacher), announce(teacher, startedAt=START + DAY)
    join(learner, first)
    join(learner, second)
    switched = deadlines(learner)
    me = user_id(learner)

    answer = learner.send("DELETE", f"{MEMBERSHIPS}/{me}~{COURSE_ID}~{second}")

    assert answer.status_code == 204
    assert switched == [START + DAY + WEEK]
    assert deadlines(learner) == before
    query = f"{MEMBERSHIPS}?q=byUserAndCourse&userId={me}&courseId={COURSE_ID}&fields=leftAt"
    told = learner.get(query).json()["elements"]
    assert {one["sessionId"]: one["isActive"] for one in told} == {
        COURSE_ID: True,
        first: False,
        second: False,
    }
    assert ["leftAt" in one for one in told] == [False, True, True]


def test_joining_ones_own_time_is_leaving(learner, teacher):
    session_id = announce(teacher)
    join(learner, session_id)

    answer = join(learner, COURSE_ID)

    assert answer.json()["elements"][0]["sessionId"] == COURSE_ID
    assert active(learner, "").json()["elements"][0]["sessionId"] == COURSE_ID


def test_memberships_tell_the_session_and_reach_it_over_several_hops(learner, teacher):
    session_id = announce(teacher)
    join(learner, session_id)

    body = learner.get(
        "/api/memberships.v1?q=me&fields=onDemandSessionId,onDemandSessionMembershipIds,"
        "onDemandSessionMemberships,v2Details.v1(onDemandSessions,sessionsEnabledAt)"
        "&includes=courseId,onDemandSessionId,onDemandSessionMemberships,courses.v1(v2Details),"
        "v2Details.v1(onDemandSessions)"
    ).json()

    (element,) = body["elements"]
    key = f"{user_id(learner)}~{COURSE_ID}~{session_id}"
    assert element["onDemandSessionId"] == session_id
    assert element["onDemandSessionMembershipIds"] == element["onDemandSessionMemberships"] == [key]
    linked = body["linked"]
    assert [one["id"] for one in linked["onDemandSessionMemberships.v1"]] == [key]
    assert [one["id"] for one in linked["onDemandSessions.v1"]] == [COURSE_ID, session_id]
    assert linked["v2Details.v1"] == [
        {"id": COURSE_ID, "onDemandSessions": [COURSE_ID, session_id], "sessionsEnabledAt": AT}
    ]


def test_the_session_of_a_membership_is_linked_by_its_id(learner):
    body = learner.get("/api/memberships.v1?q=me&includes=onDemandSessionId").json()

    assert [one["id"] for one in body["linked"]["onDemandSessions.v1"]] == [COURSE_ID]


def test_in_a_session_deadlines_are_not_moved_but_can_be_turned_off(learner, teacher):
    session_id = announce(teacher)
    join(learner, session_id)
    me = user_id(learner)

    answers = [
        learner.post(f"{SETTINGS}?action={action}&userId={me}&courseId={COURSE_ID}")
        for action in ("shift&days=3", "reset")
    ]
    off = learner.send("PATCH", f"{SETTINGS}/{me}~{COURSE_ID}", json={"isEnabled": False})

    assert [(one.status_code, one.json()["errorCode"]) for one in answers] == 2 * [(409, "fixedDeadlines")]
    assert off.status_code == 200
    assert deadlines(learner) == []


def test_what_is_said_anew_holds_for_all_who_are_in_the_session(learner, teacher):
    session_id = announce(teacher)
    join(learner, session_id)
    told = {"courseId": COURSE_ID, "startedAt": START + 2 * DAY}

    answer = teacher.send("PUT", f"{SESSIONS}/{session_id}", json=told)

    assert answer.status_code == 200
    assert deadlines(learner) == [START + 2 * DAY + WEEK]


def test_a_session_that_is_called_off_is_gone(learner, teacher, guest):
    before = deadlines(learner)
    session_id = announce(teacher)
    join(learner, session_id)

    answer = teacher.send("DELETE", f"{SESSIONS}/{session_id}")

    assert answer.status_code == 204
    assert guest.get(f"{SESSIONS}/{session_id}").status_code == 404
    assert deadlines(learner) == before
    assert teacher.send("DELETE", f"{SESSIONS}/{session_id}").status_code == 404


@pytest.mark.parametrize(
    "window",
    [
        {"enrollmentEndsAt": START - DAY, "enrollmentStartsAt": START - 2 * DAY},
        {"enrollmentStartsAt": START + 9 * DAY, "enrollmentEndsAt": START + 10 * DAY},
    ],
)
def test_nobody_joins_before_or_after_the_time_for_it(learner, teacher, window):
    session_id = announce(teacher, **window)

    answer = join(learner, session_id)

    assert (answer.status_code, answer.json()["errorCode"]) == (409, "sessionClosed")
    assert active(learner, "").json()["elements"][0]["sessionId"] == COURSE_ID


def test_only_staff_announce_change_and_call_off(learner, teacher, guest):
    session_id = announce(teacher)
    told = {"courseId": COURSE_ID, "startedAt": START}

    for who, status in ((learner, 403), (guest, 401)):
        assert who.post(SESSIONS, told).status_code == status
        assert who.send("PUT", f"{SESSIONS}/{session_id}", json=told).status_code == status
        assert who.send("DELETE", f"{SESSIONS}/{session_id}").status_code == status
    assert guest.get(f"{SESSIONS}/{session_id}").status_code == 200


def test_learners_join_and_see_only_for_themselves_and_only_what_they_take(
    learner, newcomer, teacher, school
):
    session_id = announce(teacher)
    me, other = user_id(newcomer), user_id(learner)

    refused = [
        join(newcomer, session_id),
        join(newcomer, session_id, of=other),
        active(newcomer, of=other),
        newcomer.get(f"{MEMBERSHIPS}?q=byUser&userId={other}"),
        newcomer.get(f"{MEMBERSHIPS}/{other}~{COURSE_ID}~{COURSE_ID}"),
        newcomer.send("DELETE", f"{MEMBERSHIPS}/{other}~{COURSE_ID}~{session_id}"),
        newcomer.send("DELETE", f"{MEMBERSHIPS}/{me}~{COURSE_ID}~{session_id}"),
    ]

    assert [(one.status_code, one.json()) for one in refused] == 7 * [(403, NOT_AUTHORIZED)]
    assert active(newcomer).json()["elements"] == []
    hide(school, learner)
    assert active(learner).json()["elements"] == []


def test_a_session_is_joined_and_left_only_in_its_own_course(learner, teacher):
    elsewhere = announce(teacher, courseId=OTHER_ID)
    me = user_id(learner)

    answers = [
        join(learner, elsewhere),
        join(learner, "no~such\nsession!"),
        learner.send("DELETE", f"{MEMBERSHIPS}/{me}~{COURSE_ID}~{COURSE_ID}"),
        learner.send("DELETE", f"{MEMBERSHIPS}/{me}~{COURSE_ID}~{elsewhere}"),
        learner.get(f"{MEMBERSHIPS}/{me}~{COURSE_ID}~{elsewhere}"),
    ]

    assert [one.status_code for one in answers] == [404] * 5


@pytest.mark.parametrize(
    "told",
    [
        {"startedAt": "soon"},
        {"startedAt": 2**63},
        {"startedAt": 0},
        {"endedAt": START},
        {"endedAt": START + 999 * WEEK},
        {"enrollmentStartsAt": START + 2 * DAY, "enrollmentEndsAt": START + DAY},
        {"moduleDeadlines": [{"moduleId": "<script>", "deadline": START}]},
        {"itemDeadlines": [{"itemId": "a" * 10_000, "deadline": START}]},
        {"itemDeadlines": [{"itemId": EXAM, "deadline": 2**62}]},
        {"itemDeadlines": {"itemId": EXAM}},
    ],
)
def test_what_makes_no_session_is_refused(teacher, told):
    answer = teacher.post(SESSIONS, {"courseId": COURSE_ID, "startedAt": START, **told})

    assert answer.status_code == 400
    assert len(teacher.get(f"{SESSIONS}?q=byCourse&courseId={COURSE_ID}").json()["elements"]) == 1


def test_a_session_of_no_course_is_not_found(teacher):
    assert teacher.post(SESSIONS, {"courseId": "nobodys", "startedAt": START}).status_code == 404
    assert teacher.get(f"{SESSIONS}?q=byCourse&courseId=nobodys").status_code == 404
