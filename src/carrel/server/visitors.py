"""Who is asking: from a request's cookie to a user, and from there to a deed in a transaction.

A sign-in that was looked up is remembered for a minute, so a reader costs no lookup for each request. Within
that minute it is forgotten at once when it ends here: one process serves a school, so it hears of every end.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.requests import HTTPConnection
from starlette.types import Scope

from carrel.application import granting, signing_in
from carrel.application.learning import record_media
from carrel.application.school import School
from carrel.application.visit import Visit
from carrel.domain.enrollment import DAY
from carrel.domain.users import User
from carrel.server.answers import SAFE_METHODS
from carrel.server.floods import Crowd, Floods
from carrel.server.links import Holder
from carrel.server.settings import Settings
from carrel.store.errors import StoreError

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

log = logging.getLogger(__name__)

COOKIE = "CAUTH"
"""The cookie that proves a sign-in, by the name that clients of the learner API know."""
BEARER = "Bearer "
"""What a program's token begins with where it stands beside those of sign-ins, and no cookie may."""
SEEN_BY_PROGRAMS = frozenset({"/api/users/v1/me/enrollments", "/api/externalBasicProfiles.v1"})
"""What an access token opens, for reading alone."""
MEMORY = 60_000
"""Milliseconds for which a looked-up sign-in is believed."""
REMEMBERED = 20_000
"""Sign-ins at most, and notes of media."""


def now() -> int:
    """The time of day, epoch ms."""
    return time.time_ns() // 1_000_000


RATE = 20
"""Writes a second that one user may make in the long run."""
BURST = 200
"""Writes that one user may make at once."""
UPLOADS = 2
"""Files that one user may send at once: what is on its way counts for no limit of a day yet."""
GUESS_RATE = 1 / 6
"""Wrong passwords a second for one account, in the long run."""
GUESSES = 10
"""Wrong passwords for one account at once."""


@dataclass
class Visitors:
    """The school as the network reaches it, and the sign-ins seen lately.

    `clock` is the only door through which time comes in (epoch ms): each request reads it, and nothing below.
    """

    school: School
    settings: Settings
    writes: Floods = field(default_factory=lambda: Floods(RATE, BURST))
    guesses: Floods = field(default_factory=lambda: Floods(GUESS_RATE, GUESSES))
    uploads: Crowd = field(default_factory=lambda: Crowd(UPLOADS))
    clock: Callable[[], int] = now
    _seen: OrderedDict[str, tuple[User, int]] = field(default_factory=OrderedDict)
    _noted: OrderedDict[Holder, int] = field(default_factory=OrderedDict)
    _ended: int = 0

    async def reading(self, request: HTTPConnection, deed: Callable[[Visit], T]) -> T:
        """Do a deed that changes nothing, as whoever sent the request."""
        return await self.reading_as(token_of(request), deed)

    async def writing(
        self, request: HTTPConnection, deed: Callable[[Visit], T], *, is_own: bool = False
    ) -> T:
        """Do a deed in one transaction, as whoever sent the request; it is kept when this returns.

        `is_own` promises that nobody else sees what it changes. Raises `TooMany` when they flood the school.
        """
        return await self.writing_as(await self.who(request), deed, is_own=is_own)

    async def writing_as(self, actor: User | None, deed: Callable[[Visit], T], *, is_own: bool = False) -> T:
        """As `writing`, for somebody who is known already."""
        at = self.clock()
        if actor is not None:
            self.writes.admit(actor.id, at)
        return await self.school.writing(deed, actor, at, owner=actor.id if actor and is_own else None)

    async def who(self, request: HTTPConnection) -> User | None:
        """Whose sign-in the request carries; None for a guest's, or one that has ended."""
        token = token_of(request)
        if not token:
            return None
        return self._remembered(token) or await self.reading_as(token, lambda visit: visit.actor)

    async def reading_as(self, token: str, deed: Callable[[Visit], T]) -> T:
        """As `reading`, for the holder of a sign-in's token."""
        at, ended = self.clock(), self._ended
        known = self._remembered(token)
        if known is not None or not token:
            return await self.school.reading(deed, known, at)
        found: list[User] = []

        def deed_of_whoever(visit: Visit) -> T:
            user = _whose(visit, token)
            if user is None:
                return deed(visit)
            found.append(user)
            return deed(Visit(visit.connection, visit.shelf, user, visit.now))

        try:
            return await self.school.reading(deed_of_whoever, None, at)
        finally:
            # Here and not in the deed, which may run in another thread while the sign-in is ended.
            if found and ended == self._ended:
                _put(self._seen, token, (found[-1], at + MEMORY))

    async def note_media(self, holder: Holder) -> None:
        """Note that a learner fetched the media of a lecture, the first time in a day.

        Where it cannot be kept, that is logged: the media is handed out all the same.
        """
        at = self.clock()
        if at - self._noted.get(holder, at - DAY) < DAY:
            return
        _put(self._noted, holder, at)
        try:
            await self.school.writing(lambda visit: record_media(visit, *holder), None, at, owner=holder[0])
        except StoreError as error:
            self._noted.pop(holder, None)
            log.warning("That the user %s fetched media could not be noted: %s", holder[0], error)

    def revision(self, who: int) -> tuple[int, ...] | None:
        """What stays as it is while nothing changes that this user (0 for a guest) can be told.

        Neither what is kept, as far as they see it, nor the end of the addresses that they are given. None
        where that is not known.
        """
        of_database = self.school.database.revision(who)
        return of_database and (*of_database, self.links_end)

    @property
    def links_end(self) -> int:
        """When the addresses end that are given now (epoch ms): rounded up, so that they last for a while."""
        lifetime = self.settings.media_link_lifetime
        return (self.clock() // lifetime + 2) * lifetime

    def remembered_id(self, token: str) -> int:
        """The id of the user whose sign-in this is, if that is remembered; 0 otherwise."""
        user = self._remembered(token)
        return user.id if user else 0

    async def id_of(self, token: str) -> int:
        """The id of the user whose sign-in this is, looked up if it has to be; 0 for nobody's."""
        known = self.remembered_id(token)
        if known or not token:
            return known
        return await self.reading_as(token, lambda visit: visit.actor.id if visit.actor else 0)

    def forget_user(self, user_id: int) -> None:
        """Somebody's account has changed: whoever of them comes next is looked up anew."""
        self._ended += 1
        for token in [token for token, (user, _) in self._seen.items() if user.id == user_id]:
            del self._seen[token]

    def forget(self, token: str) -> None:
        """A sign-in has ended."""
        self._ended += 1
        self._seen.pop(token, None)

    def forget_all(self) -> None:
        """Sign-ins may have ended that are not known by token: look all of them up again."""
        self._ended += 1
        self._seen.clear()

    def forget_programs(self) -> None:
        """Tokens of programs may have ended: look all of those up again."""
        self._ended += 1
        for token in [token for token in self._seen if token.startswith(BEARER)]:
            del self._seen[token]

    def _remembered(self, token: str) -> User | None:
        seen = self._seen.get(token)
        return seen[0] if seen and seen[1] > self.clock() else None


def _put(memory: OrderedDict[K, V], key: K, value: V) -> None:
    memory[key] = value
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)


def visitors_of(request: HTTPConnection) -> Visitors:
    """The school that this request reached."""
    visitors: Visitors = request.app.state.visitors
    return visitors


def token_of(request: HTTPConnection) -> str:
    """What proves who sends the request: a program's token where one may be, else the sign-in's."""
    return _bearer_of(request) or sign_in_of(request)


def sign_in_of(request: HTTPConnection) -> str:
    """The token of a sign-in in the request's cookie; empty when there is none."""
    return token_in(request.headers.get("cookie", ""))


def _bearer_of(request: HTTPConnection) -> str:
    """The access token that a program sends, marked as one; empty where programs see nothing of users."""
    path, method = request.scope["path"].rstrip("/"), request.scope.get("method", "")
    if path not in SEEN_BY_PROGRAMS or method not in SAFE_METHODS:
        return ""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return f"{BEARER}{token.strip()}" if scheme.lower() == "bearer" else ""


def _whose(visit: Visit, token: str) -> User | None:
    if token.startswith(BEARER):
        return granting.whose(visit, token.removeprefix(BEARER))
    return signing_in.whose(visit, token)


def token_in(header: str) -> str:
    """The token in the text of a `Cookie` header; empty when there is none.

    A strict parser would drop all cookies where one of them is malformed, and other people's cookies are.
    """
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            token = value.strip('"')
            return "" if token.startswith(BEARER) else token
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
