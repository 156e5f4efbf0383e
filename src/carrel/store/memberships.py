"""How memberships are kept: who is enrolled where, and the version of what they did there."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.users import User
from carrel.store.peer_queue import line_up_all
from carrel.store.prepared import Change, Prepared
from carrel.store.tables import courses, memberships, users
from carrel.store.users import USER_COLUMNS, user_of

_COLUMNS = (
    memberships.c.learner_id,
    memberships.c.course_id,
    memberships.c.role,
    memberships.c.enrolled_at,
    memberships.c.last_accessed_at,
    memberships.c.hidden,
    memberships.c.version,
)
_ONE = Prepared(
    select(*_COLUMNS).where(
        memberships.c.learner_id == bindparam("learner_id"),
        memberships.c.course_id == bindparam("course_id"),
    )
)
_OF_LEARNER = Prepared(
    select(*_COLUMNS)
    .where(memberships.c.learner_id == bindparam("learner_id"))
    .order_by(memberships.c.enrolled_at, memberships.c.course_id)
)
_VERSIONS = Prepared(
    select(courses.c.edition_id, memberships.c.version)
    .select_from(
        courses.outerjoin(
            memberships,
            and_(
                memberships.c.course_id == courses.c.id,
                memberships.c.learner_id == bindparam("learner_id"),
            ),
        )
    )
    .where(courses.c.slug == bindparam("slug"), courses.c.edition_id.is_not(None))
)
_TAKES = and_(
    memberships.c.course_id == bindparam("course_id"),
    memberships.c.role == CourseRole.LEARNER.value,
    memberships.c.hidden.is_(False),
)
_LEARNERS = (
    select(*USER_COLUMNS)
    .join(memberships, memberships.c.learner_id == users.c.id)
    .where(_TAKES)
    .order_by(users.c.name, users.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("start"))
)
_COUNT_LEARNERS = select(func.count()).select_from(memberships).where(_TAKES)
_SOME_LEARNERS = select(memberships.c.learner_id).where(_TAKES).limit(bindparam("most"))
_COUNT_SOME = Prepared(select(func.count()).select_from(_SOME_LEARNERS.subquery()))


_IN_COURSE = select(*_COLUMNS).where(
    memberships.c.course_id == bindparam("course_id"),
    memberships.c.learner_id.in_(bindparam("ids", expanding=True)),
)
_OTHERS = memberships.alias()
_SHARING = (
    select(_OTHERS.c.learner_id)
    .join(memberships, memberships.c.course_id == _OTHERS.c.course_id)
    .where(
        memberships.c.learner_id == bindparam("learner_id"),
        memberships.c.hidden.is_(False),
        _OTHERS.c.hidden.is_(False),
        _OTHERS.c.learner_id.in_(bindparam("ids", expanding=True)),
    )
    .distinct()
)
_TOUCH = update(memberships).where(
    memberships.c.learner_id == bindparam("learner"), memberships.c.course_id == bindparam("course")
)
_ACCESS = Change(_TOUCH.values(last_accessed_at=bindparam("at")))
_RAISE = Change(_TOUCH.values(version=memberships.c.version + 1))


def _membership(row: Sequence[Any]) -> Membership:
    return Membership(row[0], row[1], CourseRole(row[2]), row[3], row[4], bool(row[5]), row[6])


def membership(connection: Connection, learner_id: int, course_id: str) -> Membership | None:
    """A learner's membership in a course, hidden ones too."""
    row = _ONE.first(connection, learner_id=learner_id, course_id=course_id)
    return _membership(row) if row else None


def versions(connection: Connection, learner_id: int, slug: str) -> tuple[int, int | None] | None:
    """The course's current edition, and the version of what the learner did in it if they are enrolled.

    None where there is no course of this slug. One read by key.
    """
    return _VERSIONS.first(connection, learner_id=learner_id, slug=slug)


def memberships_of(connection: Connection, learner_id: int) -> Sequence[Membership]:
    """All memberships of a learner, the oldest first, hidden ones too."""
    return [_membership(row) for row in _OF_LEARNER.all(connection, learner_id=learner_id)]


def learners_in(connection: Connection, course_id: str, start: int, limit: int) -> list[User]:
    """A page of those who take a course now, by name."""
    rows = connection.execute(_LEARNERS, {"course_id": course_id, "start": start, "limit": limit})
    return [user_of(row) for row in rows]


def count_learners(connection: Connection, course_id: str) -> int:
    """How many take a course now."""
    return connection.execute(_COUNT_LEARNERS, {"course_id": course_id}).scalar_one()


def count_some_learners(connection: Connection, course_id: str, most: int) -> int:
    """The same, counted up to `most`: it costs no more in a large class."""
    (counted,) = _COUNT_SOME.first(connection, course_id=course_id, most=most) or (0,)
    return counted


def memberships_in_course(
    connection: Connection, course_id: str, learner_ids: Iterable[int]
) -> dict[int, Membership]:
    """The memberships of these learners in a course, by learner; hidden ones too."""
    wanted = {"course_id": course_id, "ids": list(set(learner_ids))}
    return {row[0]: _membership(row) for row in connection.execute(_IN_COURSE, wanted)}


def sharing_a_course(connection: Connection, learner_id: int, others: Iterable[int]) -> frozenset[int]:
    """Which of the others take a course that the learner takes."""
    wanted = {"learner_id": learner_id, "ids": list(set(others))}
    return frozenset(connection.execute(_SHARING, wanted).scalars())


def add_membership(connection: Connection, new: Membership) -> Membership:
    """Enrol. Who is enrolled already stays as they are; who had left is let in again, their past kept."""
    known = membership(connection, new.learner_id, new.course_id)
    if known is None:
        row = {
            "learner_id": new.learner_id,
            "course_id": new.course_id,
            "role": new.role.value,
            "enrolled_at": new.enrolled_at,
            "last_accessed_at": new.last_accessed_at,
            "hidden": new.hidden,
            "version": new.version,
        }
        connection.execute(insert(memberships), row)
        return new
    if known.hidden:
        connection.execute(
            _TOUCH.values(hidden=False, version=memberships.c.version + 1),
            {"learner": new.learner_id, "course": new.course_id},
        )
        line_up_all(connection, new.learner_id, new.course_id)
    return membership(connection, new.learner_id, new.course_id) or new


def set_role(connection: Connection, learner_id: int, course_id: str, role: CourseRole) -> None:
    """Make a member something else in the course; they are let in if they had left."""
    values = {"role": role.value, "hidden": False, "version": memberships.c.version + 1}
    connection.execute(_TOUCH.values(values), {"learner": learner_id, "course": course_id})
    line_up_all(connection, learner_id, course_id)


def hide_membership(connection: Connection, learner_id: int, course_id: str) -> None:
    """Put a course out of a learner's sight; what they did in it stays."""
    connection.execute(
        _TOUCH.values(hidden=True, version=memberships.c.version + 1),
        {"learner": learner_id, "course": course_id},
    )
    line_up_all(connection, learner_id, course_id)


def record_access(connection: Connection, learner_id: int, course_id: str, at: int) -> None:
    """Note when the learner last opened the course (epoch ms)."""
    _ACCESS(connection, learner=learner_id, course=course_id, at=at)


def raise_version(connection: Connection, learner_id: int, course_id: str) -> None:
    """Say that something the learner sees in the course has changed."""
    _RAISE(connection, learner=learner_id, course=course_id)
