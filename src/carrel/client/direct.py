"""HTTP/1.1 straight from this machine to the host, over sockets.

It carries a file for less than a third of the processor time that the HTTP library takes, and is imported
sooner. Answers of the usual form are read here; for all others, the standard library's client is given the
same bytes. Where a proxy stands in between, or HTTP/2 is wanted, the HTTP library is used (`indirect`).
"""

import re
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Final

from carrel.client.bodies import TOLD, Body, told
from carrel.client.connection import NetworkFailed, Outgoing
from carrel.client.heads import Head, read_plain, written
from carrel.client.trust import straight_context
from carrel.client.unpacking import PACKED, pouring, unpacked

if TYPE_CHECKING:
    from carrel.client.foreign import ForeignBody

CHUNK: Final = 256 * 1024
IDLE: Final = 15.0
"""Seconds after which a connection is not used again."""
MOST_IDLE: Final = 64
HEAD_PIECE: Final = 2**14
LONGEST_HEAD: Final = 2**16

_BEGINNING: Final = b"HTTP/1.1 "
_END: Final = re.compile(rb"\r?\n\r?\n")

Origin = tuple[str, str, int]


class Direct:
    """Connections to any hosts, each kept for the next request to its host. Threads may share it."""

    def __init__(self) -> None:
        self._idle: list[tuple[Origin, socket.socket, float]] = []
        self._lock = Lock()

    def send(self, outgoing: Outgoing) -> "Answered":
        """Send a request, and wait for the answer to begin. Raises `NetworkFailed`."""
        head, origin = written(outgoing), outgoing.address.origin
        connection = self._taken(origin) or _connected(origin, outgoing.timeouts["connect"])
        try:
            with TOLD:
                connection.settimeout(outgoing.timeouts["read"])
                # Who answers before having read everything may have closed that side; the answer counts.
                with suppress(BrokenPipeError):
                    connection.sendall(head + (outgoing.body or b""))
                return self._answer(origin, connection, outgoing.method)
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, connection, _ in idle:
            connection.close()

    def _answer(self, origin: Origin, connection: socket.socket, method: str) -> "Answered":
        come, end = _begun(connection)
        head = read_plain(come[: end.start()]) if end else None
        body: Body | ForeignBody
        if head is not None and end is not None:
            body = Body(connection, come[end.end() :], head.length)
        else:
            # Imported here: with all that it imports, it takes a tenth of a start.
            from carrel.client.foreign import read_foreign

            head, body = read_foreign(connection, come, method)

        def be_done() -> None:
            if body.is_read and not head.is_last:
                self._keep(origin, connection)
            else:
                body.close()
                connection.close()

        return Answered(head, body, be_done)

    def _keep(self, origin: Origin, connection: socket.socket) -> None:
        """Have the connection ready for the next request."""
        with self._lock:
            self._idle.append((origin, connection, time.monotonic()))
            surplus = self._idle.pop(0) if len(self._idle) > MOST_IDLE else None
        if surplus:
            surplus[1].close()

    def _taken(self, origin: Origin) -> socket.socket | None:
        """The connection used last of those to this host that are still good."""
        with self._lock:
            mine = [one for one in self._idle if one[0] == origin]
            self._idle = [one for one in self._idle if one[0] != origin or one is not mine[-1]]
        if not mine:
            return None
        _, connection, since = mine[-1]
        if time.monotonic() - since < IDLE and not _has_ended(connection):
            return connection
        connection.close()
        return self._taken(origin)


class Answered:
    """An answer with its body."""

    def __init__(self, head: Head, body: "Body | ForeignBody", be_done: Callable[[], None]) -> None:
        self.status: Final = head.status
        self.headers: Final = head.headers
        self.cookies: Final = head.cookies
        self.close: Final = be_done
        self._body = body
        self._is_packed = head.headers.get("content-encoding", "").lower() in PACKED
        self.read_into: Final[Callable[[memoryview], int]] = (
            pouring(self.chunks()) if self._is_packed else body.read_into
        )

    def chunks(self) -> Iterator[bytes]:
        """The body as it comes, unpacked. Raises `NetworkFailed`."""
        return unpacked(self._chunks()) if self._is_packed else self._chunks()

    def _chunks(self) -> Iterator[bytes]:
        buffer = memoryview(bytearray(CHUNK))
        while count := self._body.read_into(buffer):
            yield bytes(buffer[:count])


def _begun(connection: socket.socket) -> tuple[bytes, re.Match[bytes] | None]:
    """What has come when the head of an answer is whole, and where it ends; None where no usual one came."""
    come = bytearray()
    while len(come) < LONGEST_HEAD:
        if not (piece := connection.recv(HEAD_PIECE)):
            raise NetworkFailed("the connection ended before an answer began")
        looked = max(0, len(come) - 3)
        come += piece
        if not come.startswith(_BEGINNING[: len(come)]):
            break
        if end := _END.search(come, looked):
            return bytes(come), end
    return bytes(come), None


def _connected(origin: Origin, seconds: float) -> socket.socket:
    scheme, host, port = origin
    try:
        connection = socket.create_connection((host, port), seconds)
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if scheme == "https":
                return straight_context().wrap_socket(connection, server_hostname=host)
        except BaseException:
            connection.close()
            raise
        return connection
    except OSError as error:
        raise told(error, may_have_arrived=False) from error


def _has_ended(connection: socket.socket) -> bool:
    """Whether there is something to read before anything was asked: most often that it was closed."""
    if not hasattr(select, "poll"):
        return bool(select.select([connection], [], [], 0)[0])
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    return bool(waiting.poll(0))
