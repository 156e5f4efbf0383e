"""Serving a school until somebody stops it."""

import errno
import gc
import logging
import socket
from asyncio import CancelledError
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from types import FrameType
from typing import Final, Literal

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from carrel.application.school import School
from carrel.server.app import create_app
from carrel.server.connections import Connection
from carrel.server.control import listen_for_orders, taking_orders
from carrel.server.settings import Settings

PATIENCE: Final = 1
"""Seconds that requests under way get to finish when the school is stopped."""
GARBAGE: Final = 10_000
"""Objects that may be new before Python looks among them for some that only hold each other."""


_REASONS: Final = {
    errno.EADDRINUSE: "Another program uses this port. Choose another one with --port, or stop that program.",
    errno.EACCES: "Ports below 1024 are for programs with more rights. Choose a higher one with --port.",
    errno.EADDRNOTAVAIL: "This machine does not have that address. Choose another one with --host.",
}


class PortTaken(Exception):
    """Somebody else listens at the address, or it is not ours to listen at."""

    def __init__(self, host: str, port: int, error: Exception) -> None:
        reason = _REASONS.get(error.errno or 0) if isinstance(error, OSError) else None
        super().__init__(f"Nothing can listen at {host}, port {port}. {reason or error}")


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens, before anything else is begun; raises `PortTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except (OSError, OverflowError, UnicodeError) as error:
        listening.close()
        raise PortTaken(host, port, error) from error
    return listening


def site_of(host: str, listening: socket.socket) -> str:
    """The address that a browser on this machine takes for what listens there."""
    return f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"


def serve(school: School, settings: Settings, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve the school at this socket until SIGINT or SIGTERM; `ready` is called when it answers.

    Returns when the last request is answered, so that whoever opened the school can close it. Belongs in the
    main thread, to which signals come. Raises `StoreError` when it cannot take orders.
    """
    run(school_app(school, settings, ready), listening)


def school_app(school: School, settings: Settings, ready: Callable[[], None]) -> Starlette:
    """The school's application, which takes orders while it runs; `ready` is called when it begins to.

    Raises `StoreError` when it cannot take orders.
    """
    app = create_app(school, settings)
    app.router.lifespan_context = _lifespan(school, listen_for_orders(school.data), ready)
    return app


def run(app: ASGIApp, listening: socket.socket) -> None:
    """Run an application at this socket until SIGINT or SIGTERM; returns when it has ended well.

    For a process that does nothing else, and whose modules are all read.
    """
    _leave_alone_what_stays()
    server = _Server(configuration(app, lifespan="on"))
    with server.quiet_when_it_stops():
        server.run(sockets=[listening])


def configuration(app: ASGIApp, *, lifespan: Literal["on", "off"]) -> uvicorn.Config:
    """How requests are taken in, whoever runs the server."""
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan=lifespan,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=PATIENCE,
        timeout_keep_alive=30,
    )


def _leave_alone_what_stays() -> None:
    """Look for garbage among what is there already once more, and then never again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


class _Server(uvicorn.Server):
    """Ends when it is told to, and no more: whoever serves the school closes it then.

    Left to itself, uvicorn would send its process the same signal again once the last request is answered.
    """

    def handle_exit(self, _sig: int, _frame: FrameType | None) -> None:
        """Take no more requests; told again, wait for none of those under way."""
        self.force_exit = self.should_exit
        self.should_exit = True

    @contextmanager
    def quiet_when_it_stops(self) -> Iterator[None]:
        """Log nothing about requests cut off when their time is over: that is what stopping means."""
        log = logging.getLogger("uvicorn.error")
        log.addFilter(self._is_news)
        try:
            yield
        finally:
            log.removeFilter(self._is_news)

    def _is_news(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not self.should_exit or not (error is None or isinstance(error, CancelledError))


def _lifespan(
    school: School, orders: socket.socket, ready: Callable[[], None]
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with taking_orders(school, orders, app.state.visitors.forget_all):
            ready()
            yield

    return lifespan
