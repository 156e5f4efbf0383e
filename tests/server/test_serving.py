"""A school that is served by a process of its own."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from carrel.application.school import create_school
from carrel.store.engine import FILE

WHAT_STAYS = """
import gc
from carrel.server.serving import listen, run

async def app(scope, receive, send):
    print(gc.get_freeze_count() > len(gc.get_objects()), gc.isenabled(), flush=True)
    await send({"type": "lifespan.startup.failed", "message": ""})

run(app, listen("127.0.0.1", 0))
"""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_school_that_is_stopped_is_closed(tmp_path: Path, stop: signal.Signals):
    folder = tmp_path / "school"
    create_school(folder, None, "A school").close()
    command = [sys.executable, "-m", "carrel", "serve", "--data", str(folder), "--port", "0"]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as school:
        assert school.stdout is not None
        assert "is open at" in school.stdout.readline()
        school.send_signal(stop)
        _, complaints = school.communicate(timeout=30)

    assert (school.returncode, complaints) == (0, "")
    assert [path.name for path in folder.glob(f"{FILE}*")] == [FILE]


def test_what_a_school_begins_with_is_not_searched_for_garbage_while_it_serves():
    told = subprocess.run([sys.executable, "-c", WHAT_STAYS], capture_output=True, text=True, check=False)

    assert told.stdout == "True True\n"
