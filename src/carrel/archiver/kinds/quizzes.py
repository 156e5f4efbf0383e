"""Quizzes and exams: their rules, and what they asked the learner in an attempt that is there already.

What is right is never asked for: every question that a program would mark comes with its key unknown.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from carrel.archiver.attempts import without_own
from carrel.archiver.kinds.kind import Asker, Filed, Heard, Kind, Telling
from carrel.archiver.kinds.questions import Asked, Texts, for_thought, questions_of, says
from carrel.archiver.kinds.said import AssessedSaid
from carrel.courseware import questions as types
from carrel.courseware.items import Quiz
from carrel.courseware.questions import Assessment, Shown

TYPES: Final[Mapping[str, str]] = {
    "MultipleChoice": types.MCQ,
    "MultipleChoiceReflect": types.MCQ_REFLECT,
    "Checkbox": types.CHECKBOX,
    "CheckboxReflect": types.CHECKBOX_REFLECT,
    "Numeric": types.SINGLE_NUMERIC,
    "TextExactMatch": types.TEXT_EXACT_MATCH,
    "Regex": types.REGEX,
    "Math": types.MATH_EXPRESSION,
    "TextReflect": types.REFLECT,
    "PlainText": types.PLAIN_TEXT,
    "RichText": types.RICH_TEXT,
    "FileUpload": types.FILE_UPLOAD,
    "Url": types.URL,
    "CodeExpression": types.CODE_EXPRESSION,
    "MultipleFillableBlanks": types.FILLABLE_BLANKS,
}
"""What the gateway's questions are called here. Any other is kept as a text between questions."""
SHOWN: Final[Mapping[str, Shown]] = {
    "AFTER_PASSING": "passed",
    "AFTER_LAST_ATTEMPT": "spent",
    "NONE": "never",
}


def said(heard: Heard, _asker: Asker) -> dict[str, AssessedSaid]:
    """What was asked in an attempt, by item; nothing of those that are not begun."""
    told = {}
    for item, state in heard.states.items():
        attempts = _table(state.get("attempts"))
        going = _table(_table(attempts.get("inProgressAttempt")).get("draft"))
        shown = going or _table(_table(attempts.get("lastSubmission")).get("submission"))
        parts = without_own(shown.get("parts") or ())
        if parts:
            overview = _cml(_table(shown.get("instructions")).get("overview"))
            told[item] = AssessedSaid(cml=overview, rules=_rules(state, attempts), parts=parts)
    return told


def fields(told: AssessedSaid, folder: str) -> dict[str, Any]:
    """The text and the questions of an item in this folder."""
    has_text = says(told.cml)
    return {
        "path": f"{folder}/instructions.md" if has_text else "",
        "instructions": told.cml if has_text else "",
        "assessment": Assessment(
            path=f"{folder}/questions.toml",
            questions=questions_of([_asked(one) for one in told.parts]),
            **told.rules,
        ),
    }


def _filed(telling: Telling[AssessedSaid]) -> Filed:
    known = fields(telling.said, telling.folder)
    asked = known["assessment"]
    # Nobody looks at the works of a quiz.
    alone = replace(asked, questions=for_thought(asked.questions))
    return telling.filed(Quiz(**known | {"assessment": alone}))


def _rules(state: Mapping[str, Any], attempts: Mapping[str, Any]) -> dict[str, Any]:
    """The rules that are told, under the names of an assessment."""
    paced = _table(attempts.get("rateLimiterConfig"))
    timed = _table(attempts.get("inProgressAttempt")) or _table(attempts.get("nextAttempt"))
    visibility = str(_table(state.get("assignment")).get("learnerFeedbackVisibility"))
    rules = {
        "attempts": _whole(attempts.get("attemptsAllowed")),
        "attempts_per_interval": _whole(paced.get("maxPerInterval")),
        "interval": _whole(paced.get("timeIntervalDuration")),
        "time_limit": _whole(timed.get("allowedDuration")),
        "show_feedback": SHOWN.get(visibility),
    }
    return {name: value for name, value in rules.items() if value is not None}


def _asked(part: Mapping[str, Any]) -> Asked:
    name = str(part.get("__typename")).removeprefix("Submission_").removesuffix("Question")
    schema = _table(part.get("questionSchema"))
    return Asked(
        id=part.get("partId"),
        type=TYPES.get(name, types.TEXT),
        prompt=_cml(schema.get("prompt")) or _cml(part.get("body")),
        points=_table(part.get("gradeSettings")).get("maxScore"),
        title=str(part.get("title") or ""),
        options=_texts(schema.get("options")),
        blanks=[
            (one.get("id"), _texts(one.get("answerOptions"))) for one in _tables(schema.get("fillableBlanks"))
        ],
    )


def _texts(told: object) -> Texts:
    return [(one.get("id"), _cml(one.get("display"))) for one in _tables(told)]


def _cml(told: object) -> str:
    return str(_table(told).get("cmlValue") or "")


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and 0 < value < 10**12 else None


def _table(told: object) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _tables(told: object) -> list[dict[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


KIND: Final = Kind(
    (),
    said,
    _filed,
    is_taken=True,
    untold="not begun: what it asks is seen once you have begun it, and mirrored then.",
)
