"""Answers of the API as they leave: JSON, and the headers that carry meaning (rows 24, 33, 38, 41)."""

import gzip
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from os import urandom
from typing import Final

import msgspec
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from carrel.protocol.etag import is_fresh

RawHeaders = Sequence[tuple[bytes, bytes]]

READ_HEADERS: Final[RawHeaders] = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-cache, no-store, max-age=0, must-revalidate"),
    (b"pragma", b"no-cache"),
    (b"expires", b"0"),
    (b"vary", b"Accept-Encoding"),
    (b"x-frame-options", b"DENY"),
    (b"x-xss-protection", b"0"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
WRITE_HEADERS: Final[RawHeaders] = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"private, no-cache, no-store, must-revalidate, max-age=0"),
    (b"vary", b"Accept-Encoding"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"x-xss-protection", b"1; mode=block"),
    (b"x-content-type-options", b"nosniff"),
)
SMALLEST_COMPRESSED: Final = 1024
"""Bytes; what is shorter travels in one packet either way."""

REQUEST_ID: Final = b"x-coursera-request-id"
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_GZIP: Final = re.compile(rb"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)
_PROCESS: Final = urlsafe_b64encode(urandom(9))
_ANSWERS: Final = count()

encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Answer:
    """One answer, ready to be sent; also an ASGI application that sends it.

    `body` is what was asked; `compressed` its gzip, made when first needed and then kept.
    """

    status: int
    body: bytes
    headers: RawHeaders
    etag: bytes = b""
    compressed: bytes = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer to this request: whole, compressed, or `304` to who has it already."""
        held, accepted = _had_and_taken(scope["headers"])
        if held and self._is_among(held):
            await not_modified(self.etag)(scope, receive, send)
            return
        headers = [*self.headers, (REQUEST_ID, request_id())]
        body = self.body
        if self.etag:
            headers.append((b"etag", self.etag))
        if accepted and len(body) >= SMALLEST_COMPRESSED and _GZIP.search(accepted):
            body = self.compressed = self.compressed or gzip.compress(self.body, 5, mtime=0)
            headers.append((b"content-encoding", b"gzip"))
        if body:
            headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _is_among(self, held: bytes) -> bool:
        """Whether the answer is one that whoever asks has already."""
        if self.status != HTTPStatus.OK or not self.etag:
            return False
        return is_fresh(held.decode("latin-1"), self.etag.decode())


def headers_for(method: str) -> RawHeaders:
    """What an answer to this method carries, also one that refuses it."""
    return READ_HEADERS if method in SAFE_METHODS else WRITE_HEADERS


def not_modified(etag: bytes) -> Answer:
    """`304`: whoever asks has it already."""
    kept = [(name, value) for name, value in READ_HEADERS if name != b"content-type"]
    return Answer(304, b"", kept, etag)


def json_answer(
    value: object,
    *,
    status: int = 200,
    headers: RawHeaders = WRITE_HEADERS,
    more: Mapping[str, str] | None = None,
) -> Answer:
    """A JSON answer without an entity tag; `more` are further headers."""
    return Answer(status, encode(value), [*headers, *_raw(more)])


def empty_answer(
    headers: RawHeaders = WRITE_HEADERS, more: Mapping[str, str] | None = None, *, status: int = 204
) -> Answer:
    """All is well, and there is nothing to say; `more` are further headers."""
    kept = [pair for pair in headers if pair[0] != b"content-type"]
    return Answer(status, b"", [*kept, *_raw(more)])


def options_answer(methods: Iterable[str]) -> Answer:
    """What an address can be asked. Nothing in it lets another site's pages ask."""
    return empty_answer(READ_HEADERS, {"allow": ", ".join(methods)})


def as_response(answer: Answer) -> Response:
    """The same answer as the framework's type, for where it insists on one."""
    return _Whole(answer)


class _Whole(Response):
    """A response that leaves the sending to the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body, answer.status)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._answer(scope, receive, send)


def request_id() -> bytes:
    """A fresh name for an answer: 22 characters of base64url."""
    return b"%b%010x" % (_PROCESS, next(_ANSWERS))


def named(send: Send) -> Send:
    """`send`, but the answer gets a name of its own, as those of the API have."""

    async def send_named(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (REQUEST_ID, request_id())]
        await send(message)

    return send_named


def _raw(more: Mapping[str, str] | None) -> RawHeaders:
    return [(name.encode(), text.encode()) for name, text in (more or {}).items()]


def _had_and_taken(headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """What a request's headers say of answers that its sender has, and of encodings that they take."""
    held = accepted = b""
    for name, value in headers:
        if name == b"if-none-match":
            held = b"%b, %b" % (held, value) if held else value
        elif name == b"accept-encoding":
            accepted = b"%b, %b" % (accepted, value) if accepted else value
    return held, accepted
