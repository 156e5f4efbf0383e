"""Who has an account in the school."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from carrel.application.visit import Visit
from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.errors import BadEmail, UnknownAccount, UnknownCourse
from carrel.domain.users import SchoolRole, User, is_email, normalized_email
from carrel.store import courses, granting, memberships, users


def add_user(visit: Visit, email: str, name: str, role: SchoolRole, password_hash: str) -> User:
    """Open an account; raises `BadEmail`, `AccountTaken`.

    Without a name it goes by the first part of the email. `password_hash` may be empty: a link then signs in.
    """
    address = normalized_email(email)
    if not is_email(address):
        raise BadEmail(f"{email!r} is not an email address. One looks like learner@example.org.")
    new = User(
        id=0,
        email=address,
        name=_tidy(name) or address.partition("@")[0],
        role=role,
        external_id=secrets.token_hex(16),
        locale="en",
        timezone="UTC",
        created_at=visit.now,
    )
    return users.add_user(visit.connection, new, password_hash)


def set_password(visit: Visit, email: str, password_hash: str) -> User:
    """Replace a password; raises `UnknownAccount`.

    The sign-ins made with the old one end, links that were given out before sign nobody in any more, and
    programs that act for the user have to ask again.
    """
    user = _user(visit, email)
    users.set_password(visit.connection, user.id, password_hash)
    granting.remove_all_tokens(visit.connection, user.id)
    return user


def set_role(visit: Visit, email: str, role: SchoolRole) -> User:
    """Make a user something else in the school; raises `UnknownAccount`."""
    user = _user(visit, email)
    users.set_role(visit.connection, user.id, role)
    return replace(user, role=role)


def set_course_role(visit: Visit, email: str, slug: str, role: CourseRole) -> User:
    """Make a user something in one course, who is enrolled in it from now on if they were not.

    Raises `UnknownAccount`, `UnknownCourse`.
    """
    user = _user(visit, email)
    found = courses.current_edition(visit.connection, slug)
    if found is None:
        raise UnknownCourse(f"There is no course {slug} in this school.")
    new = Membership(user.id, found[0], role, enrolled_at=visit.now)
    memberships.add_membership(visit.connection, new)
    memberships.set_role(visit.connection, user.id, new.course_id, role)
    return user


def list_users(visit: Visit) -> Sequence[User]:
    """Everybody with an account, in the order in which they came."""
    return users.all_users(visit.connection)


def _user(visit: Visit, email: str) -> User:
    user = users.user_by_email(visit.connection, normalized_email(email))
    if user is None:
        raise UnknownAccount(f"There is no account for {email}.")
    return user


def _tidy(name: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in name).split())
