"""From what a database or the operating system raises to the store's own errors.

Known by their codes, never by their texts, which change with versions and languages.
"""

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from carrel.store.errors import (
    Conflict,
    DamagedDatabase,
    DatabaseUnavailable,
    DiskFull,
    NotFound,
    StoreError,
)

FOREIGN = (DBAPIError, PoolExhausted, sqlite3.Error)
"""What a database's libraries raise."""

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_FULL = (
    "There is no space left where the school is kept. Nothing of this change was kept, and what was there "
    "before is untouched. Free some space; the school goes on by itself."
)
_DAMAGED = (
    "The school's database is damaged, or its file is not a database ({reason}). Nothing was changed. "
    "Stop the school and keep a copy of its folder. `carrel doctor` says what is damaged; "
    "`carrel restore` brings back the newest backup that `carrel backup` made, into a new folder."
)
_BUSY = (
    "Another program keeps the school's database locked ({reason}). Nothing of this change was kept. "
    "Close that program and try again."
)
_UNREADABLE = (
    "The school's files could not be opened, read or written ({reason}). Nothing of this change was kept. "
    "Look at the disk and at the permissions of the school's folder, then try again."
)
_UNREACHABLE = (
    "The PostgreSQL server could not do this now ({reason}). Look whether it runs, whether it accepts "
    "connections and whether the address, user and password are right, then try again."
)
_UNKEEPABLE = (
    "The database can neither hold nor look for a text or number like this one ({reason}). "
    "So nothing is kept by it, and nothing was changed. Write it otherwise."
)
_TAKEN = "This is kept already, or refers to what is not kept ({reason})."

_SQLITE = {
    "FULL": (DiskFull, _FULL),
    "CORRUPT": (DamagedDatabase, _DAMAGED),
    "NOTADB": (DamagedDatabase, _DAMAGED),
    "BUSY": (DatabaseUnavailable, _BUSY),
    "LOCKED": (DatabaseUnavailable, _BUSY),
    "CANTOPEN": (DatabaseUnavailable, _UNREADABLE),
    "IOERR": (DatabaseUnavailable, _UNREADABLE),
    "PERM": (DatabaseUnavailable, _UNREADABLE),
    "READONLY": (DatabaseUnavailable, _UNREADABLE),
    "PROTOCOL": (DatabaseUnavailable, _BUSY),
    "CONSTRAINT": (Conflict, _TAKEN),
}

# Longest prefix first: a code of PostgreSQL is a class of two characters and three more for the case.
_POSTGRESQL = {
    "53100": (DiskFull, _FULL),
    "XX001": (DamagedDatabase, _DAMAGED),
    "XX002": (DamagedDatabase, _DAMAGED),
    "3D000": (DatabaseUnavailable, _UNREACHABLE),
    "25006": (DatabaseUnavailable, _UNREACHABLE),
    "40001": (DatabaseUnavailable, _UNREACHABLE),
    "40P01": (DatabaseUnavailable, _UNREACHABLE),
    # A zero byte, half a character, too great a number.
    "22003": (NotFound, _UNKEEPABLE),
    "22021": (NotFound, _UNKEEPABLE),
    "22P05": (NotFound, _UNKEEPABLE),
    "08": (DatabaseUnavailable, _UNREACHABLE),
    "28": (DatabaseUnavailable, _UNREACHABLE),
    "53": (DatabaseUnavailable, _UNREACHABLE),
    "57": (DatabaseUnavailable, _UNREACHABLE),
    "58": (DatabaseUnavailable, _UNREACHABLE),
    "23": (Conflict, _TAKEN),
}


def translated(error: BaseException) -> StoreError | None:
    """The store's error for a foreign one, or None when it is not about the world but about our own code."""
    ours = _translated(error)
    if ours is None and isinstance(error, FOREIGN) and error.__context__ is not None:
        # When the disk is full, SQLite undoes everything at once. Undoing a part then fails too, and that
        # error comes out in place of the one that says why.
        cause = translated(error.__context__)
        ours = cause if isinstance(cause, DiskFull | DatabaseUnavailable) else None
    return ours


def _translated(error: BaseException) -> StoreError | None:
    match error:
        case DBAPIError():
            return _from_driver(error.orig) if error.orig is not None else None
        case PoolExhausted():
            return DatabaseUnavailable(_UNREACHABLE.format(reason="all connections are in use"))
        case OSError():
            return from_system(error)
        case sqlite3.Error():
            return _from_driver(error)
        case _:
            return None


def from_system(error: OSError) -> StoreError:
    """The store's error for what the operating system refused."""
    if error.errno in NO_SPACE:
        return DiskFull(_FULL)
    return DatabaseUnavailable(_UNREADABLE.format(reason=error))


def sqlstate(error: BaseException | None) -> str | None:
    """PostgreSQL's five characters for what happened, if the error carries them."""
    state = getattr(error, "sqlstate", None)
    return state if isinstance(state, str) else None


def _from_driver(error: BaseException) -> StoreError | None:
    reason = str(error).strip().partition("\n")[0]
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_").partition("_")[0]
        known = _SQLITE.get(name)
    else:
        known = _of_postgresql(error)
    return known[0](known[1].format(reason=reason)) if known else None


def _of_postgresql(error: BaseException) -> tuple[type[StoreError], str] | None:
    state = sqlstate(error)
    if state is None and type(error).__name__ == "DataError":
        # The driver itself will not send it: a text with a zero byte.
        return (NotFound, _UNKEEPABLE)
    if state is None:
        # Without a code the server said nothing: it was not reached, or went away.
        return (DatabaseUnavailable, _UNREACHABLE) if type(error).__name__ == "OperationalError" else None
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
