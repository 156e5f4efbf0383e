"""What travels, as values: requests that a flow yields, and what it gets for them. No network in here.

A call of the SDK is a flow: a generator that yields requests, receives responses and returns the typed
answer. Whoever drives it only carries, so a flow is the same for both drivers and is tested without either.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

from carrel.client.errors import ClientError

T = TypeVar("T")

REPEATABLE: Final = frozenset({"GET", "HEAD", "PUT", "DELETE"})
"""The methods that may be sent twice without doing anything twice."""


_NOT_TOLD: Final = ("fields=", "includes=", "limit=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to send. `target` is a path of the site with its query, or a whole URL.

    `streams` says that the body of a success is left unread, for a download. Neither body nor headers are
    ever shown: a password may be in them.
    """

    method: str = "GET"
    target: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    streams: bool = False

    @property
    def may_be_repeated(self) -> bool:
        """Whether sending it again does no harm."""
        return self.method in REPEATABLE

    @property
    def place(self) -> str:
        """What is asked, for people: not how much of it, and of a file not the query, which may be signed."""
        path, _, query = self.target.partition("?")
        if self.streams or not query:
            return path
        told = [member for member in query.split("&") if not member.startswith(_NOT_TOLD)]
        return f"{path}?{'&'.join(told)}" if told else path


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back. Header names are in lower case; `cookies` are the values of `Set-Cookie`.

    `url` is the whole address that was asked. `seconds` is how long it took.
    """

    status: int
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    cookies: tuple[str, ...] = field(default=(), repr=False)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """That nothing came back, or not all of it. `may_have_arrived` says that the request may have worked."""

    error: ClientError
    may_have_arrived: bool
    seconds: float = 0.0


Outcome: TypeAlias = Response | Failure
Flow: TypeAlias = Generator[Request, Response, T]
