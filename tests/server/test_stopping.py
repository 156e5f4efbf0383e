"""What becomes of a school's process when somebody stops it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from carrel.application.school import create_school, open_school


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM], ids=lambda told: told.name)
def test_a_school_that_is_told_to_stop_closes_without_a_word(tmp_path: Path, told: signal.Signals):
    create_school(tmp_path / "school", None, "The Open Desk").close()
    process = subprocess.Popen(
        [sys.executable, "-m", "carrel", "serve", "--data", tmp_path / "school", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "is open" in next(iter(process.stdout or ()))

    process.send_signal(told)
    _, complaints = process.communicate(timeout=10)

    assert (process.returncode, complaints) == (0, "")
    assert list(tmp_path.glob("school/*-wal")) == []
    open_school(tmp_path / "school").close()
