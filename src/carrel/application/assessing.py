"""Taking an assessment: attempts are begun, answers saved, handed in and marked.

Learners speak for themselves only. An attempt is taken on the edition with which it was begun, whatever is
published meanwhile. To hand in twice is to hand in once. When an attempt's time is up it is handed in with
what was saved until then, by whichever deed comes next.

Patterns and formulas are compared between two tries of a deed, never in one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from msgspec.structs import replace

from carrel.application.access import admit
from carrel.application.classroom import reach_item, record_access
from carrel.application.editions import Edition
from carrel.application.grading import complete_item, record_score
from carrel.application.judging import NeedsVerdicts
from carrel.application.own_files import need_own_files
from carrel.application.visit import Visit
from carrel.courseware.items import (
    EXAM,
    LECTURE,
    QUIZ,
    STAFF_GRADED,
    UNGRADED_ASSIGNMENT,
    Item,
    assessment_of,
)
from carrel.courseware.questions import Assessment, Block, Question, Shown, Work
from carrel.domain.access import Deed
from carrel.domain.assessing import (
    Action,
    Attempt,
    Turns,
    closes_at,
    is_over,
    is_shown,
    turns_of,
)
from carrel.domain.errors import AttemptClosed, NoAssessment, OutOfAttempts, Unfit
from carrel.domain.grading import is_passed, threshold
from carrel.domain.marking import Mark, checks, mark, marks, score
from carrel.domain.progress import ItemState
from carrel.domain.responding import Response, fitting_response, upload_in
from carrel.store import attempts as kept
from carrel.store import progress

ASSESSED: Final = (QUIZ, EXAM, STAFF_GRADED, UNGRADED_ASSIGNMENT)
"""The kinds of items that are taken in attempts."""


@dataclass(frozen=True)
class Sitting:
    """An assessment, and one learner's attempts at it."""

    edition: Edition
    item: Item
    attempts: Sequence[Attempt]
    now: int

    @cached_property
    def assessment(self) -> Assessment:
        """The questions and rules as they are published now."""
        return _assessment(self.item)

    @cached_property
    def turns(self) -> Turns:
        """What the learner has, and may do next."""
        return turns_of(self.assessment, self.attempts, self.now)

    @property
    def best(self) -> float | None:
        """The highest score of all attempts, from 0 to 1."""
        return max((one.score for one in self.attempts if one.score is not None), default=None)

    @property
    def needed(self) -> float:
        """The score that passes, from 0 to 1."""
        return threshold(self.edition.course, self.item)

    @property
    def has_passed(self) -> bool:
        """Whether an attempt has passed, or was enough where none needs to."""
        return is_passed(self.edition.course, self.item, self.best)

    @property
    def is_over(self) -> bool:
        """Whether an attempt's time is up, and it has still to be handed in."""
        return self.turns.open is not None and is_over(self.assessment, self.turns.open, self.now)

    def shows(self, rule: Shown, attempt: Attempt) -> bool:
        """Whether what the rule is about may be shown of this attempt."""
        return is_shown(
            rule,
            submitted=not attempt.is_open,
            passed=self.has_passed,
            spent=self.turns.is_spent,
        )

    def attempt(self, number: int) -> Attempt:
        """The attempt of this number; raises `AttemptClosed` where there is none."""
        found = next((one for one in self.attempts if one.number == number), None)
        if found is None:
            raise AttemptClosed("You have made no such attempt.")
        return found


def sit(visit: Visit, user_id: int, edition: Edition, item_id: str, *kinds: str) -> Sitting:
    """The assessment of an item, and the visitor's attempts at it. Nothing is changed.

    Raises `NotAuthorized`, `NotEnrolled`, `UnknownItem`, `ItemLocked`, `WrongKind`, `NoAssessment`.
    """
    admit(visit, Deed.STUDY, about=user_id)
    classroom, place = reach_item(visit, edition, item_id, *(kinds or ASSESSED))
    _assessment(place.item)
    found = kept.attempts_of(visit.connection, user_id, edition.course.id, item_id)
    return Sitting(classroom.edition, place.item, found, visit.now)


def start(visit: Visit, user_id: int, edition: Edition, item_id: str, *kinds: str) -> Sitting:
    """Begin an attempt, or go on with the one that is open. Raises as `sit`, and `OutOfAttempts`."""
    sitting = settle(visit, user_id, edition, item_id, *kinds)
    match sitting.turns.action:
        case Action.RESUME:
            return sitting
        case None:
            raise OutOfAttempts(_why_not(sitting.turns))
    before = sitting.attempts[-1].started_at if sitting.attempts else 0
    attempt = Attempt(
        learner_id=user_id,
        course_id=edition.course.id,
        item_id=item_id,
        number=len(sitting.attempts) + 1,
        edition_id=edition.id,
        # Attempts are told apart by when they were begun, too.
        started_at=max(visit.now, before + 1),
        responses={},
    )
    kept.put_attempt(visit.connection, attempt)
    classroom, _ = reach_item(visit, edition, item_id)
    record_access(visit, classroom.membership)
    progress.put_item(visit.connection, user_id, edition.course.id, item_id, ItemState.STARTED, visit.now)
    return Sitting(sitting.edition, sitting.item, [*sitting.attempts, attempt], sitting.now)


def save(
    visit: Visit,
    user_id: int,
    edition: Edition,
    item_id: str,
    number: int,
    responses: Mapping[str, object],
    *kinds: str,
) -> Sitting:
    """Keep answers, by the ids of their questions; those that are not named stay. None takes one back.

    Raises as `sit`, `AttemptClosed`, and `Unfit` for what is no answer to a question of it, or names
    a file that was not uploaded for it: nothing is kept then.
    """
    sitting = sit(visit, user_id, edition, item_id, *kinds)
    return keep(visit, sitting, number, responses)


def keep(visit: Visit, sitting: Sitting, number: int, responses: Mapping[str, object]) -> Sitting:
    """As `save`, for who sits there already."""
    attempt = _open(sitting, number)
    saved = replace(
        attempt,
        responses=_answered(visit, attempt, responses),
        saved=attempt.saved + 1,
        saved_at=visit.now,
    )
    kept.save_responses(visit.connection, saved)
    return _with(sitting, saved)


def submit(
    visit: Visit,
    user_id: int,
    edition: Edition,
    item_id: str,
    number: int,
    responses: Mapping[str, object] | None = None,
    *kinds: str,
) -> Sitting:
    """Hand in an attempt with what was saved, and with `responses` on top of that.

    One that was handed in already stays as it is, and so does one whose time is up: what comes late is not
    taken. Raises as `save`.
    """
    sitting = settle(visit, user_id, edition, item_id, *kinds)
    return hand_in(visit, sitting, number, responses or {})


def hand_in(visit: Visit, sitting: Sitting, number: int, responses: Mapping[str, object]) -> Sitting:
    """As `submit`, for who has settled already."""
    attempt = sitting.attempt(number)
    if not attempt.is_open:
        return sitting
    answered = _answered(visit, attempt, responses)
    return _handed_in(visit, sitting, replace(attempt, responses=answered), visit.now)


def settle(visit: Visit, user_id: int, edition: Edition, item_id: str, *kinds: str) -> Sitting:
    """The same as `sit`, after handing in the attempt whose time is up, if there is one."""
    sitting = sit(visit, user_id, edition, item_id, *kinds)
    attempt = sitting.turns.open
    if attempt is None or not sitting.is_over:
        return sitting
    end = closes_at(sitting.assessment, attempt)
    return _handed_in(visit, sitting, attempt, visit.now if end is None else end)


def ask_in_video(visit: Visit, user_id: int, edition: Edition, item_id: str) -> tuple[Question, ...]:
    """What a lecture asks while it plays, in the order of its places; raises as `sit`."""
    admit(visit, Deed.STUDY, about=user_id)
    _, place = reach_item(visit, edition, item_id, LECTURE)
    return tuple(sorted(_assessment(place.item).questions, key=lambda one: one.at or 0))


def answer_in_video(
    visit: Visit, user_id: int, edition: Edition, item_id: str, responses: Mapping[str, object]
) -> list[tuple[Question, Response | None, Mark]]:
    """What answers to a lecture's questions are worth. Nothing of it is kept, and nothing follows from it.

    Raises as `sit`, and `Unfit`.
    """
    questions = ask_in_video(visit, user_id, edition, item_id)
    given = _joined(questions, {}, responses)
    asked = [one for one in questions if one.id in responses]
    _need_verdicts(visit, asked, given)
    return [(one, given.get(one.id), mark(one, given.get(one.id), visit.verdicts)) for one in asked]


def paper_of(visit: Visit, attempt: Attempt) -> tuple[Question, ...]:
    """The questions of an attempt, in its own order."""
    edition = visit.shelf.edition(visit.connection, attempt.edition_id)
    return edition.paper_of(edition.place_of(attempt.item_id).item, attempt.seed)


def _handed_in(visit: Visit, sitting: Sitting, attempt: Attempt, at: int) -> Sitting:
    questions = paper_of(visit, attempt)
    _need_verdicts(visit, questions, attempt.responses)
    given = marks(questions, attempt.responses, visit.verdicts)
    done = replace(attempt, submitted_at=at, marks=given, score=score(given))
    kept.put_attempt(visit.connection, done)
    take_in_score(visit, sitting.edition, sitting.item, done)
    return _with(sitting, done)


def _need_verdicts(visit: Visit, questions: Sequence[Question], responses: Mapping[str, Response]) -> None:
    wanted = [one for question in questions for one in checks(question, responses.get(question.id))]
    if missing := [one for one in wanted if one not in visit.verdicts]:
        raise NeedsVerdicts(missing)


def take_in_score(visit: Visit, edition: Edition, item: Item, attempt: Attempt) -> None:
    """Let an attempt that was handed in count, as far as it is marked, by the course as it is taught now."""
    learner_id = attempt.learner_id
    if item.kind == UNGRADED_ASSIGNMENT:
        complete_item(visit, learner_id, edition.course.id, item.id)
    if attempt.score is not None and attempt.submitted_at is not None:
        name, at = str(attempt.number), attempt.submitted_at
        record_score(visit, learner_id, edition, item.id, attempt.score, attempt_id=name, submitted_at=at)


def _assessment(item: Item) -> Assessment:
    found = assessment_of(item.content)
    if found is None:
        raise NoAssessment(f"“{item.name}” asks no questions.")
    return found


def _open(sitting: Sitting, number: int) -> Attempt:
    """The attempt of this number, which is open and has time left."""
    attempt = sitting.attempt(number)
    if not attempt.is_open:
        raise AttemptClosed("This attempt was handed in already.")
    if is_over(sitting.assessment, attempt, sitting.now):
        raise AttemptClosed("The time of this attempt is up; what was saved before counts.")
    return attempt


def _answered(visit: Visit, attempt: Attempt, given: Mapping[str, object]) -> dict[str, Response]:
    """The attempt's answers after these were given; raises `Unfit`."""
    questions = paper_of(visit, attempt)
    after = _joined(questions, attempt.responses, given)
    named = [
        (one, upload_id)
        for one in questions
        if isinstance(one, Work) and one.id in given and (upload_id := upload_in(one, after.get(one.id)))
    ]
    ids = {upload_id for _, upload_id in named}
    found = need_own_files(visit, attempt.learner_id, attempt.course_id, attempt.item_id, ids)
    for question, upload_id in named:
        endings = tuple(one.lower() for one in question.allowed_files)
        if endings and not found[upload_id].name.lower().endswith(endings):
            raise Unfit(f"A file is asked for whose name ends with {' or '.join(endings)}.")
    return after


def _joined(
    questions: Sequence[Question], before: Mapping[str, Response], given: Mapping[str, object]
) -> dict[str, Response]:
    """The answers after these were given; raises `Unfit`."""
    known = {question.id: question for question in questions if not isinstance(question, Block)}
    after = dict(before)
    for question_id, value in given.items():
        question = known.get(question_id)
        if question is None:
            raise Unfit("This attempt asks no such question.")
        response = fitting_response(question, value)
        if response is None:
            after.pop(question_id, None)
        else:
            after[question_id] = response
    return after


def _with(sitting: Sitting, changed: Attempt) -> Sitting:
    attempts = [changed if one.number == changed.number else one for one in sitting.attempts]
    return Sitting(sitting.edition, sitting.item, attempts, sitting.now)


def _why_not(turns: Turns) -> str:
    if turns.more_at is None:
        return "You have made all your attempts."
    return "You have made all your attempts for now. Wait a while before the next one."
