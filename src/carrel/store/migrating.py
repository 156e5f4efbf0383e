"""Bringing a school's tables to the version that this Carrel knows.

The version stands in the database in one row. Alembic is imported only when it differs: a school that is up
to date starts without it. A migration runs in one transaction on both engines: it happens whole or not at
all.

There is no way back. A table's past cannot hold what was written since; who needs the past restores a backup.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from carrel import __version__
from carrel.store.engine import Database
from carrel.store.errors import NewerDatabase, NotASchool

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
)
"""Every version the tables ever had, the oldest first; each is a file in `migrations/versions`."""

HEAD = REVISIONS[-1]

_VERSION = text("SELECT version_num FROM alembic_version")
_WRITTEN_BY = text("SELECT value FROM school WHERE key = 'carrel'")
_FORGET_WRITER = text("DELETE FROM school WHERE key = 'carrel'")
_NOTE_WRITER = text("INSERT INTO school (key, value) VALUES ('carrel', :version)")

_NEWER = (
    "The school in {folder} was written by Carrel {theirs} (its database has version {found}); this is "
    "Carrel {ours}, which knows versions up to {head}. Nothing was changed. Install Carrel {theirs} or "
    "newer, or restore a backup that this one made."
)
_FOREIGN = (
    "The database of {folder} holds tables, but they are not a school's. Nothing was changed. "
    "Name another folder or, for PostgreSQL, an empty database."
)
_EMPTY = "There is no school in the database of {folder}: it is empty. Make a new school there first."


def open_school(folder: Path, url: str | None = None, *, create: bool = False) -> Database:
    """Own the folder, open its database and bring its tables to this version.

    `url` is where a school in PostgreSQL keeps its rows; the folder keeps the rest. With `create` a school is
    made where there is none. Raises what `Database.open` and `migrate` raise; nothing stays open then.
    """
    database = Database.open(folder, url, create=create)
    try:
        if not create and database.read(version) is None:
            raise NotASchool(_EMPTY.format(folder=folder))
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def migrate(database: Database) -> None:
    """Bring the tables to this version; an empty database gets them all.

    Raises `NewerDatabase` for a version this Carrel does not know, `NotASchool` for tables of something else.
    """
    found = database.read(version)
    if found == HEAD:
        return
    if found is None:
        if database.read(_has_tables):
            raise NotASchool(_FOREIGN.format(folder=database.folder))
    elif found not in REVISIONS:
        raise NewerDatabase(_newer(database, found))
    database.write(_upgrade)


def version(connection: Connection) -> str | None:
    """The version of the tables, or None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(_VERSION).scalar_one_or_none()
    return found


def _has_tables(connection: Connection) -> bool:
    return bool(inspect(connection).get_table_names())


def _newer(database: Database, found: str) -> str:
    theirs = database.read(lambda connection: connection.execute(_WRITTEN_BY).scalar_one_or_none())
    return _NEWER.format(
        folder=database.folder, theirs=theirs or "?", found=found, ours=__version__, head=HEAD
    )


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
    connection.execute(_FORGET_WRITER)
    connection.execute(_NOTE_WRITER, {"version": __version__})
