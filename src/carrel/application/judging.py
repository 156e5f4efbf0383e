"""Comparing patterns and formulas without anybody having to wait for long, whatever a learner typed.

The comparing is done by another process, `judgement`, which may use so much memory and no more, and is ended
when it takes too long: whatever could not be compared in time is not the same.
"""

import selectors
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from threading import Lock
from typing import Final

import msgspec

from carrel.domain.marking import Check

PATIENCE: Final = 2.0
"""Seconds that one comparison may take."""
PATIENCE_AT_FIRST: Final = 20.0
"""Seconds that the first one may take: only then are the libraries read."""
REMEMBERED: Final = 4096
"""Verdicts that are kept: the same mistakes are made by many."""
_COMMAND: Final = (sys.executable, "-I", "-m", "carrel.application.judgement")


class NeedsVerdicts(Exception):
    """A deed can be done once these are compared: the school sees to that, and tries it again."""

    def __init__(self, wanted: Iterable[Check]) -> None:
        super().__init__()
        self.checks = tuple(wanted)


class Judge:
    """Compares, one thing after the other. Safe to use from several threads; close it at the end."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._known: OrderedDict[Check, bool] = OrderedDict()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_warm = False
        self._lock = Lock()

    def verdicts(self, checks: Iterable[Check]) -> dict[Check, bool]:
        """Whether each is the same. It blocks, for some seconds at the very most for each."""
        with self._lock:
            return {check: self._verdict(check) for check in checks}

    def close(self) -> None:
        """End the other process, if there is one."""
        with self._lock:
            self._end()

    def _verdict(self, check: Check) -> bool:
        if check not in self._known:
            self._known[check] = self._compared(check)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(check)
        return self._known[check]

    def _compared(self, check: Check) -> bool:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            return False
        try:
            process.stdin.write(msgspec.json.encode(check) + b"\n")
            process.stdin.flush()
            with selectors.DefaultSelector() as answered:
                answered.register(process.stdout, selectors.EVENT_READ)
                patience = self._patience if self._is_warm else PATIENCE_AT_FIRST
                if answered.select(patience):
                    told = process.stdout.readline()
                    self._is_warm = self._is_warm or check.how != "regex"
                    if told:
                        return told == b"true\n"
        except OSError:
            # It has ended by itself, for want of memory most likely.
            pass
        self._end()
        return False

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 - our own program, with nothing of anybody's in it
                _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process, self._is_warm = None, False
