"""Peer review over the API (rows 64, 66, 67; shapes §7.4): learners write, hand in, review each other."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from carrel.application import uploading
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School
from carrel.server import uploads
from carrel.server.visitors import now
from carrel.store.publishing import referenced_media
from tests.builders import COURSE_ID, FOLDER, a_folder
from tests.server.caller import Caller, user_id
from tests.server.schools import STUDY_WELL

ITEM = "peer1"
PEER = f"{FOLDER}/04-essay/item.toml"
WRITTEN = f"""
id = "{ITEM}"
kind = "peer"
weight = 1000
required_reviews = 1
[[submission]]
id = "text"
prompt = "Your *essay*"
[[submission]]
id = "sketch"
kind = "fileUpload"
required = false
[[rubric]]
id = "clear"
prompt = "Clear?"
kind = "options"
[[rubric.options]]
id = "no"
text = "No"
[[rubric.options]]
id = "yes"
text = "Yes"
points = 2
[[rubric]]
id = "words"
kind = "text"
"""
NOT_AUTHORIZED = {"errorCode": "Not Authorized", "message": None, "details": None}
HOSTILE = "<script>alert(1)</script> ~ ! / \n %00"
ANSWERS = {"parts": {"clear": "yes", "words": HOSTILE}}


@dataclass(frozen=True)
class Pupil:
    """Somebody in the class, and the addresses of their own."""

    caller: Caller
    id: int

    @property
    def key(self) -> str:
        return f"{self.id}~{COURSE_ID}~{ITEM}"

    @property
    def named(self) -> str:
        return f"userId={self.id}&courseId={COURSE_ID}&itemId={ITEM}"

    def one(self, target: str) -> dict[str, Any]:
        element: dict[str, Any]
        (element,) = self.caller.get(f"/api/{target}").json()["elements"]
        return element

    def write(self, text: str = "My essay.", **more: Any) -> Any:
        parts = {"text": {"typeName": "richText", "definition": {"value": text}}, **more}
        body = {"submission": {"title": "T", "parts": parts}}
        return self.caller.send("PUT", f"/api/onDemandPeerSubmissionDrafts.v1/{self.key}", json=body)

    def submit(self, **more: Any) -> Any:
        body = {"courseId": COURSE_ID, "itemId": ITEM, **more}
        return self.caller.post("/api/onDemandPeerSubmissions.v1", body)

    def take(self) -> Any:
        return self.caller.post(f"/api/onDemandPeerReviews.v1?action=take&{self.named}")

    def give(self, submission_id: str, body: object = ANSWERS) -> Any:
        target = f"/api/onDemandPeerReviews.v1/{self.id}~{submission_id}"
        return self.caller.send("PUT", target, json=body)

    def peer(self, call: str) -> Any:
        base = f"/api/opencourse.v1/user/{self.id}/course/study-well-online/item/{ITEM}/peer"
        return self.caller.get(f"{base}/{call}")


@pytest.fixture
def school(school: School, tmp_path: Path) -> School:
    folder = a_folder(tmp_path / "with-peer", {**STUDY_WELL, PEER: WRITTEN})
    publish(school, plan_publication(school, folder, now()), now())
    return school


@pytest.fixture
def ada(learner: Caller) -> Pupil:
    return Pupil(learner, user_id(learner))


@pytest.fixture
def ben(newcomer: Caller) -> Pupil:
    newcomer.post("/api/openCourseMemberships.v1", {"userId": user_id(newcomer), "courseId": COURSE_ID})
    return Pupil(newcomer, user_id(newcomer))


def test_the_instructions_come_with_their_schemas(ada: Pupil):
    includes = "gradingMetadata,reviewSchemas,submissionSchemas"
    body = ada.caller.get(
        f"/api/onDemandPeerAssignmentInstructions.v1/?q=latest&{ada.named}&includes={includes}"
    ).json()

    (element,) = body["elements"]
    assert element["id"].startswith(f"{ada.key}~{ITEM}@")
    (metadata,) = body["linked"]["onDemandPeerAssignmentGradingMetadata.v1"]
    assert metadata["assignmentDetails"]["definition"]["passingFraction"] == 0.7
    (asked,) = body["linked"]["onDemandPeerSubmissionSchemas.v1"]
    text, sketch = asked["submissionSchema"]["parts"]
    assert text["prompt"]["definition"]["value"].startswith("<co-content>")
    assert sketch["details"] == {"typeName": "fileUpload", "definition": {"required": False}}
    (rubric,) = body["linked"]["onDemandPeerReviewSchemas.v1"]
    options = rubric["reviewSchema"]["parts"][0]["details"]["definition"]["options"]
    assert [(one["id"], one["points"]) for one in options] == [("no", 0), ("yes", 2)]


def test_two_learners_review_each_other_to_a_grade(ada: Pupil, ben: Pupil):
    ids = {}
    for pupil in (ada, ben):
        assert pupil.write().status_code == 200
        answer = pupil.submit(gradingType="PEER", verifiableId="x")
        assert answer.status_code == 201
        ids[pupil.id] = answer.headers["x-coursera-id"]
    for pupil, other in ((ada, ben), (ben, ada)):
        taken = pupil.take().json()
        assert taken == {"id": f"{pupil.id}~{ids[other.id]}", "submissionId": ids[other.id]}
        assert pupil.give(taken["submissionId"]).status_code == 200

    grade = ada.one(f"itemGrades.v1/{ada.key}")
    assert (grade["score"], grade["attemptsCount"]) == (1.0, 1)
    received = ada.one(f"onDemandPeerReceivedReviews.v1?q=byItem&{ada.named}")
    assert received["parts"] == {"clear": "yes", "words": HOSTILE.strip()}
    assert "userId" not in received
    progress = ada.one(f"onDemandCoursesProgress.v1/{ada.id}~{COURSE_ID}")
    assert progress["items"][ITEM]["progressState"] == "Completed"


def test_row_64_the_assignment(ada: Pupil):
    told = ada.peer("getAssignment").json()["contentResponseBody"]

    assert [one["id"] for one in told["submissionSchema"]["parts"]] == ["text", "sketch"]
    assert [one["id"] for one in told["reviewSchema"]["parts"]] == ["clear", "words"]


def test_row_66_the_latest_submission(ada: Pupil):
    assert ada.peer("getLatestSubmission").status_code == 404

    ada.write("First *words*.")
    made = ada.submit().headers["x-coursera-id"]

    told = ada.peer("getLatestSubmission").json()["contentResponseBody"]
    assert told["id"] == made
    assert "<em>words</em>" in told["submission"]["parts"]["text"]["definition"]["value"]


def test_row_67_the_review_stats(ada: Pupil, ben: Pupil):
    for pupil in (ada, ben):
        pupil.write()
        pupil.submit()
    before = ada.peer("getReviewStats").json()["contentResponseBody"]

    ada.give(ada.take().json()["submissionId"])

    after = ada.peer("getReviewStats").json()["contentResponseBody"]
    assert before == {
        "authoredReviewCount": 0,
        "requiredAuthoredReviewCount": 1,
        "receivedReviewCount": 0,
        "requiredReceivedReviewCount": 1,
        "isGraded": False,
    }
    assert after == {**before, "authoredReviewCount": 1}


@pytest.mark.parametrize("call", ["getAssignment", "getLatestSubmission", "getReviewStats"])
def test_rows_64_to_67_are_ones_own(ada: Pupil, ben: Pupil, guest: Caller, call: str):
    target = f"/api/opencourse.v1/user/{ada.id}/course/study-well-online/item/{ITEM}/peer/{call}"

    assert guest.get(target).status_code == 401
    assert ben.caller.get(target).json() == NOT_AUTHORIZED


def test_permissions_link_progress_and_phases(ada: Pupil, ben: Pupil):
    for pupil in (ada, ben):
        pupil.write()
        pupil.submit()
    ben.give(ben.take().json()["submissionId"])
    includes = "receivedReviewsProgress,submissionProgress,phaseSchedule"

    body = ada.caller.get(f"/api/onDemandPeerAssignmentPermissions.v1/{ada.key}?includes={includes}").json()

    (element,) = body["elements"]
    assert (element["canSubmit"], element["canReview"], element["canSeeReceivedReviews"]) == (
        False,
        True,
        False,
    )
    (submission,) = body["linked"]["onDemandPeerSubmissionProgresses.v1"]
    assert len(submission["latestSubmissionSummary"]["computed"]["id"]) == 22
    assert submission["latestDraftSummary"]["isSubmitted"] is True
    (reviews,) = body["linked"]["onDemandPeerReceivedReviewProgresses.v1"]
    assert (reviews["reviewCount"], "evaluationIfReady" in reviews) == (1, False)
    (phases,) = body["linked"]["onDemandPeerDisplayablePhaseSchedules.v1"]
    assert set(phases["phaseEnds"]) == {"submission", "review"}

    ada.give(ada.take().json()["submissionId"])
    body = ada.caller.get(f"/api/onDemandPeerAssignmentPermissions.v1/{ada.key}?includes={includes}").json()
    (reviews,) = body["linked"]["onDemandPeerReceivedReviewProgresses.v1"]
    evaluation = reviews["evaluationIfReady"]["evaluation"]
    assert (evaluation["score"], evaluation["maxScore"], evaluation["passingFraction"]) == (2.0, 2, 0.7)


def test_a_draft_is_kept_as_it_was_written_and_cml_is_understood(ada: Pupil):
    assert ada.caller.get(f"/api/onDemandPeerSubmissionDrafts.v1/{ada.key}").status_code == 404
    ada.write("<co-content><text>Some <em>words</em></text></co-content>")

    draft = ada.one(f"onDemandPeerSubmissionDrafts.v1/{ada.key}")

    value = draft["submission"]["parts"]["text"]["definition"]["value"]
    assert "<em>words</em>" in value
    assert draft["revision"] == 1


def test_markup_in_a_text_is_told_as_text(ada: Pupil):
    ada.write(HOSTILE)

    draft = ada.one(f"onDemandPeerSubmissionDrafts.v1/{ada.key}")
    assert "<script" not in draft["submission"]["parts"]["text"]["definition"]["value"]


def test_a_draft_of_another_revision_is_refused(ada: Pupil):
    ada.write()
    body = {"submission": {"title": "", "parts": {}}, "revision": 7}

    answer = ada.caller.send("PUT", f"/api/onDemandPeerSubmissionDrafts.v1/{ada.key}", json=body)

    assert (answer.status_code, answer.json()["errorCode"]) == (409, "notNow")


def test_handing_in_the_same_draft_again_is_the_same_submission(ada: Pupil):
    ada.write()
    created = ada.one(f"onDemandPeerSubmissionDrafts.v1/{ada.key}")["createdAt"]
    first = ada.submit(draftCreatedAt=created).headers["x-coursera-id"]

    assert ada.submit(draftCreatedAt=created).headers["x-coursera-id"] == first
    assert ada.submit(draftCreatedAt=created + 1).status_code == 409
    assert len(ada.caller.get(f"/api/onDemandPeerSubmissions.v1?q=mine&{ada.named}").json()["elements"]) == 1


def test_a_file_is_handed_out_to_be_kept_and_only_to_its_readers(ada: Pupil, ben: Pupil, guest: Caller):
    base = f"/api/opencourse.v1/user/{ada.id}/course/study-well-online/item/{ITEM}/peer/upload"
    page = b"<html><script>alert(1)</script>"
    kept = ada.caller.send("POST", f"{base}?name=../w%22ork%0A.html", content=page)
    assert kept.status_code == 201
    told = kept.json()["contentResponseBody"]
    assert told["size"] == len(page)
    assert "/" not in told["name"]

    ada.write(sketch={"typeName": "fileUpload", "definition": {"fileId": told["fileId"]}})
    made = ada.submit().headers["x-coursera-id"]
    answer = ada.caller.get(told["url"])

    assert answer.content == page
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert guest.get(told["url"]).status_code == 401
    given = f"{told['url']}?submission={made}"
    assert ben.caller.get(given).status_code == 403
    ben.write()
    ben.submit()
    ben.take()
    work = ben.one(f"onDemandPeerSubmissions.v1/{made}")
    assert "creatorId" not in work
    assert ben.caller.get(work["submission"]["parts"]["sketch"]["definition"]["url"]).content == page


def test_a_file_of_somebody_else_is_no_part_of_ones_work(ada: Pupil, ben: Pupil):
    base = f"/api/opencourse.v1/user/{ada.id}/course/study-well-online/item/{ITEM}/peer/upload"
    told = ada.caller.send("POST", f"{base}?name=a.txt", content=b"x").json()["contentResponseBody"]
    sketch = {"typeName": "fileUpload", "definition": {"fileId": told["fileId"]}}

    assert ben.write(sketch=sketch).status_code == 400
    assert ben.caller.send("POST", f"{base}?name=a.txt", content=b"x").json() == NOT_AUTHORIZED


def test_nobody_reads_or_reviews_what_they_were_not_given(ada: Pupil, ben: Pupil):
    ada.write()
    made = ada.submit().headers["x-coursera-id"]

    assert ben.caller.get(f"/api/onDemandPeerSubmissions.v1/{made}").json() == NOT_AUTHORIZED
    assert ben.give(made).json() == NOT_AUTHORIZED
    assert ada.give(made).json() == NOT_AUTHORIZED
    assert ben.take().status_code == 409
    assert ben.caller.get(f"/api/onDemandPeerSubmissions.v1?q=byItem&{ben.named}").json() == NOT_AUTHORIZED


def test_staff_see_all_work_and_their_word_is_the_score(ada: Pupil, teacher: Caller):
    ada.write()
    made = ada.submit().headers["x-coursera-id"]
    staff = Pupil(teacher, user_id(teacher))

    (work,) = teacher.get(
        f"/api/onDemandPeerSubmissions.v1?q=byItem&{ada.named}&fields=creatorId,reviewCount"
    ).json()["elements"]
    assert (work["id"], work["creatorId"], work["reviewCount"]) == (made, ada.id, 0)
    assert staff.give(made, {"parts": {"clear": "no", "words": "No."}}).status_code == 200

    assert ada.one(f"itemGrades.v1/{ada.key}")["score"] == 0.0


def test_work_is_given_back_with_delete(ada: Pupil, ben: Pupil):
    for pupil in (ada, ben):
        pupil.write()
        pupil.submit()
    taken = ada.take().json()["id"]

    assert ada.caller.send("DELETE", f"/api/onDemandPeerReviews.v1/{taken}").status_code == 204
    assert ada.one(f"onDemandPeerReviews.v1?q=byItem&{ada.named}").get("reviewedAt") is None


@pytest.mark.parametrize(
    "part",
    [
        {"typeName": "richText"},
        {"typeName": "video", "definition": {"value": "x"}},
        {"typeName": "richText", "definition": {"value": 5}},
        {"typeName": "richText", "definition": {"value": "<co-content><text>"}},
        {"typeName": "fileUpload", "definition": {"fileId": "x" * 10_000}},
        {"typeName": ["richText"], "definition": {"value": "x"}},
    ],
)
def test_a_part_that_makes_no_sense_is_refused(ada: Pupil, part: dict[str, Any]):
    sketch = part if part["typeName"] == "fileUpload" else None
    body = {"submission": {"title": "", "parts": {"sketch": sketch} if sketch else {"text": part}}}

    answer = ada.caller.send("PUT", f"/api/onDemandPeerSubmissionDrafts.v1/{ada.key}", json=body)

    assert answer.status_code == 400


def test_grading_is_asked_for_over_graphql(ada: Pupil):
    ada.write()
    made = ada.submit().headers["x-coursera-id"]
    query = (
        "mutation($i: RequestGradingByPeerInput!) "
        "{ RequestGradingByPeer(input: $i) { submissionId message __typename } }"
    )

    def ask(submission_id: str) -> dict[str, Any]:
        sent = {"courseId": COURSE_ID, "itemId": ITEM, "submissionId": submission_id, "reason": "I wait."}
        answer = ada.caller.post("/graphql-gateway", {"query": query, "variables": {"i": sent}})
        told: dict[str, Any] = answer.json()["data"]["RequestGradingByPeer"]
        return told

    assert ask(made)["submissionId"] == made
    assert ask("somebody's")["message"]


def test_a_file_that_is_too_large_and_one_too_many_are_refused(ada: Pupil, monkeypatch: pytest.MonkeyPatch):
    base = f"/api/opencourse.v1/user/{ada.id}/course/study-well-online/item/{ITEM}/peer/upload"
    monkeypatch.setattr(uploads, "LARGEST", 10)
    monkeypatch.setattr(uploading, "MOST", 10)

    assert ada.caller.send("POST", f"{base}?name=a.txt", content=b"x" * 11).status_code == 413
    assert ada.caller.send("POST", f"{base}?name=", content=b"x").status_code == 400
    assert ada.caller.send("POST", f"{base}?name=a.txt", content=b"x" * 10).status_code == 201
    assert ada.caller.send("POST", f"{base}?name=b.txt", content=b"x").status_code == 400


def test_what_was_uploaded_is_kept_by_backups_and_collecting(ada: Pupil, school: School):
    base = f"/api/opencourse.v1/user/{ada.id}/course/study-well-online/item/{ITEM}/peer/upload"
    ada.caller.send("POST", f"{base}?name=a.txt", content=b"only here")

    named = school.database.read(referenced_media)

    assert sha256(b"only here").hexdigest() in named
