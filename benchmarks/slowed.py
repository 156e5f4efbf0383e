"""A school whose every answer takes a while, as one far away does.

    python -m benchmarks.slowed DATA SECONDS

prints the port it listens at. The answers are the school's own, begun so many seconds late.
"""

import asyncio
import sys
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from carrel.application.school import open_school
from carrel.server.serving import listen, run, school_app
from carrel.server.settings import Settings


class Slowed:
    """An application that waits before it answers."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and self._seconds:
            await asyncio.sleep(self._seconds)
        await self._app(scope, receive, send)


def main(data: Path, seconds: float) -> None:
    """Serve until SIGINT or SIGTERM."""
    listening = listen("127.0.0.1", 0)
    school = open_school(data)
    try:
        app = school_app(school, Settings(), ready=lambda: print(listening.getsockname()[1], flush=True))
        run(Slowed(app, seconds), listening)
    finally:
        school.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
