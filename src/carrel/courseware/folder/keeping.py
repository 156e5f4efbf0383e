"""Bytes on their way to disk: whole or not at all, and never through a link out of the folder."""

import contextlib
import hashlib
import os
import shutil
from pathlib import Path
from typing import BinaryIO

from carrel.courseware.course import File
from carrel.courseware.faults import UnwritableCourse

_CHUNK = 2**20


class Keeper:
    """Writes files below one folder, each under its name only when it is complete."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: set[Path] = set()

    def keep_text(self, path: str, text: str) -> None:
        """Writes `text`; a file that says it already is left as it is."""
        target, data = self._target(path), text.encode()
        if target.is_file() and target.read_bytes() == data:
            return
        part = _part_of(target)
        with part.open("wb") as file:
            file.write(data)
            # A file that takes the place of another must not be lost together with it.
            if target.exists():
                file.flush()
                os.fsync(file.fileno())
        part.replace(target)

    def keep_file(self, file: File, source: BinaryIO | Path, *, link: bool) -> None:
        """Writes the bytes of `file`, which must be those that its hash names."""
        target = self._target(file.path)
        part = _part_of(target)
        part.unlink(missing_ok=True)
        if not (link and isinstance(source, Path) and _is_linked(source, part)):
            self._copy(file, source, part)
        part.replace(target)

    def _copy(self, file: File, source: BinaryIO | Path, part: Path) -> None:
        with (
            source.open("rb") if isinstance(source, Path) else source as incoming,
            part.open("wb") as outgoing,
        ):
            shutil.copyfileobj(incoming, outgoing, _CHUNK)
        with part.open("rb") as copied:
            sha256 = hashlib.file_digest(copied, "sha256").hexdigest()
        if sha256 != file.sha256:
            part.unlink()
            raise UnwritableCourse(
                f"The bytes of {file.path!r} are not those that the course was published with."
            )

    def _target(self, path: str) -> Path:
        target = self._root / path
        self._make(target.parent)
        if target.is_symlink() or target.is_dir():
            raise UnwritableCourse(
                f"{str(target)!r} is in the way: it is a folder or a link. Remove it first."
            )
        return target

    def _make(self, folder: Path) -> None:
        if folder in self._known:
            return
        if folder != self._root:
            self._make(folder.parent)
            if folder.is_symlink():
                raise UnwritableCourse(f"{str(folder)!r} is a symbolic link, and it is not written through.")
        folder.mkdir(parents=folder == self._root, exist_ok=True)
        self._known.add(folder)


def _part_of(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _is_linked(source: Path, part: Path) -> bool:
    # Another disk, or a file system without links: then it is a copy.
    with contextlib.suppress(OSError):
        os.link(source, part)
        return True
    return False
