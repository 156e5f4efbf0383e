"""Assignments over GraphQL, as newer clients take them (shapes 7.7)."""

import json
import time
from typing import Any

import pytest

from carrel.application import staff_grading
from carrel.application.school import School
from carrel.application.staff_grading import StaffMark
from carrel.store import users
from tests.builders import COURSE_ID
from tests.questions import RIGHT
from tests.server.assessing.conftest import EXAM, PRACTICE, QUIZ, READING, TASK, Clock, Sessions
from tests.server.assessing.gateway import ask, mutate
from tests.server.assessing.test_secrets import is_silent
from tests.server.caller import Caller

KINDS = {
    "bits": ("MULTIPLE_CHOICE", "multipleChoiceResponse", "chosen"),
    "primes": ("CHECKBOX", "checkboxResponse", "chosen"),
    "length": ("NUMERIC", "numericResponse", "answer"),
    "word": ("TEXT_EXACT_MATCH", "textExactMatchResponse", "answer"),
    "pattern": ("REGEX", "regexResponse", "answer"),
    "formula": ("MATH", "mathResponse", "answer"),
    "thought": ("TEXT_REFLECT", "textReflectResponse", "answer"),
    "sum": ("NUMERIC", "numericResponse", "answer"),
}


def given(responses: dict[str, object]) -> list[dict[str, Any]]:
    """Answers as clients send them."""
    sent = []
    for question, value in responses.items():
        body: dict[str, Any]
        if question == "gaps":
            blanks = [
                {"multipleChoiceFillableBlankResponse": {"id": blank, "optionId": option}}
                for blank, option in value.items()  # type: ignore[attr-defined]
            ]
            kind, body = "MULTIPLE_FILLABLE_BLANKS", {"multipleFillableBlanksResponse": {"responses": blanks}}
        elif question == "essay":
            kind, body = "RICH_TEXT", {"richTextResponse": {"richText": {"value": value}}}
        else:
            kind, member, name = KINDS[question]
            body = {member: {name: value}}
        sent.append({"questionId": question, "questionType": kind, "questionResponse": body})
    return sent


def begin(caller: Caller, item: str = TASK) -> Any:
    told = mutate(caller, "StartAttempt", item)
    assert told["__typename"] == "Submission_StartAttemptSuccess"
    return told["submissionState"]["attempts"]["inProgressAttempt"]


def save(caller: Caller, attempt: Any, responses: dict[str, object], item: str = TASK) -> Any:
    return mutate(caller, "SaveResponses", item, attemptId=attempt["id"], questionResponses=given(responses))


def submit(caller: Caller, attempt: Any, item: str = TASK) -> Any:
    return mutate(caller, "SubmitLatestDraft", item, submissionId=attempt["draft"]["id"])


def test_an_assignment_waits_to_be_begun(learner: Caller):
    state = ask(learner)

    assert state["allowedAction"] == "START_NEW_ATTEMPT"
    assert state["attempts"]["attemptsAllowed"] == state["attempts"]["attemptsRemaining"] == 2
    assert state["attempts"]["inProgressAttempt"] is None
    assert state["assignment"]["passingFraction"] == 0.7
    assert state["assignment"]["assignmentGradingType"] == "GRADED"
    assert (state["feedback"], state["outcome"], state["integritySettings"]) == (None, None, None)


def test_an_attempt_has_a_draft_with_a_part_for_each_question(learner: Caller):
    attempt = begin(learner, QUIZ)

    parts = {part["id"]: part for part in attempt["draft"]["parts"]}
    assert {name: part["__typename"] for name, part in parts.items()} == {
        "bits": "Submission_MultipleChoiceQuestion",
        "primes": "Submission_CheckboxQuestion",
        "length": "Submission_NumericQuestion",
        "word": "Submission_TextExactMatchQuestion",
        "pattern": "Submission_RegexQuestion",
        "formula": "Submission_MathQuestion",
        "gaps": "Submission_MultipleFillableBlanksQuestion",
        "thought": "Submission_TextReflectQuestion",
    }
    schema = parts["bits"]["questionSchema"]
    assert schema["prompt"]["cmlValue"] == (
        "<co-content><text>How many <em>bits</em> are in a byte?</text></co-content>"
    )
    assert [option["id"] for option in schema["options"]] == ["eight", "ten"]
    assert parts["bits"]["gradeSettings"]["maxScore"] == 2
    assert ask(learner, QUIZ)["allowedAction"] == "RESUME_DRAFT"


@pytest.mark.parametrize("item", [QUIZ, EXAM, PRACTICE, TASK])
def test_nothing_of_what_is_right_is_told_before_it_is_handed_in(learner: Caller, item: str):
    attempt = begin(learner, item)
    told = save(learner, attempt, {"bits": "eight"} if item != TASK else {"sum": "2"}, item)

    assert is_silent(json.dumps([attempt, told, ask(learner, item)]))
    assert '_correctlyAnswered": true' not in json.dumps(told)


def test_answers_of_every_type_are_kept_and_handed_in(learner: Caller):
    attempt = begin(learner, QUIZ)
    saved = save(learner, attempt, RIGHT, QUIZ)
    assert saved["__typename"] == "Submission_SaveResponsesSuccess"
    draft = saved["submissionState"]["attempts"]["inProgressAttempt"]["draft"]
    assert draft["id"] == attempt["draft"]["id"]
    assert draft["lastSavedAt"].endswith("Z")

    told = submit(learner, attempt, QUIZ)

    assert told["__typename"] == "Submission_SubmitLatestDraftSuccess"
    state = told["submissionState"]
    assert state["outcome"] == {
        "earnedGrade": 1.0,
        "gradeOverride": None,
        "isPassed": True,
        "latePenaltyRatio": 0.0,
        "__typename": "Submission_AssignmentOutcome",
    }
    feedback = state["feedback"]
    assert feedback["outcome" if "outcome" in feedback else "Submission_Feedback_outcome"]["latestScore"] == 9
    assert state["attempts"]["lastSubmission"]["id"] == attempt["id"]
    assert submit(learner, attempt, QUIZ) == told


def test_staff_graded_parts_wait_and_the_others_are_marked_at_once(
    learner: Caller, school: School, teacher: Caller
):
    attempt = begin(learner)
    save(
        learner,
        attempt,
        {"sum": "2", "essay": "<co-content><text>Because <strong>so</strong>.</text></co-content>"},
    )
    state = submit(learner, attempt)["submissionState"]

    graded = {part["id"]: part for part in state["feedback"]["parts"]}
    assert state["manualGradingStatus"] == "AWAITING_GRADE"
    assert state["outcome"] is None
    numeric = graded["sum"]["Submission_GradedNumericQuestion_feedback"]
    assert numeric["correctness"] == "CORRECT"
    rich = graded["essay"]["Submission_GradedRichTextQuestion_feedback"]
    assert rich["Submission_ManuallyGradedFeedback_outcome"]["score"] is None
    shown = graded["essay"]["Submission_GradedRichTextQuestion_response"]["richText"]["cmlValue"]
    assert shown == "<co-content><text>Because <strong>so</strong>.</text></co-content>"

    mark(school, Sessions(learner).who, 3.0)

    state = ask(learner)
    assert state["manualGradingStatus"] == "GRADED"
    assert state["outcome"]["earnedGrade"] == 1.0
    rich = next(part for part in state["feedback"]["parts"] if part["id"] == "essay")
    (word,) = rich["Submission_GradedRichTextQuestion_feedback"]["rubrics"]
    assert (word["input"], word["score"]) == ("Well said.", 3.0)


def test_attempts_run_out(learner: Caller):
    for _ in range(2):
        submit(learner, begin(learner))

    state = ask(learner)
    assert (state["allowedAction"], state["attempts"]["attemptsRemaining"]) == (None, 0)
    told = mutate(learner, "StartAttempt")
    assert told == {
        "__typename": "Submission_StartAttemptFailure",
        "errors": [
            {"__typename": "Submission_StartAttempt_OutOfAttemptsError", "errorCode": "OUT_OF_ATTEMPTS"}
        ],
    }


def test_time_runs_out_and_what_was_saved_is_handed_in(learner: Caller, clock: Clock):
    attempt = begin(learner, EXAM)
    assert (attempt["allowedDuration"], attempt["autoSubmissionRequired"]) == (3_600_000, True)
    save(learner, attempt, {"bits": "eight"}, EXAM)
    clock.now += 1_000_000
    assert ask(learner, EXAM)["attempts"]["inProgressAttempt"]["remainingDuration"] == 2_600_000
    clock.now += 2_600_000

    late = save(learner, attempt, RIGHT, EXAM)
    state = ask(learner, EXAM)

    assert late["errors"][0]["errorCode"] == "NO_ATTEMPT_IN_PROGRESS"
    assert state["attempts"]["inProgressAttempt"] is None
    assert state["outcome"]["earnedGrade"] == pytest.approx(2 / 9)


def test_somebody_elses_draft_is_refused(learner: Caller, other: Caller):
    attempt = begin(learner)
    begin(other)

    for told in (save(other, attempt, {"sum": "1"}), submit(other, attempt)):
        assert told["errors"][0]["errorCode"] == "INVALID_ATTEMPT_ID"
    assert ask(learner)["allowedAction"] == "RESUME_DRAFT"


@pytest.mark.parametrize("attempt_id", ["", "x", "1~2~3~4", "é~", "~" * 5000])
def test_an_attempt_that_is_none_is_refused(learner: Caller, attempt_id: str):
    told = save(learner, {"id": attempt_id}, {"sum": "1"})

    assert told["errors"][0]["errorCode"] == "INVALID_ATTEMPT_ID"


@pytest.mark.parametrize("responses", [{"sum": "x" * 2000}, {"bits": "ten"}, {"essay": "a" * 30_000}])
def test_what_is_no_answer_is_refused(learner: Caller, responses: dict[str, object]):
    told = save(learner, begin(learner), responses)

    assert told["errors"][0]["errorCode"] == "INVALID_RESPONSES"


@pytest.mark.parametrize(("item", "course"), [(READING, COURSE_ID), ("nobody", COURSE_ID), (TASK, "nowhere")])
def test_what_is_no_assessment_is_told_so(learner: Caller, item: str, course: str):
    told = ask(learner, item, course)

    assert told["__typename"] == "Submission_QueryStateFailure"
    assert told["errors"][0]["errorCode"] == "NOT_ALLOWED"


def test_a_guest_is_told_so(guest: Caller):
    assert ask(guest)["errors"][0]["errorCode"] == "NOT_ALLOWED"


def mark(school: School, learner_id: int, points: float) -> None:
    def deed(visit):
        return staff_grading.give_marks(
            visit, learner_id, COURSE_ID, TASK, 1, {"essay": StaffMark(points, "Well said.")}
        )

    teacher = school.read(lambda visit: users.user_by_email(visit.connection, "teacher@example.org"), None, 0)
    school.write(deed, teacher, int(time.time() * 1000))
