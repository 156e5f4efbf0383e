"""What users may allow programs to do for them: scopes, ways back, and proofs (RFC 6749, 7636)."""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hmac import compare_digest
from typing import Final
from urllib.parse import urlsplit

MINUTE = 60_000
CODE_LIFETIME: Final = 5 * MINUTE
"""Milliseconds."""
ACCESS_LIFETIME: Final = 30 * MINUTE
"""Milliseconds."""
REFRESH_LIFETIME: Final = 90 * 24 * 60 * MINUTE
"""Milliseconds."""

VIEW_PROFILE: Final = "view_profile"
SCOPES: Final[Mapping[str, str]] = {
    VIEW_PROFILE: "See your name, your language and time zone, and the courses that you take",
}
"""What can be allowed, and what it means in words. Nothing that changes anything is among it."""

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class TokenKind(StrEnum):
    """What a secret that was given out under a grant is for."""

    CODE = "code"
    ACCESS = "access"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class Client:
    """A program that may ask users to act for them. `is_public`: it can keep no secret, so it must prove."""

    id: str
    name: str
    redirect_uris: tuple[str, ...]
    is_public: bool
    created_at: int


@dataclass(frozen=True, slots=True)
class Grant:
    """What a user has allowed a program, and since when (epoch ms)."""

    user_id: int
    client: Client
    scope: str
    granted_at: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A code or token as it is kept. Times are epoch ms.

    A code remembers where it was sent, and the challenge to whoever brings it.
    """

    user_id: int
    client_id: str
    kind: TokenKind
    scope: str
    expires_at: int
    redirect_uri: str = ""
    challenge: str = ""
    spent_at: int | None = None


def read_scope(text: str) -> str | None:
    """The scope that a text asks for, in its usual spelling: the profile when empty, None when unknown."""
    asked = dict.fromkeys(text.split()) or {VIEW_PROFILE: None}
    return None if asked.keys() - SCOPES.keys() else " ".join(asked)


def is_redirect_uri(uri: str) -> bool:
    """Whether a program may be returned to here: by https, or by http on the user's own machine."""
    if not uri.isascii() or not uri.isprintable() or " " in uri or len(uri) > 2000:
        return False
    try:
        parts = urlsplit(uri)
        host = parts.hostname
    except ValueError:
        return False
    # What would end the address in a policy of a page cannot stand in one.
    if "#" in uri or not host or any(sign in parts.netloc for sign in "@;,'\"\\"):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)


def origin_of(uri: str) -> str:
    """Scheme and host of an address to return to."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


def is_challenge(text: str) -> bool:
    """Whether a text can be a challenge of the method S256."""
    return _CHALLENGE.fullmatch(text) is not None


def proves(verifier: str, challenge: str) -> bool:
    """Whether a verifier is that of a challenge; where none was made, there must be none either."""
    if not challenge:
        return not verifier
    if not _VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    return compare_digest(urlsafe_b64encode(digest).rstrip(b"=").decode(), challenge)
