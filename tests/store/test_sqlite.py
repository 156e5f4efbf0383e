"""What only SQLite has: one writer, a log beside the file, and a disk that may fail under it."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from carrel.store import writer
from carrel.store.engine import FILE, Database
from carrel.store.errors import DamagedDatabase, DatabaseUnavailable, DiskFull
from carrel.store.migrating import open_school
from carrel.store.tables import school
from carrel.store.writer import MOST_OWNERS, Tally
from tests.disks import files_at_most, pages_at_most
from tests.store.samples import put, rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "school"


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    with open_school(folder, create=True) as database:
        yield database


def pragma(database: Database, name: str) -> object:
    return database.write(lambda connection: connection.exec_driver_sql(f"PRAGMA {name}").scalar())


@pytest.mark.parametrize(
    ("name", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("fullfsync", 1)]
)
def test_the_writer_promises_durability_and_whole_references(
    database: Database, name: str, value: object
) -> None:
    assert pragma(database, name) == value


@pytest.mark.parametrize(("name", "value"), [("query_only", 1), ("wal_autocheckpoint", 0)])
def test_a_reader_neither_writes_nor_checkpoints(database: Database, name: str, value: int) -> None:
    assert (
        database.read(lambda connection: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) == value
    )


def test_jobs_that_wait_together_are_committed_together(database: Database, folder: Path) -> None:
    # Given a writer that is held up in one job while others queue
    held, go_on = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        held.set()
        go_on.wait()

    async def write_behind_it() -> None:
        first = asyncio.create_task(asyncio.to_thread(database.write, hold))
        await asyncio.to_thread(held.wait)
        others = [asyncio.ensure_future(database.writing(put(f"row-{n}"))) for n in range(20)]
        await asyncio.sleep(0)
        before = commits(folder)
        go_on.set()
        await asyncio.gather(first, *others)
        # Then one commit kept them all
        assert commits(folder) == before + 1

    asyncio.run(write_behind_it())
    assert database.read(rows) == 20


def test_a_write_shares_the_commit_of_one_that_came_a_turn_of_the_loop_before(
    database: Database, folder: Path
) -> None:
    async def write_one_after_the_other() -> None:
        first = asyncio.create_task(database.writing(put("row-0")))
        await asyncio.sleep(0)
        await asyncio.gather(first, database.writing(put("row-1")))

    before = commits(folder)
    asyncio.run(write_one_after_the_other())

    assert (commits(folder) - before, database.read(rows)) == (1, 2)


def commits(folder: Path) -> int:
    """How many transactions the log holds: frames that carry the size of the database after a commit."""
    log = Path(f"{folder / FILE}-wal").read_bytes()
    frame = 24 + int.from_bytes(log[8:12])
    salt = log[16:24]
    headers = (log[start : start + 24] for start in range(32, len(log), frame))
    return sum(header[8:16] == salt and header[4:8] != bytes(4) for header in headers)


def test_a_change_that_is_acknowledged_has_another_revision(database: Database) -> None:
    before = database.revision()

    database.write(put("key"))

    after = database.revision()
    assert (before == after, database.revision() == after) == (False, True)


def test_a_change_of_one_owner_is_told_to_that_owner_alone(database: Database) -> None:
    before = [database.revision(owner) for owner in (0, 1, 2)]

    asyncio.run(database.writing(put("key"), owner=1))
    own = [database.revision(owner) for owner in (0, 1, 2)]
    asyncio.run(database.writing(put("other")))
    general = [database.revision(owner) for owner in (0, 1, 2)]

    assert [one == two for one, two in zip(before, own, strict=True)] == [True, False, True]
    assert [one == two for one, two in zip(own, general, strict=True)] == [False, False, False]


def test_owners_without_number_are_not_remembered_and_no_count_returns() -> None:
    tally, seen = Tally(), set()
    for owner in [*range(MOST_OWNERS + 10), 0, 0, None, 0]:
        tally.count(owner)
        if owner in {0, None}:
            assert tally.of(0) not in seen
            seen.add(tally.of(0))


def test_reading_leaves_the_revision(database: Database) -> None:
    before = database.revision()

    database.read(rows)

    assert database.revision() == before


def test_work_must_not_wait_for_other_work(database: Database) -> None:
    with pytest.raises(RuntimeError, match="wait for itself"):
        database.write(lambda _: database.write(put("row-1")))
    with pytest.raises(RuntimeError, match="wait for itself"):
        asyncio.run(database.writing(lambda _: database.write(put("row-1"))))


def test_work_of_a_loop_may_follow_a_thread_for_which_the_loop_itself_waits(database: Database) -> None:
    async def write_both_ways() -> tuple[str, str]:
        first = asyncio.create_task(database.writing(put("row-1")))
        await asyncio.sleep(0)
        second = database.write(put("row-2"))
        return await first, second

    assert asyncio.run(write_both_ways()) == ("row-1", "row-2")


def test_a_full_database_keeps_nothing_of_the_job_and_writes_again_when_there_is_room(
    database: Database,
) -> None:
    with pages_at_most(database, pages_more=1), pytest.raises(DiskFull, match="no space"):
        database.write(put("row-1", "x" * 100_000))

    assert database.read(rows) == 0
    database.write(put("row-1", "x" * 100_000))
    assert database.read(rows) == 1


def test_a_full_database_is_named_as_such_even_where_a_part_had_to_be_undone(database: Database) -> None:
    def write_a_part(connection: Connection) -> None:
        with connection.begin_nested():
            put("row-1", "x" * 100_000)(connection)

    with pages_at_most(database, pages_more=1), pytest.raises(DiskFull):
        database.write(write_a_part)

    assert database.write(put("row-2")) == "row-2"
    assert database.read(rows) == 1


def test_a_job_that_finds_the_disk_full_does_not_take_the_others_with_it(database: Database) -> None:
    async def write_together() -> list[object]:
        jobs = [put("row-1"), put("row-2", "x" * 100_000), put("row-3")]
        return await asyncio.gather(*map(database.writing, jobs), return_exceptions=True)

    with pages_at_most(database, pages_more=1):
        outcomes = asyncio.run(write_together())

    assert outcomes[0] == "row-1"
    assert isinstance(outcomes[1], DiskFull)
    assert outcomes[2] == "row-3"
    assert database.read(rows) == 2


def test_when_the_commit_fails_everybody_is_told_and_nothing_was_kept(
    database: Database, folder: Path
) -> None:
    async def write_together() -> list[object]:
        jobs = [put(f"row-{n}", "x" * 5000) for n in range(5)]
        return await asyncio.gather(*map(database.writing, jobs), return_exceptions=True)

    with files_at_most(Path(f"{folder / FILE}-wal").stat().st_size):
        outcomes = asyncio.run(write_together())

    assert {type(outcome) for outcome in outcomes} <= {DatabaseUnavailable, DiskFull}
    assert database.read(rows) == 0
    assert database.write(put("row-1")) == "row-1"
    assert database.read(rows) == 1


def test_a_damaged_file_is_named_as_such_and_not_touched(folder: Path) -> None:
    folder.mkdir()
    (folder / FILE).write_bytes(b"this was a database once " * 400)

    with pytest.raises(DamagedDatabase, match="restore"):
        open_school(folder)

    assert (folder / FILE).read_bytes().startswith(b"this was a database once")


def test_damage_within_the_file_is_found_when_it_is_read(folder: Path) -> None:
    with open_school(folder, create=True) as database:
        database.write(lambda connection: connection.execute(insert(school), many_rows()).close())
    content = bytearray((folder / FILE).read_bytes())
    content[8192 : len(content)] = bytes(len(content) - 8192)
    (folder / FILE).write_bytes(content)

    with pytest.raises(DamagedDatabase), Database.open(folder) as damaged:
        damaged.read(lambda connection: connection.execute(select(func.sum(school.c.value))).all())


def many_rows() -> list[dict[str, str]]:
    return [{"key": f"row-{n}", "value": "x" * 500} for n in range(500)]


def test_another_program_that_holds_the_file_makes_it_busy_not_broken(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PATIENT", "PRAGMA busy_timeout=1")
    other = sqlite3.connect(folder / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseUnavailable, match="locked"):
        database.write(put("row-1"))

    other.close()
    assert database.write(put("row-1")) == "row-1"


def test_an_event_loop_goes_on_while_another_program_holds_the_file(database: Database, folder: Path) -> None:
    other = sqlite3.connect(folder / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write_meanwhile() -> tuple[int, list[str]]:
        writing = [asyncio.create_task(database.writing(put(f"row-{n}"))) for n in range(2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        meanwhile = await database.reading(rows)
        other.execute("ROLLBACK")
        return meanwhile, await asyncio.gather(*writing)

    # The loop itself lets the other program go; had it waited, the writes would have found the file busy.
    assert asyncio.run(write_meanwhile()) == (0, ["row-0", "row-1"])
    other.close()


def test_after_closing_everything_is_in_the_one_file(database: Database, folder: Path) -> None:
    database.write(put("row-1"))
    database.read(rows)

    database.close()

    assert sorted(path.name for path in folder.iterdir()) == ["carrel.lock", FILE]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux shows what is open")
def test_the_connection_of_a_thread_that_has_ended_is_closed(database: Database, folder: Path) -> None:
    database.read(rows)
    before = open_logs(folder)

    thread = threading.Thread(target=database.read, args=(rows,))
    thread.start()
    thread.join()

    assert open_logs(folder) == before


def open_logs(folder: Path) -> int:
    """How many connections have the log open. (The main file stays open longer, for its locks' sake.)"""
    log = Path(f"{folder / FILE}-wal").resolve()
    return sum(opened.resolve() == log for opened in Path("/proc/self/fd").iterdir())


ACKNOWLEDGED_THEN_KILLED = """
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from carrel.store.migrating import open_school
from tests.store.samples import put

database = open_school(Path(sys.argv[1]), create=True)
def write(number):
    os.write(1, database.write(put(f"row-{number}")).encode() + b"\\n")
with ThreadPoolExecutor(8) as threads:
    list(threads.map(write, range(100_000)))
"""


def test_what_was_acknowledged_survives_a_kill(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ACKNOWLEDGED_THEN_KILLED, str(folder)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        acknowledged = [next(child.stdout) for _ in range(200)]
        child.send_signal(signal.SIGKILL)
        acknowledged += child.stdout.read().splitlines(keepends=True)

    whole = {line.strip() for line in acknowledged if line.endswith("\n")}
    with open_school(folder) as database:
        kept = set(database.read(lambda connection: connection.execute(select(school.c.key)).scalars().all()))
    assert whole <= kept
