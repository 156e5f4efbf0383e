"""Activities that are done elsewhere (shapes §4.6, §7.6, §13): completed by a word that is believed."""

import pytest

from carrel.application.handles import text_id
from tests.builders import COURSE_ID
from tests.server.assessing.conftest import Clock
from tests.server.caller import Caller, user_id
from tests.server.practising.conftest import COACH, LAB, LOCKED, PROGRAM, TOOL, WIDGET
from tests.server.practising.test_programs import state_of

SESSIONS, PROGRESS = "/api/onDemandWidgetSessions.v1", "/api/onDemandWidgetProgress.v1"
LTI = "/api/rest/v1/lti/ungradedLaunches"
ENOUGH = 60_000
"""A tenth of the ten minutes that each activity of the school takes."""
MUTATION = """
mutation UpdateCoachItemProgress(
  $courseId: ID!, $branchId: ID!, $itemId: ID!, $progressState: CoachItem_ProgressState!
) {
  CoachItemProgress_UpdateCoachItemProgress(
    input: {courseId: $courseId, branchId: $branchId, itemId: $itemId, progressState: $progressState}
  ) { _ __typename }
}
"""
"""With the variables and types that public clients of the other site declare."""


def key(who: Caller, item: str) -> str:
    return f"{user_id(who)}~{COURSE_ID}~{item}"


def opened(who: Caller, item: str = WIDGET) -> str:
    answer = who.get(f"{SESSIONS}/{key(who, item)}?fields=session,sessionId")
    assert answer.status_code == 200, answer.text
    session: str = answer.json()["elements"][0]["sessionId"]
    return session


def done(who: Caller, session: str, item: str = WIDGET, state: str = "Completed"):
    body = {"sessionId": session, "progressState": state}
    return who.send("PUT", f"{PROGRESS}/{key(who, item)}", json=body)


def launched(who: Caller, item: str = TOOL, *, marked: bool = True):
    body = {"courseId": COURSE_ID, "itemId": item, "learnerId": user_id(who), "markItemCompleted": marked}
    return who.post(LTI, body)


def coached(who: Caller, state: str, item: str = COACH):
    said = {"courseId": COURSE_ID, "branchId": COURSE_ID, "itemId": item, "progressState": state}
    body = {"operationName": "UpdateCoachItemProgress", "query": MUTATION, "variables": said}
    return who.post("/graphql-gateway?opname=UpdateCoachItemProgress", [body]).json()[0]


def test_46_a_widget_is_completed_by_the_word_of_who_opened_it_a_while_before(learner: Caller, clock: Clock):
    session = opened(learner)
    early = done(learner, session)
    clock.now += ENOUGH

    answer = done(learner, session)

    assert (early.status_code, early.json()["errorCode"]) == (409, "notNow")
    assert answer.status_code == 200
    assert answer.json()["elements"][0]["itemProgress"]["progressState"] == "Completed"
    assert state_of(learner, WIDGET) == "Completed"


def test_a_second_word_changes_nothing(learner: Caller, clock: Clock):
    session = opened(learner)
    clock.now += ENOUGH
    first = done(learner, session).json()
    clock.now += ENOUGH

    assert done(learner, session).json() == first


@pytest.mark.parametrize("session", ["", "x", "0-", f"1-{'x' * 43}", "-" * 10_000, "1735689601000"])
def test_a_session_that_was_never_handed_out_proves_nothing(learner: Caller, session: str):
    assert done(learner, session).status_code == 400
    assert state_of(learner, WIDGET) == "NotStarted"


def test_somebody_elses_session_proves_nothing(learner: Caller, other: Caller, clock: Clock):
    session = opened(other)
    clock.now += ENOUGH

    assert done(learner, session).status_code == 400


def test_the_same_while_counts_for_one_activity_only(learner: Caller, clock: Clock):
    session = opened(learner)
    launched(learner)
    coached(learner, "STARTED")
    clock.now += ENOUGH
    assert done(learner, session).status_code == 200

    at_once = launched(learner).json()["itemProgress"]["progressState"]
    refused = coached(learner, "COMPLETED")
    clock.now += ENOUGH
    later = launched(learner).json()["itemProgress"]["progressState"]

    assert at_once == "Started"
    assert "errors" in refused
    assert later == "Completed"
    assert state_of(learner, COACH) == "Started"


def test_46_a_tool_is_opened_first_and_done_later(learner: Caller, clock: Clock):
    first = launched(learner)
    clock.now += ENOUGH
    second = launched(learner)

    assert first.json()["launchUrl"] == "https://tool.example/t"
    assert first.json()["itemProgress"]["progressState"] == "Started"
    assert second.json()["itemProgress"]["progressState"] == "Completed"


def test_13_a_coached_item_is_begun_before_it_is_completed(learner: Caller, clock: Clock):
    bare = coached(learner, "COMPLETED")
    coached(learner, "STARTED")
    clock.now += ENOUGH
    answer = coached(learner, "COMPLETED")

    assert bare["errors"][0]["message"].startswith("Open “")
    assert answer["data"]["CoachItemProgress_UpdateCoachItemProgress"]["_"] is True
    assert state_of(learner, COACH) == "Completed"


def test_76_labs_say_where_they_are_and_are_opened(learner: Caller):
    launcher = learner.get(f"/api/onDemandWorkspaceLaunchers.v2/{key(learner, LAB)}").json()["elements"][0]
    body = {"courseId": COURSE_ID, "learnerId": user_id(learner), "itemId": LAB}
    launch = learner.post("/api/onDemandNotebookWorkspaceLaunches.v1", body)
    workspace = learner.post(f"/api/onDemandLearnerWorkspaces.v1/?action=launch&id={key(learner, LAB)}")

    assert launcher["launchUrl"] == "https://lab.example/l"
    assert launch.status_code == 201
    assert launch.json()["elements"][0]["authorizationId"]
    assert workspace.json() == {"launchUrl": "https://lab.example/l"}
    assert state_of(learner, LAB) == "Started"


@pytest.mark.parametrize(
    ("item", "launch"),
    [
        (WIDGET, {"url": "https://widget.example/w", "title": "<b>W</b>"}),
        (TOOL, {"url": "https://tool.example/t", "title": ""}),
        (COACH, {"url": "", "title": ""}),
    ],
)
def test_the_text_of_an_activity_tells_where_it_opens_and_nothing_is_noted(
    learner: Caller, item: str, launch: dict[str, str]
):
    texts = f"/api/openCourseAssets.v1/{text_id(COURSE_ID, item)}?fields=launch"

    assert learner.get(texts).json()["elements"][0]["launch"] == launch
    assert state_of(learner, item) == "NotStarted"


def test_a_locked_activity_stays_closed(learner: Caller, clock: Clock):
    answer = learner.get(f"{SESSIONS}/{key(learner, LOCKED)}")

    assert (answer.status_code, answer.json()["message"]) == (403, "Item is locked")
    assert learner.get(f"/api/openCourseAssets.v1/{text_id(COURSE_ID, LOCKED)}").status_code == 403
    assert learner.get(f"/learn/study-well-online/ungradedWidget/{LOCKED}").status_code == 403
    assert learner.post(f"/learn/study-well-online/activity/{LOCKED}/done", data={}).status_code == 403


def test_what_is_of_another_kind_is_refused_as_clients_know_it(learner: Caller):
    answers = [
        learner.get(f"{SESSIONS}/{key(learner, PROGRAM)}"),
        launched(learner, WIDGET),
        learner.get(f"/api/onDemandWorkspaceLaunchers.v2/{key(learner, WIDGET)}"),
    ]

    assert {one.status_code for one in answers} == {400}
    for one in answers:
        assert one.json()["message"].startswith("Wrong content type for item StoredItem")


def test_what_is_somebody_elses_is_refused(guest: Caller, learner: Caller, other: Caller, newcomer: Caller):
    theirs = key(other, WIDGET)
    body = {"courseId": COURSE_ID, "itemId": TOOL, "learnerId": user_id(other), "markItemCompleted": True}

    assert learner.get(f"{SESSIONS}/{theirs}").status_code == 403
    assert learner.post(LTI, body).status_code == 403
    assert guest.post(LTI, body).status_code == 401
    assert newcomer.get(f"{SESSIONS}/{key(newcomer, WIDGET)}").status_code == 403
    assert state_of(other, TOOL) == "NotStarted"


def test_on_its_page_an_activity_is_opened_and_said_to_be_done(learner: Caller, clock: Clock):
    address = f"/learn/study-well-online/ungradedWidget/{WIDGET}"
    page = learner.get(address)
    early = learner.post(f"/learn/study-well-online/activity/{WIDGET}/done", data={})
    clock.now += ENOUGH
    answer = learner.post(f"/learn/study-well-online/activity/{WIDGET}/done", data={})

    assert 'href="https://widget.example/w"' in page.text
    assert "<b>W</b>" not in page.text
    assert early.status_code == 409
    assert answer.status_code == 303
    assert state_of(learner, WIDGET) == "Completed"


@pytest.mark.parametrize("kind", ["infoBatch.v2", "info.v2"])
def test_117_events_are_taken_in_and_kept_nowhere(guest: Caller, learner: Caller, kind: str):
    assert guest.post(f"/api/eventing/{kind}", {"events": [{"key": "x"}]}).status_code == 204
    assert learner.post(f"/api/eventing/{kind}", content=b"\xff" * 200_000).status_code == 413
