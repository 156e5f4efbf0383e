"""Peer review, as its author goes through it: writing, handing in, and what the reviews come to.

Reviewing is in `peer_reviewing`, the rules are in `carrel.domain.peer_review`.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from carrel.application.access import require
from carrel.application.classroom import Classroom, current_edition, reach_item, record_access
from carrel.application.editions import Edition
from carrel.application.grading import record_score
from carrel.application.own_files import need_own_files
from carrel.application.visit import Visit
from carrel.courseware.items import Item, PeerReview
from carrel.domain.access import Deed
from carrel.domain.errors import NotAuthorized, NotNow, Unfit, WrongKind
from carrel.domain.grading import ItemGrade
from carrel.domain.peer_review import (
    FILE,
    LONGEST_TITLE,
    PEER_KINDS,
    Crowd,
    Duty,
    Phase,
    Result,
    duty,
    fit_draft,
    fit_submission,
    phase,
    result,
)
from carrel.domain.progress import ItemState
from carrel.domain.writing import fitting
from carrel.store import grades, memberships, peer_queue, peer_review, progress, uploads
from carrel.store.peer_review import Draft, Review, Submission
from carrel.store.uploads import Upload

LONGEST_REASON = 1_000
"""Characters."""


@dataclass(frozen=True)
class Assigned:
    """A peer-reviewed assignment as one learner stands in it at `now` (epoch ms).

    `received` are the reviews of their current work, whoever may see them; `hands` is what they were given to
    review themselves, done or not.
    """

    edition: Edition
    item: Item
    peer: PeerReview
    draft: Draft | None
    submissions: Sequence[Submission]
    received: Sequence[Review]
    hands: Sequence[Review]
    grade: ItemGrade
    crowd: Crowd
    due: int | None
    now: int

    @property
    def current(self) -> Submission | None:
        """The work that counts: what was handed in last."""
        return self.submissions[0] if self.submissions else None

    @property
    def is_writing(self) -> bool:
        """Whether there is a draft that was not handed in."""
        return self.draft is not None and all(
            self.draft.created_at != one.draft_created_at for one in self.submissions
        )

    @property
    def authored(self) -> int:
        """How many reviews the learner has given."""
        return sum(one.reviewed_at is not None for one in self.hands)

    @cached_property
    def duty(self) -> Duty:
        """How many reviews are needed, theirs and of theirs."""
        waited = self.now - self.current.submitted_at if self.current else 0
        return duty(self.peer, self.crowd, waited)

    @property
    def counting(self) -> Sequence[Review]:
        """The reviews that make the score: the last of staff, if there is one, or else all."""
        staff = [one for one in self.received if one.is_staff]
        if staff:
            return staff[-1:]
        return () if self.peer.mentor_graded else self.received

    @property
    def is_graded(self) -> bool:
        """Whether the current work has its score already, and so keeps it when more is needed later."""
        return self.current is not None and any(one.id == self.current.id for one in self.grade.attempts)

    @property
    def is_ready(self) -> bool:
        """Whether the current work has, or may have, its score."""
        if self.current is None or self.is_graded:
            return self.current is not None
        if any(one.is_staff for one in self.counting):
            return True
        return len(self.counting) >= self.duty.received and self.authored >= self.duty.authored

    @property
    def result(self) -> Result | None:
        """What the reviews come to, once that is ready."""
        if not self.is_ready or not self.counting:
            return None
        return result(self.peer.criteria, [one.answers or {} for one in self.counting])

    @property
    def score(self) -> float | None:
        """What the current work is worth before any penalty (0 to 1), once it has its score."""
        if self.current is None or not self.is_ready:
            return None
        return self.result.score if self.result else 1.0

    @property
    def phase(self) -> Phase:
        """Where the learner is, as the deadlines have it."""
        return phase(self.due, self.peer.review_deadline_offset, self.now)

    @property
    def reviews_due(self) -> int | None:
        """When the reviews are due (epoch ms), if that is said."""
        offset = self.peer.review_deadline_offset
        return None if self.due is None or offset is None else self.due + offset


def see_assignment(visit: Visit, user_id: int, course_id: str, item_id: str) -> Assigned:
    """One's own standing in an assignment.

    Raises `NotAuthorized`, `NotEnrolled`, `UnknownCourse`, `UnknownItem`, `WrongKind`, `ItemLocked`.
    """
    classroom, item = reach_work(visit, user_id, course_id, item_id)
    return assigned(visit, user_id, classroom.edition, item, classroom.item_due(item_id))


def save_draft(
    visit: Visit,
    user_id: int,
    course_id: str,
    item_id: str,
    title: str,
    parts: Mapping[str, str],
    revision: int | None = None,
) -> Draft:
    """Keep what one is writing, finished or not; the last to save wins, unless they name a `revision`.

    Raises as `see_assignment`, `Unfit`, and `NotNow` where the draft has another revision by now.
    """
    classroom, item = reach_work(visit, user_id, course_id, item_id)
    record_access(visit, classroom.membership)
    before = peer_review.draft_of(visit.connection, user_id, course_id, item_id)
    if revision is not None and before is not None and before.revision != revision:
        raise NotNow("The draft was changed elsewhere, in another tab perhaps, since you opened it.")
    peer = content_of(item)
    kept = fit_draft(peer.parts, parts)
    need_own_files(visit, user_id, course_id, item_id, _named(peer, kept))
    draft = Draft(
        fitting(title, LONGEST_TITLE, "The title", may_be_empty=True),
        kept,
        _begun_at(visit, before, user_id, course_id, item_id),
        visit.now,
        (before.revision if before else 0) + 1,
    )
    peer_review.put_draft(visit.connection, user_id, course_id, item_id, draft)
    progress.put_item(visit.connection, user_id, course_id, item_id, ItemState.STARTED, visit.now)
    return draft


def submit(
    visit: Visit, user_id: int, course_id: str, item_id: str, draft_created_at: int | None = None
) -> Submission:
    """Hand in one's draft; the same draft again is the same submission.

    Handing in something else takes the place of what was, as long as nobody has reviewed that, or once it has
    its score. Raises as `see_assignment`, `Unfit` for what is not finished, and `NotNow`.
    """
    classroom, item = reach_work(visit, user_id, course_id, item_id)
    record_access(visit, classroom.membership)
    theirs = assigned(visit, user_id, classroom.edition, item, classroom.item_due(item_id))
    draft = theirs.draft
    if draft is None:
        raise Unfit("There is nothing to hand in yet.")
    asked = draft.created_at if draft_created_at is None else draft_created_at
    if known := next((one for one in theirs.submissions if one.draft_created_at == asked), None):
        return known
    if asked != draft.created_at:
        raise NotNow("The draft that was to be handed in is not there any more.")
    if theirs.received and not theirs.is_graded:
        raise NotNow("Your work is being reviewed. When it has its score, you can hand in again.")
    submission = Submission(
        id=secrets.token_urlsafe(16),
        learner_id=user_id,
        course_id=course_id,
        item_id=item_id,
        title=draft.title,
        parts=fit_submission(theirs.peer.parts, draft.parts),
        draft_created_at=draft.created_at,
        submitted_at=visit.now,
    )
    peer_review.add_submission(visit.connection, submission)
    progress.put_item(visit.connection, user_id, course_id, item_id, ItemState.STARTED, visit.now)
    settle(visit, user_id, classroom.edition, item)
    return submission


def request_grading(
    visit: Visit, user_id: int, course_id: str, item_id: str, submission_id: str, reason: str
) -> Submission:
    """Ask that one's work be graded: it comes first among those that wait, and is graded if it can be.

    Raises as `see_assignment`, `Unfit`, and `NotNow` for work that is not one's current.
    """
    reason = fitting(reason, LONGEST_REASON, "The reason", may_be_empty=True)
    theirs = see_assignment(visit, user_id, course_id, item_id)
    if theirs.current is None or theirs.current.id != submission_id:
        raise NotNow("This is not the work that you handed in last.")
    asked = peer_review.ask_for_grade(visit.connection, theirs.current, reason, visit.now)
    settle(visit, user_id, theirs.edition, theirs.item)
    return asked


def settle(visit: Visit, learner_id: int, edition: Edition, item: Item) -> None:
    """Give a learner's current work its score, or bring it up to date, when that is ready."""
    theirs = assigned(visit, learner_id, edition, item)
    score = theirs.score
    if theirs.current is None or score is None:
        return
    record_score(
        visit,
        learner_id,
        edition,
        item.id,
        score,
        attempt_id=theirs.current.id,
        submitted_at=theirs.current.submitted_at,
    )


def reach_work(visit: Visit, user_id: int, course_id: str, item_id: str) -> tuple[Classroom, Item]:
    """The classroom and the item for somebody's own work; raises as `see_assignment`."""
    if visit.learner().id != user_id:
        raise NotAuthorized("You can speak for yourself only.")
    require(visit, Deed.STUDY, course_id=course_id)
    classroom, place = reach_item(visit, current_edition(visit, course_id=course_id), item_id, *PEER_KINDS)
    content_of(place.item)
    return classroom, place.item


def assigned(visit: Visit, learner_id: int, edition: Edition, item: Item, due: int | None = None) -> Assigned:
    """How somebody stands in an assignment."""
    connection, course_id = visit.connection, edition.course.id
    mine = peer_review.submissions_of(connection, learner_id, course_id, item.id)
    hands = peer_review.reviews_by(connection, learner_id, course_id, item.id)
    # More of them change nothing: neither what is needed, nor whether there is more to review.
    most = max(content_of(item).required_reviews, len(hands)) + 1
    return Assigned(
        edition=edition,
        item=item,
        peer=content_of(item),
        draft=peer_review.draft_of(connection, learner_id, course_id, item.id),
        submissions=mine,
        received=peer_review.reviews_of(connection, [mine[0].id])[mine[0].id] if mine else (),
        hands=hands,
        grade=grades.grade_of(connection, learner_id, course_id, item.id),
        crowd=crowd_of(visit, course_id, item.id, most, has_work=bool(mine)),
        due=due,
        now=visit.now,
    )


def crowd_of(visit: Visit, course_id: str, item_id: str, most: int, *, has_work: bool) -> Crowd:
    """Who there is beside one learner, who has handed in work themselves or not; counted up to `most`."""
    learners = memberships.count_some_learners(visit.connection, course_id, most + 1)
    authors = peer_queue.count_some_authors(visit.connection, course_id, item_id, most + 1)
    return Crowd(max(0, learners - 1), max(0, authors - has_work))


def content_of(item: Item) -> PeerReview:
    """What the assignment asks for; raises `WrongKind` for a placeholder."""
    if not isinstance(item.content, PeerReview):
        raise WrongKind(item.id, item.kind, " or ".join(PEER_KINDS))
    return item.content


def files_in(visit: Visit, peer: PeerReview, parts: Mapping[str, str]) -> Mapping[str, Upload]:
    """The files that somebody's work names, by id."""
    return uploads.uploads_by_id(visit.connection, _named(peer, parts))


def _named(peer: PeerReview, parts: Mapping[str, str]) -> list[str]:
    return [parts[one.id] for one in peer.parts if one.kind == FILE and one.id in parts]


def _begun_at(visit: Visit, before: Draft | None, user_id: int, course_id: str, item_id: str) -> int:
    """When the draft began: it goes on until it is handed in, and then another begins."""
    if before is None:
        return visit.now
    handed_in = peer_review.submissions_of(visit.connection, user_id, course_id, item_id)
    if all(one.draft_created_at != before.created_at for one in handed_in):
        return before.created_at
    return max(visit.now, before.created_at + 1)
