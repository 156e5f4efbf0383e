"""What is written beside a course: by learners for themselves and about it, by teachers to those who take it.

Times of day are epoch ms; places in a lecture are ms from its start.
"""

from dataclasses import dataclass
from typing import Final

BEST_RATING: Final = 5
"""Ratings are whole numbers from 1 to this."""


@dataclass(frozen=True, slots=True)
class Note:
    """A learner's own note on an item. `moment` is the place in a lecture; `text` is Markdown."""

    learner_id: int
    id: str
    course_id: str
    item_id: str
    moment: int | None
    text: str
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage that a learner marked: of a reading, or of a transcript in one language.

    `starts_at` and `ends_at` are the places of a transcript's lines. `before` and `after` are the words
    around the quotation, by which it is found again where it occurs more than once.
    """

    learner_id: int
    id: str
    course_id: str
    item_id: str
    starts_at: int | None
    ends_at: int | None
    language: str | None
    quote: str
    before: str
    after: str
    note: str
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a learner thinks of a course."""

    learner_id: int
    course_id: str
    rating: int
    comment: str
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class InstructorNote:
    """What teachers tell everybody who takes a course, from `published_at` on; `body` is Markdown."""

    id: str
    course_id: str
    instructor_ids: tuple[str, ...]
    body: str
    published_at: int
    updated_at: int
