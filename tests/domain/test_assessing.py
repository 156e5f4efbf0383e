import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from carrel.courseware.questions import Assessment, Choice, Option, Pool, Question
from carrel.domain.assessing import Action, Attempt, is_over, is_shown, paper, turns_of

HOUR = 3_600_000
NOW = 1_700_000_000_000
FIRST = Attempt(
    learner_id=1, course_id="c", item_id="i", number=1, edition_id=1, started_at=NOW, responses={}
)
DONE = replace(FIRST, submitted_at=NOW, marks={}, score=0.5)


def a_question(identity: str, pool: str = "") -> Question:
    options = tuple(Option(id=letter, text=letter, correct=letter == "a") for letter in "abcdefgh")
    return Choice(id=identity, type="mcq", prompt=identity, pool=pool, options=options, shuffle=True)


QUESTIONS = tuple(a_question(f"q{at}", "p" if at % 2 else "") for at in range(10))
DRAWN = Assessment(path="", questions=QUESTIONS, pools=(Pool(name="p", draw=2),), shuffle=True)
PLAIN = Assessment(path="", questions=QUESTIONS[::2])


@given(st.text(max_size=20))
def test_the_same_seed_gives_the_same_paper(seed: str):
    questions = paper(DRAWN, seed)

    assert questions == paper(DRAWN, seed)
    assert len(questions) == 5 + 2
    assert len({one.id for one in questions}) == len(questions)


def test_papers_differ_in_what_is_drawn_and_in_their_order():
    papers = [paper(DRAWN, str(seed)) for seed in range(40)]

    assert len({tuple(one.id for one in questions) for questions in papers}) > 20
    assert len({frozenset(one.id for one in questions) for questions in papers}) > 5
    assert len({tuple(option.id for option in _choice(questions[0]).options) for questions in papers}) > 20


def test_without_a_wish_the_order_is_the_teachers():
    assert [one.id for one in paper(PLAIN, "x")] == ["q0", "q2", "q4", "q6", "q8"]


@pytest.mark.parametrize(
    ("rules", "attempts", "now", "action", "remaining", "more_at"),
    [
        ({}, [], NOW, Action.START, None, None),
        ({}, [FIRST], NOW, Action.RESUME, None, None),
        ({}, [DONE], NOW, Action.START, None, None),
        ({"attempts": 1}, [], NOW, Action.START, 1, None),
        ({"attempts": 1}, [DONE], NOW, None, 0, None),
        ({"attempts": 1}, [FIRST], NOW, Action.RESUME, 0, None),
        ({"attempts_per_interval": 1, "interval": HOUR}, [DONE], NOW + HOUR - 1, None, None, NOW + HOUR),
        ({"attempts_per_interval": 1, "interval": HOUR}, [DONE], NOW + HOUR, Action.START, None, None),
        ({"attempts_per_interval": 2, "interval": HOUR}, [DONE], NOW, Action.START, None, None),
        ({"attempts": 1, "attempts_per_interval": 1}, [DONE], NOW, None, 0, None),
    ],
)
def test_attempts_are_limited_in_all_and_within_an_interval(rules, attempts, now, action, remaining, more_at):
    turns = turns_of(Assessment(path="", **rules), attempts, now)

    assert (turns.action, turns.remaining, turns.more_at) == (action, remaining, more_at)


@pytest.mark.parametrize(
    ("limit", "after", "over"), [(None, 10 * HOUR, False), (HOUR, HOUR - 1, False), (HOUR, HOUR, True)]
)
def test_an_attempt_is_over_when_its_time_is_up(limit, after, over):
    assert is_over(Assessment(path="", time_limit=limit), FIRST, NOW + after) is over


@pytest.mark.parametrize(
    ("rule", "submitted", "passed", "spent", "shown"),
    [
        ("submitted", False, False, False, False),
        ("submitted", True, False, False, True),
        ("passed", True, False, False, False),
        ("passed", True, True, False, True),
        ("passed", True, False, True, True),
        ("passed", False, True, False, False),
        ("spent", True, True, False, False),
        ("spent", True, False, True, True),
        ("never", True, True, True, False),
    ],
)
def test_what_is_right_is_shown_by_the_rule(rule, submitted, passed, spent, shown):
    assert is_shown(rule, submitted=submitted, passed=passed, spent=spent) is shown


def _choice(question: Question) -> Choice:
    assert isinstance(question, Choice)
    return question
