"""Disks that are full."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from carrel.store.engine import Database
from carrel.store.sqlite import driver_of


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def pages_at_most(database: Database, pages_more: int) -> Iterator[None]:
    """Let the database grow no further than by so many pages, as a disk that fills up would."""

    def limit(connection: Connection) -> None:
        driver = driver_of(connection)
        (pages,) = driver.execute("PRAGMA page_count").fetchone()
        driver.execute(f"PRAGMA max_page_count={pages + pages_more}")

    database.write(limit)
    yield
    database.write(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1000000").close())
