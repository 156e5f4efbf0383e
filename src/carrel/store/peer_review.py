"""How drafts, submissions, hand-outs and reviews are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, select, update

from carrel.domain.peer_review import Given
from carrel.store.memberships import raise_version
from carrel.store.peer_queue import lapse, line_up, line_up_all, next_in_line
from carrel.store.prepared import Put
from carrel.store.tables import peer_drafts, peer_reviews, peer_submissions

Parts = Mapping[str, str]
"""What was written for each part, by its id: a text, an address, or an upload's id."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a learner is writing. Times are epoch ms."""

    title: str
    parts: Parts
    created_at: int
    updated_at: int
    revision: int


@dataclass(frozen=True, slots=True)
class Submission:
    """What a learner handed in. Times are epoch ms; `asked_at` is when they asked to have it graded."""

    id: str
    learner_id: int
    course_id: str
    item_id: str
    title: str
    parts: Parts
    draft_created_at: int
    submitted_at: int
    is_current: bool = True
    asked_at: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A submission in somebody's hands, and their review once `reviewed_at` is there. Times are epoch ms."""

    reviewer_id: int
    submission_id: str
    course_id: str
    item_id: str
    handed_at: int
    dropped_at: int | None = None
    reviewed_at: int | None = None
    answers: Mapping[str, Given] | None = None
    is_staff: bool = False


_parts = msgspec.json.Decoder(dict[str, str])
_answers = msgspec.json.Decoder(dict[str, int | str])
_DRAFT = select(
    peer_drafts.c.title,
    peer_drafts.c.parts,
    peer_drafts.c.created_at,
    peer_drafts.c.updated_at,
    peer_drafts.c.revision,
)
_SUBMISSION = select(
    peer_submissions.c.id,
    peer_submissions.c.learner_id,
    peer_submissions.c.course_id,
    peer_submissions.c.item_id,
    peer_submissions.c.title,
    peer_submissions.c.parts,
    peer_submissions.c.draft_created_at,
    peer_submissions.c.submitted_at,
    peer_submissions.c.is_current,
    peer_submissions.c.asked_at,
    peer_submissions.c.reason,
)
_REVIEW = select(
    peer_reviews.c.learner_id,
    peer_reviews.c.submission_id,
    peer_reviews.c.course_id,
    peer_reviews.c.item_id,
    peer_reviews.c.handed_at,
    peer_reviews.c.dropped_at,
    peer_reviews.c.reviewed_at,
    peer_reviews.c.answers,
    peer_reviews.c.is_staff,
)
_PUT_DRAFT = Put(peer_drafts)
_PUT_SUBMISSION = Put(peer_submissions)
_PUT_REVIEW = Put(peer_reviews)
_IS_THERE = peer_reviews.c.reviewed_at.is_not(None)


def draft_of(connection: Connection, learner_id: int, course_id: str, item_id: str) -> Draft | None:
    """What a learner is writing for an item, if they began."""
    row = connection.execute(_DRAFT.where(*_of(peer_drafts, learner_id, course_id, item_id))).one_or_none()
    return Draft(row[0], _parts.decode(row[1]), *row[2:]) if row else None


def put_draft(connection: Connection, learner_id: int, course_id: str, item_id: str, draft: Draft) -> None:
    """Keep a draft in place of the one before."""
    _PUT_DRAFT(
        connection,
        learner_id=learner_id,
        course_id=course_id,
        item_id=item_id,
        title=draft.title,
        parts=msgspec.json.encode(draft.parts),
        created_at=draft.created_at,
        updated_at=draft.updated_at,
        revision=draft.revision,
    )


def submissions_of(
    connection: Connection, learner_id: int, course_id: str, item_id: str
) -> Sequence[Submission]:
    """Everything that a learner handed in for an item, the last one first."""
    question = _SUBMISSION.where(*_of(peer_submissions, learner_id, course_id, item_id))
    rows = connection.execute(question.order_by(peer_submissions.c.submitted_at.desc()))
    return [_submission(row) for row in rows]


def submission(connection: Connection, submission_id: str) -> Submission | None:
    """The submission of this id, if there is one."""
    row = connection.execute(_SUBMISSION.where(peer_submissions.c.id == submission_id)).one_or_none()
    return _submission(row) if row else None


def current_submissions(
    connection: Connection, course_id: str, item_id: str, start: int, limit: int
) -> Sequence[Submission]:
    """A page of the current work for an item of those who are still there, the longest waiting first."""
    question = _SUBMISSION.where(
        peer_submissions.c.course_id == course_id,
        peer_submissions.c.item_id == item_id,
        peer_submissions.c.rank >= 0,
    )
    ordered = question.order_by(peer_submissions.c.submitted_at, peer_submissions.c.id)
    return [_submission(row) for row in connection.execute(ordered.limit(limit).offset(start))]


def add_submission(connection: Connection, new: Submission) -> None:
    """Keep what a learner handed in as their current work, in place of what was."""
    before = update(peer_submissions).where(
        *_of(peer_submissions, new.learner_id, new.course_id, new.item_id)
    )
    connection.execute(before.values(is_current=False))
    # Two that hand in the same draft at the same moment meet here, and PostgreSQL lets one of them try again.
    _PUT_SUBMISSION(
        connection,
        learner_id=new.learner_id,
        course_id=new.course_id,
        item_id=new.item_id,
        draft_created_at=new.draft_created_at,
        id=new.id,
        title=new.title,
        parts=msgspec.json.encode(new.parts),
        submitted_at=new.submitted_at,
        is_current=True,
        asked_at=new.asked_at,
        reason=new.reason,
        rank=None,
        coming_since=None,
    )
    line_up_all(connection, new.learner_id, new.course_id)
    raise_version(connection, new.learner_id, new.course_id)


def ask_for_grade(connection: Connection, asked: Submission, reason: str, at: int) -> Submission:
    """Note that its author wants a submission graded."""
    own = update(peer_submissions).where(peer_submissions.c.id == asked.id)
    connection.execute(own.values(asked_at=at, reason=reason))
    line_up(connection, asked.id)
    return replace(asked, asked_at=at, reason=reason)


def next_to_review(
    connection: Connection, reviewer_id: int, course_id: str, item_id: str, since: int
) -> str | None:
    """The id of the work that needs a review most: with the fewest reviews, there or coming.

    A hand-out from before `since` (epoch ms) no longer counts as coming. Never one's own, nor what one has
    reviewed, nor that of who has left; what one has dropped comes last.
    """
    lapse(connection, course_id, item_id, since)
    own = next(iter(submissions_of(connection, reviewer_id, course_id, item_id)), None)
    mine = (own.submitted_at, own.id) if own else (0, "")
    return next_in_line(connection, reviewer_id, course_id, item_id, mine)


def reviews_by(connection: Connection, reviewer_id: int, course_id: str, item_id: str) -> Sequence[Review]:
    """What is or was in somebody's hands for an item, the first one first."""
    question = _REVIEW.where(*_of(peer_reviews, reviewer_id, course_id, item_id))
    rows = connection.execute(question.order_by(peer_reviews.c.handed_at, peer_reviews.c.submission_id))
    return [_review(row) for row in rows]


def reviews_of(connection: Connection, submission_ids: Iterable[str]) -> Mapping[str, Sequence[Review]]:
    """The reviews that these submissions received, the first one first, by submission."""
    ids = list(submission_ids)
    question = _REVIEW.where(peer_reviews.c.submission_id.in_(ids), _IS_THERE)
    found: dict[str, list[Review]] = {one: [] for one in ids}
    for row in connection.execute(question.order_by(peer_reviews.c.reviewed_at, peer_reviews.c.learner_id)):
        found[row[1]].append(_review(row))
    return found


def review_of(connection: Connection, reviewer_id: int, submission_id: str) -> Review | None:
    """A submission in somebody's hands, if it is or was there."""
    question = _REVIEW.where(
        peer_reviews.c.learner_id == reviewer_id, peer_reviews.c.submission_id == submission_id
    )
    row = connection.execute(question).one_or_none()
    return _review(row) if row else None


def put_review(connection: Connection, review: Review) -> None:
    """Keep a hand-out or a review in place of the one before."""
    _PUT_REVIEW(
        connection,
        learner_id=review.reviewer_id,
        submission_id=review.submission_id,
        course_id=review.course_id,
        item_id=review.item_id,
        handed_at=review.handed_at,
        dropped_at=review.dropped_at,
        reviewed_at=review.reviewed_at,
        answers=None if review.answers is None else msgspec.json.encode(review.answers),
        is_staff=review.is_staff,
    )
    line_up(connection, review.submission_id)
    raise_version(connection, review.reviewer_id, review.course_id)


def _submission(row: Sequence[Any]) -> Submission:
    return Submission(
        id=row[0],
        learner_id=row[1],
        course_id=row[2],
        item_id=row[3],
        title=row[4],
        parts=_parts.decode(row[5]),
        draft_created_at=row[6],
        submitted_at=row[7],
        is_current=bool(row[8]),
        asked_at=row[9],
        reason=row[10],
    )


def _review(row: Sequence[Any]) -> Review:
    return Review(
        reviewer_id=row[0],
        submission_id=row[1],
        course_id=row[2],
        item_id=row[3],
        handed_at=row[4],
        dropped_at=row[5],
        reviewed_at=row[6],
        answers=None if row[7] is None else _answers.decode(row[7]),
        is_staff=bool(row[8]),
    )


def _of(table: Table, learner_id: int, course_id: str, item_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.learner_id == learner_id,
        table.c.course_id == course_id,
        table.c.item_id == item_id,
    )
