"""Bodies of answers as they come over a socket."""

import socket
from types import TracebackType
from typing import Final

from carrel.client.connection import NetworkFailed


class Body:
    """What follows a head: so many bytes, of which some have come with the head."""

    def __init__(self, connection: socket.socket, come: bytes, length: int) -> None:
        self._connection = connection
        self._come = memoryview(come)
        self._left = length
        # What nobody asked for is no part of an answer, and nothing to go on with.
        self._is_too_much = len(come) > length

    @property
    def is_read(self) -> bool:
        """Whether nothing of it is left, so that another answer can follow."""
        return self._left == 0 and not self._is_too_much

    def read_into(self, buffer: memoryview) -> int:
        """Put what comes next at the beginning of a buffer: how many bytes; 0 when there are no more."""
        if not self._left:
            return 0
        if self._come:
            count = min(len(self._come), len(buffer), self._left)
            buffer[:count], self._come = self._come[:count], self._come[count:]
        else:
            with TOLD:
                count = self._connection.recv_into(buffer, min(len(buffer), self._left))
            if not count:
                raise NetworkFailed("the connection ended before the answer did")
        self._left -= count
        return count

    def close(self) -> None:
        """Nothing is held but the connection."""


def told(error: Exception, *, may_have_arrived: bool = True) -> NetworkFailed:
    """An error of the standard library as our own."""
    reason = str(error) or type(error).__name__
    return NetworkFailed(reason, is_late=isinstance(error, TimeoutError), may_have_arrived=may_have_arrived)


class _Told:
    """Within it, the errors of sockets are our own."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OSError):
            raise told(error) from error


TOLD: Final = _Told()
