import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.programming import ProgramPart
from carrel.domain.programs import checks, judged, score

PRIMES = ProgramPart(id="a", points=2, outputs=("2 3 5", "two three five"))
ROOT = ProgramPart(id="b", numbers=(1.5, -2.0), tolerance=0.01)
SHARE = ProgramPart(id="c", numbers=(200.0,), tolerance_percent=1)
WORD = ProgramPart(id="d", pattern="[a-z]+")


def is_right(part: ProgramPart, output: str) -> bool:
    given = {part.id: output}
    verdicts = {one: one.given == "abc" for one in checks([part], given)}
    return judged([part], given, verdicts)[part.id].points == part.points


@pytest.mark.parametrize(
    ("part", "output", "right"),
    [
        (PRIMES, "\n2\t3   5 ", True),
        (PRIMES, "two three five", True),
        (PRIMES, "2 35", False),
        (PRIMES, "", False),
        (ROOT, "[1.5, -2]", True),
        (ROOT, "(1.51; -2.01)", True),
        (ROOT, "1.52 -2", False),
        (ROOT, "-2 1.5", False),
        (ROOT, "1.5", False),
        (ROOT, "1.5 -2 7", False),
        (ROOT, "1.5 x -2", False),
        (ROOT, "nan inf", False),
        (SHARE, "202", True),
        (SHARE, "202.1", False),
        (SHARE, "2.02e2", True),
        (SHARE, "9" * 20_000, False),
        (WORD, " abc\n", True),
        (WORD, "ABC", False),
    ],
)
def test_an_output_is_judged_as_its_part_says(part: ProgramPart, output: str, right: bool):
    assert is_right(part, output) is right


def test_what_was_not_handed_in_is_worth_nothing():
    results = judged([PRIMES, ROOT], {"a": "2 3 5"}, {})

    assert score(results.values()) == pytest.approx(2 / 3)


@given(st.text(max_size=60))
def test_whatever_is_printed_can_be_judged(output: str):
    for part in (PRIMES, ROOT, SHARE, WORD):
        assert is_right(part, output) in {True, False}
