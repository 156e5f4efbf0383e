"""Programs that act for users: registering them, asking a user, giving out tokens, taking them back.

What a program is refused is a value and not an error: a code that is used twice must end what was given for
it the first time, and what is raised would undo that.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

from carrel.application.signing_in import token_hash
from carrel.application.visit import Visit
from carrel.domain.errors import BadRedirect, UnknownClient
from carrel.domain.granting import (
    ACCESS_LIFETIME,
    CODE_LIFETIME,
    REFRESH_LIFETIME,
    VIEW_PROFILE,
    Client,
    Grant,
    Kept,
    TokenKind,
    is_challenge,
    is_redirect_uri,
    proves,
    read_scope,
)
from carrel.domain.users import User
from carrel.store import granting, users

LONGEST_STATE: Final = 2000
"""Characters of what a program wants back with the code."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A program just registered. `secret` is shown once and never kept; empty for a public one."""

    client: Client
    secret: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a program asks a user's browser for, as its address says it (RFC 6749, RFC 7636)."""

    response_type: str
    client_id: str
    redirect_uri: str
    scope: str
    state: str
    challenge: str
    method: str


@dataclass(frozen=True, slots=True)
class Request:
    """A wish that can be put to the user: who asks, where the answer goes, what is asked for."""

    client: Client
    redirect_uri: str
    scope: str
    state: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a program gets nothing, by the name that its standard has for it (RFC 6749)."""

    error: str
    description: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal that is told to the program by way of the user's browser."""

    refusal: Refusal
    redirect_uri: str
    state: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a program got. Only their hashes are kept."""

    access: str
    refresh: str
    scope: str


def register_client(
    visit: Visit, name: str, redirect_uris: Sequence[str], *, is_public: bool = False
) -> Registered:
    """Let a program ask users of the school; raises `BadRedirect`."""
    for uri in redirect_uris:
        if not is_redirect_uri(uri):
            raise BadRedirect(
                f"{uri!r} cannot be returned to. Write an address that begins with https://, "
                "or with http:// on this machine, without a fragment."
            )
    client = Client(secrets.token_hex(16), name.strip(), tuple(redirect_uris), is_public, visit.now)
    secret = "" if is_public else secrets.token_hex(32)
    granting.add_client(visit.connection, client, token_hash(secret) if secret else b"")
    return Registered(client, secret)


def list_clients(visit: Visit) -> Sequence[Client]:
    """Every program, in the order in which they came."""
    return granting.all_clients(visit.connection)


def remove_client(visit: Visit, client_id: str) -> None:
    """Forget a program and all that users allowed it; raises `UnknownClient`."""
    if not granting.remove_client(visit.connection, client_id):
        raise UnknownClient(f"No program has the id {client_id}.")


def consider(visit: Visit, wish: Wish) -> Request | Refused:
    """Whether a wish can be put to the user.

    Raises `UnknownClient` and `BadRedirect` where nobody can be told but the user, because the address to
    return to is not to be trusted.
    """
    found = granting.client_by_id(visit.connection, wish.client_id)
    if found is None:
        raise UnknownClient("The program that sent you here is not known to this school.")
    client = found[0]
    uri = wish.redirect_uri or (client.redirect_uris[0] if len(client.redirect_uris) == 1 else "")
    if uri not in client.redirect_uris:
        raise BadRedirect(f"“{client.name}” asked to return to an address that is not registered for it.")
    refusal = _refusal_of(wish, client)
    if refusal:
        return Refused(refusal, uri, wish.state)
    return Request(client, uri, read_scope(wish.scope) or VIEW_PROFILE, wish.state, wish.challenge)


def allow(visit: Visit, request: Request) -> str:
    """Allow what is asked, as the signed-in user; the code to return to the program with."""
    user = visit.learner()
    granting.put_grant(visit.connection, user.id, request.client.id, request.scope, visit.now)
    code = Kept(
        user.id,
        request.client.id,
        TokenKind.CODE,
        request.scope,
        visit.now + CODE_LIFETIME,
        request.redirect_uri,
        request.challenge,
    )
    return _given(visit, code)


def exchange_code(
    visit: Visit, client_id: str, secret: str, code: str, redirect_uri: str, verifier: str
) -> Tokens | Refusal:
    """Tokens for a code, once. A second time ends also what was given for it the first time."""
    client = _authenticated(visit, client_id, secret)
    if client is None:
        return _NOT_THE_CLIENT
    kept = _usable(visit, client, code, TokenKind.CODE)
    if kept is None:
        return _NO_GRANT
    # The address was in the request, or was the only one there is, when the code was made.
    if redirect_uri not in {kept.redirect_uri, ""} or (not redirect_uri and len(client.redirect_uris) > 1):
        return _NO_GRANT
    return _tokens(visit, kept) if proves(verifier, kept.challenge) else _NO_GRANT


def refresh(visit: Visit, client_id: str, secret: str, token: str, scope: str) -> Tokens | Refusal:
    """New tokens for a refresh token, which is used up by that."""
    client = _authenticated(visit, client_id, secret)
    if client is None:
        return _NOT_THE_CLIENT
    kept = _usable(visit, client, token, TokenKind.REFRESH)
    if kept is None:
        return _NO_GRANT
    if scope and not set(scope.split()) <= set(kept.scope.split()):
        return Refusal("invalid_scope", "More is asked for than was allowed.")
    return _tokens(visit, kept)


def whose(visit: Visit, token: str) -> User | None:
    """For whom an access token lets a program see their profile; None when it is unknown or expired."""
    kept = granting.token_by_hash(visit.connection, token_hash(token))
    if kept is None or kept.kind is not TokenKind.ACCESS or kept.expires_at <= visit.now:
        return None
    return users.user_by_id(visit.connection, kept.user_id) if VIEW_PROFILE in kept.scope.split() else None


def my_grants(visit: Visit) -> Sequence[Grant]:
    """What the visitor has allowed, the latest first; raises `NotSignedIn`."""
    return granting.grants_of(visit.connection, visit.learner().id)


def revoke(visit: Visit, client_id: str) -> None:
    """Take back what the visitor allowed a program; raises `NotSignedIn`."""
    granting.remove_grant(visit.connection, visit.learner().id, client_id)


_NOT_THE_CLIENT: Final = Refusal("invalid_client", "The program is not known, or its secret is not right.")
_NO_GRANT: Final = Refusal("invalid_grant", "This is unknown, used, expired, or was given to somebody else.")


def _refusal_of(wish: Wish, client: Client) -> Refusal | None:
    if wish.response_type != "code":
        return Refusal("unsupported_response_type", "Only response_type=code is known here.")
    if len(wish.state) > LONGEST_STATE:
        return Refusal("invalid_request", "The state is too long.")
    if wish.challenge and (wish.method != "S256" or not is_challenge(wish.challenge)):
        return Refusal("invalid_request", "A code_challenge needs code_challenge_method=S256.")
    if client.is_public and not wish.challenge:
        return Refusal("invalid_request", "A program without a secret needs a code_challenge.")
    if read_scope(wish.scope) is None:
        return Refusal("invalid_scope", "The scope names what this school does not know.")
    return None


def _authenticated(visit: Visit, client_id: str, secret: str) -> Client | None:
    found = granting.client_by_id(visit.connection, client_id)
    if found is None:
        return None
    client, secret_hash = found
    is_right = (client.is_public and not secret) or compare_digest(token_hash(secret), secret_hash)
    return client if is_right else None


def _usable(visit: Visit, client: Client, secret: str, kind: TokenKind) -> Kept | None:
    """What is kept of a code or refresh token that this program may use now; it is used up by asking."""
    own = token_hash(secret)
    kept = granting.token_by_hash(visit.connection, own)
    if kept is None or kept.kind is not kind or kept.client_id != client.id:
        return None
    if not granting.spend_token(visit.connection, own, visit.now):
        granting.remove_tokens(visit.connection, kept.user_id, client.id)
        return None
    return kept if kept.expires_at > visit.now else None


def _tokens(visit: Visit, under: Kept) -> Tokens:
    access = Kept(under.user_id, under.client_id, TokenKind.ACCESS, under.scope, visit.now + ACCESS_LIFETIME)
    again = Kept(under.user_id, under.client_id, TokenKind.REFRESH, under.scope, visit.now + REFRESH_LIFETIME)
    return Tokens(_given(visit, access), _given(visit, again), under.scope)


def _given(visit: Visit, kept: Kept) -> str:
    """A fresh secret, under whose hash this is kept."""
    secret = secrets.token_urlsafe(32)
    granting.add_token(visit.connection, token_hash(secret), kept, visit.now)
    return secret
