"""Files by what is in them: `media/ab/cdef…`, the SHA-256 of the content.

What is here is whole and never changes. It is written beside its place, synced, and renamed into it; a crash
leaves at most a part, which the next `collect` removes. Files are copied, never linked: the original stays
its owner's, who may change it tomorrow.
"""

import hashlib
import os
import re
import secrets
import threading
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from carrel.store.disk import CHUNK, sha256_of, sync, system_errors
from carrel.store.errors import ContentMismatch, NotFound
from carrel.store.translating import from_system

_HASH = re.compile(r"[0-9a-f]{64}")
_PARTS = "parts"
_CHANGED = (
    "{source} is not the file that was looked at before: its content changed while it was being published "
    "(expected SHA-256 {expected}, read {found}). Nothing of it was kept. Publish again when it is at rest."
)
_UNREADABLE = (
    "{source} can no longer be read ({reason}). Nothing of it was kept. Put it back and publish again."
)
_ROTTEN = (
    "{path} is damaged: its content hashes to {found} now. Move it away, then bring it back from a backup, "
    "or publish the course that needs it again."
)
_MISSING = (
    "The school does not have the file with SHA-256 {sha256}. Publish the course that needs it again, "
    "or bring back the school's media folder from a backup."
)


@dataclass(frozen=True, slots=True)
class Stored:
    """Content that is in the store. `is_new` says that it was not there before."""

    sha256: str
    size: int
    is_new: bool


class MediaStore:
    """The files of all editions. One process uses the folder; any of its threads may."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made with the first file."""
        self._folder = folder
        self._parts = folder / _PARTS
        self._door = threading.Lock()
        self._under_way: set[str] = set()

    def put(self, source: Path | BinaryIO, sha256: str) -> Stored:
        """Keep the content of a file, or of a stream from where it stands, which must hash to `sha256`.

        It is on disk when this returns. Content that is here already is not read again. Raises
        `ContentMismatch` when the file is gone or its bytes hash to something else, `DiskFull` when there is
        no space; nothing is left behind then.
        """
        place = self.path_of(sha256)
        with system_errors():
            known = self._size_if_kept(place)
            if known is not None:
                return Stored(sha256, known, is_new=False)
            with _opened(source) if isinstance(source, Path) else nullcontext(source) as stream:
                return self._keep(stream, place, sha256)

    def path_of(self, sha256: str) -> Path:
        """Where this content is, if it is here; says nothing about whether it is."""
        if not _HASH.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is not a SHA-256 in 64 lower-case hexadecimal digits")
        return self._folder / sha256[:2] / sha256[2:]

    def open(self, sha256: str) -> BinaryIO:
        """The content, to read. Raises `NotFound` when it is not here."""
        try:
            return self.path_of(sha256).open("rb")
        except FileNotFoundError as error:
            raise NotFound(_MISSING.format(sha256=sha256)) from error
        except OSError as error:
            raise from_system(error) from error

    def verify(self, sha256: str) -> None:
        """Read all of the content. Raises `NotFound` when it is not here, `ContentMismatch` when damaged."""
        path = self.path_of(sha256)
        try:
            found = sha256_of(path)
        except FileNotFoundError as error:
            raise NotFound(_MISSING.format(sha256=sha256)) from error
        except OSError as error:
            raise from_system(error) from error
        if found != sha256:
            raise ContentMismatch(_ROTTEN.format(path=path, found=found))

    def missing(self, hashes: Iterable[str]) -> set[str]:
        """Which of these are not here."""
        return {sha256 for sha256 in hashes if not self.path_of(sha256).is_file()}

    def collect(self, referenced: AbstractSet[str], *, unused_since: int) -> list[str]:
        """Remove what nothing refers to and nobody has put since `unused_since` (epoch ms); say what it was.

        The time protects what is put for an edition that is just being published: give it a day. Parts that a
        crash left behind are removed whatever their age.
        """
        with system_errors():
            self._sweep_parts()
            return [
                sha256
                for sha256, path in self._contents()
                if sha256 not in referenced and self._remove_if_older(path, unused_since)
            ]

    def _keep(self, stream: BinaryIO, place: Path, sha256: str) -> Stored:
        with self._part() as part:
            found, size = _copy(stream, part)
            if found != sha256:
                source = getattr(stream, "name", "The stream")
                raise ContentMismatch(_CHANGED.format(source=source, expected=sha256, found=found))
            self._make_folder(place.parent)
            part.replace(place)
            sync(place.parent)
        return Stored(sha256, size, is_new=True)

    @contextmanager
    def _part(self) -> Iterator[Path]:
        """A name to write under, which `collect` leaves alone; what is still there at the end is removed."""
        name = secrets.token_hex(16)
        part = self._parts / name
        with self._door:
            self._under_way.add(name)
        try:
            self._make_folder(self._parts)
            yield part
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
            with self._door:
                self._under_way.discard(name)

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
            # A folder's name is durable only when its parent is.
            sync(folder.parent)

    def _size_if_kept(self, place: Path) -> int | None:
        with self._door:
            try:
                size = place.stat().st_size
                # Put again means wanted again: `collect` goes by this time.
                os.utime(place)
            except FileNotFoundError:
                return None
        return size

    def _remove_if_older(self, path: Path, moment: int) -> bool:
        # Behind the same door as a put that finds the content here: it is renewed before or gone before.
        with self._door:
            if path.stat().st_mtime_ns >= moment * 1_000_000:
                return False
            path.unlink()
            return True

    def _contents(self) -> list[tuple[str, Path]]:
        return sorted(
            (path.parent.name + path.name, path)
            for path in self._folder.glob("??/*")
            if _HASH.fullmatch(path.parent.name + path.name)
        )

    def _sweep_parts(self) -> None:
        with self._door:
            for part in self._parts.glob("*"):
                if part.name not in self._under_way:
                    part.unlink()


def _opened(source: Path) -> BinaryIO:
    try:
        return source.open("rb")
    except OSError as error:
        raise ContentMismatch(_UNREADABLE.format(source=source, reason=error.strerror)) from error


def _copy(stream: BinaryIO, part: Path) -> tuple[str, int]:
    """Copy to a file and sync it: the SHA-256 and the number of bytes of what was copied."""
    digest, size = hashlib.sha256(), 0
    with part.open("xb", buffering=0) as target:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            _write_whole(target.fileno(), chunk)
            size += len(chunk)
        os.fsync(target.fileno())
    return digest.hexdigest(), size


def _write_whole(file: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        # A full disk may take some of the bytes before it refuses the others.
        rest = rest[os.write(file, rest) :]
