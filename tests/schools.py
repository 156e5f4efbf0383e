"""A real school in a process of its own, for tests that come to it over the network as anybody does."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).parent.parent
COURSES = ROOT / "demo" / "courses"

LEARNER = ("learner@example.org", "learner-demo")
NEWCOMER = ("newcomer@example.org", "newcomer-demo")

_OPEN = re.compile(r"is open(?:: | at )(http://127\.0\.0\.1:\d+)")
_PATIENCE = 10
"""Seconds after which a school that does not end is a failure."""


@contextmanager
def serving_demo_school(folder: Path) -> Iterator[str]:
    """Serve a fresh demo school with its data below `folder`, on a free port: its address.

    Raises `RuntimeError` as `serving` does.
    """
    with serving([sys.executable, ROOT / "demo" / "school.py", "--data", folder / "school"]) as address:
        yield address


@contextmanager
def serving(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run a command that serves a school, on a free port: the address it says.

    Raises `RuntimeError` with what it said when it does not open, and when it had anything to complain about.
    """
    with TemporaryFile("w+") as complaints:
        process = subprocess.Popen(
            [*command, "--port", "0"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        try:
            yield _address(process)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=_PATIENCE)
            complaints.seek(0)
            if said := complaints.read():
                raise RuntimeError(f"The school complained:\n{said}")


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if found := _OPEN.search(line):
            return found[1]
    raise RuntimeError("The school ended before it opened.")
