"""How each type of question stands in `questions.toml`: the tables are read in both directions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from carrel.courseware.folder import keys
from carrel.courseware.questions import (
    BLOCKS,
    CHOICES,
    CODE_EXPRESSION,
    FILE_UPLOAD,
    FILLABLE_BLANKS,
    SINGLE_NUMERIC,
    WORKS,
    WRITTEN,
    Answer,
    Blank,
    Blanks,
    Block,
    Choice,
    NumberAnswer,
    Numeric,
    Option,
    Question,
    Work,
    Written,
    derived_ids,
)

QUESTIONS_FILE: Final = "questions.toml"


@dataclass(frozen=True)
class QuestionForm:
    """A family of questions in TOML: its type in the document, its own keys, and the tables within it."""

    make: type[Any]
    own: tuple[keys.Key, ...] = ()
    part: str = ""
    part_make: type[Any] = Option
    part_keys: tuple[keys.Key, ...] = ()


_WRITTEN: Final = QuestionForm(Written, keys.WRITTEN, "answers", Answer, keys.ANSWER)
FORMS: Final[dict[str, QuestionForm]] = {
    **dict.fromkeys(CHOICES, QuestionForm(Choice, keys.CHOICE, "options", Option, keys.OPTION)),
    **dict.fromkeys(WRITTEN, _WRITTEN),
    **dict.fromkeys(WORKS, QuestionForm(Work)),
    **dict.fromkeys(BLOCKS, QuestionForm(Block, keys.BLOCK)),
    CODE_EXPRESSION: QuestionForm(Work, keys.CODE),
    FILE_UPLOAD: QuestionForm(Work, keys.UPLOAD),
    SINGLE_NUMERIC: QuestionForm(Numeric, keys.NUMERIC, "answers", NumberAnswer, keys.NUMBER_ANSWER),
    FILLABLE_BLANKS: QuestionForm(Blanks, (), "blanks", Blank, keys.BLANK),
}
"""How each type of question stands in TOML."""


def question_ids(questions: Iterable[Question]) -> list[str]:
    """The ids that questions have where none is written; each stays for as long as the words do."""
    return derived_ids(f"{one.type}\0{one.prompt}" for one in questions)


def option_ids(options: Iterable[Option]) -> list[str]:
    """The same for the options of one question."""
    return derived_ids(option.text for option in options)


def with_ids(questions: list[Question]) -> tuple[Question, ...]:
    """The questions and their options with an id wherever none is written."""
    derived = question_ids(questions)
    return tuple(
        replace(_with_option_ids(one), id=one.id or own) for one, own in zip(questions, derived, strict=True)
    )


def _with_option_ids(question: Question) -> Question:
    match question:
        case Choice():
            return replace(question, options=_identified(question.options))
        case Blanks():
            blanks = tuple(replace(one, options=_identified(one.options)) for one in question.blanks)
            return replace(question, blanks=blanks)
    return question


def _identified(options: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(
        replace(one, id=one.id or own) for one, own in zip(options, option_ids(options), strict=True)
    )
