"""Looking whether a database is whole, without changing anything in it."""

import sqlite3

from sqlalchemy import Connection

from carrel.store.engine import Database

MOST_FAULTS = 10
"""How many faults are told; more of them say nothing new."""


def faults_of(database: Database) -> list[str]:
    """What is wrong with the database, in SQLite's own words; nothing when it is whole.

    Reads all of it. PostgreSQL checks what it reads by itself, so there only the way to it is tried. Raises
    `DamagedDatabase` when not even looking is possible.
    """
    return database.read(_faults if database.engine == "sqlite" else _try)


def sqlite_is_mended() -> bool:
    """Whether this SQLite is one in which several connections may write and checkpoint at the same moment."""
    version = sqlite3.sqlite_version_info
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def _faults(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_FAULTS})").all()
    told = [str(row[0]) for row in rows if row[0] != "ok"]
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST_FAULTS)
    return [*told, *(f"a row of {row[0]} refers to one of {row[2]} that is not there" for row in lost)]


def _try(connection: Connection) -> list[str]:
    connection.exec_driver_sql("SELECT 1").close()
    return []
