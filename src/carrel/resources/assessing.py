"""Quizzes, exams and the questions of lectures (shapes §7.1 to 7.3).

A text is `{typeName: "cml", definition: {dtdId: "assess/1", value}}`. What is not told stays out: while an
attempt is open, nothing of what is right, and afterwards what the rules of the assessment allow.
"""

from typing import Any

from msgspec import Struct, field

from carrel.protocol.schema import Operation
from carrel.resources.progress import ItemProgressRecord
from carrel.resources.records import UNSET, Maybe, Record, declare


class CmlDefinition(Record):
    """A text in CML."""

    value: str
    """The text."""
    dtd_id: str = "assess/1"
    """The dialect."""


class CmlText(Record):
    """A text as it stands in questions."""

    definition: CmlDefinition
    """The text itself."""
    type_name: str = "cml"
    """How it is written."""


class OptionRecord(Record):
    """Something to choose."""

    id: str
    """The option's id; it stays when options are shuffled."""
    display: CmlText
    """What is shown."""


class BlankRecord(Record):
    """A gap, written `{{id}}` in the prompt."""

    id: str
    """The gap's id."""
    options: list[OptionRecord]
    """What it may be filled with."""


class QuestionDefinition(Record):
    """What a question says."""

    prompt: CmlText
    """What is asked."""
    options: Maybe[list[OptionRecord]] = UNSET
    """What there is to choose, in the order of this attempt."""
    fillable_blanks: Maybe[list[BlankRecord]] = UNSET
    """The gaps to fill."""
    unit: Maybe[str] = UNSET
    """The unit in which a number is asked for."""
    title: Maybe[str] = UNSET
    """What stands above a text that asks nothing."""


class QuestionVariant(Record):
    """A question as this attempt has it."""

    definition: QuestionDefinition
    """What it says."""
    detail_level: str = "Full"
    """That nothing which may be told is left out."""


class QuestionType(Record):
    """Of which type a question is."""

    type: str
    """`mcq`, `mcqReflect`, `checkbox`, `checkboxReflect`, `singleNumeric`, `textExactMatch`, `regex`,
    `mathExpression`, `reflect`, `fillableBlanks`, or `text`, which asks nothing."""
    response_type: Maybe[str] = UNSET
    """In lectures: `submission`, or `continueOnly` where there is nothing to answer."""


class WeightedScoring(Record):
    """What a question is worth."""

    max_score: float
    """Points."""


class VideoPlace(Record):
    """Where a lecture asks."""

    cue_point_ms: int
    """Milliseconds from its start."""
    order: int
    """The place among the lecture's questions, from 0."""


class QuestionRecord(Record):
    """A question of a quiz or an exam."""

    id: str
    """The question's id."""
    question: QuestionType
    """Of which type it is."""
    variant: QuestionVariant
    """What it says in this attempt."""
    weighted_scoring: WeightedScoring
    """What it is worth."""
    is_submit_allowed: bool
    """Whether it can be answered still."""
    response: Maybe[Any] = UNSET
    """What was saved last."""


class InVideoQuestionRecord(Record):
    """A question of a lecture; its variant has prompt and options directly."""

    id: str
    """The question's id."""
    question: QuestionType
    """Of which type it is, and whether there is something to answer."""
    variant: QuestionDefinition
    """What it says."""
    weighted_scoring: WeightedScoring
    """What it would be worth. Nothing follows from it."""
    video: VideoPlace
    """Where it is asked."""


class OptionFeedback(Record):
    """What is told of one option, once that is allowed."""

    id: str
    """The option's id."""
    is_correct: bool
    """Whether it is right to choose it."""
    feedback: Maybe[CmlText] = UNSET
    """What is said to who chooses it."""


class QuestionFeedback(Record):
    """What an answer got."""

    id: str
    """The question's id."""
    max_score: float
    """The points that it is worth."""
    score: Maybe[float] = UNSET
    """The points that it got; absent until staff have said."""
    correctness: Maybe[str] = UNSET
    """`CORRECT`, `PARTIALLY_CORRECT` or `INCORRECT`."""
    feedback: list[CmlText] = field(default_factory=list)
    """What is said to this answer."""
    options: Maybe[list[OptionFeedback]] = UNSET
    """Which options are right; absent until that is told."""
    answers: Maybe[list[str]] = UNSET
    """The right answers, where they are no options; absent until that is told."""


class Evaluation(Record):
    """What an attempt got."""

    passing_fraction: float
    """The score that passes, from 0 to 1."""
    submitted_at: int
    """When it was handed in (epoch ms)."""
    score: Maybe[float] = UNSET
    """From 0 to 1; absent until every answer is marked, and where marks are not shown."""
    passed: Maybe[bool] = UNSET
    """Whether that passes."""
    questions: list[QuestionFeedback] = field(default_factory=list)
    """What each answer got, where that is shown."""


class AttemptState(Record):
    """An attempt: its questions, what was saved, and what became of it."""

    questions: list[QuestionRecord]
    """The questions, in this attempt's order."""
    evaluation: Evaluation | None
    """What it got; null while it is open."""
    next_submission_draft_id: Maybe[str] = UNSET
    """How often it was saved: another number after each time."""
    ends_at: Maybe[int] = UNSET
    """When its time is up (epoch ms)."""
    attempts_remaining: Maybe[int] = UNSET
    """How many attempts are left; absent where any number is allowed."""


class Session(Record):
    """An attempt as clients name it."""

    id: str
    """How it is named in addresses."""
    open: bool
    """Whether answers are taken still."""


class AssessmentProgress(ItemProgressRecord):
    """The state of the item, and of which version."""

    content_versioned_id: Maybe[str] = UNSET
    """The assessment's id and version: `{id}@{n}`."""


class SessionBody(Record):
    """What a new session answers."""

    session: Session
    """The session."""


class SessionAnswer(Record):
    """The answer to `POST …/quiz/session` and `POST …/lecture/inVideoQuiz/session`."""

    content_response_body: SessionBody
    """The session."""
    item_progress: AssessmentProgress
    """The item's state."""


class ActionBody(Record):
    """What an action answers."""

    return_: Any = field(name="return")
    """An `AttemptState`, or what the action says otherwise."""


class ActionAnswer(Record):
    """The answer to `POST …/session/{id}/action/{name}`."""

    content_response_body: ActionBody
    """What the action answers."""
    item_progress: AssessmentProgress
    """The item's state."""


class GivenResponse(Struct, rename="camel", frozen=True):
    """The answer to one question."""

    question_id: str
    """The question's id."""
    response: Any = None
    """An option's id; a list of them; a text or a number; for gaps, options' ids by the gaps' ids; or one of
    these under the name `chosen` or `answer`. Null takes an answer back."""


class ActionRequest(Struct, rename="camel", frozen=True):
    """What an action takes."""

    argument: list[GivenResponse] = []
    """The answers to save or to hand in."""


class SessionRequest(Struct, rename="camel", frozen=True):
    """What a session of a quiz or a lecture takes: an empty envelope, or nothing at all."""

    content_request_body: Any = None
    """Not looked at."""


class SessionActionRequest(Struct, rename="camel", frozen=True):
    """What an action of a session takes."""

    content_request_body: ActionRequest = ActionRequest()
    """What the action takes."""


class NewExamSession(Struct, rename="camel", frozen=True):
    """What begins an attempt at an exam, or goes on with the open one."""

    course_id: str
    """The course."""
    item_id: str
    """The exam."""


class ExamAction(Struct, rename="camel", frozen=True):
    """What is done to an exam's session: `getState`, `saveResponses` or `submitResponses`."""

    name: str = ""
    """Which of them."""
    argument: list[GivenResponse] = []
    """The answers to save or to hand in."""


class ExamSessionRecord(Record):
    """An attempt at an exam. It is created, and then lives by its actions (shapes §7.3)."""

    id: str
    """`{courseId}~{itemId}~{number}!~{begun}`: the attempt's number, and when it began (epoch ms)."""
    course_id: Maybe[str] = UNSET
    """The course."""
    item_id: Maybe[str] = UNSET
    """The exam."""


EXAM_SESSIONS = declare(
    "onDemandExamSessions.v1",
    ExamSessionRecord,
    default=("courseId", "itemId"),
    operations=frozenset({Operation.CREATE}),
)
