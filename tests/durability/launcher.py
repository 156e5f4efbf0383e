"""A process that begins schools as its children, so that each is there at once: one for each line it is told.

python -m tests.durability.launcher FOLDER [DATABASE]
"""

import os
import sys
from pathlib import Path

from carrel.application.school import open_school
from carrel.server.serving import listen, serve, site_of
from carrel.server.settings import Settings


def main(folder: Path, database: str | None) -> None:
    """Fork a school for each line, after the one before it has died; it says its process and its address."""
    child = 0
    for _ in sys.stdin:
        if child:
            os.waitpid(child, 0)
        child = os.fork()
        if not child:
            _serve(folder, database)
            os._exit(0)


def _serve(folder: Path, database: str | None) -> None:
    school = open_school(folder, database)
    listening = listen("127.0.0.1", 0)
    at = site_of("127.0.0.1", listening)
    serve(school, Settings(), listening, ready=lambda: _say(f"{os.getpid()} {at}\n"))


def _say(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
