"""An assessment's page: plain forms that ask, keep, hand in, and tell what became of it."""

import pytest

from tests.questions import RIGHT, WRONG
from tests.server.assessing.conftest import AFTER, EXAM, QUIZ, SLUG, TASK, Clock
from tests.server.caller import Caller

HOUR = 3_600_000


def path(item: str = QUIZ) -> str:
    return f"/learn/{SLUG}/exam/{item}"


def act(
    caller: Caller, name: str, responses: dict[str, object] | None = None, item: str = QUIZ, attempt: int = 1
):
    fields: dict[str, object] = {"attempt": str(attempt)}
    for question, given in (responses or {}).items():
        if isinstance(given, dict):
            fields |= {f"q.{question}.{part}": value for part, value in given.items()}
        else:
            fields[f"q.{question}"] = given
    return caller.post(f"/learn/{SLUG}/attempt/{item}/{name}", data=fields)


def test_an_assessment_waits_to_be_begun(learner: Caller):
    page = learner.get(path()).text

    assert "Start</button>" in page
    assert "How many" not in page


def test_begun_it_asks_every_question_in_a_form(learner: Caller):
    answer = act(learner, "start")

    assert (answer.status_code, answer.headers["location"]) == (303, f"{path()}/quiz#attempt")
    page = learner.get(path()).text
    assert page.count("<fieldset>") == len(RIGHT)
    assert 'type="radio" name="q.bits" value="eight"' in page
    assert 'type="checkbox" name="q.primes"' in page
    assert '<select name="q.gaps.what">' in page
    assert '<textarea name="q.thought"' in page
    assert "Hand in</button>" in page


def test_what_was_saved_stands_in_the_form_again(learner: Caller):
    act(learner, "start")

    act(
        learner, "save", {"bits": "ten", "primes": ["two", "four"], "word": '<b>"x"', "gaps": {"what": "dog"}}
    )

    page = learner.get(path()).text
    assert 'value="ten" checked' in page
    assert page.count(" checked>") == 3
    assert 'value="&lt;b&gt;&#34;x&#34;"' in page
    assert 'value="dog" selected' in page
    assert "Your answers are saved." in page


def test_what_a_form_leaves_out_is_taken_back(learner: Caller):
    act(learner, "start")
    act(learner, "save", {"bits": "ten", "primes": ["two"]})

    act(learner, "save", {"word": "x"})

    assert " checked>" not in learner.get(path()).text


def test_a_page_that_saves_by_itself_gets_no_page(learner: Caller):
    act(learner, "start")

    answer = learner.post(
        f"/learn/{SLUG}/attempt/{QUIZ}/save",
        data={"attempt": "1", "q.bits": "ten"},
        headers={"accept": "application/json"},
    )

    assert (answer.status_code, answer.content) == (204, b"")


def test_who_fails_learns_why_and_may_try_again(learner: Caller):
    act(learner, "start")
    answer = act(learner, "submit", WRONG)

    assert answer.headers["location"].endswith("#outcome")
    page = learner.get(path()).text
    assert "That is not enough to pass yet." in page
    assert "SECRET-NO" in page
    assert "SECRET-YES" not in page
    assert "Try again</button>" in page


def test_what_was_not_answered_is_said_to_be_no_answer_and_not_a_wrong_one(learner: Caller):
    act(learner, "start")
    act(learner, "submit", {"word": "?"})

    page = learner.get(path()).text

    assert page.count("Not right") == 1
    assert page.count("No answer.") == len(RIGHT) - 2
    assert "Nothing</span>" in page
    assert "SECRET-ALWAYS" not in page


def test_who_passes_is_told_what_is_right_and_the_lock_opens(learner: Caller):
    assert learner.get(f"/learn/{SLUG}/supplement/{AFTER}").status_code == 403
    act(learner, "start")
    act(learner, "submit", RIGHT)

    page = learner.get(path()).text

    assert "You have passed." in page
    assert "SECRET-WORD" in page
    assert learner.get(f"/learn/{SLUG}/supplement/{AFTER}").status_code == 200


def test_looking_at_an_attempt_whose_time_is_up_hands_it_in(learner: Caller, clock: Clock):
    act(learner, "start", item=EXAM)
    act(learner, "save", {"bits": "eight"}, item=EXAM)
    assert "data-ends=" in learner.get(path(EXAM)).text
    clock.now += HOUR

    page = learner.get(path(EXAM)).text

    assert "Your score: 22" in page
    assert "You have used all your attempts." in page
    assert act(learner, "start", item=EXAM).status_code == 403


def test_what_staff_have_to_grade_waits(learner: Caller):
    act(learner, "start", item=TASK)
    act(learner, "submit", {"sum": "2", "essay": "<script>alert(1)</script>"}, item=TASK)

    page = learner.get(path(TASK)).text

    assert "It is waiting to be graded." in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("name", ["start", "save", "submit"])
def test_a_guest_is_asked_to_sign_in(guest: Caller, name: str):
    assert act(guest, name).status_code == 401


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 409),
        ({"attempt": "7"}, 409),
        ({"attempt": "x"}, 409),
        ({"attempt": "1", "q.bits": "nine"}, 400),
        ({"attempt": "1", "q.word": "x" * 2000}, 400),
        ({"attempt": "1", "q.primes": "nine"}, 400),
        ({"attempt": "1", "q.nobody": "asked"}, 303),
    ],
)
def test_a_form_that_makes_no_sense_is_told_so(learner: Caller, fields: dict[str, str], status: int):
    act(learner, "start")

    assert learner.post(f"/learn/{SLUG}/attempt/{QUIZ}/save", data=fields).status_code == status


def test_somebody_elses_attempt_is_none_of_ones_own(learner: Caller, other: Caller):
    act(learner, "start")

    assert act(other, "save", {"bits": "ten"}).status_code == 409
