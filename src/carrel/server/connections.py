"""How requests come in: what one connection may make the school hold, and how long it may keep it waiting.

The framework bounds neither the head of a request nor the time that it takes. A proxy in front does, and not
every school has one.
"""

from asyncio import TimerHandle, Transport
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD: Final = 64 * 1024
"""Bytes of a request's line and headers, and of whatever else comes that is no body."""
MOST_IGNORED: Final = 64 * 2**20
"""Bytes of a body that come after it was refused: whoever sends it reads the refusal at its end."""
MOST_WAITING: Final = 100
"""Requests that may be sent before the one before them is answered."""
LEAST: Final = 15 * 1024
"""Bytes that come between two looks from whoever is still sending: the slowest of lines is faster."""
HEAD_TOO_LONG: Final = f"The head of this request is longer than {LONGEST_HEAD} bytes."


class Connection(HttpToolsProtocol):
    """A connection that is closed when it sends too much, or at the second look that finds it too slow."""

    look_every: ClassVar[float] = 15.0
    """Seconds."""

    _has_asked = False
    _is_in_head = False
    _unread = 0
    """Bytes since something came that could be used."""
    _ignored = 0
    _came = 0
    """Bytes since the last look."""
    _is_slow = False
    _next_look: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as the framework has it
        """Begin to look after it."""
        super().connection_made(transport)
        self._next_look = self.loop.call_later(self.look_every, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking."""
        if self._next_look is not None:
            self._next_look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in bytes."""
        self._came += len(data)
        self._unread += len(data)
        super().data_received(data)
        if self._unread > LONGEST_HEAD or len(self.pipeline) > MOST_WAITING:
            self._end()

    def on_message_begin(self) -> None:
        """Begin to read a request."""
        self._is_in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Begin with a request, whose head is whole."""
        self._has_asked, self._is_in_head = True, False
        self._unread = self._ignored = 0
        self._came += LEAST
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take in a piece of a body."""
        self._unread = 0
        super().on_body(body)
        if self.cycle.response_complete:
            self._ignored += len(body)
            if self._ignored > MOST_IGNORED:
                self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Anybody can ask for another protocol. They are answered in this one, and it is no news."""

    def _look(self) -> None:
        is_slow = self._came < LEAST and self._waits_for_more()
        if is_slow and self._is_slow:
            self.transport.close()
            return
        self._is_slow, self._came = is_slow, 0
        self._next_look = self.loop.call_later(self.look_every, self._look)

    def _waits_for_more(self) -> bool:
        """Whether it is the other side's turn. Between two requests it need not hurry."""
        if self.flow.read_paused:
            return False
        if self._is_in_head or not self._has_asked:
            return True
        return self.cycle.more_body and not self.cycle.response_complete

    def _end(self) -> None:
        if self.transport.is_closing():
            return
        if not self._has_asked or self.cycle.response_complete:
            self.send_400_response(HEAD_TOO_LONG)
        else:
            self.transport.close()
