"""Environments of their own for programs that other people published, installed as they are."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

from tests.schools import ROOT


def environment(name: str) -> Path:
    """The Python of an environment that holds exactly what `requirements/interop-NAME.lock` pins.

    It is made when it is missing, and anew when the lock or this Python has changed. Raises `RuntimeError`
    with what pip said when something cannot be installed.
    """
    lock = ROOT / "requirements" / f"interop-{name}.lock"
    folder = ROOT / ".interop" / name
    python = folder / "bin" / "python"
    installed = folder / "installed.sha256"
    wanted = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    if not installed.exists() or installed.read_text() != wanted:
        venv.create(folder, clear=True, with_pip=True)
        _install(python, lock)
        installed.write_text(wanted)
    return python


def _install(python: Path, lock: Path) -> None:
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [python, *pip, "--require-hashes", "--only-binary", ":all:", "-r", lock],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{lock.name} cannot be installed:\n{done.stdout}{done.stderr}")
