"""Questions as people see them: as they are asked, and with what is told of an answer.

What does not depend on who is asked is made once; see `Edition.asked`.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from carrel.application.texts import Text
from carrel.courseware.questions import (
    OPEN_ENDED,
    Blanks,
    Block,
    Choice,
    Numeric,
    Option,
    Question,
    Work,
    Written,
)
from carrel.domain.marking import Mark
from carrel.domain.responding import Response


class SeenOption(Struct, frozen=True, eq=False):
    """Something to choose. `correct` and `feedback` are None where that is not told."""

    id: str
    text: Text
    correct: bool | None = None
    feedback: Text | None = None


class SeenBlank(Struct, frozen=True):
    """A gap to fill."""

    id: str
    options: tuple[SeenOption, ...]


class SeenQuestion(Struct, frozen=True, eq=False):
    """One question, what was answered, and what is told of that.

    `mark` is None, and `feedback` empty, where that is not told; `answers` are the right ones as written,
    where they are no options and are told. `at` is a place in a lecture (ms).
    """

    id: str
    type: str
    prompt: Text
    points: float
    title: str = ""
    options: tuple[SeenOption, ...] = ()
    blanks: tuple[SeenBlank, ...] = ()
    unit: str = ""
    language: str = ""
    starter_code: str = ""
    allowed_files: Sequence[str] = ()
    at: int | None = None
    response: Response | None = None
    mark: Mark | None = None
    feedback: Sequence[Text] = ()
    answers: Sequence[str] = ()

    @property
    def asks(self) -> bool:
        """Whether there is anything to answer."""
        return self.type not in ("text", "continue")


def asked(question: Question, text_of: Callable[[str], Text], *, tells_answers: bool) -> SeenQuestion:
    """The question as nobody has answered it yet; `text_of` reads its Markdown."""
    tells = tells_answers and not question.key
    tells_options = tells and question.type not in OPEN_ENDED

    def options(given: Sequence[Option]) -> tuple[SeenOption, ...]:
        return tuple(_option(one, text_of, tells=tells_options) for one in given)

    return SeenQuestion(
        id=question.id,
        type=question.type,
        prompt=text_of(question.prompt),
        points=question.points,
        title=question.title if isinstance(question, Block) else "",
        options=options(question.options) if isinstance(question, Choice) else (),
        blanks=tuple(
            SeenBlank(blank.id, options(blank.options))
            for blank in (question.blanks if isinstance(question, Blanks) else ())
        ),
        unit=question.unit if isinstance(question, Numeric) else "",
        language=question.language if isinstance(question, Work) else "",
        starter_code=question.starter_code if isinstance(question, Work) else "",
        allowed_files=question.allowed_files if isinstance(question, Work) else (),
        at=question.at,
        answers=_answers(question) if tells else (),
    )


def in_order_of(question: Question, seen: SeenQuestion) -> SeenQuestion:
    """The same question, its options in the order in which this attempt has them."""
    match question:
        case Choice(shuffle=True):
            return replace(seen, options=_ordered(question.options, seen.options))
        case Blanks():
            pairs = zip(question.blanks, seen.blanks, strict=True)
            blanks = (SeenBlank(one.id, _ordered(one.options, known.options)) for one, known in pairs)
            return replace(seen, blanks=tuple(blanks))
    return seen


def _ordered(options: Sequence[Option], seen: Sequence[SeenOption]) -> tuple[SeenOption, ...]:
    by_id = {one.id: one for one in seen}
    return tuple([by_id[one.id] for one in options])


def _option(option: Option, text_of: Callable[[str], Text], *, tells: bool) -> SeenOption:
    return SeenOption(
        id=option.id,
        text=text_of(option.text),
        correct=option.correct if tells else None,
        feedback=text_of(option.feedback) if tells and option.feedback else None,
    )


def _answers(question: Question) -> Sequence[str]:
    match question:
        case Numeric():
            return [f"{one.value:g} {question.unit}".strip() for one in question.answers if one.correct]
        case Written():
            return [one.value for one in question.answers if one.correct]
    return ()
