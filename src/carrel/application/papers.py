"""What learners get to see of an assessment: the only way by which questions leave the school.

Everything that shows a question, to programs or to people, shows it by what is made here. Which option,
number or text is right, and what is said to an answer, is in it only where the rules of the assessment allow
that by now.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from carrel.application.assessing import Sitting, paper_of
from carrel.application.editions import Edition
from carrel.application.texts import Text, text_at
from carrel.application.visit import Visit
from carrel.courseware.items import Item, assessment_of
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
from carrel.domain.assessing import Attempt, closes_at
from carrel.domain.marking import Mark, feedback
from carrel.domain.responding import Response


class SeenOption(Struct, frozen=True):
    """Something to choose. `correct` and `feedback` are None where that is not told."""

    id: str
    text: Text
    correct: bool | None = None
    feedback: Text | None = None


class SeenBlank(Struct, frozen=True):
    """A gap to fill."""

    id: str
    options: Sequence[SeenOption]


class SeenQuestion(Struct, frozen=True):
    """One question, what was answered, and what is told of that.

    `mark` is None, and `feedback` empty, where that is not told; `answers` are the right ones as written,
    where they are no options and are told. `at` is a place in a lecture (ms).
    """

    id: str
    type: str
    prompt: Text
    points: float
    title: str = ""
    options: Sequence[SeenOption] = ()
    blanks: Sequence[SeenBlank] = ()
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


class SeenAttempt(Struct, frozen=True):
    """An attempt and its questions.

    `ends_at` (epoch ms) is when its time is up. `tells_marks` and `tells_answers` say what is in it.
    """

    attempt: Attempt
    questions: Sequence[SeenQuestion]
    ends_at: int | None
    tells_marks: bool
    tells_answers: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What may be told of one question."""

    marks: bool = False
    answers: bool = False


def seen_attempt(visit: Visit, sitting: Sitting, attempt: Attempt) -> SeenAttempt:
    """The attempt as its learner may see it now."""
    rules = sitting.assessment
    tells_marks = sitting.shows(rules.show_feedback, attempt)
    told = _Told(tells_marks, tells_marks and sitting.shows(rules.show_answers, attempt))
    edition = visit.shelf.edition(visit.connection, attempt.edition_id)
    marks = attempt.marks or {}
    questions = [
        _seen(edition, rules.path, one, attempt.responses.get(one.id), marks.get(one.id), told)
        for one in paper_of(visit, attempt)
    ]
    return SeenAttempt(attempt, questions, closes_at(rules, attempt), told.marks, told.answers)


def seen_question(edition: Edition, path: str, question: Question) -> SeenQuestion:
    """A question that nobody has answered yet."""
    return _seen(edition, path, question, None, None, _Told())


def asked_in_video(edition: Edition, item: Item) -> list[SeenQuestion]:
    """What a lecture asks while it plays, in the order of its places; nothing for any that asks nothing."""
    assessment = assessment_of(item.content)
    if assessment is None:
        return []
    in_order = sorted(assessment.questions, key=lambda one: one.at or 0)
    return [seen_question(edition, assessment.path, one) for one in in_order]


def answered_question(
    edition: Edition, path: str, question: Question, response: Response | None, mark: Mark | None
) -> SeenQuestion:
    """A question that was answered once and for all: everything is told."""
    return _seen(edition, path, question, response, mark, _Told(marks=True, answers=True))


def _seen(
    edition: Edition,
    path: str,
    question: Question,
    response: Response | None,
    mark: Mark | None,
    told: _Told,
) -> SeenQuestion:
    if question.key:
        told = _Told(told.marks)
    said = feedback(question, response, mark) if told.marks and mark is not None else []
    return SeenQuestion(
        id=question.id,
        type=question.type,
        prompt=edition.text_at(path, question.prompt),
        points=question.points,
        title=question.title if isinstance(question, Block) else "",
        options=_options(edition, path, question.options, told, question)
        if isinstance(question, Choice)
        else (),
        blanks=[
            SeenBlank(blank.id, _options(edition, path, blank.options, told, question))
            for blank in (question.blanks if isinstance(question, Blanks) else ())
        ],
        unit=question.unit if isinstance(question, Numeric) else "",
        language=question.language if isinstance(question, Work) else "",
        starter_code=question.starter_code if isinstance(question, Work) else "",
        allowed_files=question.allowed_files if isinstance(question, Work) else (),
        at=question.at,
        response=response,
        mark=mark if told.marks else None,
        feedback=[*(edition.text_at(path, text) for text in said), *_comment(edition, path, mark, told)],
        answers=_answers(question) if told.answers else (),
    )


def _options(
    edition: Edition, path: str, options: Sequence[Option], told: _Told, question: Question
) -> list[SeenOption]:
    tells = told.answers and question.type not in OPEN_ENDED
    return [
        SeenOption(
            id=option.id,
            text=edition.text_at(path, option.text),
            correct=option.correct if tells else None,
            feedback=edition.text_at(path, option.feedback) if tells and option.feedback else None,
        )
        for option in options
    ]


def _comment(edition: Edition, path: str, mark: Mark | None, told: _Told) -> list[Text]:
    """What staff say. Unlike the words of a course it is said to one learner, so it is not kept at hand."""
    is_told = told.marks and mark is not None and mark.comment
    return [text_at(edition.course, path, mark.comment)] if is_told and mark is not None else []


def _answers(question: Question) -> list[str]:
    match question:
        case Numeric():
            return [f"{one.value:g} {question.unit}".strip() for one in question.answers if one.correct]
        case Written():
            return [one.value for one in question.answers if one.correct]
    return []
