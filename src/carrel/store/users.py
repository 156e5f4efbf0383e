"""How users, their passwords and their sign-ins are kept."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from carrel.domain.errors import AccountTaken
from carrel.domain.users import Privacy, SchoolRole, User
from carrel.store.prepared import Prepared
from carrel.store.tables import sign_in_links, sign_ins, users

USER_COLUMNS = (
    users.c.id,
    users.c.email,
    users.c.name,
    users.c.role,
    users.c.external_id,
    users.c.locale,
    users.c.timezone,
    users.c.created_at,
    users.c.privacy,
)
"""What `user_of` reads."""
_LARGEST = 2**63 - 1
"""The largest number that a column holds; ids come from the network too."""

_BY_ID = select(*USER_COLUMNS).where(users.c.id == bindparam("user_id"))
_BY_EMAIL = select(*USER_COLUMNS).where(users.c.email == bindparam("email"))
_BY_IDS = select(*USER_COLUMNS).where(users.c.id.in_(bindparam("ids", expanding=True)))
_BY_EXTERNAL_IDS = select(*USER_COLUMNS).where(users.c.external_id.in_(bindparam("ids", expanding=True)))
_ALL = select(*USER_COLUMNS).order_by(users.c.id)
_PASSWORD = select(users.c.password_hash).where(users.c.id == bindparam("user_id"))
_BY_SIGN_IN = Prepared(
    select(*USER_COLUMNS)
    .join(sign_ins, sign_ins.c.user_id == users.c.id)
    .where(sign_ins.c.token_hash == bindparam("token_hash"), sign_ins.c.expires_at > bindparam("now"))
)
_SPEND_LINK = (
    update(sign_in_links)
    .where(
        sign_in_links.c.token_hash == bindparam("token"),
        sign_in_links.c.used_at.is_(None),
        sign_in_links.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
    .returning(sign_in_links.c.user_id)
)


def user_of(row: Sequence[Any]) -> User:
    """The user in a row of `USER_COLUMNS`."""
    role, privacy = SchoolRole(row[3]), Privacy(row[8])
    return User(row[0], row[1], row[2], role, row[4], row[5], row[6], row[7], privacy)


def user_by_id(connection: Connection, user_id: int) -> User | None:
    """The user of this id, if there is one."""
    if not 0 < user_id <= _LARGEST:
        return None
    row = connection.execute(_BY_ID, {"user_id": user_id}).one_or_none()
    return user_of(row) if row else None


def user_by_email(connection: Connection, email: str) -> User | None:
    """The user of this normalized email, if there is one."""
    row = connection.execute(_BY_EMAIL, {"email": email}).one_or_none()
    return user_of(row) if row else None


def users_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, User]:
    """The users of these ids, by id; ids of nobody are left out."""
    wanted = [one for one in set(ids) if 0 < one <= _LARGEST]
    return {row[0]: user_of(row) for row in connection.execute(_BY_IDS, {"ids": wanted})} if wanted else {}


def users_by_external_id(connection: Connection, external_ids: Sequence[str]) -> list[User]:
    """The users of these external ids, in the order asked; ids of nobody are left out."""
    found = {
        row[4]: user_of(row) for row in connection.execute(_BY_EXTERNAL_IDS, {"ids": list(external_ids)})
    }
    return [found[one] for one in dict.fromkeys(external_ids) if one in found]


def all_users(connection: Connection) -> list[User]:
    """Every user, in the order in which they came."""
    return [user_of(row) for row in connection.execute(_ALL)]


def password_hash(connection: Connection, user_id: int) -> str:
    """The kept hash of a user's password; empty where the user has none and can only use a link."""
    return connection.execute(_PASSWORD, {"user_id": user_id}).scalar_one_or_none() or ""


def add_user(connection: Connection, user: User, password: str) -> User:
    """Keep a new user (whose id is given here) with the hash of a password.

    Raises `AccountTaken` when the email belongs to somebody already.
    """
    if user_by_email(connection, user.email) is not None:
        raise AccountTaken(f"There is an account for {user.email} already.")
    row = {
        "email": user.email,
        "name": user.name,
        "password_hash": password,
        "role": user.role.value,
        "external_id": user.external_id,
        "locale": user.locale,
        "timezone": user.timezone,
        "created_at": user.created_at,
        "privacy": user.privacy.value,
    }
    return user_of(connection.execute(insert(users).returning(*USER_COLUMNS), row).one())


def put_profile(connection: Connection, user: User) -> None:
    """Keep what a user says of themselves: name, locale, time zone, privacy."""
    said = {
        "name": user.name,
        "locale": user.locale,
        "timezone": user.timezone,
        "privacy": user.privacy.value,
    }
    connection.execute(update(users).where(users.c.id == user.id).values(said))


def set_password(connection: Connection, user_id: int, password: str) -> None:
    """Replace the kept hash; end every sign-in made with the old password, and every link not yet used."""
    connection.execute(update(users).where(users.c.id == user_id).values(password_hash=password))
    connection.execute(delete(sign_ins).where(sign_ins.c.user_id == user_id))
    connection.execute(delete(sign_in_links).where(sign_in_links.c.user_id == user_id))


def set_role(connection: Connection, user_id: int, role: SchoolRole) -> None:
    """Make a user something else in the school."""
    connection.execute(update(users).where(users.c.id == user_id).values(role=role.value))


def add_sign_in(
    connection: Connection, token_hash: bytes, user_id: int, created_at: int, expires_at: int
) -> None:
    """Remember a sign-in by the hash of its token, and forget this user's expired ones."""
    connection.execute(
        delete(sign_ins).where(sign_ins.c.user_id == user_id, sign_ins.c.expires_at <= created_at)
    )
    connection.execute(
        insert(sign_ins),
        {
            "token_hash": token_hash,
            "user_id": user_id,
            "created_at": created_at,
            "expires_at": expires_at,
        },
    )


def user_signed_in(connection: Connection, token_hash: bytes, now: int) -> User | None:
    """Whose sign-in this is, if it is one and has not expired."""
    row = _BY_SIGN_IN.first(connection, token_hash=token_hash, now=now)
    return user_of(row) if row else None


def remove_sign_in(connection: Connection, token_hash: bytes) -> None:
    """Forget a sign-in."""
    connection.execute(delete(sign_ins).where(sign_ins.c.token_hash == token_hash))


def add_sign_in_link(
    connection: Connection, token_hash: bytes, user_id: int, created_at: int, expires_at: int
) -> None:
    """Remember a link that signs a user in once, and forget this user's expired ones."""
    connection.execute(
        delete(sign_in_links).where(
            sign_in_links.c.user_id == user_id, sign_in_links.c.expires_at <= created_at
        )
    )
    connection.execute(
        insert(sign_in_links),
        {"token_hash": token_hash, "user_id": user_id, "expires_at": expires_at, "used_at": None},
    )


def spend_sign_in_link(connection: Connection, token_hash: bytes, now: int) -> int | None:
    """The id of the user whom the link signs in, once; None when it is spent, expired or unknown."""
    return connection.execute(_SPEND_LINK, {"token": token_hash, "now": now}).scalar_one_or_none()
