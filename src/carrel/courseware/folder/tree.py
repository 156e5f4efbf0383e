"""The files of a folder, seen once and read safely: nothing outside it, no link, nothing too large."""

import os
import unicodedata
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Final

from carrel.courseware.faults import Fault

LARGEST_TEXT: Final = 16 * 2**20
"""Bytes. A Markdown, TOML or captions file that is larger is no text that a person wrote."""

DISCUSSIONS: Final = "discussions"
"""The room of what learners said to each other in the school that a mirror was taken from."""
UNREAD_ROOMS: Final = frozenset({"learner", DISCUSSIONS})
"""What a mirror keeps in a course's folder and is no part of the course."""

_UNREAD_NAMES = {"thumbs.db", "desktop.ini"}
_UNREAD_ENDINGS = (".part", "~")
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def is_unread(name: str) -> bool:
    """Whether files of this name are passed over: hidden, unfinished, or left by an editor or a system."""
    return name.startswith((".", "~$")) or name.endswith(_UNREAD_ENDINGS) or name.lower() in _UNREAD_NAMES


class Tree:
    """A folder as it was found. Paths are relative and POSIX; "" is the folder itself."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.sizes: dict[str, int] = {}
        self.folders: dict[str, list[str]] = {}
        """The names of the folders in each folder."""
        self.files: dict[str, list[str]] = {}
        """The names of the files in each folder."""
        self._scan()
        self._find_twins()

    def below(self, folder: str) -> Iterator[str]:
        """The paths of all files in `folder` and in the folders in it, sorted."""
        waiting = [folder]
        found: list[str] = []
        while waiting:
            place = waiting.pop()
            found += (join(place, name) for name in self.files.get(place, ()))
            waiting += (join(place, name) for name in self.folders.get(place, ()))
        yield from sorted(found)

    def open(self, path: str) -> BufferedReader:
        """A file that the scan saw. Raises `OSError`, also if it has become a symbolic link since."""
        return os.fdopen(os.open(self.root / path, os.O_RDONLY | _NO_FOLLOW), "rb")

    def read_text(self, path: str) -> str | None:
        """A file's text without its byte order mark; None, and a fault, where it has none."""
        if self.sizes[path] > LARGEST_TEXT:
            self.refuse(path, 0, "The text is larger than 16 MB.", "Split it, or make it an attachment.")
            return None
        with self.open(path) as file:
            data = file.read(LARGEST_TEXT)
        try:
            return data.decode().removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.refuse(path, line, "The text is not UTF-8.", "Save it again with the encoding UTF-8.")
            return None

    def refuse(self, path: str, line: int, problem: str, remedy: str) -> None:
        """Adds a fault."""
        self.faults.append(Fault(path, line, problem, remedy))

    def _scan(self) -> None:
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            folders, files = self.folders.setdefault(folder, []), self.files.setdefault(folder, [])
            with os.scandir(self.root / folder) as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    if not is_unread(entry.name) and (folder or entry.name not in UNREAD_ROOMS):
                        self._see(entry, join(folder, entry.name), folders, files)
            waiting += (join(folder, name) for name in folders)

    def _see(self, entry: os.DirEntry[str], path: str, folders: list[str], files: list[str]) -> None:
        if not _is_speakable(entry.name):
            shown = path.encode(errors="backslashreplace").decode()
            problem = f"The name of {shown!r} is not UTF-8 or has control characters in it."
            self.refuse(shown, 0, problem, "Rename the file.")
        elif entry.is_symlink():
            remedy = "Put the file itself here, or give the link a name that begins with a dot."
            self.refuse(path, 0, "It is a symbolic link, and those are not followed.", remedy)
        elif entry.is_dir(follow_symlinks=False):
            folders.append(entry.name)
        elif entry.is_file(follow_symlinks=False):
            files.append(entry.name)
            self.sizes[path] = entry.stat(follow_symlinks=False).st_size
        else:
            self.refuse(path, 0, "It is neither a file nor a folder.", "Remove it.")

    def _find_twins(self) -> None:
        """Names that only some systems tell apart: elsewhere one file would overwrite the other."""
        seen: dict[str, str] = {}
        for path in self.sizes:
            twin = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
            if twin != path:
                problem = f"On many computers this is the same file as {twin!r}."
                self.refuse(path, 0, problem, "Rename one of them.")


def join(folder: str, name: str) -> str:
    """The path of `name` in `folder`."""
    return f"{folder}/{name}" if folder else name


def _is_speakable(name: str) -> bool:
    return not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name)
