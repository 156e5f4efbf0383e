"""A school served for real, on a port that the system chooses."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from carrel.application.school import School
from carrel.server.app import create_app
from carrel.server.serving import configuration, listen
from carrel.server.settings import Settings

Address = tuple[str, int]


@contextmanager
def serving(school: School) -> Iterator[Address]:
    """The address at which the school answers, until the block ends."""
    with serving_app(create_app(school, Settings())) as address:
        yield address


@contextmanager
def serving_app(app: ASGIApp) -> Iterator[Address]:
    """The address at which an application answers, until the block ends."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(configuration(app, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        # It listens already: what is sent now waits until the server takes it.
        yield listening.getsockname()
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
