"""Signing in and out: passwords, the tokens of sign-ins, and links that sign in once.

A password is checked between two transactions, because hashing takes a tenth of a second on purpose.
"""

import hashlib
import secrets
import unicodedata
from base64 import b64encode
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from carrel.application.visit import Visit
from carrel.domain.errors import BadLink, UnfitPassword, UnknownAccount
from carrel.domain.users import User, normalized_email
from carrel.store import users

SIGN_IN_LIFETIME = 30 * 86_400_000
"""Milliseconds."""
LINK_LIFETIME = 86_400_000
"""Milliseconds."""
SHORTEST_PASSWORD = 8
"""Characters."""
LONGEST_PASSWORD = 1024
"""Characters; what is longer is no password of ours and is not worth hashing."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in just made. `token` is the secret that proves it; only its hash is kept."""

    token: str
    user: User
    expires_at: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says to be, and the hash that their password must match (empty: none can)."""

    user: User | None
    password_hash: str


def hash_password(password: str) -> str:
    """The argon2id hash to keep; takes about 100 ms. Raises `UnfitPassword`."""
    if len(password) < SHORTEST_PASSWORD:
        raise UnfitPassword(f"A password has {SHORTEST_PASSWORD} characters at least.")
    if len(password) > LONGEST_PASSWORD:
        raise UnfitPassword(f"A password has {LONGEST_PASSWORD} characters at most.")
    return _hasher().hash(_spelled(password))


def claim(visit: Visit, email: str) -> Claim:
    """What is needed to check a password; also for an account that does not exist."""
    user = users.user_by_email(visit.connection, normalized_email(email))
    return Claim(user, users.password_hash(visit.connection, user.id) if user else "")


def check(claimed: Claim, password: str) -> User:
    """The user, if the password is theirs; raises `UnknownAccount`.

    Takes about 100 ms, and as long for an account that does not exist.
    """
    # Asked for in any case: made only when needed, it would make the first unknown account the slowest.
    nobody = _nobody()
    is_right = _matches(claimed.password_hash or nobody, password[:LONGEST_PASSWORD])
    if not is_right or claimed.user is None or len(password) > LONGEST_PASSWORD:
        raise UnknownAccount("The email or the password is not right.")
    return claimed.user


def sign_in(visit: Visit, user: User) -> SignIn:
    """Begin a sign-in for a user whose password was checked."""
    # Letters and digits alone: as an argument of a program, a dash in front would make it an option.
    token = secrets.token_hex(32)
    expires_at = visit.now + SIGN_IN_LIFETIME
    users.add_sign_in(visit.connection, token_hash(token), user.id, visit.now, expires_at)
    return SignIn(token, user, expires_at)


def whose(visit: Visit, token: str) -> User | None:
    """Whose sign-in the token proves; None when it is unknown, ended or expired."""
    return users.user_signed_in(visit.connection, token_hash(token), visit.now)


def sign_out(visit: Visit, token: str) -> None:
    """End a sign-in."""
    users.remove_sign_in(visit.connection, token_hash(token))


def make_link(visit: Visit, email: str) -> str:
    """The token of a link that signs this user in once, within a day; raises `UnknownAccount`."""
    user = users.user_by_email(visit.connection, normalized_email(email))
    if user is None:
        raise UnknownAccount(f"There is no account for {email}.")
    token = secrets.token_urlsafe(24)
    users.add_sign_in_link(visit.connection, token_hash(token), user.id, visit.now, visit.now + LINK_LIFETIME)
    return token


def follow_link(visit: Visit, token: str) -> SignIn:
    """Spend a link; raises `BadLink`."""
    user_id = users.spend_sign_in_link(visit.connection, token_hash(token), visit.now)
    user = users.user_by_id(visit.connection, user_id) if user_id else None
    if user is None:
        raise BadLink("This sign-in link has been used or has expired. Sign in with your password instead.")
    return sign_in(visit, user)


def token_hash(token: str) -> bytes:
    """The SHA-256 under which a token is kept; a long random token needs no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, _spelled(password))
    except (VerificationError, InvalidHashError):
        return False


def _spelled(password: str) -> bytes:
    # The same keys give an accent as one character on one machine and as two on another.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _hasher() -> PasswordHasher:
    # One lane: with the usual four, each sign-in has four threads that compete with whoever is answered
    # meanwhile, and costs those who guess passwords no more. Older hashes say their own parameters.
    return PasswordHasher(parallelism=1)


@cache
def _nobody() -> str:
    """A hash that no password matches, so that unknown accounts take as long as known ones."""
    hasher = _hasher()
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (
        b64encode(secrets.token_bytes(size)).decode("ascii").rstrip("=")
        for size in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v=19${costs}${salt}${digest}"
