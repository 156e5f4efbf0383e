import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from carrel.courseware.questions import (
    Answer,
    Blank,
    Blanks,
    Choice,
    NumberAnswer,
    Numeric,
    Option,
    Question,
    Work,
    Written,
)
from carrel.domain.errors import Unfit
from carrel.domain.marking import Check, Correctness, Mark, checks, feedback, mark, marks, score
from carrel.domain.responding import LONGEST_LINE, fitting_response

OPTIONS = (
    Option(id="a", text="A", correct=True, feedback="Yes."),
    Option(id="b", text="B", correct=True),
    Option(id="c", text="C", feedback="No."),
    Option(id="d", text="D"),
)
ONE = Choice(id="q", type="mcq", prompt="?", points=2, options=OPTIONS, feedback="Think.")
SEVERAL = Choice(id="q", type="checkbox", prompt="?", points=2, options=OPTIONS)
BLANKS = Blanks(
    id="q",
    type="fillableBlanks",
    prompt="{{x}} {{y}}",
    blanks=(Blank(id="x", options=OPTIONS), Blank(id="y", options=OPTIONS)),
)
LENGTH = Numeric(
    id="q",
    type="singleNumeric",
    prompt="?",
    unit="m",
    answers=(
        NumberAnswer(value=100, tolerance_percent=1),
        NumberAnswer(value=10, correct=False, feedback="A zero is missing."),
    ),
)
WORD = Written(id="q", type="textExactMatch", prompt="?", answers=(Answer(value="An Answer"),))
PATTERN = Written(
    id="q", type="regex", prompt="?", answers=(Answer(value="a+"), Answer(value="b+", correct=False))
)
ESSAY = Work(id="q", type="richText", prompt="?")


@pytest.mark.parametrize(
    ("question", "response", "points"),
    [
        (ONE, "a", 2),
        (ONE, "c", 0),
        (ONE, None, 0),
        (SEVERAL, ["a", "b"], 2),
        (SEVERAL, ["a"], 1),
        (SEVERAL, ["a", "b", "c"], 1),
        (SEVERAL, ["a", "b", "c", "d"], 0),
        (SEVERAL, ["c"], 0),
        (Choice(id="q", type="mcqReflect", prompt="?", options=OPTIONS), "c", 1),
        (Choice(id="q", type="mcqReflect", prompt="?", options=OPTIONS), None, 0),
        (BLANKS, {"x": "a", "y": "c"}, 0.5),
        (BLANKS, {"x": "a", "y": "b"}, 1),
        (LENGTH, "100", 1),
        (LENGTH, "0.1 km", 1),
        (LENGTH, "101", 1),
        (LENGTH, "101.1", 0),
        (LENGTH, "100 s", 0),
        (LENGTH, "a lot", 0),
        (WORD, " an  answer ", 1),
        (WORD, "another", 0),
        (Work(id="q", type="reflect", prompt="?"), "Hm.", 1),
        (ESSAY, "Words.", None),
        (ESSAY, None, 0),
    ],
)  # fmt: skip
def test_an_answer_is_worth_what_the_table_says(question: Question, response, points):
    assert mark(question, response, {}).points == points


def test_case_counts_where_it_should():
    strict = Written(id="q", type="textExactMatch", prompt="?", case_sensitive=True, answers=WORD.answers)

    assert mark(strict, "an answer", {}).points == 0


def test_a_pattern_is_marked_by_what_was_found_out_about_it():
    wanted = list(checks(PATTERN, " b "))
    verdicts = {check: check.expected == "b+" for check in wanted}

    assert wanted == [Check("regex", "a+", "b"), Check("regex", "b+", "b")]
    assert mark(PATTERN, " b ", verdicts) == Mark(1.0, 0.0, answer=1)


@pytest.mark.parametrize("question", [ONE, SEVERAL, BLANKS, LENGTH, PATTERN])
def test_what_has_no_known_key_waits_for_staff(question: Question):
    unknown = replace(question, key="unknown")

    assert mark(unknown, "a", {}).points is None
    assert mark(unknown, None, {}).points == 0


def test_what_was_not_compared_is_not_marked():
    with pytest.raises(KeyError):
        mark(PATTERN, "b", {})


@pytest.mark.parametrize(
    ("question", "response", "said"),
    [
        (ONE, "a", ["Yes.", "Think."]),
        (ONE, "c", ["No.", "Think."]),
        (ONE, None, ["Think."]),
        (SEVERAL, ["a", "c"], ["Yes.", "No."]),
        (LENGTH, "10", ["A zero is missing."]),
        (LENGTH, "7", []),
        (BLANKS, {"x": "a", "y": "c"}, ["Yes.", "No."]),
    ],
)
def test_feedback_is_for_what_was_answered(question: Question, response, said):
    assert feedback(question, response, mark(question, response, {})) == said


@pytest.mark.parametrize(
    ("mark", "correctness"),
    [
        (Mark(2.0, 2.0), Correctness.CORRECT),
        (Mark(2.0, 1.0), Correctness.PARTIALLY_CORRECT),
        (Mark(2.0, 0.0), Correctness.INCORRECT),
        (Mark(2.0, None), None),
    ],
)
def test_a_mark_says_whether_the_answer_is_right(mark: Mark, correctness):
    assert mark.correctness is correctness


def test_a_score_is_the_part_of_all_points():
    assert score({"a": Mark(7.0, 7.0), "b": Mark(3.0, 0.0)}) == 0.7
    assert score({"a": Mark(0.1, 0.1), "b": Mark(0.2, 0.2)}) == 1.0
    assert score({"a": Mark(0.0, 0.0)}) == 1.0


def test_there_is_no_score_while_staff_have_not_said_all():
    assert score({"a": Mark(1.0, 1.0), "b": Mark(1.0, None)}) is None


@given(st.sets(st.sampled_from("abcd")))
def test_partial_credit_lies_between_nothing_and_everything(chosen: set[str]):
    points = mark(SEVERAL, sorted(chosen) or None, {}).points

    assert points is not None
    assert 0 <= points <= 2
    assert (points == 2) == (chosen == {"a", "b"})


def test_every_question_of_a_paper_is_marked_whatever_was_answered():
    assert marks([ONE], {}, {}) == {"q": Mark(2.0, 0.0)}


class TestResponses:
    @pytest.mark.parametrize(
        ("question", "given", "kept"),
        [
            (ONE, "a", "a"),
            (ONE, "", None),
            (ONE, None, None),
            (SEVERAL, ["c", "a", "a"], ["a", "c"]),
            (SEVERAL, [], None),
            (LENGTH, 12, "12"),
            (LENGTH, 0.5, "0.5"),
            (LENGTH, "  ", None),
            (BLANKS, {"x": "a", "y": None}, {"x": "a"}),
            (ESSAY, "<script>alert(1)</script>", "<script>alert(1)</script>"),
            (Work(id="q", type="url", prompt="?"), {"url": "https://x.org", "title": ""}, {"url": "https://x.org"}),
        ],
    )  # fmt: skip
    def test_an_answer_is_kept_in_one_form(self, question: Question, given, kept):
        assert fitting_response(question, given) == kept

    @pytest.mark.parametrize(
        ("question", "given"),
        [
            (ONE, "z"),
            (ONE, ["a"]),
            (ONE, {"a": 1}),
            (ONE, True),
            (SEVERAL, "a"),
            (SEVERAL, [["a"]]),
            (SEVERAL, ["z"]),
            (BLANKS, {"z": "a"}),
            (BLANKS, {"x": "z"}),
            (BLANKS, ["a"]),
            (LENGTH, True),
            (LENGTH, ["1"]),
            (LENGTH, "9" * (LONGEST_LINE + 1)),
            (ESSAY, "a" * 20_001),
            (Work(id="q", type="url", prompt="?"), {"url": "javascript:alert(1)"}),
            (Work(id="q", type="url", prompt="?"), {"link": "https://x.org"}),
            (Work(id="q", type="url", prompt="?"), "https://x.org"),
        ],
    )
    def test_what_is_no_answer_to_the_question_is_refused(self, question: Question, given):
        with pytest.raises(Unfit):
            fitting_response(question, given)
