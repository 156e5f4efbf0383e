"""Answers to those who review: what is in their hands, and what they say of it."""

from typing import cast

from carrel.application import peer_reviewing
from carrel.application.peer_review import see_assignment
from carrel.domain.access import Deed
from carrel.domain.errors import NotAuthorized
from carrel.protocol.errors import not_found
from carrel.protocol.paging import slice_page
from carrel.resources.peer_review import USER_AND_SUBMISSION, NewPeerReview, PeerReviewRecord
from carrel.resources.records import UNSET
from carrel.server.api.asking import Act, Answers, Ask, Found
from carrel.store.peer_review import Review


def by_key(ask: Ask) -> Found:
    """Work in the signed-in user's hands."""
    user_id, submission_id = ask.request.key
    _need_own(ask, user_id)
    review = peer_reviewing.open_work(ask.visit, submission_id).review
    if review is None:
        raise not_found()
    return Found([_record(review)])


def by_item(ask: Ask) -> Found:
    """What the signed-in user was given to review."""
    theirs = see_assignment(
        ask.visit, ask.argument("userId"), ask.argument("courseId"), ask.argument("itemId")
    )
    page, paging = slice_page(theirs.hands, ask.request.start, ask.request.limit)
    return Found([_record(one) for one in page], paging=paging)


def take(ask: Ask) -> dict[str, str]:
    """Give the signed-in user work to review."""
    _need_own(ask, ask.argument("userId"))
    taken = peer_reviewing.take_work(ask.visit, ask.argument("courseId"), ask.argument("itemId"))
    key = USER_AND_SUBMISSION.write((taken.reviewer_id, taken.submission_id))
    return {"id": key, "submissionId": taken.submission_id}


def give(ask: Ask) -> PeerReviewRecord:
    """Take in a review."""
    user_id, submission_id = ask.request.key
    _need_own(ask, user_id)
    body = cast("NewPeerReview", ask.body)
    return _record(peer_reviewing.give_review(ask.visit, submission_id, body.parts))


def drop(ask: Ask) -> None:
    """Take work back that its reviewer does not read."""
    user_id, submission_id = ask.request.key
    _need_own(ask, user_id)
    peer_reviewing.drop_work(ask.visit, submission_id)


def _need_own(ask: Ask, user_id: int) -> None:
    if ask.visit.learner().id != user_id:
        raise NotAuthorized("You can speak for yourself only.")


def _record(review: Review) -> PeerReviewRecord:
    return PeerReviewRecord(
        id=USER_AND_SUBMISSION.write((review.reviewer_id, review.submission_id)),
        user_id=review.reviewer_id,
        submission_id=review.submission_id,
        course_id=review.course_id,
        item_id=review.item_id,
        handed_at=review.handed_at,
        reviewed_at=review.reviewed_at or UNSET,
        parts=UNSET if review.answers is None else dict(review.answers),
    )


REVIEWS = Answers(
    reads=Deed.STUDY,
    writes=Deed.STUDY,
    get=by_key,
    update=give,
    delete=drop,
    body=NewPeerReview,
    finders={"byItem": by_item},
    actions={"take": Act(take)},
)
