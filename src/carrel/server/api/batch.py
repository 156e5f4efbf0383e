"""`POST /api/batch`: several requests in one (row 63). Each is answered as if it had been sent alone.

The application itself is asked, one member after the other, so a member sees what those before it did.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote_to_bytes, urlsplit

import msgspec
from starlette.requests import Request
from starlette.types import Message

from carrel.protocol.errors import NaptimeError, refused_value
from carrel.resources.operations import BatchedAnswer, BatchMember
from carrel.server.answers import Answer, json_answer
from carrel.server.api.bodies import decoded, read_body
from carrel.server.origin import refuse_foreign
from carrel.server.visitors import base_of, visitors_of

MOST_MEMBERS: Final = 50
"""How many requests one batch may hold."""
PREFIX: Final = b"/api/"
ITSELF: Final = b"/api/batch"
SENDERS: Final = frozenset(
    {
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "cookie",
        "host",
        "origin",
        "sec-fetch-site",
        "transfer-encoding",
    }
)
"""Headers that say who sends and how: those of the batch hold for every member."""


async def batch(request: Request) -> Answer:
    """Answer every member, under the key that it was sent with."""
    visitors = visitors_of(request)
    refuse_foreign(request, visitors.settings)
    sent = await read_body(request, visitors.settings.largest_body)
    members: dict[str, BatchMember] = decoded(sent, dict[str, BatchMember])
    if len(members) > MOST_MEMBERS:
        raise refused_value(f"At most {MOST_MEMBERS} requests can be sent at once.")
    base = base_of(request, visitors.settings)
    told, cookies = {}, []
    for key, member in members.items():
        answered = await _answered(request, member, base)
        cookies += answered.cookies
        told[key] = answered.told()
    answer = json_answer(told)
    answer.headers = [*answer.headers, *((b"set-cookie", cookie) for cookie in cookies)]
    return answer


class _Answered:
    """What the application sends for one member. What it sets in cookies is the whole batch's."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.cookies: list[bytes] = []
        self.body = bytearray()

    async def send(self, message: Message) -> None:
        """Take in one message of the application."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            for name, value in message["headers"]:
                if name.lower() == b"set-cookie":
                    self.cookies.append(value)
                else:
                    self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")
        else:
            self.body += message.get("body", b"")

    def told(self) -> BatchedAnswer:
        """The same as a member of the batch's answer."""
        return BatchedAnswer(status=self.status, headers=self.headers, body_json=self._json())

    def _json(self) -> Any:  # noqa: ANN401 - any JSON at all
        if not self.body:
            return None
        if self.headers.get("content-type") == "application/json":
            return msgspec.Raw(bytes(self.body))
        return self.body.decode("utf-8", "replace")


async def _answered(request: Request, member: BatchMember, base: str) -> _Answered:
    answered = _Answered()
    try:
        scope = _scope(request, member, base)
    except NaptimeError as error:
        await json_answer(error.body(), status=error.status)(
            dict(request.scope), request.receive, answered.send
        )
        return answered
    body = _body(member)

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    await request.app(scope, receive, answered.send)
    return answered


def _scope(request: Request, member: BatchMember, base: str) -> dict[str, Any]:
    """The member as a request of its own; raises `NaptimeError` for what is none to this API."""
    raw_path, query = _target(member.url, base)
    path = unquote_to_bytes(raw_path)
    if not path.startswith(PREFIX):
        raise refused_value("A batch holds requests to addresses under /api/ of this school only.")
    if path.rstrip(b"/") == ITSELF:
        raise refused_value("A batch cannot hold another batch.")
    return {
        **{name: request.scope[name] for name in KEPT if name in request.scope},
        "type": "http",
        "method": member.method.upper(),
        "root_path": "",
        "path": path.decode("utf-8", "replace"),
        "raw_path": raw_path,
        "query_string": query,
        "headers": [*_of_sender(request), *_of_member(member)],
    }


KEPT: Final = ("asgi", "http_version", "scheme", "server", "client")
"""What a member shares with the batch: how it came here."""


def _target(url: str, base: str) -> tuple[bytes, bytes]:
    try:
        parts = urlsplit(url.removeprefix(base))
        if parts.scheme or parts.netloc or url.startswith("//"):
            raise refused_value("A batch reaches this school only, and the address names another host.")
        return parts.path.encode("ascii"), parts.query.encode("ascii")
    except UnicodeEncodeError:
        raise refused_value("An address is written in ASCII; write other characters as %-escapes.") from None
    except ValueError as error:
        raise refused_value(f"This is no address: {error}.") from error


def _of_sender(request: Request) -> list[tuple[bytes, bytes]]:
    kept = SENDERS - {"accept-encoding", "content-length", "transfer-encoding"}
    return [
        (name, value)
        for name, value in request.scope["headers"]
        if name.decode("latin-1") in kept or name.startswith(b"x-csrf")
    ]


def _of_member(member: BatchMember) -> list[tuple[bytes, bytes]]:
    own: Mapping[str, str] = {name.lower(): value for name, value in member.headers.items()}
    try:
        return [
            (name.encode("ascii"), value.encode("latin-1"))
            for name, value in own.items()
            if name not in SENDERS and not name.startswith("x-csrf")
        ]
    except UnicodeEncodeError:
        raise refused_value("A header holds characters that no header can.") from None


def _body(member: BatchMember) -> bytes:
    """What the member sends: text as it is, anything else as JSON."""
    if member.body is None:
        return b""
    return (
        member.body.encode("utf-8", "replace")
        if isinstance(member.body, str)
        else msgspec.json.encode(member.body)
    )
