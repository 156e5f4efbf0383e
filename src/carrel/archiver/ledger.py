"""What the library has: a small SQLite file of its own. A row means a whole file.

One connection owns the file for as long as it is open, so two mirrors never work in one library. Rows are
written after the files that they speak of were synced, and become lasting in their order: what a crash may
take is the last rows, never the truth of those that stay.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, Final, NamedTuple, Self

import msgspec

from carrel.archiver.errors import BadLibrary, LibraryBusy
from carrel.archiver.plan import Row

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS courses (
    folder TEXT PRIMARY KEY, site TEXT NOT NULL, course TEXT NOT NULL, said BLOB,
    document TEXT NOT NULL DEFAULT '',
    UNIQUE (site, course)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    folder TEXT NOT NULL, key TEXT NOT NULL, row BLOB NOT NULL, PRIMARY KEY (folder, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (
    folder TEXT NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL, validator TEXT NOT NULL,
    PRIMARY KEY (folder, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (
    folder TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (folder, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS own (
    folder TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (folder, path, digest)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS own_whole (
    folder TEXT PRIMARY KEY, digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS threads (
    folder TEXT NOT NULL, thread TEXT NOT NULL, forum TEXT NOT NULL, path TEXT NOT NULL, stamp TEXT NOT NULL,
    PRIMARY KEY (folder, thread)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (
    folder TEXT NOT NULL, forum TEXT NOT NULL, question TEXT NOT NULL, page BLOB NOT NULL,
    PRIMARY KEY (folder, forum, question)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (
    question TEXT PRIMARY KEY, etag TEXT NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID;
"""
VERSION: Final = 1


class Answered(NamedTuple):
    """An answer that was kept: the name of its state, and what it said (JSON)."""

    etag: str
    body: bytes


class ThreadRow(NamedTuple):
    """A thread of a discussion that was written: its forum, where it stands, and in which state."""

    forum: str
    path: str
    stamp: str


class Ledger:
    """The ledger of one library. Close it, or use it as a context manager. Threads may share it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = RLock()

    @classmethod
    def open(cls, path: Path | None) -> Self:
        """The ledger at `path`, made if it is not there; without a path one in memory.

        Raises `LibraryBusy` and `BadLibrary`.
        """
        try:
            connection = sqlite3.connect(
                path or ":memory:", timeout=0, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise _refusal(path, error) from error
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN EXCLUSIVE")
            _establish(connection, path)
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            connection.close()
            raise _refusal(path, error) from error
        except BadLibrary:
            connection.close()
            raise
        return cls(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let others have the library."""
        self._connection.close()

    def folders(self) -> list[str]:
        """The folders of all courses."""
        return [folder for (folder,) in self._all("SELECT folder FROM courses ORDER BY folder")]

    def folder_of(self, site: str, course_id: str) -> str | None:
        """The folder of a course that was mirrored before."""
        rows = self._all("SELECT folder FROM courses WHERE site = ? AND course = ?", site, course_id)
        return str(rows[0][0]) if rows else None

    def add_course(self, folder: str, site: str, course_id: str) -> None:
        """A course has a folder from now on."""
        self._run(
            "INSERT OR IGNORE INTO courses (folder, site, course) VALUES (?, ?, ?)", folder, site, course_id
        )

    def said(self, folder: str) -> bytes | None:
        """What the site said about the course when it was last mirrored (JSON)."""
        rows = self._all("SELECT said FROM courses WHERE folder = ?", folder)
        return rows[0][0] if rows else None

    def keep_said(self, folder: str, said: bytes) -> None:
        """Remember what the site said."""
        self._run("UPDATE courses SET said = ? WHERE folder = ?", said, folder)

    def document(self, folder: str) -> str:
        """The hash of what the document was made from that was last written whole; empty when none was."""
        rows = self._all("SELECT document FROM courses WHERE folder = ?", folder)
        return str(rows[0][0]) if rows else ""

    def keep_document(self, folder: str, digest: str) -> None:
        """The document made from what has this hash is written; or, when empty, may not be."""
        self._run("UPDATE courses SET document = ? WHERE folder = ?", digest, folder)

    def rows(self, folder: str) -> dict[str, Row]:
        """The whole files of a course, by key."""
        found = self._all("SELECT row FROM files WHERE folder = ? ORDER BY key", folder)
        rows = [msgspec.json.decode(row, type=Row) for (row,) in found]
        return {row.key: row for row in rows}

    def record(self, folder: str, rows: Iterable[Row]) -> None:
        """Whole files are in their places."""
        written = [(folder, row.key, msgspec.json.encode(row)) for row in rows]
        with self._at_once():
            self._connection.executemany(
                "DELETE FROM parts WHERE folder = ? AND key = ?", [(folder, key) for _, key, _ in written]
            )
            self._connection.executemany("REPLACE INTO files VALUES (?, ?, ?)", written)

    def forget(self, folder: str, key: str) -> None:
        """A file is not there any more, or not whole."""
        self._run("DELETE FROM files WHERE folder = ? AND key = ?", folder, key)

    def validator(self, folder: str, key: str, version: str) -> str:
        """What the unfinished file of this version is asked on with; empty when there is none of it."""
        rows = self._all(
            "SELECT validator FROM parts WHERE folder = ? AND key = ? AND version = ?", folder, key, version
        )
        return str(rows[0][0]) if rows else ""

    def begin(self, folder: str, key: str, version: str, validator: str) -> None:
        """A file is on its way."""
        self._run("REPLACE INTO parts VALUES (?, ?, ?, ?)", folder, key, version, validator)

    def texts(self, folder: str) -> frozenset[str]:
        """The paths of the texts that were written, or that were about to be."""
        return frozenset([path for (path,) in self._all("SELECT path FROM texts WHERE folder = ?", folder)])

    def keep_texts(self, folder: str, paths: Iterable[str]) -> None:
        """These are the texts of the course."""
        with self._at_once():
            self._run("DELETE FROM texts WHERE folder = ?", folder)
            self._connection.executemany(
                "INSERT INTO texts VALUES (?, ?)", [(folder, path) for path in sorted(set(paths))]
            )

    def own(self, folder: str) -> dict[str, set[str]]:
        """The texts of the learner's own that were written, or were about to be: hashes by path."""
        known: dict[str, set[str]] = {}
        for path, digest in self._all("SELECT path, digest FROM own WHERE folder = ?", folder):
            known.setdefault(path, set()).add(digest)
        return known

    def begin_own(self, folder: str, path: str, digest: str) -> None:
        """A text with this hash is about to stand there."""
        self._run("INSERT OR IGNORE INTO own VALUES (?, ?, ?)", folder, path, digest)

    def keep_own(self, folder: str, path: str, digest: str = "") -> None:
        """The text with this hash stands there; without one, none."""
        self._run("DELETE FROM own WHERE folder = ? AND path = ? AND digest <> ?", folder, path, digest)

    def own_whole(self, folder: str) -> str:
        """The hash of what the learner's own texts were made from that were last written whole."""
        rows = self._all("SELECT digest FROM own_whole WHERE folder = ?", folder)
        return str(rows[0][0]) if rows else ""

    def keep_own_whole(self, folder: str, digest: str) -> None:
        """The texts made from what has this hash are written; or, when empty, may not be."""
        self._run("REPLACE INTO own_whole VALUES (?, ?)", folder, digest)

    def threads(self, folder: str) -> dict[str, ThreadRow]:
        """The threads whose texts are in their places, by id."""
        found = self._all("SELECT thread, forum, path, stamp FROM threads WHERE folder = ?", folder)
        return {thread: ThreadRow(*row) for thread, *row in found}

    def keep_thread(self, folder: str, thread: str, row: ThreadRow) -> None:
        """The text of a thread is in its place."""
        self._run("REPLACE INTO threads VALUES (?, ?, ?, ?, ?)", folder, thread, *row)

    def forget_thread(self, folder: str, thread: str) -> None:
        """The text of a thread is not there any more."""
        self._run("DELETE FROM threads WHERE folder = ? AND thread = ?", folder, thread)

    def page(self, folder: str, forum: str, question: str) -> bytes | None:
        """What is known of a page of a forum (JSON), of which all threads were written."""
        rows = self._all(
            "SELECT page FROM pages WHERE folder = ? AND forum = ? AND question = ?", folder, forum, question
        )
        return rows[0][0] if rows else None

    def keep_pages(self, folder: str, forum: str, pages: Mapping[str, bytes]) -> None:
        """These are the pages of a forum, by what was asked; none while threads of it are on their way."""
        with self._at_once():
            self._run("DELETE FROM pages WHERE folder = ? AND forum = ?", folder, forum)
            self._connection.executemany(
                "INSERT INTO pages VALUES (?, ?, ?, ?)",
                [(folder, forum, question, page) for question, page in pages.items()],
            )

    def answer(self, question: str) -> Answered | None:
        """What was answered to a question, if it was kept."""
        rows = self._all("SELECT etag, body FROM answers WHERE question = ?", question)
        return Answered(*rows[0]) if rows else None

    def keep_answers(self, answers: Mapping[str, Answered]) -> None:
        """Keep answers, so that the site need not repeat itself."""
        with self._at_once():
            self._connection.executemany(
                "REPLACE INTO answers VALUES (?, ?, ?)",
                [(question, *answered) for question, answered in answers.items()],
            )

    def _run(self, statement: str, *values: object) -> None:
        with self._lock:
            self._connection.execute(statement, values)

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        with self._lock:
            self._connection.execute("BEGIN")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _establish(connection: sqlite3.Connection, path: Path | None) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise BadLibrary(f"{path} was written by a newer Carrel. Update Carrel, or choose another --library.")
    for statement in filter(str.strip, _TABLES.split(";")):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _refusal(path: Path | None, error: sqlite3.Error) -> BadLibrary:
    library = str(path.parent.parent) if path else "memory"
    if "locked" in str(error):
        return LibraryBusy(library)
    return BadLibrary(
        f"The ledger of {library} cannot be used: {error}. Check that the folder may be written to; a ledger "
        "that is damaged can be deleted, and every file is then fetched anew."
    )
