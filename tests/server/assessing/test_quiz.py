"""Quizzes by sessions and actions, as downloaders and older clients take them (shapes 7.1)."""

import pytest

from tests.builders import COURSE_ID
from tests.questions import POINTS, RIGHT, WRONG
from tests.server.assessing.conftest import AFTER, EXAM, LECTURE, QUIZ, READING, SLUG, Clock, Sessions
from tests.server.caller import Caller


def test_a_session_is_named_by_who_what_and_when(quiz: Sessions, clock: Clock):
    answer = quiz.post("quiz/session", {"contentRequestBody": []}).json()

    session = answer["contentResponseBody"]["session"]
    begin, _, rest = session["id"].partition("@")
    assert begin.startswith(f"opencourse~{COURSE_ID}:{quiz.who}:")
    assert rest.endswith(f":{clock.now}@1")
    assert session["open"] is True
    assert answer["itemProgress"]["progressState"] == "Started"
    assert answer["itemProgress"]["contentVersionedId"].partition("@")[0] in begin


def test_asking_again_names_the_same_session(quiz: Sessions, clock: Clock):
    first = quiz.begin()
    clock.now += 1000

    assert quiz.begin() == first


def test_the_state_is_the_questions_without_an_evaluation(quiz: Sessions):
    state = quiz.state(quiz.begin())

    assert state["evaluation"] is None
    bits = state["questions"][0]
    assert bits["id"] == "bits"
    assert bits["question"] == {"type": "mcq"}
    assert bits["variant"]["detailLevel"] == "Full"
    assert bits["variant"]["definition"]["prompt"] == {
        "typeName": "cml",
        "definition": {
            "dtdId": "assess/1",
            "value": "<co-content><text>How many <em>bits</em> are in a byte?</text></co-content>",
        },
    }
    assert [option["id"] for option in bits["variant"]["definition"]["options"]] == ["eight", "ten"]
    assert bits["weightedScoring"] == {"maxScore": 2.0}
    assert bits["isSubmitAllowed"] is True
    numeric = next(one for one in state["questions"] if one["question"]["type"] == "singleNumeric")
    assert "options" not in numeric["variant"]["definition"]


def test_what_was_saved_is_told_again(quiz: Sessions):
    session = quiz.begin()
    quiz.state(session, "saveResponses", {"bits": {"chosen": "ten"}, "word": {"answer": "hm"}})

    saved = {one["id"]: one.get("response") for one in quiz.state(session)["questions"]}

    assert (saved["bits"], saved["word"], saved["gaps"]) == ("ten", "hm", None)


def test_a_right_answer_passes_completes_and_opens(quiz: Sessions, learner: Caller):
    state = quiz.state(quiz.begin(), "submitResponses", RIGHT)

    assert state["evaluation"]["score"] == 1.0
    assert state["evaluation"]["passed"] is True
    assert sum(one["score"] for one in state["evaluation"]["questions"]) == POINTS
    assert {one["correctness"] for one in state["evaluation"]["questions"]} == {"CORRECT"}
    progress = learner.get(f"/api/opencourse.v1/user/~/course/{SLUG}").json()
    assert progress["items"][QUIZ]["progressState"] == "Completed"
    assert progress["nextItem"] == AFTER


def test_a_wrong_answer_says_why_and_not_what_is_right(quiz: Sessions):
    state = quiz.state(quiz.begin(), "submitResponses", WRONG)

    told = {one["id"]: one for one in state["evaluation"]["questions"]}
    assert state["evaluation"]["passed"] is False
    assert [one["definition"]["value"] for one in told["bits"]["feedback"]] == [
        "<co-content><text>SECRET-NO</text></co-content>",
        "<co-content><text>SECRET-ALWAYS</text></co-content>",
    ]
    assert told["bits"]["correctness"] == "INCORRECT"
    assert "options" not in told["bits"]
    assert "answers" not in told["word"]


def test_who_answers_nothing_is_told_nothing_of_it(quiz: Sessions):
    state = quiz.state(quiz.begin(), "submitResponses", {"thought": "Hm."})

    told = {one["id"]: one for one in state["evaluation"]["questions"]}
    assert (told["bits"]["score"], told["bits"]["correctness"]) == (0.0, "INCORRECT")
    assert [one["id"] for one in told.values() if one["feedback"]] == []
    assert "response" not in next(one for one in state["questions"] if one["id"] == "bits")


def test_what_is_right_is_told_who_has_passed(quiz: Sessions):
    state = quiz.state(quiz.begin(), "submitResponses", RIGHT)

    told = {one["id"]: one for one in state["evaluation"]["questions"]}
    assert [(one["id"], one["isCorrect"]) for one in told["bits"]["options"]] == [
        ("eight", True),
        ("ten", False),
    ]
    assert told["word"]["answers"] == ["SECRET-WORD"]
    assert told["length"]["answers"] == ["98765 m"]


def test_a_session_that_was_handed_in_stays_as_it_is_and_another_begins(quiz: Sessions, clock: Clock):
    session = quiz.begin()
    first = quiz.state(session, "submitResponses", WRONG)

    assert quiz.state(session, "submitResponses", RIGHT) == first
    assert quiz.act(session, "saveResponses", RIGHT).status_code == 409
    assert quiz.begin() != session


class TestRefused:
    def test_an_item_of_another_kind(self, quiz: Sessions):
        answer = quiz.post("quiz/session", {}, item=READING)

        assert answer.status_code == 400
        assert answer.json()["message"].startswith("Wrong content type for item StoredItem")

    def test_an_item_that_is_not_there(self, quiz: Sessions):
        assert quiz.post("quiz/session", {}, item="nobody").status_code == 403

    def test_somebody_elses_name_in_the_path(self, quiz: Sessions, other: Caller):
        assert quiz.post("quiz/session", {}, user=str(Sessions(other).who)).status_code == 403

    def test_somebody_elses_session(self, quiz: Sessions, other: Caller):
        session = quiz.begin()

        for action in ("getState", "saveResponses", "submitResponses"):
            assert Sessions(other).act(session, action, RIGHT).status_code == 403

    @pytest.mark.parametrize("session", ["x", "opencourse~a:b:c@1:2@1", "a%2Fb", "é", "%0A", "9" * 3000])
    def test_a_session_that_nobody_has(self, quiz: Sessions, session: str):
        assert quiz.act(session, "getState").status_code in {403, 404}

    def test_an_attempt_that_never_was(self, quiz: Sessions):
        never = quiz.begin().rpartition(":")[0] + ":17@1"

        assert quiz.act(never, "getState").status_code == 409

    def test_an_action_that_there_is_not(self, quiz: Sessions):
        assert quiz.act(quiz.begin(), "passMe").status_code == 404

    @pytest.mark.parametrize(
        "response",
        [
            {"bits": 7},
            {"bits": "nine"},
            {"primes": "two"},
            {"word": ["a"]},
            {"word": "x" * 2000},
            {"nobody": "asked"},
        ],
    )
    def test_what_is_no_answer(self, quiz: Sessions, response: dict[str, object]):
        session = quiz.begin()

        assert quiz.act(session, "saveResponses", response).status_code == 400
        assert quiz.act(session, "submitResponses", response).status_code == 400
        assert quiz.state(session)["evaluation"] is None

    @pytest.mark.parametrize(
        "body", [[], {"contentRequestBody": {"argument": "x"}}, {"contentRequestBody": 7}, "x"]
    )
    def test_a_body_that_makes_no_sense(self, quiz: Sessions, body: object):
        assert quiz.post(f"quiz/session/{quiz.begin()}/action/getState", body).status_code == 400

    def test_a_guest(self, guest: Caller):
        assert Sessions(guest).post("quiz/session", {}).status_code == 401

    def test_an_exam_is_no_quiz(self, quiz: Sessions):
        assert quiz.post("quiz/session", {}, item=EXAM).status_code == 400


class TestInVideo:
    def test_a_lecture_says_that_it_asks(self, learner: Caller):
        materials = learner.get(
            f"/api/onDemandCourseMaterials.v2?q=slug&slug={SLUG}&includes=items"
            "&fields=onDemandCourseMaterialItems.v2(contentSummary)&showLockedItems=true"
        ).json()

        items = {one["id"]: one for one in materials["linked"]["onDemandCourseMaterialItems.v2"]}
        assert items[LECTURE]["contentSummary"]["definition"]["hasInVideoAssessment"] is True

    def test_the_questions_have_their_places(self, quiz: Sessions):
        session = quiz.post("lecture/inVideoQuiz/session", {}, item=LECTURE).json()
        name = session["contentResponseBody"]["session"]["id"]

        answer = quiz.post(f"lecture/inVideoQuiz/session/{name}/action/getQuestions", {}, item=LECTURE).json()

        first, second, _ = answer["contentResponseBody"]["return"]["questions"]
        assert first["question"] == {"type": "continue", "responseType": "continueOnly"}
        assert first["video"] == {"cuePointMs": 1000, "order": 0}
        assert second["question"] == {"type": "mcq", "responseType": "submission"}
        assert [one["id"] for one in second["variant"]["options"]] == ["bird", "fish"]
        assert "SECRET" not in str(answer)

    def test_an_answer_is_told_at_once_and_counts_for_nothing(self, quiz: Sessions, learner: Caller):
        session = quiz.post("lecture/inVideoQuiz/session", {}, item=LECTURE).json()
        name = session["contentResponseBody"]["session"]["id"]
        body = {"contentRequestBody": {"argument": [{"questionId": "seen", "response": {"chosen": "fish"}}]}}

        answer = quiz.post(
            f"lecture/inVideoQuiz/session/{name}/action/submitResponses", body, item=LECTURE
        ).json()

        (told,) = answer["contentResponseBody"]["return"]["questions"]
        assert told["correctness"] == "INCORRECT"
        assert [(one["id"], one["isCorrect"]) for one in told["options"]] == [("bird", True), ("fish", False)]
        assert LECTURE not in learner.get(f"/api/opencourse.v1/user/~/course/{SLUG}").json()["items"]

    def test_where_nobody_knows_what_is_right_nothing_is_said_of_an_answer(self, quiz: Sessions):
        session = quiz.post("lecture/inVideoQuiz/session", {}, item=LECTURE).json()
        name = session["contentResponseBody"]["session"]["id"]
        body = {"contentRequestBody": {"argument": [{"questionId": "many", "response": "7"}]}}

        answer = quiz.post(
            f"lecture/inVideoQuiz/session/{name}/action/submitResponses", body, item=LECTURE
        ).json()

        assert answer["contentResponseBody"]["return"]["questions"] == [
            {"id": "many", "maxScore": 1.0, "feedback": []}
        ]

    def test_a_lecture_tells_what_it_asks_to_who_may_open_it_and_wants_it(self, learner: Caller):
        address = f"/api/onDemandLectureVideos.v1/{COURSE_ID}~{LECTURE}"

        (bare,) = learner.get(address).json()["elements"]
        told = learner.get(f"{address}?fields=questions")

        assert "questions" not in bare
        assert [one["id"] for one in told.json()["elements"][0]["questions"]] == ["ready", "seen", "many"]
        assert "SECRET" not in told.text


class TestExam:
    def begin(self, learner: Caller, item: str = EXAM):
        return learner.post("/api/onDemandExamSessions.v1", {"courseId": COURSE_ID, "itemId": item})

    def act(self, learner: Caller, session: str, name: str, responses: dict[str, object] | None = None):
        argument = [{"questionId": f"{one}@0", "response": given} for one, given in (responses or {}).items()]
        body = {"name": name, "argument": argument}
        return learner.post(f"/api/onDemandExamSessions.v1/{session}/actions?includes=gradingAttempts", body)

    def test_a_session_is_created_without_a_word(self, learner: Caller, clock: Clock):
        answer = self.begin(learner)

        assert (answer.status_code, answer.content) == (201, b"")
        assert answer.headers["x-coursera-id"] == f"{COURSE_ID}~{EXAM}~1!~{clock.now}"

    def test_the_state_is_an_element(self, learner: Caller):
        session = self.begin(learner).headers["x-coursera-id"]

        answer = self.act(learner, session, "getState").json()

        assert answer["linked"] == {"gradingAttempts.v1": []}
        (element,) = answer["elements"]
        assert element["id"] == 0
        assert element["result"]["evaluation"] is None
        assert [one["id"] for one in element["result"]["questions"]][:2] == ["bits@0", "primes@0"]
        assert element["result"]["attemptsRemaining"] == 0

    def test_saved_and_handed_in(self, learner: Caller, clock: Clock):
        session = self.begin(learner).headers["x-coursera-id"]
        assert self.act(learner, session, "saveResponses", RIGHT).status_code == 200

        result = self.act(learner, session, "submitResponses").json()["elements"][0]["result"]

        assert result["evaluation"]["score"] == 1.0
        assert self.begin(learner).headers["x-coursera-id"] == session

    def test_what_comes_too_late_is_not_taken(self, learner: Caller, clock: Clock):
        session = self.begin(learner).headers["x-coursera-id"]
        self.act(learner, session, "saveResponses", {"bits": "eight"})
        clock.now += 3_600_000

        assert self.act(learner, session, "saveResponses", RIGHT).status_code == 409
        result = self.act(learner, session, "submitResponses", RIGHT).json()["elements"][0]["result"]

        assert result["evaluation"]["score"] == pytest.approx(2 / POINTS)

    @pytest.mark.parametrize(("item", "status"), [(READING, 400), (QUIZ, 400), ("nobody", 403)])
    def test_other_items_are_refused(self, learner: Caller, item: str, status: int):
        assert self.begin(learner, item).status_code == status

    def test_somebody_elses_session_is_no_session(self, learner: Caller, other: Caller):
        session = self.begin(learner).headers["x-coursera-id"]

        assert self.act(other, session, "getState").status_code == 409

    @pytest.mark.parametrize("session", ["x", "a~b", "a~b~c", "a~b~1!~x", "a~b~1!~" + "9" * 40])
    def test_a_session_that_is_none(self, learner: Caller, session: str):
        assert self.act(learner, session, "getState").status_code in {403, 404}
