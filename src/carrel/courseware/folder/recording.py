"""Derived ids, recorded where a teacher would write them, with every word and comment left as it was."""

import re
import tomllib
from functools import reduce
from itertools import groupby
from typing import Any, cast

from carrel.courseware.faults import Fault, FaultyFolder
from carrel.courseware.folder.front_matter import FENCE, split_front_matter
from carrel.courseware.folder.identity import DerivedId
from carrel.courseware.folder.keeping import Keeper
from carrel.courseware.folder.places import TEXT_ENDING
from carrel.courseware.folder.reading import CourseFolder

_MARK = "\ufeff"
_HEAD = re.compile(r"(?:[ \t]*#[^\n]*\n)+[ \t]*\r?\n")
"""Comments at the beginning that a blank line divides from the rest: they are about the file."""


def write_ids(folder: CourseFolder) -> tuple[str, ...]:
    """Writes every derived id of `folder` into the file it belongs in; the paths of these files.

    Missing `module.toml`, `lesson.toml` and `item.toml` are made. A file that says an id by now keeps it.
    Raises `FaultyFolder`, with nothing written, when a file has become unreadable since the folder was read.
    """
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for path, ids in groupby(folder.derived, key=lambda derived: derived.path):
        file = folder.root / path
        try:
            text = file.read_bytes().decode() if file.exists() else ""
            texts[path] = _recorded(path, text, list(ids))
        except (ValueError, LookupError):
            remedy = "Read the folder again, mend what it says, and record the ids then."
            faults.append(Fault(path, 0, "The file has been changed, and its id has no place in it.", remedy))
    if faults:
        raise FaultyFolder(faults)
    keeper = Keeper(folder.root)
    for path, text in texts.items():
        keeper.keep_text(path, text)
    return tuple(texts)


def _recorded(path: str, text: str, ids: list[DerivedId]) -> str:
    mark, text = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    if not path.endswith(TEXT_ENDING):
        return mark + reduce(_with_id, ids, text)
    parts = split_front_matter(text)
    end = "\r\n" if "\r\n" in text else "\n"
    if parts.first_line == 1:
        return mark + f"{FENCE}\n{reduce(_with_id, ids, '')}{FENCE}\n\n".replace("\n", end) + text
    begin = text.index("\n") + 1
    return mark + text[:begin] + reduce(_with_id, ids, parts.toml) + text[begin + len(parts.toml) :]


def _with_id(toml: str, derived: DerivedId) -> str:
    """`toml` with one id more; as a line of its own, and in other ways only where that would not do."""
    wanted = tomllib.loads(toml)
    table = _table_in(wanted, derived)
    if "id" in table:
        return toml
    table["id"] = derived.id
    written = _with_line(toml, derived)
    return written if _says(written, wanted) else _with_key(toml, derived)


def _with_line(toml: str, derived: DerivedId) -> str:
    end = "\r\n" if "\r\n" in toml else "\n"
    return (toml[: (at := _place_for(toml, derived.table))]) + f'id = "{derived.id}"{end}' + toml[at:]


def _place_for(toml: str, table: tuple[str | int, ...]) -> int:
    if not table:
        head = _HEAD.match(toml)
        return head.end() if head else 0
    name, nth = table
    headers = list(re.finditer(rf"^[ \t]*\[\[[ \t]*{name}[ \t]*\]\][^\n]*\n", toml, re.MULTILINE))
    return headers[int(nth)].end() if int(nth) < len(headers) else 0


def _with_key(toml: str, derived: DerivedId) -> str:
    import tomlkit

    document = tomlkit.parse(toml)
    _table_in(document, derived)["id"] = derived.id
    return tomlkit.dumps(document)


def _table_in(document: dict[str, Any], derived: DerivedId) -> dict[str, Any]:
    table: Any = document
    for key in derived.table:
        table = table[key]
    return cast("dict[str, Any]", table)


def _says(toml: str, wanted: dict[str, object]) -> bool:
    try:
        return tomllib.loads(toml) == wanted
    except tomllib.TOMLDecodeError:
        return False
