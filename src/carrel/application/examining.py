"""What a doctor looks at: a school's folder, its database, its media. Nothing is changed by looking."""

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from enum import StrEnum
from os import R_OK, W_OK, X_OK, access
from pathlib import Path
from typing import Final

from msgspec import Struct

from carrel.store import examining, migrating
from carrel.store.engine import FILE, Database
from carrel.store.errors import ContentMismatch, DamagedDatabase, NotFound
from carrel.store.media import MediaStore
from carrel.store.publishing import referenced_media

LITTLE_SPACE: Final = 1 << 30
"""Bytes of free space below which it is noted."""
NO_SPACE: Final = 100 << 20
"""Bytes of free space below which it is trouble."""
MOST_TOLD: Final = 5
"""How many files are told by name."""

_DAMAGED: Final = (
    "The database is damaged: {faults}. Stop the school and keep a copy of its folder; then bring back the "
    "newest backup: carrel restore BACKUP --data NEW-FOLDER"
)
_FILES: Final = (
    "{what} media files: {count} ({names}). Bring them back from a backup's media folder{also}, or publish "
    "the courses that need them again."
)


class Weight(StrEnum):
    """How much a finding matters, spelled as it is told."""

    GOOD = "ok"
    NOTE = "note"
    TROUBLE = "TROUBLE"


class Finding(Struct, frozen=True):
    """One thing that was looked at, and how it is."""

    weight: Weight
    text: str


def examine_folder(folder: Path, *, is_postgres: bool) -> list[Finding]:
    """How the folder lies on its disk. It is known to exist."""
    return [*_permissions(folder), _space(folder), *([] if is_postgres else [_sqlite()])]


def examine_contents(database: Database, media: MediaStore) -> list[Finding]:
    """Whether the database is whole, and every media file that it names is what it was."""
    try:
        if faults := examining.faults_of(database):
            return [Finding(Weight.TROUBLE, _DAMAGED.format(faults="; ".join(faults)))]
        version = database.read(migrating.version)
        told = [_tables(database, version)]
        if version == migrating.HEAD:
            told += _media(media, sorted(database.read(referenced_media)))
    except DamagedDatabase as error:
        return [Finding(Weight.TROUBLE, str(error))]
    return told


def _permissions(folder: Path) -> Iterator[Finding]:
    file = folder / FILE
    paths = [folder, *([file] if file.exists() else [])]
    for path in paths:
        wanted = R_OK | W_OK | (X_OK if path is folder else 0)
        if not access(path, wanted):
            yield Finding(
                Weight.TROUBLE, f"{path} cannot be read and written by this user: chown or chmod it."
            )
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            remedy = f"chmod {'700' if path is folder else '600'} {path}"
            yield Finding(Weight.NOTE, f"{path} is open to other users of this machine: {remedy}")
    if all(access(path, R_OK | W_OK) for path in paths):
        yield Finding(Weight.GOOD, "The folder can be read and written.")


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    text = f"{free / 1e9:.1f} GB are free on the school's disk."
    if free < NO_SPACE:
        return Finding(Weight.TROUBLE, f"{text} Free some: without space nothing can be kept.")
    return Finding(Weight.NOTE if free < LITTLE_SPACE else Weight.GOOD, text)


def _sqlite() -> Finding:
    version = f"SQLite {sqlite3.sqlite_version}"
    if examining.sqlite_is_mended():
        return Finding(Weight.GOOD, f"{version}.")
    return Finding(
        Weight.GOOD,
        f"{version}: one of the versions that can damage a database in which two connections write at the "
        "same moment. Carrel writes with one; let no other program write to school.db.",
    )


def _tables(database: Database, version: str | None) -> Finding:
    name = "The database is whole" if database.engine == "sqlite" else "PostgreSQL answers"
    if version == migrating.HEAD:
        return Finding(Weight.GOOD, f"{name}, and its tables are those of this Carrel ({version}).")
    if version in migrating.REVISIONS:
        return Finding(
            Weight.NOTE, f"{name}. Its tables are of version {version}; carrel serve updates them."
        )
    return Finding(
        Weight.TROUBLE,
        f"{name}, but its tables are none that this Carrel knows ({version}): install a newer one.",
    )


def _media(media: MediaStore, hashes: list[str]) -> Iterator[Finding]:
    missing, damaged = [], []
    for sha256 in hashes:
        try:
            media.verify(sha256)
        except NotFound:
            missing.append(sha256)
        except ContentMismatch:
            damaged.append(sha256)
    if missing:
        yield Finding(Weight.TROUBLE, _told("Missing", missing, ""))
    if damaged:
        yield Finding(Weight.TROUBLE, _told("Damaged", damaged, " after moving the damaged ones away"))
    if not missing and not damaged:
        yield Finding(Weight.GOOD, f"All media files are there and whole ({len(hashes)}).")


def _told(what: str, hashes: list[str], also: str) -> str:
    names = [f"media/{sha256[:2]}/{sha256[2:]}" for sha256 in hashes[:MOST_TOLD]]
    more = [f"and {len(hashes) - MOST_TOLD} more"] if len(hashes) > MOST_TOLD else []
    return _FILES.format(count=len(hashes), what=what, names=", ".join([*names, *more]), also=also)
