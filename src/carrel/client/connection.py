"""Between values and the network: what both drivers do alike before they send and after they received.

This is the one place where cookies are put on a request, by the very address that is then connected to. What
carries requests (`direct`, `indirect`) keeps no cookies of its own and follows no redirects.
"""

import re
import secrets
import string
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from carrel.client.addresses import Address, locate, read_site
from carrel.client.auth import Credentials, pairs_for_a_write, write_cookies
from carrel.client.errors import NotTheApi, TimedOut, Unreachable
from carrel.client.exchange import Failure, Request, Response

MOST_BYTES: Final = 64 * 1024 * 1024
"""Of an answer that is no download."""
ERROR_NUMBER: Final = re.compile(r"\[Errno -?\d+\] ")
LETTERS: Final = string.ascii_letters + string.digits
USER_AGENT: Final = "Carrel"


class Outgoing(NamedTuple):
    """A request as it is sent. `timeouts` are seconds for `connect`, `read`, `write` and `pool`."""

    method: str
    address: Address
    headers: dict[str, str]
    body: bytes | None
    timeouts: dict[str, float]


class NetworkFailed(Exception):
    """No answer, or not all of one. `may_have_arrived` says that the request may have worked."""

    def __init__(self, reason: str, *, is_late: bool = False, may_have_arrived: bool = True) -> None:
        super().__init__(reason)
        self.is_late = is_late
        self.may_have_arrived = may_have_arrived


class Begun(Protocol):
    """An answer whose headers have come, by their names in lower case."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def cookies(self) -> tuple[str, ...]:
        """The values of `Set-Cookie`."""


class Incoming(Begun, Protocol):
    """An answer with its body, which is read once, in either way. Reading raises `NetworkFailed`."""

    def chunks(self) -> Iterator[bytes]:
        """The body as it comes, unpacked."""

    def read_into(self, buffer: memoryview, /) -> int:
        """Put what comes next at the beginning of a buffer: how many bytes; 0 when there are no more."""

    def close(self) -> None:
        """Be done with the answer."""


class Way(Protocol):
    """A way to hosts. Threads may share it."""

    def send(self, outgoing: Outgoing) -> Incoming:
        """Send a request, and wait for the answer to begin. Raises `NetworkFailed`."""

    def close(self) -> None:
        """Close the connections that nobody uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long each step may take, in seconds. `read` is the longest silence, also within a download."""

    connect: float = 10.0
    read: float = 30.0
    write: float = 30.0
    pool: float = 30.0

    def within(self, seconds: float) -> dict[str, float]:
        """The same, and none longer than `seconds`."""
        return {
            "connect": min(self.connect, seconds),
            "read": min(self.read, seconds),
            "write": min(self.write, seconds),
            "pool": min(self.pool, seconds),
        }


USUAL_TIMEOUTS: Final = Timeouts()


class Connection:
    """One site, and who asks it."""

    def __init__(self, site: str, credentials: Credentials | None, timeouts: Timeouts) -> None:
        self.site = read_site(site)
        self.credentials = credentials
        self._timeouts = timeouts

    def locate(self, target: str) -> Address:
        """The whole address of a target. Raises `BadAddress`."""
        return locate(self.site, target)

    def prepare(self, request: Request, seconds: float) -> Outgoing:
        """What to send, with cookies if it goes to the site itself. It may take `seconds`."""
        address = self.locate(request.target)
        headers = {
            "accept": "application/json",
            "accept-encoding": "gzip, deflate",
            "user-agent": USER_AGENT,
            **request.headers,
        }
        if address.origin == self.site.origin:
            headers |= self._proofs(request)
        # The body of a download may take as long as it likes, as long as it does not stall.
        timeouts = self._timeouts.within(float("inf") if request.streams else seconds)
        return Outgoing(request.method, address, headers, request.body, timeouts)

    def _proofs(self, request: Request) -> dict[str, str]:
        cookies = self.credentials.reveal() if self.credentials else {}
        headers: dict[str, str] = {}
        if request.method != "GET":
            pairs, headers = pairs_for_a_write(cookies, time.time(), random_letters)
            cookies |= pairs
        return {**headers, "cookie": write_cookies(cookies)} if cookies else headers


def response_of(outgoing: Outgoing, begun: Begun, body: bytes) -> Response:
    """The value of what came back."""
    return Response(
        status=begun.status,
        url=str(outgoing.address),
        headers=begun.headers,
        body=body,
        cookies=begun.cookies,
    )


def failure_of(outgoing: Outgoing, error: NetworkFailed, seconds: float) -> Failure:
    """The value of what went wrong."""
    host = outgoing.address.netloc
    reason = ERROR_NUMBER.sub("", str(error))
    told = TimedOut(host, "an answer") if error.is_late else Unreachable(host, reason)
    told.__cause__ = error
    return Failure(error=told, may_have_arrived=error.may_have_arrived, seconds=seconds)


def grow(body: bytearray, chunk: bytes, outgoing: Outgoing) -> None:
    """Add to an answer's body; raises `NotTheApi` for one that never ends."""
    body += chunk
    if len(body) > MOST_BYTES:
        path = outgoing.address.target.partition("?")[0]
        raise NotTheApi(path, f"more than {MOST_BYTES // 1024 // 1024} MiB")


def too_late() -> NetworkFailed:
    """The error of an answer that took longer than it may, although there was never a long silence."""
    return NetworkFailed("the answer took too long as a whole", is_late=True)


def random_letters(count: int) -> str:
    """Letters and digits that nobody can guess."""
    return "".join([secrets.choice(LETTERS) for _ in range(count)])
