"""Serving a school until somebody stops it."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from carrel.application.school import School
from carrel.server.app import create_app
from carrel.server.control import taking_orders
from carrel.server.settings import Settings

PATIENCE = 1
"""Seconds that requests under way get to finish when the school is stopped."""


class PortTaken(Exception):
    """Somebody else listens at the address, or it is not ours to listen at."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens, before anything else is begun; raises `PortTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except (OSError, OverflowError) as error:
        listening.close()
        raise PortTaken(
            f"Nothing can listen at {host}, port {port}: {error}. Another program may be using the port. "
            "Choose another one with --port, or stop that program."
        ) from error
    return listening


def serve(school: School, settings: Settings, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve the school at this socket until SIGINT or SIGTERM; `ready` is called when it answers."""
    app = create_app(school, settings)
    app.router.lifespan_context = _lifespan(school, ready)
    config = uvicorn.Config(
        app,
        http="httptools",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=PATIENCE,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=64 * 1024,
    )
    _Server(config).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Ends when it is told to, and no more: whoever serves the school closes it then.

    Left to itself, uvicorn would send its process the same signal again once the last request is answered.
    """

    def handle_exit(self, _sig: int, _frame: FrameType | None) -> None:
        """Take no more requests; told again, wait for none of those under way."""
        self.force_exit = self.should_exit
        self.should_exit = True


def _lifespan(
    school: School, ready: Callable[[], None]
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with taking_orders(school, app.state.visitors.forget_all):
            ready()
            yield

    return lifespan
