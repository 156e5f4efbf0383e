"""Quizzes and exams: their rules, and what they asked the learner in an attempt that is there already.

What is right is never asked for: every question that a program would mark comes with its key unknown.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from carrel.archiver.kinds.kind import Asker, Filed, Heard, Kind, Telling
from carrel.archiver.kinds.said import AssessedSaid
from carrel.courseware import questions as types
from carrel.courseware.ids import is_short_id, short_id
from carrel.courseware.items import Quiz
from carrel.courseware.questions import (
    Assessment,
    Blank,
    Blanks,
    Block,
    Choice,
    Numeric,
    Option,
    Question,
    Shown,
    Work,
    Written,
)

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
MOST_POINTS: Final = 1_000_000
_MARKUP: Final = re.compile(r"<[^>]*>")


def said(heard: Heard, _asker: Asker) -> dict[str, AssessedSaid]:
    """What was asked in an attempt, by item; nothing of those that are not begun."""
    told = {}
    for item, state in heard.states.items():
        attempts = _table(state.get("attempts"))
        going = _table(_table(attempts.get("inProgressAttempt")).get("draft"))
        shown = going or _table(_table(attempts.get("lastSubmission")).get("submission"))
        parts = [one for one in shown.get("parts") or () if isinstance(one, dict)]
        if parts:
            overview = _cml(_table(shown.get("instructions")).get("overview"))
            told[item] = AssessedSaid(cml=overview, rules=_rules(state, attempts), parts=parts)
    return told


def fields(told: AssessedSaid, folder: str) -> dict[str, Any]:
    """The text and the questions of an item in this folder."""
    has_text = _says(told.cml)
    return {
        "path": f"{folder}/instructions.md" if has_text else "",
        "instructions": told.cml if has_text else "",
        "assessment": Assessment(
            path=f"{folder}/questions.toml", questions=_questions(told.parts), **told.rules
        ),
    }


def _filed(telling: Telling[AssessedSaid]) -> Filed:
    known = fields(telling.said, telling.folder)
    asked = known["assessment"]
    questions = tuple(
        # Nobody looks at the works of a quiz: they are for thought here.
        [replace(one, type=types.REFLECT) if isinstance(one, Work) else one for one in asked.questions]
    )
    return telling.filed(Quiz(**known | {"assessment": replace(asked, questions=questions)}))


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


def _questions(parts: list[dict[str, Any]]) -> tuple[Question, ...]:
    taken: set[str] = set()
    found = []
    for part in parts:
        identity = _own_id(part.get("partId"), taken)
        if question := _question(part, identity):
            found.append(question)
    return tuple(found)


def _question(part: Mapping[str, Any], identity: str) -> Question | None:
    name = str(part.get("__typename")).removeprefix("Submission_").removesuffix("Question")
    schema = _table(part.get("questionSchema"))
    prompt = _cml(schema.get("prompt")) or _cml(part.get("body"))
    if not _says(prompt):
        return None
    kind = TYPES.get(name, types.TEXT)
    points = _table(part.get("gradeSettings")).get("maxScore")
    common: dict[str, Any] = {"id": identity, "prompt": prompt, "points": _points(points)}
    options, blanks = _options(schema.get("options")), _blanks(schema.get("fillableBlanks"), prompt)
    if kind in types.CHOICES and len(options) > 1:
        known: dict[str, Any] = {} if kind in types.OPEN_ENDED else {"key": "unknown"}
        return Choice(type=kind, options=options, **known, **common)
    if kind == types.FILLABLE_BLANKS and blanks:
        return Blanks(type=kind, blanks=blanks, key="unknown", **common)
    if kind == types.SINGLE_NUMERIC:
        return Numeric(type=kind, key="unknown", **common)
    if kind in types.WRITTEN:
        return Written(type=kind, key="unknown", **common)
    if kind in types.WORKS:
        return Work(type=kind, **common)
    return Block(id=identity, type=types.TEXT, prompt=prompt, title=str(part.get("title") or ""))


def _options(told: object) -> tuple[Option, ...]:
    taken: set[str] = set()
    return tuple(
        [
            Option(id=_own_id(one.get("id"), taken), text=text)
            for one in (told if isinstance(told, list) else ())
            if isinstance(one, dict) and _says(text := _cml(one.get("display")))
        ]
    )


def _blanks(told: object, prompt: str) -> tuple[Blank, ...]:
    """The gaps; none where they and the prompt do not agree."""
    listed = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    blanks = [Blank(id=str(one.get("id")), options=_options(one.get("answerOptions"))) for one in listed]
    names = [one.id for one in blanks]
    agree = len(set(names)) == len(names) and all(
        is_short_id(one) and f"{{{{{one}}}}}" in prompt for one in names
    )
    return tuple(blanks) if agree and all(len(one.options) > 1 for one in blanks) else ()


def _own_id(told: object, taken: set[str]) -> str:
    own = str(told or "")
    if not is_short_id(own) or own in taken:
        own = short_id("part", own, taken=taken)
    taken.add(own)
    return own


def _cml(told: object) -> str:
    return str(_table(told).get("cmlValue") or "")


def _says(cml: str) -> bool:
    return bool(_MARKUP.sub("", cml).strip()) or "asset" in cml


def _points(value: object) -> float:
    return float(value) if isinstance(value, int | float) and 0 <= value <= MOST_POINTS else 1.0


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and 0 < value < 10**12 else None


def _table(told: object) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


KIND: Final = Kind(
    (),
    said,
    _filed,
    is_taken=True,
    untold="not begun: what it asks is seen once you have begun it, and mirrored then.",
)
