"""Downloads, as values: what is asked for, what the server says it will send, and what a cut one means."""

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from carrel.client.errors import CutShort, NotTheApi
from carrel.client.exchange import Request, Response

_RANGE: Final = re.compile(r"bytes (?:([0-9]{1,18})-([0-9]{1,18})|\*)/([0-9]{1,18}|\*)")
_SIZE: Final = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Rest:
    """Ask only for what is missing: the bytes from `start`, if the file is still the one of `validator`.

    The validator is the `etag` of the part at hand, or its `last_modified` where that is all there is. A weak
    etag cannot promise the same bytes, so with one the whole file is asked for.
    """

    start: int
    validator: str

    def headers(self) -> dict[str, str]:
        """The headers that ask so; none where it cannot be asked safely."""
        if self.start <= 0 or not self.validator or self.validator.startswith("W/"):
            return {}
        return {"range": f"bytes={self.start}-", "if-range": self.validator}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the server says about a download.

    `status` is 200 for the whole file, 206 for its rest, 304 when it has not changed, 416 when there is
    nothing after the part at hand. `start` is the offset of the first byte that comes, `expected` the number
    of bytes that come, `length` that of the whole file (None: not said). `url` is where it was found after
    all redirects.
    """

    status: int
    url: str = field(repr=False)
    start: int = 0
    expected: int | None = None
    length: int | None = None
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    disposition: str = ""

    @property
    def host(self) -> str:
        """The host that sends it."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @property
    def validator(self) -> str:
        """What a later `Rest` of this file is asked with."""
        return self.etag or self.last_modified

    def check_end(self, received: int) -> None:
        """Raise `CutShort` unless all that was promised has come."""
        if self.expected is not None and received != self.expected:
            raise CutShort(self.host, received, self.expected)


def read_facts(request: Request, response: Response) -> Facts | None:
    """The facts that an answer's headers state; None when it is a refusal. Raises `NotTheApi`.

    A range that is not the one asked for is refused: its bytes would end up in the wrong place.
    """
    headers = response.headers
    start, expected, length = 0, _number(headers.get("content-length")), None
    match response.status:
        case HTTPStatus.OK:
            # What is compressed on the way has another length in the end.
            expected = None if headers.get("content-encoding", "identity") != "identity" else expected
            length = expected
        case HTTPStatus.PARTIAL_CONTENT if "range" in request.headers:
            start, expected, length = _range(request, headers.get("content-range", ""))
        case HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE if "range" in request.headers:
            found = _RANGE.fullmatch(headers.get("content-range", ""))
            expected, length = 0, _number(found[3]) if found else None
        case HTTPStatus.NOT_MODIFIED if "if-none-match" in request.headers:
            expected = 0
        case _:
            return None
    return Facts(
        status=response.status,
        url=response.url,
        start=start,
        expected=expected,
        length=length,
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        content_type=headers.get("content-type", ""),
        disposition=headers.get("content-disposition", ""),
    )


def _range(request: Request, text: str) -> tuple[int, int, int | None]:
    found = _RANGE.fullmatch(text)
    if found is None or found[1] is None or request.headers["range"] != f"bytes={int(found[1])}-":
        raise NotTheApi(request.place, f"another part of the file than was asked for ({text})")
    start, last = int(found[1]), int(found[2])
    return start, last - start + 1, _number(found[3])


def _number(text: str | None) -> int | None:
    """A size in bytes; None for what is none, and for what no disk holds."""
    return int(text) if text is not None and _SIZE.fullmatch(text) else None
