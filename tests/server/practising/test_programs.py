"""Programming assignments (shapes §7.5): instructions, scripts with their secrets, what follows from them."""

import re

import pytest

from carrel.application.judging import Judge
from carrel.domain.enrollment import DAY
from tests.builders import COURSE_ID
from tests.server.assessing.conftest import Clock
from tests.server.caller import Caller, user_id
from tests.server.practising.conftest import HALF, PRACTICE, PROGRAM, UNKNOWN, WIDGET

SUBMISSIONS = "/api/onDemandProgrammingScriptSubmissions.v1"
ASSIGNMENTS = "/api/onDemandProgrammingLearnerAssignments.v1"
INSTRUCTIONS = "/api/onDemandProgrammingImmediateInstructions.v1"
RIGHT = {"primes": " 2 3 5\n7 11\n", "root": "[1.4142]", "word": "SECRET-abc"}


def page_of(who: Caller, item: str = PROGRAM) -> str:
    answer = who.get(f"/learn/study-well-online/programming/{item}")
    assert answer.status_code == 200
    return answer.text


def secret_of(who: Caller, item: str = PROGRAM) -> str:
    found = re.search(r'data-testid="secret">([^<]+)<', page_of(who, item))
    assert found
    return found[1]


def sent(secret: str, outputs: dict[str, str], item: str = PROGRAM, email: str = "learner@example.org"):
    parts = {name: {"output": output} for name, output in outputs.items()}
    key = f"{COURSE_ID}~{item}"
    return {"assignmentKey": key, "submitterEmail": email, "secret": secret, "parts": parts}


def grade_of(who: Caller, item: str = PROGRAM) -> float | None:
    answer = who.get(f"/api/itemGrades.v1/{user_id(who)}~{COURSE_ID}~{item}?fields=all")
    grade: float | None = answer.json()["elements"][0].get("score")
    return grade


def state_of(who: Caller, item: str) -> str:
    answer = who.get("/api/opencourse.v1/user/~/course/study-well-online").json()
    state: str = answer["items"].get(item, {}).get("progressState", "NotStarted")
    return state


def test_75_instructions_are_told_in_cml_with_what_is_asked_for(learner: Caller):
    told = learner.get(f"{ASSIGNMENTS}/{COURSE_ID}~{PROGRAM}?fields=submissionLearnerSchema").json()
    definition = told["elements"][0]["submissionLearnerSchema"]["definition"]
    instructions = learner.get(f"{INSTRUCTIONS}/{COURSE_ID}~{PROGRAM}").json()["elements"][0]

    assert [part["id"] for part in definition["parts"]] == ["primes", "root", "word"]
    assert "Do <em>this" in definition["assignmentInstructions"]["definition"]["value"]
    assert instructions["assignmentInstructions"] == definition["assignmentInstructions"]


@pytest.mark.parametrize("address", [ASSIGNMENTS, INSTRUCTIONS])
def test_what_is_right_is_told_nowhere(learner: Caller, address: str):
    learner.post(SUBMISSIONS, sent(secret_of(learner), {"primes": "4"}))

    told = learner.get(f"{address}/{COURSE_ID}~{PROGRAM}?fields=all").text + page_of(learner)

    assert "SECRET" not in told
    assert "7 11" not in told
    assert "1.414" not in told


def test_75_a_script_hands_in_without_a_sign_in_and_passes(guest: Caller, learner: Caller):
    secret = secret_of(learner)

    answer = guest.post(SUBMISSIONS, sent(secret, RIGHT))

    assert answer.status_code == 201
    assert answer.json()["elements"][0]["score"] == 1
    assert grade_of(learner) == 1
    assert state_of(learner, PROGRAM) == "Completed"


def test_a_part_that_is_left_out_stands_as_it_was_handed_in_before(guest: Caller, learner: Caller):
    secret = secret_of(learner)
    guest.post(SUBMISSIONS, sent(secret, {"primes": RIGHT["primes"]}))
    body = sent(secret, {"root": "1.4"})
    body["parts"]["word"] = {}

    answer = guest.post(SUBMISSIONS, body)

    got = {one["partId"]: one["score"] for one in answer.json()["elements"][0]["parts"]}
    assert got == {"primes": 2, "root": 0, "word": 0}
    assert grade_of(learner) == 0.5
    assert state_of(learner, PROGRAM) == "Started"


def test_what_comes_late_costs_what_the_course_says(guest: Caller, learner: Caller, clock: Clock):
    secret = secret_of(learner)
    clock.now += 30 * DAY

    guest.post(SUBMISSIONS, sent(secret, RIGHT))

    assert grade_of(learner) == 0


def test_practice_is_completed_by_passing_too(guest: Caller, learner: Caller):
    guest.post(SUBMISSIONS, sent(secret_of(learner, PRACTICE), RIGHT, PRACTICE))

    assert state_of(learner, PRACTICE) == "Completed"


def test_a_part_of_which_nobody_knows_what_is_right_is_told_and_counts_for_nothing(
    guest: Caller, learner: Caller
):
    told = learner.get(f"{ASSIGNMENTS}/{COURSE_ID}~{HALF}?fields=submissionLearnerSchema").json()
    definition = told["elements"][0]["submissionLearnerSchema"]["definition"]

    answer = guest.post(SUBMISSIONS, sent(secret_of(learner, HALF), RIGHT, HALF))

    assert [part["id"] for part in definition["parts"]] == ["primes", "root", "word", "poem"]
    assert answer.json()["elements"][0]["score"] == 1
    assert [part["partId"] for part in answer.json()["elements"][0]["parts"]] == ["primes", "root", "word"]
    assert "this school does not know what is right" in page_of(learner, HALF)


def test_where_nobody_knows_what_is_right_nothing_is_handed_in(guest: Caller, learner: Caller):
    page = page_of(learner, UNKNOWN)
    refused = guest.post(SUBMISSIONS, sent(secret_of(learner, HALF), {"poem": "Roses"}, HALF))

    assert "does not know the right output" in page
    assert "secret" not in page.lower()
    assert refused.status_code == 400
    assert refused.json()["message"].startswith("Nobody here knows what is right for 'poem'")


def test_a_submission_stands_on_the_page_part_by_part(guest: Caller, learner: Caller):
    guest.post(
        SUBMISSIONS, sent(secret_of(learner), {"primes": RIGHT["primes"], "word": "<script>x</script>"})
    )

    page = page_of(learner)

    assert "Submission 1" in page
    assert "2 of 2" in page
    assert "<script>x" not in page


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "x"},
        {"secret": ""},
        {"secret": "é" * 10_000},
        {"submitterEmail": "other@example.org"},
        {"submitterEmail": "nobody@example.org"},
        {"submitterEmail": "no address\n"},
        {"assignmentKey": "x"},
        {"assignmentKey": f"{COURSE_ID}~{PRACTICE}"},
        {"assignmentKey": "~~!/\n" * 2_000},
    ],
)
def test_whatever_is_wrong_with_a_proof_the_answer_is_the_same(guest: Caller, learner: Caller, change):
    answer = guest.post(SUBMISSIONS, sent(secret_of(learner), RIGHT) | change)

    assert answer.status_code == 403
    assert answer.json()["errorCode"] == "wrongSecret"
    assert answer.json()["details"]["learnerMessage"] == answer.json()["message"]
    assert state_of(learner, PROGRAM) == "NotStarted"


def test_with_a_new_secret_the_one_before_is_good_no_more(guest: Caller, learner: Caller):
    before = secret_of(learner)

    learner.post(f"/learn/study-well-online/programming/{PROGRAM}/secret", data={})

    assert secret_of(learner) != before
    assert guest.post(SUBMISSIONS, sent(before, RIGHT)).status_code == 403
    assert guest.post(SUBMISSIONS, sent(secret_of(learner), RIGHT)).status_code == 201


def test_an_output_made_to_hang_a_pattern_is_wrong_and_holds_nobody_up(guest: Caller, learner: Caller):
    outputs = {"word": "SECRET" + "a" * 40 + "SECRET" * 40 + "!"}

    answer = guest.post(SUBMISSIONS, sent(secret_of(learner), outputs))

    assert answer.status_code == 201
    assert answer.json()["elements"][0]["parts"][2]["score"] == 0


def test_an_output_that_nobody_could_compare_is_not_taken_in(
    guest: Caller, learner: Caller, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr(Judge, "_asked", lambda *_: None)
        answer = guest.post(SUBMISSIONS, sent(secret_of(learner), RIGHT))

    assert answer.status_code == 400
    assert answer.json()["message"].startswith("An output could not be compared with what is expected.")
    assert state_of(learner, PROGRAM) == "NotStarted"
    assert guest.post(SUBMISSIONS, sent(secret_of(learner), RIGHT)).status_code == 201


@pytest.mark.parametrize("email", ["\0", "learner@example.org\0", "a@" + "b" * 10_000])
def test_an_email_of_nobody_is_a_wrong_proof(guest: Caller, learner: Caller, email: str):
    answer = guest.post(SUBMISSIONS, sent(secret_of(learner), RIGHT, email=email))

    assert answer.status_code == 403


def test_secrets_are_each_learners_own_for_each_item(learner: Caller, other: Caller):
    assert len({secret_of(learner), secret_of(other), secret_of(learner, PRACTICE)}) == 3


@pytest.mark.parametrize(
    "parts",
    [{}, {"nothing": {"output": "1"}}, {"primes": {"output": "1" * 20_001}}, {"primes": {}}],
)
def test_what_cannot_be_judged_is_refused_in_words_for_the_learner(guest: Caller, learner: Caller, parts):
    answer = guest.post(SUBMISSIONS, sent(secret_of(learner), {}) | {"parts": parts})

    assert answer.status_code == 400
    assert answer.json()["details"]["learnerMessage"]


@pytest.mark.parametrize("parts", [None, [], {"primes": "1"}, {"primes": {"output": 7}}])
def test_what_has_another_form_is_refused(guest: Caller, learner: Caller, parts):
    answer = guest.post(SUBMISSIONS, sent(secret_of(learner), {}) | {"parts": parts})

    assert (answer.status_code, answer.json()["message"]) == (400, "JSON didn't validate")


def test_a_flood_of_scripts_is_refused_for_that_learner_alone(guest: Caller, learner: Caller, other: Caller):
    tried = [guest.post(SUBMISSIONS, sent("x", RIGHT)).status_code for _ in range(15)]
    theirs = guest.post(SUBMISSIONS, sent(secret_of(other), RIGHT, email="other@example.org"))

    assert tried[:10] == [403] * 10
    assert tried[-1] == 429
    assert theirs.status_code == 201


def test_a_hundred_submissions_a_day_are_taken(guest: Caller, learner: Caller, clock: Clock):
    secret = secret_of(learner)
    for _ in range(100):
        clock.now += 60_000
        assert guest.post(SUBMISSIONS, sent(secret, {"primes": "4"})).status_code == 201

    clock.now += 60_000
    refused = guest.post(SUBMISSIONS, sent(secret, RIGHT))
    clock.now += DAY
    again = guest.post(SUBMISSIONS, sent(secret, RIGHT))

    assert (refused.status_code, refused.json()["errorCode"]) == (403, "outOfAttempts")
    assert again.status_code == 201


@pytest.mark.parametrize("address", [ASSIGNMENTS, INSTRUCTIONS])
def test_instructions_are_for_who_takes_the_course_and_of_programs_only(
    guest: Caller, learner: Caller, newcomer: Caller, address: str
):
    wrong = learner.get(f"{address}/{COURSE_ID}~{WIDGET}")

    assert wrong.status_code == 400
    assert wrong.json()["message"].startswith("Wrong content type for item StoredItem")
    assert guest.get(f"{address}/{COURSE_ID}~{PROGRAM}").status_code == 401
    assert newcomer.get(f"{address}/{COURSE_ID}~{PROGRAM}").status_code == 403
    assert learner.get(f"{address}/{COURSE_ID}~nothing").status_code == 403
    assert learner.get(f"{address}/{'x' * 22}~{PROGRAM}").status_code == 403
