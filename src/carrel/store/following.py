"""How it is kept what somebody means to take: courses on their watchlist, specializations they follow."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, select

from carrel.domain.enrollment import CourseRole
from carrel.domain.following import Following, Watched
from carrel.store.prepared import Prepared, Put
from carrel.store.tables import specialization_memberships, watchlist

_WATCHED = Prepared(
    select(watchlist.c.course_id, watchlist.c.added_at)
    .where(watchlist.c.learner_id == bindparam("learner_id"))
    .order_by(watchlist.c.added_at, watchlist.c.course_id)
)
_WATCH = Put(watchlist)
_UNWATCH = delete(watchlist).where(
    watchlist.c.learner_id == bindparam("learner"), watchlist.c.course_id == bindparam("course")
)
_FOLLOWED = Prepared(
    select(
        specialization_memberships.c.specialization_id,
        specialization_memberships.c.role,
        specialization_memberships.c.enrolled_at,
    )
    .where(specialization_memberships.c.learner_id == bindparam("learner_id"))
    .order_by(specialization_memberships.c.enrolled_at, specialization_memberships.c.specialization_id)
)
_FOLLOW = Put(specialization_memberships)
_UNFOLLOW = delete(specialization_memberships).where(
    specialization_memberships.c.learner_id == bindparam("learner"),
    specialization_memberships.c.specialization_id == bindparam("specialization"),
)


def watched_by(connection: Connection, learner_id: int) -> Sequence[Watched]:
    """A learner's watchlist, the oldest first."""
    rows = _WATCHED.all(connection, learner_id=learner_id)
    return [Watched(learner_id, course_id, at) for course_id, at in rows]


def watch(connection: Connection, one: Watched) -> None:
    """Put a course on a watchlist."""
    _WATCH(connection, learner_id=one.learner_id, course_id=one.course_id, added_at=one.added_at)


def unwatch(connection: Connection, learner_id: int, course_id: str) -> None:
    """Take a course off a watchlist."""
    connection.execute(_UNWATCH, {"learner": learner_id, "course": course_id})


def followed_by(connection: Connection, learner_id: int) -> Sequence[Following]:
    """The specializations that a learner follows, the oldest first."""
    rows = _FOLLOWED.all(connection, learner_id=learner_id)
    return [Following(learner_id, one, CourseRole(role), at) for one, role, at in rows]


def follow(connection: Connection, one: Following) -> None:
    """Keep that a learner follows a specialization."""
    _FOLLOW(
        connection,
        learner_id=one.learner_id,
        specialization_id=one.specialization_id,
        role=one.role.value,
        enrolled_at=one.enrolled_at,
    )


def unfollow(connection: Connection, learner_id: int, specialization_id: str) -> None:
    """A learner no longer follows a specialization."""
    connection.execute(_UNFOLLOW, {"learner": learner_id, "specialization": specialization_id})
