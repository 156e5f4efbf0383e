"""What staff do with work that no program can mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from carrel.application.access import require
from carrel.application.assessing import paper_of, take_in_score
from carrel.application.classroom import current_edition
from carrel.application.grading import need_member
from carrel.application.papers import answered_question
from carrel.application.seen import SeenQuestion
from carrel.application.visit import Visit
from carrel.domain.access import Deed
from carrel.domain.assessing import Attempt
from carrel.domain.errors import AttemptClosed, Unfit
from carrel.domain.marking import Mark, score
from carrel.domain.writing import LONGEST_NOTE, fitting
from carrel.store import attempts as kept
from carrel.store import users

MOST: Final = 50
"""How much of what waits is shown at once: it is taken from the top."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An attempt that waits to be marked, by whom, and what it answers."""

    attempt: Attempt
    learner_name: str
    questions: Sequence[SeenQuestion]


@dataclass(frozen=True, slots=True)
class StaffMark:
    """What staff say of one answer: its points, and a word on it."""

    points: float
    comment: str = ""


def waiting(visit: Visit, course_id: str, item_id: str) -> Sequence[Waiting]:
    """What waits to be marked in an item, the oldest first; raises `NotSignedIn`, `NotAuthorized`."""
    require(visit, Deed.GRADE, course_id=course_id)
    found = kept.awaiting(visit.connection, course_id, item_id, MOST)
    people = users.users_by_id(visit.connection, {one.learner_id for one in found})
    return [Waiting(one, people[one.learner_id].name, _answered(visit, one)) for one in found]


def _answered(visit: Visit, attempt: Attempt) -> list[SeenQuestion]:
    edition = visit.shelf.edition(visit.connection, attempt.edition_id)
    item, marks = edition.place_of(attempt.item_id).item, attempt.marks or {}
    return [
        answered_question(edition, item, one, attempt.responses.get(one.id), marks.get(one.id))
        for one in paper_of(visit, attempt)
    ]


def give_marks(
    visit: Visit, learner_id: int, course_id: str, item_id: str, number: int, said: Mapping[str, StaffMark]
) -> Attempt:
    """Mark answers of an attempt that was handed in, again if need be; what is not named stays.

    Raises `NotSignedIn`, `NotAuthorized`, `UnknownCourse`, `UnknownItem`, `UnknownMember`, `AttemptClosed`
    for one that is still being worked on, and `Unfit` for points that the question does not have.
    """
    require(visit, Deed.GRADE, course_id=course_id, about=learner_id)
    need_member(visit, learner_id, course_id)
    edition = current_edition(visit, course_id=course_id)
    item = edition.place_of(item_id).item
    found = kept.attempts_of(visit.connection, learner_id, course_id, item_id)
    attempt = next((one for one in found if one.number == number), None)
    if attempt is None or attempt.marks is None:
        raise AttemptClosed("This attempt was not handed in.")
    marks = dict(attempt.marks)
    for question_id, one in said.items():
        marks[question_id] = _marked(marks.get(question_id), one)
    marked = replace(attempt, marks=marks, score=score(marks))
    kept.put_attempt(visit.connection, marked)
    take_in_score(visit, edition, item, marked)
    return marked


def _marked(before: Mark | None, said: StaffMark) -> Mark:
    if before is None or not 0 <= said.points <= before.most:
        raise Unfit("An answer gets no more points than its question has, and not less than none.")
    comment = fitting(said.comment, LONGEST_NOTE, "A comment", may_be_empty=True)
    return replace(before, points=said.points, comment=comment)
