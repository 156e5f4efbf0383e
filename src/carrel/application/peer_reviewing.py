"""Peer review, as reviewers go through it: given work, reading it, saying what it is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from carrel.application.access import require, standing_in
from carrel.application.classroom import current_edition, reach_item
from carrel.application.editions import Edition
from carrel.application.peer_review import content_of, files_in, settle
from carrel.application.visit import Visit
from carrel.courseware.items import Item
from carrel.domain.access import Deed, is_allowed
from carrel.domain.errors import NotAuthorized, NotNow
from carrel.domain.peer_review import HOLD, MOST_GIVEN_BACK, PEER_KINDS, Given, fit_review
from carrel.store import grades, peer_queue, peer_review
from carrel.store.peer_review import Review, Submission
from carrel.store.uploads import Upload


@dataclass(frozen=True)
class Work:
    """Somebody's work in the hands of its reviewer. `review` is None where staff look at it uninvited."""

    edition: Edition
    item: Item
    submission: Submission
    review: Review | None
    files: Mapping[str, Upload]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission in the list of staff: the reviews that it has, and its score (0 to 1) once it has one."""

    submission: Submission
    reviews: Sequence[Review]
    score: float | None


def take_work(visit: Visit, course_id: str, item_id: str) -> Review:
    """Be given work to review: what is in hand already, or else what needs a review most.

    Who is no guide of the course must have handed in work of their own. Raises `NotSignedIn`, `NotEnrolled`,
    `UnknownCourse`, `UnknownItem`, `WrongKind`, `ItemLocked`, `NotAuthorized`, and `NotNow` where there is
    nothing to review.
    """
    learner = visit.learner()
    item = _reach(visit, course_id, item_id)
    is_guide = _is_guide(visit, course_id)
    if content_of(item).mentor_graded and not is_guide:
        raise NotAuthorized("Mentors and staff review this assignment.")
    if not is_guide and not peer_review.submissions_of(visit.connection, learner.id, course_id, item_id):
        raise NotNow("Hand in your own work first. Then you review that of others.")
    if held := _in_hand(visit, learner.id, course_id, item_id):
        return held
    found = peer_review.next_to_review(visit.connection, learner.id, course_id, item_id, visit.now - HOLD)
    if found is None:
        raise NotNow("No work waits for a review of yours just now. Look again later.")
    given = Review(learner.id, found, course_id, item_id, handed_at=visit.now, is_staff=is_guide)
    peer_review.put_review(visit.connection, given)
    return given


def drop_work(visit: Visit, submission_id: str) -> None:
    """Give work back unread; others are given it first from then on. Raises as `open_work`, and `NotNow`.

    So much of an assignment may be given back and no more: nobody goes on until a friend's work comes.
    """
    work = open_work(visit, submission_id)
    if work.review is None or work.review.reviewed_at is not None:
        raise NotNow("There is nothing to give back.")
    hands = peer_review.reviews_by(
        visit.connection, work.review.reviewer_id, work.submission.course_id, work.item.id
    )
    if sum(one.dropped_at is not None for one in hands) >= MOST_GIVEN_BACK:
        raise NotNow(
            f"You have given back {MOST_GIVEN_BACK} works of this assignment already. "
            "Review this one, or ask those who teach the course to take it from you."
        )
    peer_review.put_review(visit.connection, replace(work.review, dropped_at=visit.now))


def open_work(visit: Visit, submission_id: str) -> Work:
    """Work that one has in hand to review, that is one's own, or anybody's for guides of the course.

    Raises `NotSignedIn` and `NotAuthorized`; what there is not is refused like what is somebody else's.
    """
    learner = visit.learner()
    found = peer_review.submission(visit.connection, submission_id)
    if found is None:
        raise NotAuthorized("This work is not yours to read.")
    require(visit, Deed.STUDY, course_id=found.course_id)
    review = peer_review.review_of(visit.connection, learner.id, submission_id)
    is_in_hand = review is not None and review.dropped_at is None
    if not is_in_hand and found.learner_id != learner.id:
        require(visit, Deed.REVIEW, course_id=found.course_id, about=found.learner_id)
    edition = current_edition(visit, course_id=found.course_id)
    item = edition.place_of(found.item_id).item
    files = files_in(visit, content_of(item), found.parts)
    return Work(edition, item, found, review, files)


def give_review(visit: Visit, submission_id: str, given: Mapping[str, Given]) -> Review:
    """Say what somebody's work is worth. The same again changes nothing.

    A review by a guide of the course is the word of staff: it alone makes the score, and they may change it.
    Nobody reviews themselves. Raises as `open_work`, `Unfit` for a review that is not finished, and `NotNow`
    for one that would change another.
    """
    work, learner = open_work(visit, submission_id), visit.learner()
    author, course_id = work.submission.learner_id, work.submission.course_id
    if author == learner.id:
        raise NotAuthorized("Nobody reviews their own work.")
    is_guide = _is_guide(visit, course_id)
    answers, before = fit_review(content_of(work.item).criteria, given), work.review
    if before is not None and before.reviewed_at is not None:
        if answers == before.answers:
            return before
        if not is_guide:
            raise NotNow("A review cannot be changed once it is given.")
    handed_at = before.handed_at if before else visit.now
    review = Review(
        learner.id, submission_id, course_id, work.item.id, handed_at, None, visit.now, answers, is_guide
    )
    peer_review.put_review(visit.connection, review)
    settle(visit, author, work.edition, work.item)
    if not is_guide:
        settle(visit, learner.id, work.edition, work.item)
    return review


def all_work(
    visit: Visit, course_id: str, item_id: str, start: int, limit: int
) -> tuple[Sequence[Waiting], int]:
    """A page of everybody's current work for guides, the longest waiting first, and how much there is.

    Raises `NotSignedIn`, `NotAuthorized`, `UnknownCourse`, `UnknownItem`, `WrongKind`.
    """
    require(visit, Deed.REVIEW, course_id=course_id)
    item = current_edition(visit, course_id=course_id).place_of(item_id).item
    content_of(item)
    found = peer_review.current_submissions(visit.connection, course_id, item_id, start, limit)
    reviews = peer_review.reviews_of(visit.connection, [one.id for one in found])
    scored = grades.grades_in(visit.connection, course_id, [one.learner_id for one in found], item_id)
    waiting = []
    for one in found:
        grade = scored[one.learner_id].get(item_id)
        attempts = grade.attempts if grade else ()
        score = next((attempt.score for attempt in attempts if attempt.id == one.id), None)
        waiting.append(Waiting(one, reviews[one.id], score))
    return waiting, peer_queue.count_authors(visit.connection, course_id, item_id)


def _reach(visit: Visit, course_id: str, item_id: str) -> Item:
    edition = current_edition(visit, course_id=course_id)
    _, place = reach_item(visit, edition, item_id, *PEER_KINDS)
    return place.item


def _is_guide(visit: Visit, course_id: str) -> bool:
    return is_allowed(Deed.REVIEW, standing_in(visit, course_id))


def _in_hand(visit: Visit, learner_id: int, course_id: str, item_id: str) -> Review | None:
    """What one was given and has not reviewed, if its author has not handed in something else since."""
    hands = peer_review.reviews_by(visit.connection, learner_id, course_id, item_id)
    for one in hands:
        if one.reviewed_at is None and one.dropped_at is None:
            found = peer_review.submission(visit.connection, one.submission_id)
            if found is not None and found.is_current:
                if visit.now - one.handed_at < HOLD:
                    return one
                again = replace(one, handed_at=visit.now)
                peer_review.put_review(visit.connection, again)
                return again
    return None
