"""Questions: what an assessment asks, what it takes for right, and by which rules it is taken.

All texts are Markdown; relative links in them start at the folder of `Assessment.path`. A question's `type`
is spelled as the learner API spells it. Durations and places in a lecture are milliseconds.
"""

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

from carrel.courseware.ids import short_id

MCQ: Final = "mcq"
MCQ_REFLECT: Final = "mcqReflect"
CHECKBOX: Final = "checkbox"
CHECKBOX_REFLECT: Final = "checkboxReflect"
POLL: Final = "poll"
CHECKBOX_POLL: Final = "checkboxPoll"
SINGLE_NUMERIC: Final = "singleNumeric"
TEXT_EXACT_MATCH: Final = "textExactMatch"
REGEX: Final = "regex"
MATH_EXPRESSION: Final = "mathExpression"
REFLECT: Final = "reflect"
PLAIN_TEXT: Final = "plainText"
RICH_TEXT: Final = "richText"
FILE_UPLOAD: Final = "fileUpload"
URL: Final = "url"
CODE_EXPRESSION: Final = "codeExpression"
FILLABLE_BLANKS: Final = "fillableBlanks"
TEXT: Final = "text"
CONTINUE: Final = "continue"

CHOICES: Final = (MCQ, MCQ_REFLECT, CHECKBOX, CHECKBOX_REFLECT, POLL, CHECKBOX_POLL)
WRITTEN: Final = (TEXT_EXACT_MATCH, REGEX, MATH_EXPRESSION)
WORKS: Final = (REFLECT, PLAIN_TEXT, RICH_TEXT, FILE_UPLOAD, URL, CODE_EXPRESSION)
BLOCKS: Final = (TEXT, CONTINUE)

SEVERAL: Final = frozenset({CHECKBOX, CHECKBOX_REFLECT, CHECKBOX_POLL})
"""Choices of which any number may be made."""
OPEN_ENDED: Final = frozenset({MCQ_REFLECT, CHECKBOX_REFLECT, POLL, CHECKBOX_POLL, REFLECT})
"""Any answer is a right one."""
GRADED_BY_STAFF: Final = frozenset({PLAIN_TEXT, RICH_TEXT, FILE_UPLOAD, URL, CODE_EXPRESSION})
"""No program can say what these are worth."""
ONLY_IN_VIDEO: Final = frozenset({POLL, CHECKBOX_POLL, CONTINUE})
"""What only a lecture asks."""

Shown = Literal["submitted", "passed", "spent", "never"]
"""From when on: an attempt was handed in, passed, or was the last; or not at all."""


class Option(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something to choose. `feedback` is for who chose it."""

    id: str
    text: str
    correct: bool = False
    feedback: str = ""
    extra: dict[str, object] = {}


class Blank(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A gap in the prompt, written `{{id}}` there, and what it may be filled with."""

    id: str
    options: tuple[Option, ...] = ()
    extra: dict[str, object] = {}


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer to expect: a text, a pattern or a formula. A wrong one is there for its feedback."""

    value: str
    correct: bool = True
    feedback: str = ""
    extra: dict[str, object] = {}


class NumberAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A number to expect, in the question's unit, and how far from it still counts as the same."""

    value: float
    tolerance: float = 0.0
    tolerance_percent: float = 0.0
    correct: bool = True
    feedback: str = ""
    extra: dict[str, object] = {}


class _Question(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="form"):
    """What all questions have. `feedback` is for whoever answered, whatever it was; `at` is in a lecture.

    Where the `key` is unknown, nothing tells what is right, as in what a learner brought from elsewhere.
    """

    id: str
    type: str
    prompt: str
    points: float = 1.0
    feedback: str = ""
    pool: str = ""
    at: int | None = None
    key: Literal["", "unknown"] = ""
    extra: dict[str, object] = {}

    @property
    def is_graded_by_staff(self) -> bool:
        """Whether no program can say what an answer is worth."""
        return self.key == "unknown" or self.type in GRADED_BY_STAFF


class Choice(_Question, frozen=True, kw_only=True, omit_defaults=True, tag="choice"):
    """One option to choose, or any number of them."""

    options: tuple[Option, ...] = ()
    shuffle: bool = False


class Numeric(_Question, frozen=True, kw_only=True, omit_defaults=True, tag="numeric"):
    """A number to give, in `unit` or in one that can be turned into it."""

    answers: tuple[NumberAnswer, ...] = ()
    unit: str = ""


class Written(_Question, frozen=True, kw_only=True, omit_defaults=True, tag="written"):
    """A line to write, which is compared with a text, a pattern or a formula."""

    answers: tuple[Answer, ...] = ()
    case_sensitive: bool = False


class Work(_Question, frozen=True, kw_only=True, omit_defaults=True, tag="work"):
    """Something to write, to hand in or to link to, for people to look at."""

    language: str = ""
    starter_code: str = ""
    allowed_files: tuple[str, ...] = ()


class Blanks(_Question, frozen=True, kw_only=True, omit_defaults=True, tag="blanks"):
    """Gaps to fill in a text."""

    blanks: tuple[Blank, ...] = ()


class Block(_Question, frozen=True, kw_only=True, omit_defaults=True, tag="block"):
    """Something to read between questions, or a pause in a lecture. It asks nothing."""

    title: str = ""


Question = Choice | Numeric | Written | Work | Blanks | Block


class Pool(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Questions of which each attempt gets only some."""

    name: str
    draw: int = 1
    extra: dict[str, object] = {}


class Assessment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Questions and the rules by which they are taken; `path` is the file in which they stand.

    `attempts` None is any number of them; `attempts_per_interval` may be begun within `interval`.
    What passes it, the item says.
    """

    path: str
    questions: tuple[Question, ...] = ()
    pools: tuple[Pool, ...] = ()
    attempts: int | None = None
    attempts_per_interval: int | None = None
    interval: int = 8 * 3_600_000
    time_limit: int | None = None
    shuffle: bool = False
    show_feedback: Shown = "submitted"
    show_answers: Shown = "passed"
    extra: dict[str, object] = {}

    def texts(self) -> Iterable[str]:
        """Every Markdown text in it."""
        for question in self.questions:
            yield question.prompt
            yield question.feedback
            for part in parts_of(question):
                yield from (part.feedback, part.text if isinstance(part, Option) else "")


def parts_of(question: Question) -> tuple[Option | Answer | NumberAnswer, ...]:
    """The options or answers of a question."""
    match question:
        case Choice():
            return question.options
        case Numeric() | Written():
            return question.answers
        case Blanks():
            return tuple(option for blank in question.blanks for option in blank.options)
    return ()


def derived_ids(texts: Iterable[str]) -> list[str]:
    """An id for each text, the same again for as long as the text and those before it that equal it stay."""
    taken: set[str] = set()
    found = []
    for text in texts:
        identity = short_id("question", text, taken=taken)
        taken.add(identity)
        found.append(identity)
    return found
