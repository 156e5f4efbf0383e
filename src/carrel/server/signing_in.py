"""Signing in over the network: one flow for pages and API, and the cookie that remembers it."""

from typing import Final

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from carrel.application import signing_in
from carrel.application.signing_in import SignIn
from carrel.domain.users import normalized_email
from carrel.server.settings import Settings
from carrel.server.visitors import COOKIE, Visitors, visitors_of

LONGEST_EMAIL: Final = 320
"""Characters by which accounts are told apart when guesses are counted; an address has no more."""


async def sign_in_with_password(request: Request, email: str, password: str) -> SignIn:
    """Begin a sign-in; raises `UnknownAccount`, and `TooMany` for who goes on guessing.

    The password is hashed in a thread, outside any transaction, by at most `sign_in_threads` at a time.
    """
    visitors = visitors_of(request)
    # Counted before it is known to be wrong, so that a thousand guesses at once are a thousand guesses.
    account = normalized_email(email)[:LONGEST_EMAIL]
    visitors.guesses.admit(account, visitors.clock())
    claimed = await visitors.reading_as("", lambda visit: signing_in.claim(visit, email))
    user = await to_thread.run_sync(signing_in.check, claimed, password, limiter=_limiter(request))
    visitors.guesses.forgive(account)
    return await visitors.writing(request, lambda visit: signing_in.sign_in(visit, user))


def remember(answer: Response, made: SignIn, visitors: Visitors) -> None:
    """Give the visitor the cookie of a sign-in, for as long as that lasts."""
    answer.headers.append("set-cookie", cookie_of(made, visitors))


def let_go(answer: Response, settings: Settings) -> None:
    """Take the cookie back."""
    answer.headers.append("set-cookie", cleared_cookie(settings))


def cookie_of(made: SignIn, visitors: Visitors) -> str:
    """The `Set-Cookie` of a sign-in. It names no domain, so it is for this host alone."""
    seconds = max(0, (made.expires_at - visitors.clock()) // 1000)
    return _cookie(made.token, seconds, visitors.settings)


def cleared_cookie(settings: Settings) -> str:
    """The `Set-Cookie` that takes it back."""
    return _cookie("", 0, settings)


def _cookie(value: str, seconds: int, settings: Settings) -> str:
    secure = "; Secure" if settings.is_secure else ""
    return f"{COOKIE}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _limiter(request: Request) -> CapacityLimiter:
    # Made with the first sign-in: a limiter belongs to the event loop that runs then.
    state = request.app.state
    if not hasattr(state, "sign_in_limiter"):
        state.sign_in_limiter = CapacityLimiter(visitors_of(request).settings.sign_in_threads)
    limiter: CapacityLimiter = state.sign_in_limiter
    return limiter
