"""What learners get to see of an assessment: the only way by which questions leave the school.

Everything that shows a question, to programs or to people, shows it by what is made here. Which option,
number or text is right, and what is said to an answer, is in it only where the rules of the assessment allow
that by now.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from carrel.application.assessing import Sitting, paper_of
from carrel.application.editions import Edition, questions_path
from carrel.application.seen import SeenQuestion, in_order_of
from carrel.application.texts import Text, text_at
from carrel.application.visit import Visit
from carrel.courseware.items import Item, assessment_of
from carrel.courseware.questions import Question
from carrel.domain.assessing import Attempt, closes_at
from carrel.domain.marking import Mark, feedback
from carrel.domain.responding import Response


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
    item, marks = edition.place_of(attempt.item_id).item, attempt.marks or {}
    questions = [
        _seen(edition, item, one, attempt.responses.get(one.id), marks.get(one.id), told)
        for one in paper_of(visit, attempt)
    ]
    return SeenAttempt(attempt, questions, closes_at(rules, attempt), told.marks, told.answers)


def seen_question(edition: Edition, item: Item, question: Question) -> SeenQuestion:
    """A question of an item that nobody has answered yet."""
    return _seen(edition, item, question, None, None, _Told())


def asked_in_video(edition: Edition, item: Item) -> list[SeenQuestion]:
    """What a lecture asks while it plays, in the order of its places; nothing for any that asks nothing."""
    assessment = assessment_of(item.content)
    if assessment is None:
        return []
    in_order = sorted(assessment.questions, key=lambda one: one.at or 0)
    return [seen_question(edition, item, one) for one in in_order]


def answered_question(
    edition: Edition, item: Item, question: Question, response: Response | None, mark: Mark | None
) -> SeenQuestion:
    """A question that was answered once and for all: everything is told."""
    return _seen(edition, item, question, response, mark, _Told(marks=True, answers=True))


def _seen(
    edition: Edition,
    item: Item,
    question: Question,
    response: Response | None,
    mark: Mark | None,
    told: _Told,
) -> SeenQuestion:
    asked = in_order_of(question, edition.asked(item, question, tells_answers=told.answers))
    if not told.marks or mark is None:
        return asked if response is None else replace(asked, response=response)
    # Who answers nothing is told nothing of it, until everything may be told.
    texts = feedback(question, response, mark) if response is not None or told.answers else ()
    said = [edition.question_text(item, text) for text in texts]
    return replace(asked, response=response, mark=mark, feedback=[*said, *_comment(edition, item, mark)])


def _comment(edition: Edition, item: Item, mark: Mark) -> list[Text]:
    """What staff say. Unlike the words of a course it is said to one learner, so it is not kept at hand."""
    return [text_at(edition.course, questions_path(item), mark.comment)] if mark.comment else []
