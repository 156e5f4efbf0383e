"""HTTP/1.1 straight from this machine to the host, by the standard library's own client.

It carries a file for a third of the processor time that the HTTP library's transport takes, and is imported
sooner. Where a proxy stands in between, or HTTP/2 is wanted, that transport is used.
"""

import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Lock
from typing import Final
from urllib.request import getproxies

import httpx2

from carrel.client.trust import straight_context

CHUNK: Final = 256 * 1024
IDLE: Final = 15.0
"""Seconds after which a connection is not used again."""
MOST_IDLE: Final = 64
READ_INTO: Final = "read_into"
"""The extension of a response that reads its body into memory that is there already."""

Origin = tuple[str, str, int | None]


def usual_transport() -> httpx2.BaseTransport | None:
    """The way straight to a host; None when a proxy is to be used."""
    return None if getproxies() else Direct()


class Direct(httpx2.BaseTransport):
    """Connections to any hosts, each kept for the next request to its host. Threads may share it."""

    def __init__(self) -> None:
        self._idle: list[tuple[Origin, HTTPConnection, float]] = []
        self._lock = Lock()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; the answer's body is read as it is iterated over."""
        origin = (request.url.scheme, request.url.raw_host.decode("ascii"), request.url.port)
        timeouts = request.extensions["timeout"]
        connection = self._taken(origin) or _connected(origin, timeouts["connect"])
        try:
            with _told_as_http():
                connection.sock.settimeout(timeouts["read"])
                _write(connection, request)
                answer = connection.getresponse()
        except BaseException:
            connection.close()
            raise
        body = _Body(self, origin, connection, answer)
        return httpx2.Response(
            answer.status,
            headers=[(name.encode("latin-1"), _in_one_line(value)) for name, value in answer.getheaders()],
            stream=body,
            extensions={READ_INTO: body.read_into},
        )

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, connection, _ in idle:
            connection.close()

    def keep(self, origin: Origin, connection: HTTPConnection) -> None:
        """Have the connection ready for the next request."""
        with self._lock:
            self._idle.append((origin, connection, time.monotonic()))
            surplus = self._idle.pop(0) if len(self._idle) > MOST_IDLE else None
        if surplus:
            surplus[1].close()

    def _taken(self, origin: Origin) -> HTTPConnection | None:
        """The connection used last of those to this host that are still good."""
        with self._lock:
            mine = [one for one in self._idle if one[0] == origin]
            self._idle = [one for one in self._idle if one[0] != origin or one is not mine[-1]]
        if not mine:
            return None
        _, connection, since = mine[-1]
        if time.monotonic() - since < IDLE and not _has_ended(connection.sock):
            return connection
        connection.close()
        return self._taken(origin)


class _Body(httpx2.SyncByteStream):
    def __init__(
        self, transport: Direct, origin: Origin, connection: HTTPConnection, answer: HTTPResponse
    ) -> None:
        self._transport = transport
        self._origin = origin
        self._connection = connection
        self._answer = answer
        self._is_read = False

    def __iter__(self) -> Iterator[bytes]:
        # Counted here: not every release of Python 3.11 counts what `read1` has read.
        left = self._answer.length
        while left != 0:
            with _told_as_http():
                chunk = self._answer.read1(CHUNK if left is None else min(CHUNK, left))
            if not chunk:
                break
            left = None if left is None else left - len(chunk)
            yield chunk
        if left:
            raise httpx2.RemoteProtocolError("the connection ended before the answer did")
        self._is_read = True

    def read_into(self, buffer: memoryview) -> int:
        """Put what comes next at the beginning of a buffer: how many bytes; 0 when there are no more."""
        answer = self._answer
        if answer.chunked or answer.length is None:
            with _told_as_http():
                count = answer.readinto(buffer)
        elif left := answer.length:
            with _told_as_http():
                # Not the answer's own `readinto`, which waits until the buffer is full, and loses what came
                # when the rest does not.
                count = answer.fp.readinto1(buffer[:left])
            if not count:
                raise httpx2.RemoteProtocolError("the connection ended before the answer did")
            answer.length = left - count
        else:
            count = 0
        self._is_read = self._is_read or not count
        return count

    def close(self) -> None:
        """Be done with the answer; a connection on which nothing of it is left can be used again."""
        self._answer.close()
        # A host that wants no more requests has been left already.
        if self._is_read and self._connection.sock is not None:
            self._transport.keep(self._origin, self._connection)
        else:
            self._connection.close()


def _connected(origin: Origin, seconds: float) -> HTTPConnection:
    scheme, host, port = origin
    if scheme == "https":
        connection: HTTPConnection = HTTPSConnection(host, port, timeout=seconds, context=straight_context())
    else:
        connection = HTTPConnection(host, port, timeout=seconds)
    try:
        connection.connect()
    except TimeoutError as error:
        raise httpx2.ConnectTimeout(str(error)) from error
    except OSError as error:
        raise httpx2.ConnectError(str(error)) from error
    return connection


def _write(connection: HTTPConnection, request: httpx2.Request) -> None:
    target = request.url.raw_path.decode("ascii")
    connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in request.headers.raw:
        connection.putheader(name, value)
    # A host that answers before it has read everything may have closed its side; the answer is what counts.
    with suppress(BrokenPipeError):
        connection.endheaders(request.read() or None)


def _has_ended(sock: socket.socket) -> bool:
    """Whether there is something to read before anything was asked: most often that it was closed."""
    if not hasattr(select, "poll"):
        return bool(select.select([sock], [], [], 0)[0])
    waiting = select.poll()
    waiting.register(sock, select.POLLIN)
    return bool(waiting.poll(0))


def _in_one_line(value: str) -> bytes:
    return " ".join(value.split("\r\n")).encode("latin-1", "replace")


@contextmanager
def _told_as_http() -> Iterator[None]:
    """The errors of the standard library as those of the HTTP library."""
    try:
        yield
    except TimeoutError as error:
        raise httpx2.ReadTimeout(str(error)) from error
    except HTTPException as error:
        raise httpx2.RemoteProtocolError(str(error) or type(error).__name__) from error
    except OSError as error:
        raise httpx2.ReadError(str(error)) from error
