"""The way to hosts through the HTTP library: proxies, HTTP/2, or whatever a test puts in the network's place.

The asynchronous client always takes it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpx2

from carrel.client.connection import NetworkFailed, Outgoing
from carrel.client.trust import ssl_context
from carrel.client.unpacking import pouring

LIMITS: Final = httpx2.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=15.0)
"""What is under way is limited by politeness, host by host, and not by the pool."""
NEVER_ARRIVED: Final = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.UnsupportedProtocol,
)

# Their lines show headers and whole addresses, cookies and signatures among them. Whoever wants to see those
# sets the levels again.
logging.getLogger("httpcore2").setLevel(logging.INFO)
logging.getLogger("httpx2").setLevel(logging.WARNING)


class Indirect:
    """Connections that the HTTP library keeps. Threads may share it."""

    def __init__(self, *, http2: bool, transport: httpx2.BaseTransport | None) -> None:
        """`transport` takes the place of the network."""
        self._http = httpx2.Client(
            http2=http2,
            transport=transport,
            verify=transport is not None or ssl_context(),
            cookies=no_cookies(),
            limits=LIMITS,
        )

    def send(self, outgoing: Outgoing) -> "Received":
        """Send a request, and wait for the answer to begin. Raises `NetworkFailed`."""
        with told_as_ours():
            return Received(self._http.send(request_of(outgoing), stream=True))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


class Headed:
    """What an answer of the library says before its body."""

    def __init__(self, answer: httpx2.Response) -> None:
        self.status: Final = answer.status_code
        self.headers: Final = dict(answer.headers.items())
        self.cookies: Final = tuple(answer.headers.get_list("set-cookie"))


class Received(Headed):
    """An answer of the library, with its body."""

    def __init__(self, answer: httpx2.Response) -> None:
        super().__init__(answer)
        self._answer = answer
        self.read_into: Final = pouring(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """The body as it comes, unpacked. Raises `NetworkFailed`."""
        with told_as_ours():
            yield from self._answer.iter_bytes()

    def close(self) -> None:
        """Be done with the answer."""
        self._answer.close()


def request_of(outgoing: Outgoing) -> httpx2.Request:
    """A request as the library has it."""
    return httpx2.Request(
        outgoing.method,
        str(outgoing.address),
        headers=outgoing.headers,
        content=outgoing.body,
        extensions={"timeout": outgoing.timeouts},
    )


@contextmanager
def told_as_ours() -> Iterator[None]:
    """The library's errors as our own."""
    try:
        yield
    except httpx2.HTTPError as error:
        raise NetworkFailed(
            str(error) or type(error).__name__,
            is_late=isinstance(error, httpx2.TimeoutException),
            may_have_arrived=not isinstance(error, NEVER_ARRIVED),
        ) from error


def no_cookies() -> CookieJar:
    """A jar that never takes a cookie in."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))
