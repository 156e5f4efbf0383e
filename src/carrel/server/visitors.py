"""Who is asking: from a request's cookie to a user, and from there to a deed in a transaction.

A sign-in that was looked up is remembered for a minute, so a reader costs no lookup for each request. Within
that minute it is forgotten at once when it ends here: one process serves a school, so it hears of every end.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.requests import HTTPConnection

from carrel.application import signing_in
from carrel.application.school import School
from carrel.application.visit import Visit
from carrel.domain.users import User
from carrel.server.floods import Floods
from carrel.server.settings import Settings

T = TypeVar("T")

COOKIE = "CAUTH"
"""The cookie that proves a sign-in, by the name that clients of the learner API know."""
MEMORY = 60_000
"""Milliseconds for which a looked-up sign-in is believed."""
REMEMBERED = 20_000
"""Sign-ins at most."""


def now() -> int:
    """The server's clock, epoch ms: read once, at the door of each request."""
    return time.time_ns() // 1_000_000


@dataclass
class Visitors:
    """The school as the network reaches it, and the sign-ins seen lately."""

    school: School
    settings: Settings
    floods: Floods = field(default_factory=Floods)
    _seen: OrderedDict[str, tuple[User, int]] = field(default_factory=OrderedDict)

    async def reading(self, request: HTTPConnection, deed: Callable[[Visit], T]) -> T:
        """Do a deed that changes nothing, as whoever sent the request."""
        return await self.reading_as(token_of(request), deed)

    async def writing(self, request: HTTPConnection, deed: Callable[[Visit], T]) -> T:
        """Do a deed in one transaction, as whoever sent the request; it is kept when this returns.

        Raises `TooManyWrites` when they flood the school.
        """
        token, at = token_of(request), now()
        known = self._remembered(token, at)
        if known is not None:
            self.floods.admit(known.id, at)
        return await self.school.writing(lambda visit: deed(self._as(visit, token)), known, at)

    async def reading_as(self, token: str, deed: Callable[[Visit], T]) -> T:
        """As `reading`, for the holder of a sign-in's token."""
        at = now()
        known = self._remembered(token, at)
        return await self.school.reading(lambda visit: deed(self._as(visit, token)), known, at)

    def remembered_id(self, token: str) -> int:
        """The id of the user whose sign-in this is, if that is remembered; 0 otherwise."""
        user = self._remembered(token, now())
        return user.id if user else 0

    def forget(self, token: str) -> None:
        """A sign-in has ended."""
        self._seen.pop(token, None)

    def forget_all(self) -> None:
        """Sign-ins may have ended that are not known by token: look all of them up again."""
        self._seen.clear()

    def _remembered(self, token: str, at: int) -> User | None:
        seen = self._seen.get(token)
        return seen[0] if seen and seen[1] > at else None

    def _as(self, visit: Visit, token: str) -> Visit:
        if visit.actor is not None or not token:
            return visit
        user = signing_in.whose(visit, token)
        if user is None:
            return visit
        self._seen[token] = (user, visit.now + MEMORY)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return Visit(visit.connection, visit.shelf, user, visit.now)


def visitors_of(request: HTTPConnection) -> Visitors:
    """The school that this request reached."""
    visitors: Visitors = request.app.state.visitors
    return visitors


def token_of(request: HTTPConnection) -> str:
    """The token in the request's cookie; empty when there is none."""
    header = request.headers.get("cookie", "")
    return token_in(header) if COOKIE in header else ""


def token_in(header: str) -> str:
    """The token in the text of a `Cookie` header; empty when there is none.

    A strict parser would drop all cookies where one of them is malformed, and other people's cookies are.
    """
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value.strip('"')
    return ""


def base_of(request: HTTPConnection, settings: Settings) -> str:
    """Scheme and host under which the visitor reaches the school."""
    if settings.base_url:
        return settings.base_url
    return f"{request.url.scheme}://{request.headers.get('host') or request.url.netloc}"
