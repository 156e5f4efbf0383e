"""Answers of unusual forms, read by the standard library: in chunks, without a length, of old versions."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from io import BufferedIOBase, BufferedReader, RawIOBase

from carrel.client.bodies import TOLD, told
from carrel.client.connection import NetworkFailed
from carrel.client.heads import Head, cookies_in, in_one, text_of


def read_foreign(connection: socket.socket, come: bytes, method: str) -> "tuple[Head, ForeignBody]":
    """The answer that began with what has come. Raises `NetworkFailed` for what is none."""
    answer = HTTPResponse(_Again(connection, come), method=method)  # type: ignore[arg-type] # asked for its file only
    with _told():
        answer.begin()
    pairs = [(name.lower(), text_of(" ".join(value.split("\r\n")))) for name, value in answer.getheaders()]
    head = Head(answer.status, in_one(pairs), cookies_in(pairs), answer.length or 0, answer.will_close)
    return head, ForeignBody(answer)


class ForeignBody:
    """The body of an answer that the standard library reads."""

    def __init__(self, answer: HTTPResponse) -> None:
        self._answer = answer
        self._left = answer.length
        self.is_read = False

    def read_into(self, buffer: memoryview) -> int:
        """Put what comes next at the beginning of a buffer: how many bytes; 0 when there are no more."""
        with _told():
            # Not the answer's own `readinto`, which waits until the buffer is full, and loses what came when
            # the rest does not.
            chunk = self._answer.read1(len(buffer) if self._left is None else min(len(buffer), self._left))
        buffer[: len(chunk)] = chunk
        if not chunk and self._left:
            raise NetworkFailed("the connection ended before the answer did")
        # Counted here: not every release of Python 3.11 counts what `read1` has read.
        self._left = None if self._left is None else self._left - len(chunk)
        self.is_read = not chunk
        return len(chunk)

    def close(self) -> None:
        """Be done with the answer."""
        self._answer.close()


class _Again(RawIOBase):
    """A connection read from where an answer began, although some of it has come already."""

    def __init__(self, connection: socket.socket, come: bytes) -> None:
        self._connection = connection
        self._come = come

    def makefile(self, _mode: str) -> BufferedIOBase:
        """What the standard library asks of a socket."""
        return BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # a buffer is all that is given
        if not self._come:
            return self._connection.recv_into(buffer)
        count = min(len(self._come), len(buffer))
        buffer[:count], self._come = self._come[:count], self._come[count:]
        return count


@contextmanager
def _told() -> Iterator[None]:
    try:
        with TOLD:
            yield
    except HTTPException as error:
        raise told(error) from error
