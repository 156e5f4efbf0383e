"""A real school in a process of its own, for tests that come to it over the network as anybody does."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
COURSES = ROOT / "demo" / "courses"

LEARNER = ("learner@example.org", "learner-demo")
NEWCOMER = ("newcomer@example.org", "newcomer-demo")

_OPEN = re.compile(r"is open: (http://127\.0\.0\.1:\d+)")
_PATIENCE = 10
"""Seconds after which a school that does not end is a failure."""


@contextmanager
def serving_demo_school(folder: Path) -> Iterator[str]:
    """Serve a fresh demo school with its data below `folder`, on a free port: its address.

    Raises `RuntimeError` with what the school said when it does not open, or when it had to complain.
    """
    complaints = folder / "complaints.txt"
    with complaints.open("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, ROOT / "demo" / "school.py", "--data", folder / "school", "--port", "0"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            yield _address(process, complaints)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=_PATIENCE)
    if said := complaints.read_text():
        raise RuntimeError(f"The school complained:\n{said}")


def _address(process: subprocess.Popen[str], complaints: Path) -> str:
    for line in process.stdout or ():
        if found := _OPEN.search(line):
            return found[1]
    raise RuntimeError(f"The school did not open:\n{complaints.read_text()}")
