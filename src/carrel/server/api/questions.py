"""Questions and what they got, in the words of quizzes and exams."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from carrel.application.assessing import Sitting
from carrel.application.papers import SeenAttempt
from carrel.application.seen import SeenBlank, SeenOption, SeenQuestion
from carrel.application.texts import Text
from carrel.domain.grading import is_passed
from carrel.resources.assessing import (
    AttemptState,
    BlankRecord,
    CmlDefinition,
    CmlText,
    Evaluation,
    GivenResponse,
    InVideoQuestionRecord,
    OptionFeedback,
    OptionRecord,
    QuestionDefinition,
    QuestionFeedback,
    QuestionRecord,
    QuestionType,
    QuestionVariant,
    VideoPlace,
    WeightedScoring,
)
from carrel.resources.records import UNSET, Maybe

WRAPPERS: Final = ("chosen", "answer")
"""Names under which clients may put an answer."""
WORDINGS: Final = 4096
"""Questions, with their options in one order, that are kept at hand as records; each is some kilobytes."""
TEXTS: Final = 4096
"""Further texts and options kept so."""


def attempt_state(sitting: Sitting, seen: SeenAttempt, suffix: str = "") -> AttemptState:
    """An attempt as its learner may see it; `suffix` ends the ids of questions."""
    attempt, remaining = seen.attempt, sitting.turns.remaining
    return AttemptState(
        questions=[_question(one, suffix, is_open=attempt.is_open) for one in seen.questions],
        evaluation=None
        if attempt.submitted_at is None
        else _evaluation(sitting, seen, attempt.submitted_at, suffix),
        next_submission_draft_id=str(attempt.saved) if attempt.is_open else UNSET,
        ends_at=UNSET if seen.ends_at is None else seen.ends_at,
        attempts_remaining=UNSET if remaining is None else remaining,
    )


def in_video_questions(asked: Sequence[SeenQuestion]) -> list[InVideoQuestionRecord]:
    """The questions of a lecture, in their order."""
    return [
        InVideoQuestionRecord(
            id=seen.id,
            question=QuestionType(
                type=seen.type, response_type="submission" if seen.asks else "continueOnly"
            ),
            variant=_definition(seen.prompt, seen.options, seen.blanks, seen.unit, seen.title),
            weighted_scoring=WeightedScoring(max_score=seen.points),
            video=VideoPlace(cue_point_ms=seen.at or 0, order=order),
        )
        for order, seen in enumerate(asked)
    ]


def question_feedback(seen: SeenQuestion, suffix: str = "") -> QuestionFeedback:
    """What an answer got, as far as that is told."""
    mark = seen.mark
    points = None if mark is None else mark.points
    correctness = None if mark is None else mark.correctness
    told = [option for option in _all_options(seen) if option.correct is not None]
    return QuestionFeedback(
        id=f"{seen.id}{suffix}",
        max_score=seen.points,
        score=UNSET if points is None else points,
        correctness=UNSET if correctness is None else correctness.value,
        feedback=[_cml(text) for text in seen.feedback],
        options=[_option_feedback(option) for option in told] or UNSET,
        answers=list(seen.answers) or UNSET,
    )


def given_responses(given: list[GivenResponse], suffix: str = "") -> dict[str, object]:
    """The answers by the ids of their questions, out of whatever they are wrapped in."""
    return {one.question_id.removesuffix(suffix): _unwrapped(one.response) for one in given}


def _unwrapped(response: Any) -> object:  # noqa: ANN401 - any JSON
    if isinstance(response, dict) and len(response) == 1:
        for name in WRAPPERS:
            if name in response:
                inner: object = response[name]
                return inner
    return response


def _question(seen: SeenQuestion, suffix: str, *, is_open: bool) -> QuestionRecord:
    kind, variant, scoring = _wording(
        seen.type, seen.points, seen.prompt, seen.options, seen.blanks, seen.unit, seen.title
    )
    return QuestionRecord(
        id=f"{seen.id}{suffix}",
        question=kind,
        variant=variant,
        weighted_scoring=scoring,
        is_submit_allowed=is_open and seen.asks,
        response=UNSET if seen.response is None else seen.response,
    )


@lru_cache(WORDINGS)
def _wording(
    kind: str,
    points: float,
    prompt: Text,
    options: tuple[SeenOption, ...],
    blanks: tuple[SeenBlank, ...],
    unit: str,
    title: str,
) -> tuple[QuestionType, QuestionVariant, WeightedScoring]:
    """What is the same in all records of a question whose options stand in this order."""
    definition = _definition(prompt, options, blanks, unit, title)
    return QuestionType(type=kind), QuestionVariant(definition=definition), WeightedScoring(max_score=points)


def _definition(
    prompt: Text, options: Sequence[SeenOption], blanks: Iterable[SeenBlank], unit: str, title: str
) -> QuestionDefinition:
    gaps = [BlankRecord(id=one.id, options=[_option(option) for option in one.options]) for one in blanks]
    return QuestionDefinition(
        prompt=_cml(prompt),
        options=[_option(option) for option in options] or UNSET,
        fillable_blanks=gaps or UNSET,
        unit=unit or UNSET,
        title=title or UNSET,
    )


def _evaluation(sitting: Sitting, seen: SeenAttempt, submitted_at: int, suffix: str) -> Evaluation:
    score: Maybe[float] = UNSET
    passed: Maybe[bool] = UNSET
    if seen.tells_marks and seen.attempt.score is not None:
        score = seen.attempt.score
        passed = is_passed(sitting.edition.course, sitting.item, score)
    return Evaluation(
        passing_fraction=sitting.needed,
        submitted_at=submitted_at,
        score=score,
        passed=passed,
        questions=[
            question_feedback(one, suffix) for one in seen.questions if one.asks and one.mark is not None
        ],
    )


def _all_options(seen: SeenQuestion) -> list[SeenOption]:
    return [*seen.options, *(option for blank in seen.blanks for option in blank.options)]


@lru_cache(TEXTS)
def _option(option: SeenOption) -> OptionRecord:
    return OptionRecord(id=option.id, display=_cml(option.text))


@lru_cache(TEXTS)
def _option_feedback(option: SeenOption) -> OptionFeedback:
    said = UNSET if option.feedback is None else _cml(option.feedback)
    return OptionFeedback(id=option.id, is_correct=bool(option.correct), feedback=said)


def _cml(text: Text) -> CmlText:
    return CmlText(definition=CmlDefinition(value=text.cml))
