"""What only PostgreSQL has: a server that restarts, and writes that lose a race."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, make_url, text

from carrel.store.claim import KEY, Claim
from carrel.store.engine import Database
from carrel.store.errors import AlreadyRunning, DatabaseUnavailable
from carrel.store.migrating import open_school
from carrel.store.postgres import ATTEMPTS
from tests.store.samples import put, rows


@pytest.fixture
def database(postgres: Engine, tmp_path: Path) -> Iterator[Database]:
    with postgres.connect() as connection:
        connection.execute(text("CREATE DATABASE lone"))
    with open_school(tmp_path, address(postgres), create=True) as database:
        yield database
    with postgres.connect() as connection:
        connection.execute(text("DROP DATABASE lone WITH (FORCE)"))


def address(postgres: Engine) -> str:
    """That of the database of the test."""
    lone = postgres.url.set(drivername="postgresql", database="lone")
    return lone.render_as_string(hide_password=False)


def claims(postgres: Engine) -> list[int]:
    """Those whom the server holds a claim for."""
    with postgres.connect() as connection:
        found = connection.execute(text(f"SELECT pid FROM pg_locks WHERE classid = {KEY}"))
        return list(found.scalars())


def hang_up(postgres: Engine) -> None:
    """What the server's clients see when it restarts."""
    with postgres.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'lone'")
        )


def setting(database: Database, name: str) -> object:
    return database.write(lambda connection: connection.execute(text(f"SHOW {name}")).scalar_one())


@pytest.mark.parametrize(
    ("name", "value"), [("synchronous_commit", "on"), ("transaction_isolation", "serializable")]
)
def test_writes_are_durable_and_as_if_alone(database: Database, name: str, value: str) -> None:
    assert setting(database, name) == value


def test_after_the_server_has_restarted_reads_and_writes_go_on(database: Database, postgres: Engine) -> None:
    database.write(put("row-1"))

    hang_up(postgres)
    assert database.read(rows) == 1
    hang_up(postgres)
    database.write(put("row-2"))

    assert database.read(rows) == 2


def test_after_the_server_has_restarted_the_database_is_still_claimed(
    database: Database, postgres: Engine, tmp_path: Path
) -> None:
    hang_up(postgres)
    assert database.read(rows) == 0

    with pytest.raises(AlreadyRunning):
        open_school(tmp_path / "other", address(postgres), create=True)


def test_who_was_cut_off_takes_the_place_that_the_server_still_holds_for_them(
    database: Database, postgres: Engine
) -> None:
    database.read(rows)
    held = claims(postgres)
    claim = Claim(make_url(address(postgres)).set(drivername="postgresql+psycopg"))
    claim._before = held[0]

    claim.hold()

    assert len(claims(postgres)) == 1
    assert claims(postgres) != held
    claim.close()


def test_a_server_that_hangs_up_each_time_is_unavailable(database: Database, postgres: Engine) -> None:
    def hang_up_and_ask(connection: Connection) -> int:
        rows(connection)
        hang_up(postgres)
        return rows(connection)

    with pytest.raises(DatabaseUnavailable, match="PostgreSQL"):
        database.read(hang_up_and_ask)


def test_a_write_that_always_loses_gives_up(database: Database) -> None:
    attempts = []

    def lose(connection: Connection) -> None:
        attempts.append(connection)
        connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$"))

    with pytest.raises(DatabaseUnavailable, match="lost"):
        database.write(lose)

    assert len(attempts) == ATTEMPTS


@pytest.mark.parametrize(
    ("code", "name"), [("53100", "DiskFull"), ("XX001", "DamagedDatabase"), ("23505", "Conflict")]
)
def test_what_the_server_says_is_known_by_its_code(database: Database, code: str, name: str) -> None:
    fail = text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$")

    with pytest.raises(Exception, match="no") as caught:
        database.write(lambda connection: connection.execute(fail).close())

    assert type(caught.value).__name__ == name
