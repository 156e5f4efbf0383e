"""Who is asking: from a request's cookie to a user, and from there to a deed in a transaction.

A sign-in that was looked up is remembered for a minute, so a reader costs no lookup for each request. Within
that minute it is forgotten at once when it ends here: one process serves a school, so it hears of every end.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from starlette.requests import HTTPConnection
from starlette.types import Scope

from carrel.application import signing_in
from carrel.application.school import School
from carrel.application.visit import Visit
from carrel.domain.users import User
from carrel.server.settings import Settings

T = TypeVar("T")
Do: TypeAlias = Callable[[Callable[[Visit], T], User | None, int], Awaitable[T]]
"""How a school does a deed: reading or writing."""

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
    _seen: OrderedDict[str, tuple[User, int]] = field(default_factory=OrderedDict)
    _ended: int = 0

    async def reading(self, request: HTTPConnection, deed: Callable[[Visit], T]) -> T:
        """Do a deed that changes nothing, as whoever sent the request."""
        return await self.reading_as(token_of(request), deed)

    async def writing(self, request: HTTPConnection, deed: Callable[[Visit], T]) -> T:
        """Do a deed in one transaction, as whoever sent the request; it is kept when this returns."""
        return await self._done_as(token_of(request), deed, self.school.writing)

    async def reading_as(self, token: str, deed: Callable[[Visit], T]) -> T:
        """As `reading`, for the holder of a sign-in's token."""
        return await self._done_as(token, deed, self.school.reading)

    def remembered_id(self, token: str) -> int:
        """The id of the user whose sign-in this is, if that is remembered; 0 otherwise."""
        user = self._remembered(token, now())
        return user.id if user else 0

    async def id_of(self, token: str) -> int:
        """The id of the user whose sign-in this is, looked up if it has to be; 0 for nobody's."""
        known = self.remembered_id(token)
        if known or not token:
            return known
        return await self.reading_as(token, lambda visit: visit.actor.id if visit.actor else 0)

    def forget(self, token: str) -> None:
        """A sign-in has ended."""
        self._ended += 1
        self._seen.pop(token, None)

    def forget_all(self) -> None:
        """Sign-ins may have ended that are not known by token: look all of them up again."""
        self._ended += 1
        self._seen.clear()

    def _remembered(self, token: str, at: int) -> User | None:
        seen = self._seen.get(token)
        return seen[0] if seen and seen[1] > at else None

    async def _done_as(self, token: str, deed: Callable[[Visit], T], do: Do[T]) -> T:
        at, ended = now(), self._ended
        known = self._remembered(token, at)
        if known is not None or not token:
            return await do(deed, known, at)
        found: list[User] = []

        def deed_of_whoever(visit: Visit) -> T:
            user = signing_in.whose(visit, token)
            if user is None:
                return deed(visit)
            found.append(user)
            return deed(Visit(visit.connection, visit.shelf, user, visit.now))

        try:
            return await do(deed_of_whoever, None, at)
        finally:
            # Here and not in the deed, which may run in another thread while the sign-in is ended.
            if found and ended == self._ended:
                self._remember(token, found[-1], at)

    def _remember(self, token: str, user: User, at: int) -> None:
        self._seen[token] = (user, at + MEMORY)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)


def visitors_of(request: HTTPConnection) -> Visitors:
    """The school that this request reached."""
    visitors: Visitors = request.app.state.visitors
    return visitors


def token_of(request: HTTPConnection) -> str:
    """The token in the request's cookie; empty when there is none."""
    return token_in(request.headers.get("cookie", ""))


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
    scope = request.scope
    return f"{scope['scheme']}://{request.headers.get('host') or _listening_at(scope)}"


def _listening_at(scope: Scope) -> str:
    # Only HTTP/1.0 may come without a `Host`.
    host, port = scope.get("server") or ("localhost", None)
    return f"{host}:{port}" if port else str(host)
