"""How an assessment is taken: which questions an attempt gets, how many attempts there are, until when.

An attempt with a time limit is closed when its time is up: what was saved by then is what was handed in.
Times are epoch ms.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from carrel.courseware.questions import Assessment, Blanks, Choice, Question, Shown
from carrel.domain.marking import Marks
from carrel.domain.responding import Responses

T = TypeVar("T")


class Action(StrEnum):
    """What a learner may do next, spelled as on the wire."""

    START = "START_NEW_ATTEMPT"
    RESUME = "RESUME_DRAFT"


class Attempt(Struct, frozen=True):
    """One go at an assessment, by its number from 1.

    It is taken on the edition with which it was begun. `saved` counts how often its answers were saved;
    `marks` come with handing in, `score` (0 to 1) as soon as every mark is given.
    """

    learner_id: int
    course_id: str
    item_id: str
    number: int
    edition_id: int
    started_at: int
    responses: Responses
    saved: int = 0
    saved_at: int | None = None
    submitted_at: int | None = None
    marks: Marks | None = None
    score: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether it was not handed in yet."""
        return self.submitted_at is None

    @property
    def seed(self) -> str:
        """What its questions are drawn and shuffled by."""
        return f"{self.learner_id}~{self.course_id}~{self.item_id}~{self.number}"


@dataclass(frozen=True, slots=True)
class Turns:
    """How a learner stands in an assessment: the open attempt, the last that was handed in, what is left.

    `remaining` is None where any number is allowed; `more_at` is when the interval lets the next one begin.
    """

    action: Action | None
    open: Attempt | None
    last: Attempt | None
    made: int
    remaining: int | None
    more_at: int | None

    @property
    def is_spent(self) -> bool:
        """Whether there will never be another attempt."""
        return self.action is None and self.more_at is None


def turns_of(assessment: Assessment, attempts: Sequence[Attempt], now: int) -> Turns:
    """Where a learner with these attempts, the first one first, stands now."""
    handed_in = [one for one in attempts if not one.is_open]
    last = handed_in[-1] if handed_in else None
    going = next((one for one in attempts if one.is_open), None)
    left = None if assessment.attempts is None else max(0, assessment.attempts - len(attempts))
    more_at = None if left == 0 else _free_at(assessment, attempts, now)
    if going:
        return Turns(Action.RESUME, going, last, len(attempts), left, more_at)
    action = Action.START if left != 0 and more_at is None else None
    return Turns(action, None, last, len(attempts), left, more_at)


def _free_at(assessment: Assessment, attempts: Sequence[Attempt], now: int) -> int | None:
    """When the interval lets the next attempt begin; None for at once."""
    most = assessment.attempts_per_interval
    recent = [one.started_at for one in attempts if one.started_at > now - assessment.interval]
    return None if most is None or len(recent) < most else recent[-most] + assessment.interval


def closes_at(assessment: Assessment, attempt: Attempt) -> int | None:
    """When the attempt's time is up; None without a limit."""
    return None if assessment.time_limit is None else attempt.started_at + assessment.time_limit


def is_over(assessment: Assessment, attempt: Attempt, now: int) -> bool:
    """Whether an attempt is open no more for lack of time."""
    end = closes_at(assessment, attempt)
    return attempt.is_open and end is not None and now >= end


def paper(assessment: Assessment, seed: str) -> tuple[Question, ...]:
    """The questions of one attempt: drawn from the pools, in their order, each with its options in theirs.

    The same seed gives the same paper again.
    """
    drawn = {pool.name: _drawn(assessment, pool.name, pool.draw, seed) for pool in assessment.pools}
    questions = [one for one in assessment.questions if not one.pool or one.id in drawn[one.pool]]
    if assessment.shuffle:
        questions = _shuffled(questions, [one.id for one in questions], seed)
    return tuple(_with_shuffled_options(one, seed) for one in questions)


def is_shown(rule: Shown, *, submitted: bool, passed: bool, spent: bool) -> bool:
    """Whether what `rule` is about may be shown to who has handed in, passed, or spent all attempts."""
    match rule:
        case "submitted":
            return submitted
        case "passed":
            return submitted and (passed or spent)
        case "spent":
            return submitted and spent
        case "never":
            return False


def _drawn(assessment: Assessment, pool: str, count: int, seed: str) -> set[str]:
    ids = [one.id for one in assessment.questions if one.pool == pool]
    return set(_shuffled(ids, ids, f"{seed}~{pool}")[:count])


def _with_shuffled_options(question: Question, seed: str) -> Question:
    match question:
        case Choice(shuffle=True, options=options):
            order = _shuffled(options, [option.id for option in options], f"{seed}~{question.id}")
            return replace(question, options=tuple(order))
        case Blanks():
            # In the order of writing, the right one would stand first in most courses.
            blanks = (
                replace(blank, options=tuple(_shuffled(blank.options, [o.id for o in blank.options], seed)))
                for blank in question.blanks
            )
            return replace(question, blanks=tuple(blanks))
    return question


def _shuffled(things: Iterable[T], ids: Iterable[str], seed: str) -> list[T]:
    """In an order that only the seed and the ids decide."""
    keyed = [
        (hashlib.sha256(f"{seed}\0{one}".encode()).digest(), thing)
        for one, thing in zip(ids, things, strict=True)
    ]
    return [thing for _, thing in sorted(keyed, key=lambda pair: pair[0])]
