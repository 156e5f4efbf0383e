"""The library on disk: a folder of course folders, and `.carrel` with what only the archiver needs.

Nothing is written outside of it, not through links either. A file appears under its name whole or not at
all, and the ledger speaks of it only after that.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple, Self

import msgspec

from carrel.archiver.errors import BadLibrary, DiskFull
from carrel.archiver.ledger import Ledger, ThreadRow
from carrel.archiver.names import course_folder, folded, tagged
from carrel.archiver.plan import Move, Retire, Row
from carrel.courseware.course import Course
from carrel.courseware.folder.tree import DISCUSSIONS
from carrel.courseware.folder.writing import texts_of, write_texts

ROOM: Final = ".carrel"
LEDGER: Final = "ledger.db"
MANIFEST: Final = "course.toml"
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Whole(NamedTuple):
    """A file that has come, was looked at and synced: where it is, and the row it will have in its place."""

    part: Path
    row: Row


class Library:
    """A library that is open, and locked for everybody else. Close it, or use it as a context manager."""

    def __init__(self, root: Path, ledger: Ledger) -> None:
        self.root = root
        self.ledger = ledger
        self._room = root / ROOM

    @classmethod
    def open(cls, root: Path, *, dry: bool = False) -> Self:
        """The library at `root`, made if it is not there; when `dry`, nothing is made.

        Raises `LibraryBusy` and `BadLibrary`.
        """
        root = root.absolute()
        ledger = root / ROOM / LEDGER
        if dry and not ledger.exists():
            return cls(root, Ledger.open(None))
        with refusing(root):
            (root / ROOM).mkdir(parents=True, exist_ok=True, mode=0o700)
            # What sites say is in there, and signed addresses with it.
            os.close(os.open(ledger, os.O_RDWR | os.O_CREAT, 0o600))
        library = cls(root, Ledger.open(ledger))
        library._sweep()
        return library

    @classmethod
    def open_existing(cls, root: Path) -> Self:
        """The library at `root`, which must be one. Raises as `open`."""
        if not (root / ROOM / LEDGER).is_file():
            raise BadLibrary(
                f"{root} is not a library: nothing was mirrored into it. Give the folder that "
                "`carrel mirror --library` was given."
            )
        return cls.open(root)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.ledger.close()

    def folder_for(self, site: str, course_id: str, slug: str) -> str:
        """The name of the course's folder: for ever the same, and no other course's."""
        known = self.ledger.folder_of(site, course_id)
        if known is not None:
            return known
        wanted = course_folder(slug)
        taken = {folded(one) for one in self.ledger.folders()}
        return tagged(wanted, f"{site} {course_id}") if folded(wanted) in taken else wanted

    def part_of(self, folder: str, key: str) -> Path:
        """Where a file is while it is on its way."""
        name = hashlib.sha256(f"{folder}\0{key}".encode()).hexdigest()[:32]
        return self._room / f"{name}.part"

    def path_of(self, folder: str, place: str) -> Path:
        """Where a file of a course stands."""
        return self.root / folder / place

    def whole_rows(self, folder: str) -> dict[str, Row]:
        """The rows whose files are there in their full length; the others are forgotten."""
        rows = self.ledger.rows(folder)
        for key, row in list(rows.items()):
            if _size(self.path_of(folder, row.place)) != row.size:
                self.ledger.forget(folder, key)
                del rows[key]
        return rows

    def settle(self, folder: str, group: Sequence[Whole]) -> None:
        """Put whole files in their places, and record them: each step for all of them at once."""
        made: set[Path] = set()
        targets = [self._target(folder, whole.row.place, made) for whole in group]
        for whole, target in zip(group, targets, strict=True):
            whole.part.replace(target)
        for parent in {target.parent for target in targets}:
            _sync_folder(parent)
        self.ledger.record(folder, [whole.row for whole in group])

    def move(self, folder: str, moves: list[Move]) -> None:
        """Move files that change places, also with one another. Every row is true at every moment."""
        halfway = [self._relink(folder, move.row, self._halfway(folder, move.row.key)) for move in moves]
        for row, move in zip(halfway, moves, strict=True):
            self._relink(folder, row, move.place)

    def retire(self, folder: str, action: Retire) -> None:
        """Take a file away."""
        row = self._relink(folder, action.row, self._halfway(folder, action.row.key))
        self.ledger.forget(folder, row.key)
        self.path_of(folder, row.place).unlink(missing_ok=True)

    def has_course(self, folder: str, digest: str) -> bool:
        """Whether the document written last is the one that was made from what has this digest."""
        return self.ledger.document(folder) == digest and (self.root / folder / MANIFEST).is_file()

    def write_course(self, folder: str, course: Course, digest: str) -> None:
        """Write the document, `course.toml` last. `digest` is of all that it was made from."""
        root = self.root / folder
        texts, before = texts_of(course), self.ledger.texts(folder)
        self.ledger.keep_document(folder, "")
        self.ledger.keep_texts(folder, texts.keys() | before)
        self._target(folder, MANIFEST)
        for stale in sorted(before - texts.keys()):
            (root / stale).unlink(missing_ok=True)
        write_texts(texts, root)
        self._prune(root)
        self.ledger.keep_texts(folder, texts)
        self.ledger.keep_document(folder, digest)

    def has_own(self, folder: str, digest: str) -> bool:
        """Whether the learner's own texts are those that were made from what has this hash."""
        return self.ledger.own_whole(folder) == digest and all(
            self.path_of(folder, path).is_file() for path in self.ledger.own(folder)
        )

    def write_own(self, folder: str, texts: Mapping[str, str], digest: str) -> None:
        """Write what is the learner's own. What they made or changed there themselves stays as it is."""
        self.ledger.keep_own_whole(folder, "")
        known = self.ledger.own(folder)
        for path in sorted(known.keys() - texts.keys()):
            if _hash(self.path_of(folder, path)) in known[path]:
                self.path_of(folder, path).unlink()
            self.ledger.keep_own(folder, path)
        for path, text in texts.items():
            # A link or a file that the learner put in its way is theirs as well.
            with suppress(BadLibrary, FileExistsError, NotADirectoryError):
                self._write_own(folder, path, text.encode(errors="replace"), known.get(path, set()))
        self.ledger.keep_own_whole(folder, digest)

    def _write_own(self, folder: str, path: str, data: bytes, known: set[str]) -> None:
        target, digest = self._target(folder, path), hashlib.sha256(data).hexdigest()
        there = _hash(target)
        if (known == {digest} and there == digest) or (there and there not in known):
            return
        self.ledger.begin_own(folder, path, digest)
        part = self.part_of(folder, path)
        part.write_bytes(data)
        _sync(part)
        part.replace(target)
        _sync_folder(target.parent)
        self.ledger.keep_own(folder, path, digest)

    def whole_threads(self, folder: str) -> dict[str, ThreadRow]:
        """The threads whose texts are there, by id."""
        rows = self.ledger.threads(folder)
        return {one: row for one, row in rows.items() if _size(self.path_of(folder, row.path)) >= 0}

    def write_thread(
        self, folder: str, thread: str, row: ThreadRow, text: str, before: ThreadRow | None
    ) -> None:
        """Write the text of a thread, in place of what it was `before` and where that was."""
        target, part = self._target(folder, row.path), self.part_of(folder, row.path)
        part.write_bytes(text.encode(errors="replace"))
        _sync(part)
        part.replace(target)
        _sync_folder(target.parent)
        if before and before.path != row.path:
            self._target(folder, before.path).unlink(missing_ok=True)
        self.ledger.keep_thread(folder, thread, row)

    def drop_threads(self, folder: str, threads: Iterable[str]) -> None:
        """Take texts of threads away."""
        rows = self.ledger.threads(folder)
        for one in threads:
            with suppress(BadLibrary, FileExistsError, NotADirectoryError):
                self._target(folder, rows[one].path).unlink(missing_ok=True)
            self.ledger.forget_thread(folder, one)
        self._prune(self.path_of(folder, DISCUSSIONS))

    def _relink(self, folder: str, row: Row, place: str) -> Row:
        """The file also at its new place, then the row, then no longer at the old place."""
        old, new = self.path_of(folder, row.place), self._target(folder, place)
        if old == new:
            return row
        new.unlink(missing_ok=True)
        _link(old, new)
        moved = msgspec.structs.replace(row, place=place)
        self.ledger.record(folder, [moved])
        old.unlink()
        return moved

    def _halfway(self, folder: str, key: str) -> str:
        name = self.part_of(folder, key).name.removesuffix(".part")
        return f"../{ROOM}/{name}.moving"

    def _target(self, folder: str, place: str, made: set[Path] | None = None) -> Path:
        """Where a file is to stand, in folders that are there then; `made` are those known to be."""
        target = Path(os.path.normpath(self.path_of(folder, place)))
        self._make(target.parent, set() if made is None else made)
        if target.is_symlink() or target.is_dir():
            raise _in_the_way(target)
        return target

    def _make(self, folder: Path, made: set[Path]) -> None:
        if folder in made or self.root not in folder.parents:
            return
        self._make(folder.parent, made)
        if folder.is_symlink():
            raise _in_the_way(folder)
        folder.mkdir(exist_ok=True)
        made.add(folder)

    def _sweep(self) -> None:
        """Remove what a run that was killed left between two places."""
        spoken_of = {
            self.path_of(folder, row.place).resolve()
            for folder in self.ledger.folders()
            for row in self.ledger.rows(folder).values()
            if row.place.startswith("..")
        }
        for left in self._room.glob("*.moving"):
            if left.resolve() not in spoken_of:
                left.unlink()

    def _prune(self, root: Path) -> None:
        """Remove folders that are empty now."""
        for folder, _, files in os.walk(root, topdown=False):
            if not files and Path(folder) != root:
                with suppress(OSError):
                    Path(folder).rmdir()


@contextmanager
def refusing(root: Path) -> Iterator[None]:
    """Errors of the disk in words: `DiskFull`, `BadLibrary`."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull(str(root)) from error
        raise BadLibrary(
            f"The library {root} cannot be written to: {error.strerror or error}. Check that the folder is "
            "yours and not read-only, or choose another --library."
        ) from error


def _in_the_way(target: Path) -> BadLibrary:
    return BadLibrary(
        f"{target} is a folder or leads out of the library through a link. Remove it, then run the "
        "same command again."
    )


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:
        part = new.with_name(f"{new.name}.part")
        shutil.copyfile(old, part)
        _sync(part)
        part.replace(new)


def _hash(path: Path) -> str:
    """Of a file that is there; empty of any other."""
    if path.is_symlink() or not path.is_file():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() and not path.is_symlink() else -1
    except OSError:
        return -1


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
