"""The heads of HTTP/1.1 messages: a request's as it is written, and an answer's where it has the usual form.

What is not read here may still be an answer: another version, folded lines, chunks, no length.
"""

import re
from http import HTTPStatus
from typing import Final, NamedTuple

from carrel.client.connection import Outgoing

_STATUS: Final = re.compile(r"HTTP/1\.1 ([2-5][0-9][0-9])(?: .*)?")
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_WITHOUT_BODY: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class Head(NamedTuple):
    """What an answer says before its body of `length` bytes. The names are in lower case."""

    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...]
    length: int
    is_last: bool
    """Whether the host closes the connection after it."""


def written(outgoing: Outgoing) -> bytes:
    """The head of a request. Raises `ValueError` for a header that would be more than one line."""
    method, address, headers, body, _ = outgoing
    fields = {"host": address.netloc, **headers}
    if body is not None or method != "GET":
        fields["content-length"] = str(len(body or b""))
    lines = [f"{name}: {value}" for name, value in fields.items()]
    if any(_FORBIDDEN.search(line) for line in lines):
        raise ValueError("a header holds what no header can")
    return "\r\n".join([f"{method} {address.target} HTTP/1.1", *lines, "", ""]).encode("ascii")


def read_plain(head: bytes) -> Head | None:
    """An answer's head, without the empty line at its end; None for one in any other form than the usual."""
    first, *lines = head.decode("latin-1").split("\r\n")
    found = _STATUS.fullmatch(first)
    fields = [line.partition(":") for line in lines]
    if found is None or "\n" in first or not all(_is_plain(*field) for field in fields):
        return None
    pairs = [(name.lower(), text_of(value.strip(" \t"))) for name, _, value in fields]
    status, headers = int(found[1]), in_one(pairs)
    length = 0 if status in _WITHOUT_BODY else _length_in(headers)
    if length is None or "transfer-encoding" in headers:
        return None
    is_last = "close" in headers.get("connection", "").lower()
    return Head(status, headers, cookies_in(pairs), length, is_last)


def in_one(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Headers by name; what was sent several times stands in one line."""
    headers: dict[str, str] = {}
    for name, value in pairs:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def cookies_in(pairs: list[tuple[str, str]]) -> tuple[str, ...]:
    """The values of `Set-Cookie`."""
    return tuple([value for name, value in pairs if name == "set-cookie"])


def text_of(value: str) -> str:
    """A header's value; as UTF-8 where it is that, although headers are Latin-1."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def _is_plain(name: str, colon: str, value: str) -> bool:
    return bool(colon) and _NAME.fullmatch(name) is not None and _FORBIDDEN.search(value) is None


def _length_in(headers: dict[str, str]) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdecimal() else None
