"""Who has an account in the school."""

import secrets
from collections.abc import Sequence

from carrel.application.visit import Visit
from carrel.domain.errors import UnknownAccount
from carrel.domain.users import SchoolRole, User, normalized_email
from carrel.store import users


def add_user(visit: Visit, email: str, name: str, role: SchoolRole, password_hash: str) -> User:
    """Open an account; raises `AccountTaken`. `password_hash` may be empty: a link then signs in."""
    new = User(
        id=0,
        email=normalized_email(email),
        name=name.strip() or normalized_email(email).partition("@")[0],
        role=role,
        external_id=secrets.token_hex(16),
        locale="en",
        timezone="UTC",
        created_at=visit.now,
    )
    return users.add_user(visit.connection, new, password_hash)


def set_password(visit: Visit, email: str, password_hash: str) -> User:
    """Replace a password and end the sign-ins made with the old one; raises `UnknownAccount`."""
    user = users.user_by_email(visit.connection, normalized_email(email))
    if user is None:
        raise UnknownAccount(f"There is no account for {email}.")
    users.set_password(visit.connection, user.id, password_hash)
    return user


def list_users(visit: Visit) -> Sequence[User]:
    """Everybody with an account, in the order in which they came."""
    return users.all_users(visit.connection)
