"""What a learner wrote in a course: notes, passages marked, answers, work handed in; and what was said of it.

Pure. It becomes Markdown in the folder `learner`, which is no part of the course (see `own_texts`).
"""

from typing import Final

from msgspec import Struct

from carrel.archiver.attempts import AttemptsSaid
from carrel.client import Question, questions
from carrel.courseware.items import PEER, PHASED_PEER
from carrel.resources.notes import (
    LEARNER_HIGHLIGHTS,
    LEARNER_NOTES,
    LearnerHighlightRecord,
    LearnerNoteRecord,
)
from carrel.resources.peer_review import RECEIVED_REVIEWS, SUBMISSIONS, ReceivedReviewRecord, SubmissionRecord
from carrel.resources.posts import COURSE_FORUM_ANSWERS, CourseForumAnswerRecord

WITH_WORK: Final = frozenset({PEER, PHASED_PEER})
"""The kinds of items to which work is handed in that others review."""


class PostSaid(Struct, frozen=True, kw_only=True):
    """What somebody wrote (CML), and when (epoch ms)."""

    cml: str
    created_at: int = 0
    edited_at: int = 0


class OwnSaid(Struct, frozen=True, kw_only=True):
    """What is the learner's own; None is what the site did not tell.

    Works, reviews, attempts, and answers to prompts are by item.
    """

    notes: list[LearnerNoteRecord] | None = None
    highlights: list[LearnerHighlightRecord] | None = None
    works: dict[str, list[SubmissionRecord]] = {}
    reviews: dict[str, list[ReceivedReviewRecord]] = {}
    attempts: dict[str, AttemptsSaid] = {}
    answers: dict[str, list[PostSaid]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing, as far as the site told."""
        return not (
            self.notes or self.highlights or self.works or self.reviews or self.attempts or self.answers
        )

    def after(self, before: "OwnSaid") -> "OwnSaid":
        """This, and of `before` what was not told now."""
        attempts = {
            item: said.after(before.attempts[item]) if item in before.attempts else said
            for item, said in self.attempts.items()
        }
        return OwnSaid(
            notes=before.notes if self.notes is None else self.notes,
            highlights=before.highlights if self.highlights is None else self.highlights,
            works=before.works | self.works,
            reviews=before.reviews | self.reviews,
            attempts=before.attempts | attempts,
            answers=before.answers | self.answers,
        )


def notes_in(course_id: str) -> Question[LearnerNoteRecord]:
    """The notes on a course."""
    return questions.find(LEARNER_NOTES, "byCourse", course_id=course_id)


def highlights_in(course_id: str) -> Question[LearnerHighlightRecord]:
    """The passages marked in a course."""
    return questions.find(LEARNER_HIGHLIGHTS, "byCourse", course_id=course_id)


def works_for(user_id: int, course_id: str, item_id: str) -> Question[SubmissionRecord]:
    """What the learner handed in."""
    return questions.find(SUBMISSIONS, "mine", user_id=user_id, course_id=course_id, item_id=item_id)


def reviews_of(user_id: int, course_id: str, item_id: str) -> Question[ReceivedReviewRecord]:
    """What was said of what the learner handed in last."""
    return questions.find(RECEIVED_REVIEWS, "byItem", user_id=user_id, course_id=course_id, item_id=item_id)


def answers_in(course_id: str) -> Question[CourseForumAnswerRecord]:
    """What the learner answered in the forums of a course."""
    return questions.find(COURSE_FORUM_ANSWERS, "mine", course_id=course_id)
