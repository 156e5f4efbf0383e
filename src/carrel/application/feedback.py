"""What a learner thinks of a course, which they may say, say otherwise, and take back."""

from carrel.application.access import admit
from carrel.application.classroom import enter_course_by_id
from carrel.application.visit import Visit
from carrel.domain.access import Deed
from carrel.domain.errors import NoSuchThing, Unfit
from carrel.domain.notes import BEST_RATING, Feedback
from carrel.domain.writing import LONGEST_NOTE, fitting
from carrel.store import notes


def my_feedback(visit: Visit, course_id: str) -> Feedback | None:
    """What the visitor said of a course, if anything; raises `NotSignedIn`."""
    return notes.feedback(visit.connection, visit.learner().id, course_id)


def give_feedback(visit: Visit, user_id: int, course_id: str, rating: int, comment: str) -> Feedback:
    """Rate a course from 1 to 5, with words or without; it takes the place of what was said before.

    Raises `NotSignedIn`, `NotAuthorized` for somebody else's, `UnknownCourse`, `NotEnrolled`, `Unfit`.
    """
    admit(visit, Deed.KEEP_NOTES, about=user_id)
    enter_course_by_id(visit, course_id)
    if not 1 <= rating <= BEST_RATING:
        raise Unfit(f"A rating is a whole number from 1 to {BEST_RATING}.")
    words = fitting(comment, LONGEST_NOTE, "A comment", may_be_empty=True)
    before = notes.feedback(visit.connection, user_id, course_id)
    since = before.created_at if before else visit.now
    said = Feedback(user_id, course_id, rating, words, since, visit.now)
    notes.put_feedback(visit.connection, said)
    return said


def change_feedback(
    visit: Visit, user_id: int, course_id: str, rating: int | None, comment: str | None
) -> Feedback:
    """Say otherwise; None leaves as it is. Raises as `give_feedback`, and `NoSuchThing`."""
    before = _said(visit, user_id, course_id)
    return give_feedback(
        visit,
        user_id,
        course_id,
        before.rating if rating is None else rating,
        before.comment if comment is None else comment,
    )


def withdraw_feedback(visit: Visit, user_id: int, course_id: str) -> None:
    """Take back what one said; raises `NotSignedIn`, `NotAuthorized`, `NoSuchThing`."""
    _said(visit, user_id, course_id)
    notes.remove_feedback(visit.connection, user_id, course_id)


def _said(visit: Visit, user_id: int, course_id: str) -> Feedback:
    admit(visit, Deed.KEEP_NOTES, about=user_id)
    said = notes.feedback(visit.connection, user_id, course_id)
    if said is None:
        raise NoSuchThing("You have not rated this course.")
    return said
