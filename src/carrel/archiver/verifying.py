"""A library gone over: every file that the ledger speaks of, byte by byte."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from carrel.archiver.library import Library, refusing

Fault = Literal["gone", "changed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One file of the library, by its path in it; `fault` is None for one that is as it came."""

    path: str
    fault: Fault | None


def verify(library: Library) -> Iterator[Verdict]:
    """Look at every file, and forget those that are not what came: the next mirror fetches them anew.

    The texts are written anew as well then, so what was changed in them by hand is undone.
    """
    with refusing(library.root):
        for folder in library.ledger.folders():
            for key, row in library.ledger.rows(folder).items():
                fault = _fault(library.path_of(folder, row.place), row.sha256)
                if fault:
                    library.ledger.forget(folder, key)
                yield Verdict(f"{folder}/{row.place}", fault)
            library.ledger.keep_document(folder, "")


def _fault(path: Path, sha256: str) -> Fault | None:
    if path.is_symlink() or not path.is_file():
        return "gone"
    with path.open("rb") as file:
        return None if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else "changed"
