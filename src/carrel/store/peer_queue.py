"""In which order work is given out to be reviewed: kept with the work, so that an index finds the next.

Every submission that may be given out has a rank. It follows from what is in other rows, and whoever changes
those says so here in the same transaction: what is asked often costs the same in any class.
"""

from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import tuple_ as pair

from carrel.store.prepared import Change, Prepared
from carrel.store.tables import memberships, peer_reviews, peer_submissions

LAPSES: Final = 50
"""Submissions that are brought up to date at once where nobody read them in time; the rest is next."""

_work = peer_submissions.c
_OF_IT = peer_reviews.c.submission_id == _work.id
_COMING = and_(
    _OF_IT,
    peer_reviews.c.reviewed_at.is_(None),
    peer_reviews.c.dropped_at.is_(None),
    peer_reviews.c.handed_at > bindparam("since"),
)
_THERE = and_(_OF_IT, peer_reviews.c.reviewed_at.is_not(None))
_READERS = select(func.count()).select_from(peer_reviews).where(or_(_THERE, _COMING)).scalar_subquery()
_HAS_LEFT = exists().where(
    memberships.c.learner_id == _work.learner_id,
    memberships.c.course_id == _work.course_id,
    memberships.c.hidden.is_(True),
)


def _lining_up(*which: ColumnElement[bool]) -> Update:
    # Fewest reviews first; among equals those whose authors asked to be graded.
    rank = _READERS * 2 + case((_work.asked_at.is_(None), 1), else_=0)
    coming = select(func.min(peer_reviews.c.handed_at)).where(_COMING).scalar_subquery()
    return (
        update(peer_submissions)
        .where(*which)
        .values(rank=case((and_(_work.is_current.is_(True), ~_HAS_LEFT), rank)), coming_since=coming)
    )


_at_item = and_(_work.course_id == bindparam("course"), _work.item_id == bindparam("item"))
_LINE_UP = Change(_lining_up(_work.id == bindparam("submission")))
_LINE_UP_OF = Change(
    _lining_up(_work.learner_id == bindparam("learner"), _work.course_id == bindparam("course"))
)
LAPSED: Final = (
    select(_work.id)
    .where(_at_item, _work.coming_since <= bindparam("since"))
    .order_by(_work.coming_since)
    .limit(LAPSES)
)
"""What nobody read in time."""
_LAPSE = Change(_lining_up(_work.id.in_(LAPSED)))

_by_me = and_(peer_reviews.c.submission_id == _work.id, peer_reviews.c.learner_id == bindparam("reviewer"))
_for_me = and_(_at_item, _work.rank >= 0, _work.learner_id != bindparam("reviewer"))
_is_new = ~exists().where(_by_me)
_place = pair(_work.submitted_at, _work.id)
_after_mine = _place > pair(bindparam("mine_at"), bindparam("mine"))
FIRST: Final = (
    select(_work.rank, _work.id)
    .where(_for_me, _is_new)
    .order_by(_work.rank, _work.submitted_at, _work.id)
    .limit(1)
)
"""The first of those with the least rank, of what the reviewer never had in hand."""
AFTER: Final = (
    select(_work.id)
    .where(_for_me, _is_new, _work.rank == bindparam("rank"), _after_mine)
    .order_by(_work.submitted_at, _work.id)
    .limit(1)
)
"""The first of this rank after the reviewer's own work."""
GIVEN_BACK: Final = (
    select(_work.id)
    .join(peer_reviews, _by_me)
    .where(_for_me, peer_reviews.c.dropped_at.is_not(None), peer_reviews.c.reviewed_at.is_(None))
    .order_by(_work.rank, case((_after_mine, 0), else_=1), _work.submitted_at, _work.id)
    .limit(1)
)
AUTHORS: Final = select(_work.id).where(_at_item, _work.rank >= 0)
"""The current work of those who are still there."""
_FIRST, _AFTER, _GIVEN_BACK = Prepared(FIRST), Prepared(AFTER), Prepared(GIVEN_BACK)
_ALL_AUTHORS = Prepared(select(func.count()).select_from(AUTHORS.subquery()))
_SOME_AUTHORS = Prepared(select(func.count()).select_from(AUTHORS.limit(bindparam("most")).subquery()))


def line_up(connection: Connection, submission_id: str) -> None:
    """Say that a submission, or what is in its reviewers' hands, has changed."""
    _LINE_UP(connection, submission=submission_id, since=0)


def line_up_all(connection: Connection, learner_id: int, course_id: str) -> None:
    """Say that a learner has handed in something, has left the course, or is back."""
    _LINE_UP_OF(connection, learner=learner_id, course=course_id, since=0)


def lapse(connection: Connection, course_id: str, item_id: str, since: int) -> None:
    """Count hand-outs from before `since` (epoch ms) no longer as reviews that are coming."""
    _LAPSE(connection, course=course_id, item=item_id, since=since)


def next_in_line(
    connection: Connection, reviewer_id: int, course_id: str, item_id: str, mine: tuple[int, str]
) -> str | None:
    """The id of the work of the least rank, in a ring from the reviewer's own on (when, and its id).

    Never their own, nor what they have reviewed, nor that of who has left. What they have given back
    comes last.
    """
    asked = {"reviewer": reviewer_id, "course": course_id, "item": item_id}
    ring = {"mine_at": mine[0], "mine": mine[1]}
    first = _FIRST.first(connection, **asked)
    if first is None:
        found = _GIVEN_BACK.first(connection, **asked, **ring)
    else:
        found = _AFTER.first(connection, **asked, **ring, rank=first[0]) or first[1:]
    return found[0] if found else None


def count_authors(connection: Connection, course_id: str, item_id: str) -> int:
    """How many handed in work for an item, and are still there."""
    (counted,) = _ALL_AUTHORS.first(connection, course=course_id, item=item_id) or (0,)
    return counted


def count_some_authors(connection: Connection, course_id: str, item_id: str, most: int) -> int:
    """The same, counted up to `most`: it costs no more in a large class."""
    (counted,) = _SOME_AUTHORS.first(connection, course=course_id, item=item_id, most=most) or (0,)
    return counted
