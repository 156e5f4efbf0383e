"""Comparing patterns and formulas without anybody having to wait for long, whatever a learner typed.

The comparing is done by another process, `judgement`, which may use so much memory and no more, and is ended
when it takes too long. On what could not be compared there is no verdict: that is for people to say.
"""

import selectors
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from threading import Lock
from typing import Final
from weakref import WeakValueDictionary

import msgspec
from anyio import CapacityLimiter, to_thread
from anyio import Lock as Turn

from carrel.courseware.questions import MATH_EXPRESSION, REGEX
from carrel.domain.marking import Check, Verdict

PATIENCE: Final = 2.0
"""Seconds that one comparison may take."""
PATIENCE_AT_FIRST: Final = 20.0
"""Seconds that a new process may take to begin: only then are the libraries read."""
REMEMBERED: Final = 4096
"""Verdicts that are kept: the same mistakes are made by many."""
_BEGINNINGS: Final[Mapping[str, Check]] = {
    REGEX: Check(REGEX, "", ""),
    MATH_EXPRESSION: Check(MATH_EXPRESSION, "x + x", "2x"),
}
"""What a new process is asked first, of each kind: whatever somebody typed is never given that long."""
_COMMAND: Final = (sys.executable, "-I", "-m", "carrel.application.judgement")


class NeedsVerdicts(Exception):
    """A deed can be done once these are compared: the school sees to that, and tries it again."""

    def __init__(self, wanted: Iterable[Check]) -> None:
        super().__init__()
        self.checks = tuple(wanted)


class _TooSlow(Exception):
    """The process said nothing in time, and was ended."""


class Judge:
    """Compares, one thing after the other. Safe to use from several threads; close it at the end."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._known: OrderedDict[Check, bool] = OrderedDict()
        self._process: subprocess.Popen[bytes] | None = None
        self._begun: set[str] = set()
        self._lock = Lock()

    def verdicts(self, checks: Iterable[Check]) -> dict[Check, Verdict]:
        """Whether each is the same. It blocks, for some seconds at the very most for each."""
        with self._lock:
            return {check: self._verdict(check) for check in checks}

    def close(self) -> None:
        """End the other process, if there is one."""
        with self._lock:
            self._end()

    def _verdict(self, check: Check) -> Verdict:
        if check not in self._known:
            try:
                told = self._compared(check)
            except _TooSlow:
                told = None
            if told is None:
                # A slow machine is no verdict: who says the same next is compared anew.
                return None
            self._known[check] = told
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(check)
        return self._known[check]

    def _compared(self, check: Check) -> Verdict:
        """The verdict of the process that is there, or of a new one if that has no memory left for it."""
        is_worn = bool(self._begun)
        told = self._compared_once(check)
        return self._compared_once(check) if told is None and is_worn else told

    def _compared_once(self, check: Check) -> Verdict:
        """Whether it is the same; None where that could not be found out. Raises `_TooSlow`."""
        process = self._running()
        beginning = None if check.how in self._begun else _BEGINNINGS.get(check.how)
        if beginning is not None:
            if self._asked(process, beginning, PATIENCE_AT_FIRST) is None:
                return None
            self._begun.add(check.how)
        return self._asked(process, check, self._patience)

    def _asked(self, process: subprocess.Popen[bytes], check: Check, patience: float) -> Verdict:
        """What the process says; None, too, where it ends. It is ended where it says nothing in time."""
        if process.stdin is None or process.stdout is None:
            return None
        # It may have ended by itself, for want of memory most likely.
        with suppress(OSError):
            process.stdin.write(msgspec.json.encode(check) + b"\n")
            process.stdin.flush()
            with selectors.DefaultSelector() as answered:
                answered.register(process.stdout, selectors.EVENT_READ)
                if not answered.select(patience):
                    self._end()
                    raise _TooSlow
            if told := process.stdout.readline():
                verdict: Verdict = msgspec.json.decode(told)
                return verdict
        self._end()
        return None

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
        self._process = None
        self._begun.clear()


class Queue:
    """Who waits for the judge: one deed of each person at a time, so that nobody's flood is everybody's wait.

    They wait in the event loop and take up no thread, of which others have need.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._seat = CapacityLimiter(1)
        self._turns: WeakValueDictionary[int, Turn] = WeakValueDictionary()

    async def verdicts(self, who: int, checks: Iterable[Check]) -> dict[Check, Verdict]:
        """As the judge's, for a user's id, or 0 for who has none."""
        turn = self._turns.setdefault(who, Turn())
        async with turn:
            return await to_thread.run_sync(self._judge.verdicts, checks, limiter=self._seat)
