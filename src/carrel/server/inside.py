"""Asking this application from within: as whoever sent a request, through the same door as everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.types import Message

from carrel.server.answers import RawHeaders

SENDERS: Final = frozenset(
    {b"authorization", b"connection", b"cookie", b"host", b"origin", b"sec-fetch-site"}
)
"""Headers that say who sends and from where."""
KEPT: Final = ("asgi", "http_version", "scheme", "server", "client")
"""What a request from within shares with the one that it is for: how that came here."""


@dataclass
class Told:
    """What the application answered. What it sets in cookies stands apart from the other headers."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[bytes] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)

    async def take(self, message: Message) -> None:
        """Take in one message of the application."""
        if message["type"] != "http.response.start":
            self.body += message.get("body", b"")
            return
        self.status = message["status"]
        for name, value in message["headers"]:
            if name.lower() == b"set-cookie":
                self.cookies.append(value)
            else:
                self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")


async def ask(
    request: Request,
    method: str,
    path: tuple[bytes, str],
    query: bytes,
    headers: Sequence[tuple[bytes, bytes]] = (),
    body: bytes = b"",
) -> Told:
    """Send a request in the name of another; `path` as it is written, and as it reads.

    What fails by the school's own fault is answered with 500, like anybody's.
    """
    raw_path, readable = path
    told = Told()
    scope = {
        **{name: request.scope[name] for name in KEPT if name in request.scope},
        "type": "http",
        "method": method,
        "root_path": "",
        "path": readable,
        "raw_path": raw_path,
        "query_string": query,
        "headers": [*_of_sender(request), *(one for one in headers if not is_of_sender(one[0]))],
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    try:
        await request.app(scope, receive, told.take)
    except Exception:
        # The framework raises once more what was logged and answered already.
        if told.status != HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
    return told


def is_of_sender(name: bytes) -> bool:
    """Whether a header says who sends, or how: those cannot be said anew."""
    return name in SENDERS or name in TRANSPORT or name.startswith(b"x-csrf")


TRANSPORT: Final = frozenset({b"accept-encoding", b"content-length", b"transfer-encoding"})


def _of_sender(request: Request) -> RawHeaders:
    sent: RawHeaders = request.scope["headers"]
    return [(name, value) for name, value in sent if is_of_sender(name) and name not in TRANSPORT]
