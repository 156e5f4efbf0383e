"""A school served as `carrel serve` does it, with one constant answer beside it to compare with.

    python -m benchmarks.served DATA FILE

prints the port it listens at. `GET /constant` is answered with the bytes of FILE by a Starlette application
that does nothing else, in the same process; everything else is the school's own application.
"""

import sys
from functools import cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from carrel.application.school import open_school
from carrel.server.serving import listen, run, school_app
from carrel.server.settings import Settings

CONSTANT = "/constant"


class Beside:
    """Two applications: one at the constant's path, the other everywhere else."""

    def __init__(self, school: ASGIApp, constant: ASGIApp) -> None:
        self._school = school
        self._constant = constant

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_constant = scope["type"] == "http" and scope["path"] == CONSTANT
        await (self._constant if is_constant else self._school)(scope, receive, send)


def constant_app(file: Path) -> Starlette:
    """The application that answers with the file's bytes, which it reads when first asked."""
    body = cache(file.read_bytes)

    async def answer(_: Request) -> Response:
        return Response(body(), media_type="application/json")

    return Starlette(routes=[Route(CONSTANT, answer)])


def main(data: Path, file: Path) -> None:
    """Serve until SIGINT or SIGTERM."""
    listening = listen("127.0.0.1", 0)
    school = open_school(data)
    try:
        app = school_app(school, Settings(), ready=lambda: print(listening.getsockname()[1], flush=True))
        run(Beside(app, constant_app(file)), listening)
    finally:
        school.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
