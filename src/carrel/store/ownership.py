"""One process owns a school's folder.

The owner holds a lock on a small file in the folder. The kernel lets go of it when the process ends, however
it ends, so a lock is never left behind; the file itself stays, because removing it would let two processes
hold "the" lock on two different files.
"""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

from carrel.store.errors import AlreadyRunning

LOCK = "carrel.lock"


class Ownership:
    """The lock on a school's folder, held from `take` until `release`."""

    def __init__(self, file: int) -> None:
        self._file = file

    @classmethod
    def take(cls, folder: Path) -> "Ownership":
        """Own the folder. Raises `AlreadyRunning` when another process does, `OSError` when there is none."""
        file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(file, 0)
            os.pwrite(file, _card(), 0)
        except BlockingIOError:
            owner = _owner(file)
            os.close(file)
            raise AlreadyRunning(_REFUSAL.format(folder=folder, owner=owner)) from None
        except OSError:
            os.close(file)
            raise
        return cls(file)

    def release(self) -> None:
        """Let the next process own the folder. A second time changes nothing."""
        if self._file >= 0:
            file, self._file = self._file, -1
            os.close(file)


_REFUSAL = (
    "The school in {folder} is already running: {owner} owns it, and a school has one owner at a time. "
    "Use the running school, or stop it first and try again."
)


def _card() -> bytes:
    started = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return f"{os.getpid()}\n{started}\n".encode()


def _owner(file: int) -> str:
    pid, _, started = os.pread(file, 100, 0).decode("ascii", "replace").strip().partition("\n")
    # Between taking the lock and writing the card the file may be empty.
    return f"process {pid}, since {started}," if pid and started else "another process"
