"""What the outputs of a learner's program are worth. They are judged as text; nothing is ever run.

Patterns are compared elsewhere, where that may take its time (see `marking.Check`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Final

from msgspec import Struct

from carrel.courseware.programming import ProgramPart
from carrel.courseware.questions import REGEX
from carrel.domain.marking import Check, Verdicts

LONGEST_OUTPUT: Final = 20_000
"""Characters of one part."""
MOST_A_DAY: Final = 100
"""Submissions of one learner for one item within 24 hours."""

Outputs = Mapping[str, str]
"""What a program printed, by the ids of the parts; a part that was never handed in is not in it."""

_BETWEEN: Final = str.maketrans("[](){},;", " " * 8)


class PartResult(Struct, frozen=True):
    """What one part got, of `most` points."""

    points: float
    most: float


@dataclass(frozen=True, slots=True)
class ProgramSubmission:
    """What a learner's program handed in, and what it was worth then. `score` lies between 0 and 1."""

    learner_id: int
    course_id: str
    item_id: str
    number: int
    submitted_at: int
    outputs: Outputs
    results: Mapping[str, PartResult]
    score: float


def checks(parts: Iterable[ProgramPart], outputs: Outputs) -> list[Check]:
    """What has to be compared before the outputs can be judged."""
    return [_check(part, outputs[part.id]) for part in parts if part.pattern and part.id in outputs]


def judged(parts: Iterable[ProgramPart], outputs: Outputs, verdicts: Verdicts) -> dict[str, PartResult]:
    """What each part is worth; one that was not handed in is worth nothing."""
    return {
        part.id: PartResult(
            part.points if part.id in outputs and _is_right(part, outputs[part.id], verdicts) else 0.0,
            part.points,
        )
        for part in parts
    }


def score(results: Iterable[PartResult]) -> float:
    """The part of all points that was got, from 0 to 1."""
    listed = list(results)
    most = sum((Fraction(repr(one.most)) for one in listed), start=Fraction())
    return float(sum(Fraction(repr(one.points)) for one in listed) / most) if most else 1.0


def _is_right(part: ProgramPart, output: str, verdicts: Verdicts) -> bool:
    if part.pattern:
        return verdicts[_check(part, output)] is True
    if part.numbers:
        return _are_near(part, _numbers(output))
    return output.split() in [expected.split() for expected in part.outputs]


def _check(part: ProgramPart, output: str) -> Check:
    return Check(REGEX, part.pattern, output.strip(), case_sensitive=True)


def _are_near(part: ProgramPart, given: Sequence[float]) -> bool:
    return len(given) == len(part.numbers) and all(
        abs(Fraction(repr(one)) - Fraction(repr(expected))) <= _tolerance(part, expected)
        for one, expected in zip(given, part.numbers, strict=True)
    )


def _tolerance(part: ProgramPart, expected: float) -> Fraction:
    percent = Fraction(repr(part.tolerance_percent))
    return max(Fraction(repr(part.tolerance)), abs(Fraction(repr(expected))) * percent / 100)


def _numbers(output: str) -> list[float]:
    """The numbers of an output, however they are set apart; none where anything else is in it."""
    try:
        found = [float(word) for word in output.translate(_BETWEEN).split()]
    except ValueError:
        return []
    return found if all(map(isfinite, found)) else []
