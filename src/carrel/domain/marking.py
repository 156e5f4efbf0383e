"""What an answer is worth. Patterns and formulas are compared elsewhere, where that may take its time."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from msgspec import Struct

from carrel.courseware.questions import (
    MATH_EXPRESSION,
    OPEN_ENDED,
    REGEX,
    SEVERAL,
    TEXT_EXACT_MATCH,
    Answer,
    Blanks,
    Block,
    Choice,
    NumberAnswer,
    Numeric,
    Option,
    Question,
    Written,
)
from carrel.courseware.units import read_quantity
from carrel.domain.responding import Response, Responses


class Check(Struct, frozen=True):
    """Something to be compared: whether `given` is `expected`, by way of `how`."""

    how: str
    expected: str
    given: str
    case_sensitive: bool = False


Verdict = bool | None
"""Whether something is what was expected; None where that could not be found out."""
Verdicts = Mapping[Check, Verdict]
"""What was compared, and the verdict on it."""


class Correctness(StrEnum):
    """What an answer is, spelled as on the wire."""

    CORRECT = "CORRECT"
    PARTIALLY_CORRECT = "PARTIALLY_CORRECT"
    INCORRECT = "INCORRECT"


class Mark(Struct, frozen=True, omit_defaults=True):
    """What the answer to one question got, of `most` points.

    `points` is None until staff have said: where no program can, or none could. `answer` is the place of the
    expected answer that was given.
    """

    most: float
    points: float | None
    answer: int | None = None
    comment: str = ""

    @property
    def correctness(self) -> Correctness | None:
        """None until it is known, and for what is worth nothing."""
        if self.points is None:
            return None
        if self.points >= self.most:
            return Correctness.CORRECT
        return Correctness.PARTIALLY_CORRECT if self.points > 0 else Correctness.INCORRECT


Marks = Mapping[str, Mark]
"""Marks by the ids of their questions; what asks nothing has none."""

_COMPARED: Final = frozenset({REGEX, MATH_EXPRESSION})


def checks(question: Question, response: Response | None) -> Iterable[Check]:
    """What has to be compared before the answer can be marked."""
    if isinstance(question, Written) and question.type in _COMPARED and isinstance(response, str):
        for answer in question.answers:
            yield _check(question, answer, response)


def may_wait(question: Question) -> bool:
    """Whether it may be left to staff to say what an answer is worth."""
    return question.is_graded_by_staff or question.type in _COMPARED


def mark(question: Question, response: Response | None, verdicts: Verdicts) -> Mark:
    """What the answer is worth; raises `KeyError` for a check without a verdict."""
    most = question.points
    if question.is_graded_by_staff:
        return Mark(most, None if response is not None else 0.0)
    if response is None:
        return Mark(most, 0.0)
    if question.type in OPEN_ENDED:
        return Mark(most, most)
    match question:
        case Choice():
            return Mark(most, _part(most, _choice(question, response)))
        case Blanks():
            return Mark(most, _part(most, _filled(question, response)))
        case Numeric():
            return _answered(most, question.answers, _number(question, str(response)))
        case Written():
            return _written(most, question, str(response), verdicts)
    return Mark(most, None)


def marks(paper: Iterable[Question], responses: Responses, verdicts: Verdicts) -> dict[str, Mark]:
    """What the answers to all questions of a paper are worth."""
    return {
        question.id: mark(question, responses.get(question.id), verdicts)
        for question in paper
        if not isinstance(question, Block)
    }


def score(given: Marks) -> float | None:
    """The part of all points that was got, from 0 to 1; None while staff have not said all of them."""
    got = [one.points for one in given.values()]
    points = [one for one in got if one is not None]
    if len(points) < len(got):
        return None
    # As people write them: in binary, three tenths of a point are not three times one.
    most = sum((Decimal(repr(one.most)) for one in given.values()), start=Decimal())
    return float(sum((Decimal(repr(one)) for one in points), start=Decimal()) / most) if most else 1.0


def feedback(question: Question, response: Response | None, given: Mark) -> list[str]:
    """What is said to this answer: Markdown texts, what concerns the whole question last."""
    said = []
    match question:
        case Choice():
            said = [option.feedback for option in question.options if _is_chosen(option, response)]
        case Blanks() if isinstance(response, dict):
            said = [
                option.feedback
                for blank in question.blanks
                for option in blank.options
                if response.get(blank.id) == option.id
            ]
        case Numeric() | Written() if given.answer is not None:
            said = [question.answers[given.answer].feedback]
    return [text for text in (*said, question.feedback) if text]


def _is_chosen(option: Option, response: Response | None) -> bool:
    return option.id in response if isinstance(response, list) else option.id == response


def _part(most: float, part: Fraction) -> float:
    return float(Fraction(repr(most)) * part)


def _choice(question: Choice, response: Response) -> Fraction:
    if question.type not in SEVERAL:
        return Fraction(any(option.correct and _is_chosen(option, response) for option in question.options))
    right = sum(option.correct and _is_chosen(option, response) for option in question.options)
    wrong = sum(not option.correct and _is_chosen(option, response) for option in question.options)
    return max(Fraction(), Fraction(right - wrong, sum(option.correct for option in question.options)))


def _filled(question: Blanks, response: Response) -> Fraction:
    chosen = response if isinstance(response, dict) else {}
    right = sum(
        any(option.correct and chosen.get(blank.id) == option.id for option in blank.options)
        for blank in question.blanks
    )
    return Fraction(right, len(question.blanks))


def _answered(most: float, answers: tuple[Answer, ...] | tuple[NumberAnswer, ...], place: int | None) -> Mark:
    is_right = place is not None and answers[place].correct
    return Mark(most, most if is_right else 0.0, place)


def _number(question: Numeric, response: str) -> int | None:
    given = read_quantity(response, question.unit)
    if given is None:
        return None
    # An exact answer goes before one that only comes near.
    near = [
        (abs(given - Fraction(repr(answer.value))), place)
        for place, answer in enumerate(question.answers)
        if abs(given - Fraction(repr(answer.value))) <= _tolerance(answer)
    ]
    return min(near)[1] if near else None


def _tolerance(answer: NumberAnswer) -> Fraction:
    value, percent = Fraction(repr(answer.value)), Fraction(repr(answer.tolerance_percent))
    return max(Fraction(repr(answer.tolerance)), abs(value) * percent / 100)


def _written(most: float, question: Written, response: str, verdicts: Verdicts) -> Mark:
    for place, answer in enumerate(question.answers):
        if question.type == TEXT_EXACT_MATCH:
            verdict: Verdict = _plain(question, answer.value) == _plain(question, response)
        else:
            verdict = verdicts[_check(question, answer, response)]
        if verdict is None:
            return Mark(most, None)
        if verdict:
            return _answered(most, question.answers, place)
    return _answered(most, question.answers, None)


def _plain(question: Written, text: str) -> str:
    joined = " ".join(text.split())
    return joined if question.case_sensitive else joined.casefold()


def _check(question: Written, answer: Answer, response: str) -> Check:
    return Check(question.type, answer.value, response.strip(), question.case_sensitive)
