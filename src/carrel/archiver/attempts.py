"""What a learner answered in attempts, and what is said to that, as far as the gateway tells it. Pure.

What is right is not asked for. Of what comes only what is one's own is kept here.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from carrel.archiver.gateway import OWN

MOST: Final = 10**9
"""Points beyond this mean nothing."""


class AnswerSaid(Struct, frozen=True, kw_only=True):
    """A question (CML), what was answered to it, and what that got.

    The answer is in texts of CML, words or code; `verdict` is `CORRECT`, `PARTIALLY_CORRECT`, `INCORRECT` or
    empty; `said` are words to the answer, in CML.
    """

    prompt: str
    cmls: list[str] = []
    words: list[str] = []
    code: str = ""
    verdict: str = ""
    points: float | None = None
    most: float | None = None
    said: list[str] = []

    @property
    def is_given(self) -> bool:
        """Whether anything was answered."""
        return bool(self.cmls or self.words or self.code)


class AttemptSaid(Struct, frozen=True, kw_only=True):
    """One go: `submitted_at` is ISO 8601, empty while it is open; `points` are None until they are told."""

    id: str
    submitted_at: str = ""
    answers: list[AnswerSaid] = []
    points: float | None = None
    most: float | None = None


class AttemptsSaid(Struct, frozen=True, kw_only=True):
    """The attempts at one item, the oldest first. `score` is from 0 to 1, None until it is told."""

    attempts: list[AttemptSaid] = []
    score: float | None = None
    is_passed: bool | None = None

    def after(self, before: "AttemptsSaid") -> "AttemptsSaid":
        """These, and those of before that were handed in: a site tells the last of them only."""
        known = {one.id for one in self.attempts}
        past = [one for one in before.attempts if one.submitted_at and one.id not in known]
        return AttemptsSaid(attempts=[*past, *self.attempts], score=self.score, is_passed=self.is_passed)


def attempts_in(state: Mapping[str, Any]) -> AttemptsSaid | None:
    """What a state tells of one's own attempts; None when there is none."""
    attempts = _table(state.get("attempts"))
    last, going = _table(attempts.get("lastSubmission")), _table(attempts.get("inProgressAttempt"))
    told = []
    if answers := _answers(_table(last.get("submission"))):
        told.append(_marked(last, answers, _table(state.get("feedback"))))
    drafted = _answers(_table(going.get("draft")))
    if any(one.is_given for one in drafted.values()):
        told.append(AttemptSaid(id=str(going.get("id") or ""), answers=list(drafted.values())))
    if not told:
        return None
    outcome = _table(state.get("outcome"))
    passed = outcome.get("isPassed")
    return AttemptsSaid(
        attempts=told,
        score=_number(outcome.get("earnedGrade")),
        is_passed=passed if isinstance(passed, bool) else None,
    )


def without_own(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """What was asked, and nothing of what was answered."""
    return [
        {name: one for name, one in part.items() if name != OWN} for part in parts if isinstance(part, dict)
    ]


def _answers(submission: Mapping[str, Any]) -> dict[str, AnswerSaid]:
    """The answers by part; none where the site told what is asked alone."""
    parts = submission.get("parts")
    told = [one for one in (parts if isinstance(parts, list) else ()) if isinstance(one, dict)]
    if not any(OWN in one for one in told):
        return {}
    return {str(one.get("partId")): _answer(one) for one in told if "questionSchema" in one}


def _answer(part: Mapping[str, Any]) -> AnswerSaid:
    schema, own = _table(part.get("questionSchema")), _table(part.get(OWN))
    several = own.get("several")
    chosen = [own.get("chosen"), *(several if isinstance(several, list) else ())]
    options, gaps = _options(schema.get("options")), _tables(schema.get("fillableBlanks"))
    to_fill = {_id(one.get("id")): _options(one.get("answerOptions")) for one in gaps}
    filled = [(_id(one.get("id")), _id(one.get("optionId"))) for one in _tables(own.get("blanks"))]
    cmls = [
        *[options.get(_id(one), "") for one in chosen],
        *[to_fill.get(gap, {}).get(option, "") for gap, option in filled],
        _cml(own.get("rich")),
    ]
    words = [own.get("text"), own.get("title"), own.get("address"), _unsigned(own.get("file"))]
    return AnswerSaid(
        prompt=_cml(schema.get("prompt")),
        cmls=[one for one in cmls if one],
        words=[str(one) for one in words if one],
        code=str(_table(own.get("code")).get("code") or ""),
        most=_number(_table(part.get("gradeSettings")).get("maxScore")),
    )


def _marked(
    last: Mapping[str, Any], answers: Mapping[str, AnswerSaid], feedback: Mapping[str, Any]
) -> AttemptSaid:
    """What was handed in, with what it got."""
    marks = {str(one.get("partId")): one for one in _tables(feedback.get("parts"))}
    outcome = _table(feedback.get("outcome"))
    return AttemptSaid(
        id=str(last.get("id") or ""),
        submitted_at=str(last.get("submittedAt") or "?"),
        answers=[_with_mark(one, marks.get(part, {})) for part, one in answers.items()],
        points=_number(outcome.get("latestScore")),
        most=_number(outcome.get("maxScore")),
    )


def _with_mark(answer: AnswerSaid, mark: Mapping[str, Any]) -> AnswerSaid:
    by_program, by_staff = _table(mark.get("byProgram")), _table(mark.get("byStaff"))
    outcome = _table((by_program or by_staff).get("outcome"))
    rubrics = _tables(by_staff.get("rubrics"))
    said = [_cml(by_program.get("feedback")), *[_cml(one.get("richTextInput")) for one in rubrics]]
    most = _number(outcome.get("maxScore"))
    return AnswerSaid(
        prompt=answer.prompt,
        cmls=answer.cmls,
        words=answer.words,
        code=answer.code,
        verdict=str(by_program.get("correctness") or ""),
        points=_number(outcome.get("score")),
        most=answer.most if most is None else most,
        said=[one for one in said if one],
    )


def _options(told: object) -> dict[str, str]:
    return {_id(one.get("id")): _cml(one.get("display")) for one in _tables(told)}


def _id(told: object) -> str:
    return str(told or "")


def _unsigned(address: object) -> str:
    """Where a file is, without what signs it, which is another one each time."""
    return str(address or "").partition("?")[0]


def _cml(told: object) -> str:
    return str(_table(told).get("cmlValue") or "")


def _number(told: object) -> float | None:
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    return float(told) if -MOST < told < MOST else None


def _tables(told: object) -> list[dict[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _table(told: object) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}
