import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import DBAPIError

from carrel.store.engine import Database
from carrel.store.errors import (
    Conflict,
    DatabaseUnavailable,
    NotASchool,
    StoreError,
)
from carrel.store.tables import school
from tests.conftest import Place
from tests.store.samples import VALUE, put, rows, value_of


def add_one(connection: Connection) -> None:
    (value,) = connection.execute(VALUE, {"key": "counter"}).one()
    connection.execute(update(school).where(school.c.key == "counter").values(value=str(int(value) + 1)))


def test_what_was_written_is_read_afterwards(database: Database) -> None:
    assert database.write(put("motto", "Festina lente")) == "motto"

    assert database.read(value_of("motto")) == "Festina lente"


def test_what_was_written_is_there_after_the_school_was_closed_and_opened(place: Place) -> None:
    with place.open() as first:
        first.write(put("motto", "Festina lente"))

    with place.open(create=False) as second:
        assert second.read(value_of("motto")) == "Festina lente"


def test_the_event_loop_reads_and_writes_the_same_school(database: Database) -> None:
    async def write_and_read() -> str | None:
        await database.writing(put("motto", "Festina lente"))
        return await database.reading(value_of("motto"))

    assert asyncio.run(write_and_read()) == "Festina lente"


def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError):
        database.read(put("motto"))

    assert database.read(value_of("motto")) is None


def test_after_a_read_that_failed_the_next_one_reads(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        database.read(lambda _: 1 // 0)

    assert database.read(rows) == 0


def test_a_read_sees_one_moment_whatever_is_written_meanwhile(database: Database) -> None:
    def read_write_read(connection: Connection) -> tuple[int, int]:
        before = rows(connection)
        with ThreadPoolExecutor(1) as other:
            other.submit(database.write, put("row-1")).result()
        return before, rows(connection)

    assert database.read(read_write_read) == (0, 0)
    assert database.read(rows) == 1


def test_nobody_sees_a_write_before_it_is_committed(database: Database) -> None:
    def write_and_look(connection: Connection) -> int:
        put("row-1")(connection)
        with ThreadPoolExecutor(1) as other:
            return other.submit(database.read, rows).result()

    assert database.write(write_and_look) == 0
    assert database.read(rows) == 1


def test_work_that_fails_keeps_nothing_and_its_own_error_comes_out(database: Database) -> None:
    def write_and_fail(connection: Connection) -> None:
        put("row-1")(connection)
        raise LookupError("no such course")

    with pytest.raises(LookupError, match="no such course"):
        database.write(write_and_fail)

    assert database.read(rows) == 0


def test_a_failing_job_does_not_hurt_the_others_that_wait_with_it(database: Database) -> None:
    async def write_together() -> list[object]:
        jobs = [put("row-1"), put("row-2"), put("row-1"), put("row-3")]
        return await asyncio.gather(*map(database.writing, jobs), return_exceptions=True)

    outcomes = asyncio.run(write_together())

    assert sorted(key for key in outcomes if isinstance(key, str)) == ["row-1", "row-2", "row-3"]
    assert [type(error) for error in outcomes if not isinstance(error, str)] == [Conflict]
    assert database.read(rows) == 3


def test_a_part_of_the_work_can_be_undone_by_itself(database: Database) -> None:
    def write_in_two_parts(connection: Connection) -> None:
        put("row-1")(connection)
        part = connection.begin_nested()
        put("row-2")(connection)
        part.rollback()

    database.write(write_in_two_parts)

    assert database.read(rows) == 1


def test_writes_happen_as_if_one_came_after_the_other(database: Database) -> None:
    database.write(put("counter", "0"))

    with ThreadPoolExecutor(6) as threads:
        for done in [threads.submit(database.write, add_one) for _ in range(30)]:
            done.result()

    assert database.read(value_of("counter")) == "30"


def test_many_tasks_and_threads_write_at_once_and_all_is_kept(database: Database) -> None:
    async def write_from_everywhere() -> None:
        with ThreadPoolExecutor(4) as threads:
            from_threads = [threads.submit(database.write, put(f"row-t{n}")) for n in range(40)]
            await asyncio.gather(*(database.writing(put(f"row-a{n}")) for n in range(40)))
            assert {done.result() for done in from_threads} == {f"row-t{n}" for n in range(40)}

    asyncio.run(write_from_everywhere())

    assert database.read(rows) == 80


def test_a_task_that_stopped_waiting_leaves_the_others_their_answers(database: Database) -> None:
    async def write_and_leave() -> object:
        leaving = asyncio.ensure_future(database.writing(put("row-1")))
        staying = asyncio.ensure_future(database.writing(put("row-2")))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert asyncio.run(write_and_leave()) == "row-2"


def test_stop_iteration_from_the_work_is_an_error_and_no_endless_wait(database: Database) -> None:
    async def write() -> None:
        await database.writing(lambda _: next(iter(())))

    with pytest.raises(RuntimeError, match="StopIteration"):
        asyncio.run(write())


def test_a_closed_database_says_so(database: Database) -> None:
    database.close()
    database.close()

    with pytest.raises(DatabaseUnavailable, match="closed"):
        database.read(rows)
    with pytest.raises(DatabaseUnavailable, match="closed"):
        database.write(put("row-1"))


def test_closing_keeps_what_was_asked_before(place: Place) -> None:
    with place.open() as database, ThreadPoolExecutor(8) as threads:
        begun = threading.Barrier(9)

        def write(number: int) -> str:
            begun.wait()
            return database.write(put(f"row-{number}"))

        asked = [threads.submit(write, number) for number in range(8)]
        begun.wait()
        database.close()
        answers = [done.exception() or done.result() for done in asked]

    with place.open(create=False) as again:
        kept = sum(isinstance(answer, str) for answer in answers)
        assert again.read(rows) == kept
        assert all(isinstance(answer, str | DatabaseUnavailable) for answer in answers)


def test_a_folder_without_a_school_is_refused_and_left_as_it_was(place: Place) -> None:
    with pytest.raises(NotASchool, match="no school"):
        place.open(create=False)

    assert not place.folder.exists()


@pytest.mark.parametrize("url", ["mysql://user@host/school", "school.db", "://"])
def test_an_address_of_neither_engine_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="SQLite"):
        Database.open(tmp_path, url)


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with (
        Database.open(tmp_path, f"postgresql://nobody@/school?host={tmp_path}") as database,
        pytest.raises(DatabaseUnavailable, match="PostgreSQL"),
    ):
        database.read(rows)


def test_an_error_in_our_own_sql_is_not_dressed_up_as_the_databases(database: Database) -> None:
    with pytest.raises(Exception, match="no_such_table") as caught:
        database.read(lambda connection: connection.exec_driver_sql("SELECT * FROM no_such_table"))

    assert not isinstance(caught.value, StoreError)


def test_an_error_of_ours_tells_nothing_of_what_people_wrote(database: Database) -> None:
    wrong = text("INSERT INTO nowhere (note) VALUES (:note)")

    with pytest.raises(DBAPIError) as told:
        database.write(lambda connection: connection.execute(wrong, {"note": "what I wrote"}))

    assert "nowhere" in str(told.value)
    assert "what I wrote" not in str(told.value)
