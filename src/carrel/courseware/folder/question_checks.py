"""What is wrong with a question that could not be answered, or not rightly."""

import re
from collections.abc import Callable
from typing import Final

from carrel.courseware.folder.sheets import Sheet
from carrel.courseware.formulas import BadFormula, read_formula
from carrel.courseware.questions import (
    MATH_EXPRESSION,
    OPEN_ENDED,
    REGEX,
    Blanks,
    Block,
    Choice,
    Numeric,
    Option,
    Question,
    Written,
    parts_of,
)
from carrel.courseware.units import read_unit


def check_question(own: Sheet, question: Question) -> None:
    """Faults of a question that could not be answered, or not rightly."""
    if not question.prompt.strip() and not isinstance(question, Block):
        own.fault("prompt", "The question asks nothing.", 'Write prompt = "…".')
    match question:
        case Choice():
            _check_options(own, question.options, needs_right=_has_key(question))
        case Blanks():
            _check_blanks(own, question)
        case Numeric():
            _check_numeric(own, question)
        case Written():
            _check_written(own, question)
    if question.key and any(part.correct for part in parts_of(question)):
        own.fault("key", "Something is right, and the key is said to be unknown.", "Delete the key `key`.")


def _has_key(question: Question) -> bool:
    return not question.key and question.type not in OPEN_ENDED


def _check_options(own: Sheet, options: tuple[Option, ...], *, needs_right: bool) -> None:
    if len(options) < 2:
        own.fault("options", "There is nothing to choose between.", "Write two [[…options]] or more.")
    if any(not option.text.strip() for option in options):
        own.fault("options", "An option has no text.", 'Write text = "…" for each.')
    if needs_right and not any(option.correct for option in options):
        own.fault("options", "No option is right.", "Write correct = true for one.")


def _check_blanks(own: Sheet, question: Blanks) -> None:
    ids = [blank.id for blank in question.blanks]
    if not ids or len(set(ids)) != len(ids) or any(f"{{{{{one}}}}}" not in question.prompt for one in ids):
        remedy = "Write {{id}} in the prompt for each [[questions.blanks]], whose ids differ."
        own.fault("blanks", "The gaps in the prompt and the blanks do not agree.", remedy)
    for blank in question.blanks:
        _check_options(own, blank.options, needs_right=_has_key(question))


def _check_numeric(own: Sheet, question: Numeric) -> None:
    if _has_key(question) and not any(answer.correct for answer in question.answers):
        own.fault("answers", "No answer is right.", "Write [[questions.answers]] with value = 42.")
    if read_unit(question.unit) is None:
        own.fault("unit", f"The unit {question.unit!r} is not known.", "Write it like m, km/h or kg*m^2.")


def _check_written(own: Sheet, question: Written) -> None:
    if _has_key(question) and not any(answer.correct for answer in question.answers):
        own.fault("answers", "No answer is right.", 'Write [[questions.answers]] with value = "…".')
    for answer in question.answers:
        if reason := _WRONG.get(question.type, _never)(answer.value):
            own.fault("answers", f"{answer.value!r}: {reason}", "Mend the value.")


def _never(_: str) -> str:
    return ""


def _wrong_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        return f"it is not a pattern: {error.msg}."
    return ""


def _wrong_formula(value: str) -> str:
    try:
        read_formula(value)
    except BadFormula as error:
        return str(error)
    return ""


_WRONG: Final[dict[str, Callable[[str], str]]] = {REGEX: _wrong_pattern, MATH_EXPRESSION: _wrong_formula}
