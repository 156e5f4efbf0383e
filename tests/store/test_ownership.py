import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from carrel.store.engine import FILE, Database
from carrel.store.errors import AlreadyRunning, DamagedDatabase
from carrel.store.migrating import HEAD, version
from carrel.store.ownership import LOCK, Ownership
from tests.conftest import Place, new_database


def test_a_school_has_one_owner_and_the_refusal_says_who(place: Place) -> None:
    with place.open(), pytest.raises(AlreadyRunning, match=rf"process {os.getpid()}, since 20\d\d-"):
        place.open()


def test_the_next_owner_may_come_when_the_first_has_closed(place: Place) -> None:
    place.open().close()

    place.open(create=False).close()


def test_an_open_that_fails_owns_nothing_afterwards(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)

    with pytest.raises(DamagedDatabase):
        Database.open(tmp_path)

    Ownership.take(tmp_path).release()


def test_two_folders_do_not_share_a_database(postgres: Engine, tmp_path: Path) -> None:
    with new_database(postgres) as url:
        other = Place(tmp_path / "other", url)
        with Place(tmp_path / "school", url).open() as first:
            with pytest.raises(AlreadyRunning, match=r"is in use: another Carrel .* Stop the other"):
                other.open()
            assert first.read(version) == HEAD

        other.open().close()


HOLD = """
import sys, time
from pathlib import Path
from carrel.store.ownership import Ownership
owner = Ownership.take(Path(sys.argv[1]))
print("taken", flush=True)
time.sleep(600)
"""


def test_an_owner_that_was_killed_leaves_no_lock(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"taken\n"
        with pytest.raises(AlreadyRunning, match=f"process {child.pid},"):
            Ownership.take(tmp_path)
        child.send_signal(signal.SIGKILL)

    Ownership.take(tmp_path).release()


def test_a_lock_whose_owner_has_not_signed_yet_is_a_lock(tmp_path: Path) -> None:
    owner = Ownership.take(tmp_path)
    (tmp_path / LOCK).write_bytes(b"")

    with pytest.raises(AlreadyRunning, match="another process"):
        Ownership.take(tmp_path)

    owner.release()


def test_a_folder_that_is_not_there_cannot_be_owned(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Ownership.take(tmp_path / "nowhere")
