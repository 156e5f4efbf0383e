"""Forums: where those who take a course ask each other, answer, and vote.

Times are epoch ms. A *post* is a question or an answer; an answer to an answer is a reply.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from carrel.domain.errors import PostingTooOften

MINUTE: Final = 60_000
BURST: Final = 10.0
"""Posts that a learner may write in a course at once."""
RECOVERY: Final = 1 / (2 * MINUTE)
"""Posts that they may write more, each millisecond."""
ROUNDING: Final = 1e-6
"""Of a post: what fractions of it may be wrong by."""


class ForumKind(StrEnum):
    """What a forum is about: the whole course, a module (a week), or one item."""

    COURSE = "course"
    WEEK = "week"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Forum:
    """One forum of a course. `order` counts from 1; `module_id` and `item_id` are empty where it has none."""

    id: str
    kind: ForumKind
    name: str
    description: str
    order: int
    parent_id: str = ""
    module_id: str = ""
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of a forum: its questions without and with removed ones, and its last answer."""

    shown: int = 0
    all: int = 0
    last_answered_at: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question, which begins a thread. A prompt of the course has no `creator_id`; `body` is CML.

    `votes`, `follows`, `flags` and the counts of answers are kept, not counted anew. It is `removed_by` its
    writer or a moderator; then it is gone for everybody but moderators.
    """

    id: str
    course_id: str
    forum_id: str
    creator_id: int | None
    title: str
    body: str
    created_at: int
    edited_at: int | None = None
    last_activity_at: int = 0
    last_answered_at: int | None = None
    last_answered_by: int | None = None
    votes: int = 0
    follows: int = 0
    flags: int = 0
    answers: int = 0
    top_answers: int = 0
    pinned: bool = False
    closed: bool = False
    removed_at: int | None = None
    removed_by: int | None = None

    @property
    def is_removed(self) -> bool:
        """Whether only moderators see it."""
        return self.removed_at is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question, or, with a `parent_id`, a reply to an answer. `body` is CML."""

    id: str
    course_id: str
    question_id: str
    parent_id: str
    creator_id: int | None
    body: str
    created_at: int
    edited_at: int | None = None
    votes: int = 0
    flags: int = 0
    replies: int = 0
    removed_at: int | None = None
    removed_by: int | None = None

    @property
    def is_removed(self) -> bool:
        """Whether only moderators see what it says."""
        return self.removed_at is not None


class Sort(StrEnum):
    """In which order the questions of a forum come; what is pinned comes first in each."""

    ACTIVITY = "lastActivityAtDesc"
    NEWEST = "createdAtDesc"
    VOTES = "votesDesc"


class AnswerSort(StrEnum):
    """In which order the answers to a question come."""

    OLDEST = "createdAtAsc"
    NEWEST = "createdAtDesc"
    VOTES = "votesDesc"


@dataclass(frozen=True, slots=True)
class Contributions:
    """What somebody has in a course's forums: posts that stand there, and votes they got.

    `left` is how many posts they could write at `counted_at` before they are asked to wait.
    """

    posts: int = 0
    votes: int = 0
    left: float = BURST
    counted_at: int = 0


def posted(before: Contributions, now: int) -> Contributions:
    """What is counted after one more post; raises `PostingTooOften` for who has to wait."""
    left = min(BURST, before.left + (now - before.counted_at) * RECOVERY)
    if left < 1 - ROUNDING:
        raise PostingTooOften(math.ceil((1 - left - ROUNDING) / RECOVERY / 1000))
    return replace(before, posts=before.posts + 1, left=max(0.0, left - 1), counted_at=now)


DEFAULT_FORUMS: Final[Mapping[str, tuple[str, str]]] = {
    "general": ("General Discussion", "Anything about the course that has no place of its own."),
    "meet": ("Meet and Greet", "Say who you are, and find out who else is here."),
}
"""The forums that every course has, by what their ids are derived from: names and descriptions."""
