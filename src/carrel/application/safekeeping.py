"""Backups: a school's database and media in a folder of their own, and a school made from them again.

A backup of a school in SQLite is itself laid out like a school's folder: `school.db`, `media`, and
`backup.json`, which is written last and says what the backup must hold to be whole. A backup into the folder
of an earlier one brings that up to date; media that is there already is not copied again.
"""

import hashlib
import shutil
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from carrel import __version__
from carrel.application.school import School
from carrel.store.disk import chunks_of, put_file, sha256_of, sync, system_errors
from carrel.store.engine import FILE, Database
from carrel.store.errors import ContentMismatch, FolderTaken, NotABackup, NotFound
from carrel.store.examining import faults_of
from carrel.store.media import MediaStore
from carrel.store.publishing import referenced_media

MANIFEST: Final = "backup.json"
MEDIA: Final = "media"

_TAKEN: Final = (
    "{folder} holds something that is not a backup of this school. Nothing was changed. "
    "Name a new folder, or that of an earlier backup of the same school."
)
_NOT_EMPTY: Final = (
    "{folder} is not empty, and nothing is ever restored over anything. Nothing was changed. "
    "Name a new folder; if you mean this one, move it away first."
)
_NO_BACKUP: Final = (
    "{folder} holds no whole backup ({reason}). Nothing was changed. Name a folder that carrel backup made "
    "to its end."
)


class Manifest(Struct, frozen=True):
    """What a backup holds. `school` tells schools apart; `made_at` is epoch ms.

    `database_sha256` is empty where the rows are in PostgreSQL and not in the backup.
    """

    school: str
    name: str
    carrel: str
    made_at: int
    database_sha256: str
    media: list[str]


class BackedUp(Struct, frozen=True):
    """What was backed up. `lost` are the hashes of media that the school itself no longer has whole."""

    media: int
    copied: int
    with_database: bool
    lost: list[str]


class Restored(Struct, frozen=True):
    """What was restored. `lost` are the hashes of media that the backup does not have whole."""

    name: str
    made_at: int
    with_database: bool
    media: int
    lost: list[str]


def back_up(school: School, folder: Path, now: int) -> BackedUp:
    """Copy an open school while it goes on: first its rows as they are now, then every file that they name.

    Raises `FolderTaken`, `DiskFull`, and `DamagedDatabase` rather than to copy damage over a good backup.
    """
    identity = hashlib.sha256(b"backup" + school.secret).hexdigest()
    _need_ours(folder, identity)
    with system_errors():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = _copy_rows(school.database, folder)
    hashes = sorted(school.database.read(referenced_media))
    target = MediaStore(folder / MEDIA)
    known = target.missing(hashes)
    lost = [sha256 for sha256 in hashes if not _is_copied(school.media, target, sha256)]
    manifest = Manifest(identity, school.name, __version__, now, digest, hashes)
    with system_errors():
        put_file(folder / MANIFEST, [msgspec.json.format(msgspec.json.encode(manifest))])
    return BackedUp(len(hashes) - len(lost), len(known) - len(lost), bool(digest), lost)


def restore(backup: Path, data: Path) -> Restored:
    """Make a school's folder from a backup: whole, or not at all.

    `data` must be missing or empty. Raises `FolderTaken`, `NotABackup`, `DiskFull`.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise FolderTaken(_NOT_EMPTY.format(folder=data))
    manifest = _manifest(backup)
    place = data.absolute()
    part = place.with_name(f".{place.name}.restoring")
    with system_errors():
        # What lies there was left by a restoring that was killed.
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700, parents=True)
        try:
            if manifest.database_sha256:
                _restore_rows(backup, part, manifest)
            source, target = MediaStore(backup / MEDIA), MediaStore(part / MEDIA)
            lost = [sha256 for sha256 in manifest.media if not _is_copied(source, target, sha256)]
            part.rename(place)
            sync(place.parent)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    count = len(manifest.media) - len(lost)
    return Restored(manifest.name, manifest.made_at, bool(manifest.database_sha256), count, lost)


def _need_ours(folder: Path, identity: str) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        is_ours = _manifest(folder).school == identity
    except NotABackup:
        is_ours = False
    if not is_ours:
        raise FolderTaken(_TAKEN.format(folder=folder))


def _copy_rows(database: Database, folder: Path) -> str:
    """Copy what SQLite keeps; answers the SHA-256 of the copy, empty for PostgreSQL."""
    if database.engine != "sqlite":
        return ""
    part = folder / f"{FILE}.copy"
    part.unlink(missing_ok=True)
    # Whoever may read the copy may read every sign-in.
    part.touch(mode=0o600)
    database.copy_to(part)
    digest = sha256_of(part)
    part.replace(folder / FILE)
    sync(folder)
    return digest


def _restore_rows(backup: Path, part: Path, manifest: Manifest) -> None:
    try:
        copied = put_file(part / FILE, chunks_of(backup / FILE))
    except FileNotFoundError as error:
        raise NotABackup(_NO_BACKUP.format(folder=backup, reason=f"{FILE} is missing")) from error
    if copied != manifest.database_sha256:
        raise NotABackup(_NO_BACKUP.format(folder=backup, reason=f"{FILE} is damaged"))
    with Database.open(part) as database:
        if faults := faults_of(database):
            raise NotABackup(_NO_BACKUP.format(folder=backup, reason=f"{FILE} is damaged: {faults[0]}"))


def _is_copied(source: MediaStore, target: MediaStore, sha256: str) -> bool:
    try:
        with source.open(sha256) as stream:
            target.put(stream, sha256)
    except (NotFound, ContentMismatch):
        return False
    return True


def _manifest(folder: Path) -> Manifest:
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        reason = f"its {MANIFEST} is missing or unreadable"
        raise NotABackup(_NO_BACKUP.format(folder=folder, reason=reason)) from error
