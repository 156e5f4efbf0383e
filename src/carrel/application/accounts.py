"""Who has an account in the school."""

import secrets
from collections.abc import Sequence

from carrel.application.visit import Visit
from carrel.domain.errors import BadEmail, UnknownAccount
from carrel.domain.users import SchoolRole, User, is_email, normalized_email
from carrel.store import users


def add_user(visit: Visit, email: str, name: str, role: SchoolRole, password_hash: str) -> User:
    """Open an account; raises `BadEmail`, `AccountTaken`.

    Without a name it goes by the first part of the email. `password_hash` may be empty: a link then signs in.
    """
    address = normalized_email(email)
    if not is_email(address):
        raise BadEmail(f"{email!r} is no email address. One looks like learner@example.org.")
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

    The sign-ins made with the old one end, and links that were given out before sign nobody in any more.
    """
    user = users.user_by_email(visit.connection, normalized_email(email))
    if user is None:
        raise UnknownAccount(f"There is no account for {email}.")
    users.set_password(visit.connection, user.id, password_hash)
    return user


def list_users(visit: Visit) -> Sequence[User]:
    """Everybody with an account, in the order in which they came."""
    return users.all_users(visit.connection)


def _tidy(name: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in name).split())
