"""HTTP/1.1 straight from this machine to the host, by the standard library's own client.

It carries a file for less than a third of the processor time that the HTTP library takes, and is imported
sooner. Where a proxy stands in between, or HTTP/2 is wanted, that library is used (`indirect`).
"""

import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Lock
from types import TracebackType
from typing import Final

from carrel.client.connection import NetworkFailed, Outgoing
from carrel.client.trust import straight_context
from carrel.client.unpacking import PACKED, pouring, unpacked

CHUNK: Final = 256 * 1024
IDLE: Final = 15.0
"""Seconds after which a connection is not used again."""
MOST_IDLE: Final = 64

Origin = tuple[str, str, int]


class Direct:
    """Connections to any hosts, each kept for the next request to its host. Threads may share it."""

    def __init__(self) -> None:
        self._idle: list[tuple[Origin, HTTPConnection, float]] = []
        self._lock = Lock()

    def send(self, outgoing: Outgoing) -> "Answered":
        """Send a request, and wait for the answer to begin. Raises `NetworkFailed`."""
        origin = outgoing.address.origin
        connection = self._taken(origin) or _connected(origin, outgoing.timeouts["connect"])
        try:
            with TOLD:
                connection.sock.settimeout(outgoing.timeouts["read"])
                _write(connection, outgoing)
                answer = connection.getresponse()
        except BaseException:
            connection.close()
            raise
        return Answered(self, origin, connection, answer)

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


class Answered:
    """An answer on its connection, which is kept when all of the body was read."""

    def __init__(self, way: Direct, origin: Origin, connection: HTTPConnection, answer: HTTPResponse) -> None:
        self.status: Final = answer.status
        self.headers: Final = _headers_of(answer)
        self.cookies: Final = tuple(_text(one) for one in answer.headers.get_all("set-cookie", ()))
        self._way = way
        self._origin = origin
        self._connection = connection
        self._answer = answer
        self._is_packed = self.headers.get("content-encoding", "").lower() in PACKED
        self.read_into: Final[Callable[[memoryview], int]] = (
            pouring(self.chunks()) if self._is_packed else self._read_into
        )
        self._is_read = False

    def chunks(self) -> Iterator[bytes]:
        """The body as it comes, unpacked. Raises `NetworkFailed`."""
        return unpacked(self._chunks()) if self._is_packed else self._chunks()

    def close(self) -> None:
        """Be done with the answer; a connection on which nothing of it is left can be used again."""
        self._answer.close()
        # A host that wants no more requests has been left already.
        if self._is_read and self._connection.sock is not None:
            self._way.keep(self._origin, self._connection)
        else:
            self._connection.close()

    def _chunks(self) -> Iterator[bytes]:
        # Counted here: not every release of Python 3.11 counts what `read1` has read.
        left = self._answer.length
        while left != 0:
            with TOLD:
                chunk = self._answer.read1(CHUNK if left is None else min(CHUNK, left))
            if not chunk:
                break
            left = None if left is None else left - len(chunk)
            yield chunk
        if left:
            raise NetworkFailed("the connection ended before the answer did")
        self._is_read = True

    def _read_into(self, buffer: memoryview) -> int:
        answer = self._answer
        if answer.chunked or answer.length is None:
            with TOLD:
                count = answer.readinto(buffer)
        elif left := answer.length:
            with TOLD:
                # Not the answer's own `readinto`, which waits until the buffer is full, and loses what came
                # when the rest does not.
                count = answer.fp.readinto1(buffer[:left])
            if not count:
                raise NetworkFailed("the connection ended before the answer did")
            answer.length = left - count
        else:
            count = 0
        self._is_read = self._is_read or not count
        return count


def _connected(origin: Origin, seconds: float) -> HTTPConnection:
    scheme, host, port = origin
    if scheme == "https":
        connection: HTTPConnection = HTTPSConnection(host, port, timeout=seconds, context=straight_context())
    else:
        connection = HTTPConnection(host, port, timeout=seconds)
    try:
        connection.connect()
    except OSError as error:
        is_late = isinstance(error, TimeoutError)
        raise NetworkFailed(_words_of(error), is_late=is_late, may_have_arrived=False) from error
    return connection


def _write(connection: HTTPConnection, outgoing: Outgoing) -> None:
    method, address, headers, body, _ = outgoing
    connection.putrequest(method, address.target, skip_host=True, skip_accept_encoding=True)
    connection.putheader("host", address.netloc)
    for name, value in headers.items():
        connection.putheader(name, value)
    if body is not None or method != "GET":
        connection.putheader("content-length", str(len(body or b"")))
    # A host that answers before it has read everything may have closed its side; the answer is what counts.
    with suppress(BrokenPipeError):
        connection.endheaders(body or None)


def _has_ended(sock: socket.socket) -> bool:
    """Whether there is something to read before anything was asked: most often that it was closed."""
    if not hasattr(select, "poll"):
        return bool(select.select([sock], [], [], 0)[0])
    waiting = select.poll()
    waiting.register(sock, select.POLLIN)
    return bool(waiting.poll(0))


def _headers_of(answer: HTTPResponse) -> dict[str, str]:
    """By name in lower case; what was sent several times stands in one line."""
    headers: dict[str, str] = {}
    for name, value in answer.getheaders():
        key, text = name.lower(), _text(value)
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _text(value: str) -> str:
    """A header's value in one line; as UTF-8 where it is that, although headers are Latin-1."""
    if value.isascii() and "\n" not in value:
        return value
    line = " ".join(value.split("\r\n"))
    try:
        return line.encode("latin-1").decode()
    except UnicodeError:
        return line


class _Told:
    """Within it, the errors of the standard library are our own."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OSError | HTTPException):
            raise NetworkFailed(_words_of(error), is_late=isinstance(error, TimeoutError)) from error


TOLD: Final = _Told()


def _words_of(error: Exception) -> str:
    return str(error) or type(error).__name__
