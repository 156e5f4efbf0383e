"""Names on disk: short, safe on every system, distinct for distinct things, and the same in every run.

A name depends only on what it names and on its place among all its siblings, never on what was chosen. No
name begins or ends so that a course folder would pass it over, and none leads anywhere else.
"""

import hashlib
import re
import unicodedata
from base64 import b32encode
from collections.abc import Iterable, Sequence
from typing import Final

from carrel.courseware.ids import slug_of

SHORTEST_NUMBER: Final = 2
LONGEST_SLUG: Final = 40
LONGEST_STEM: Final = 80
"""Bytes of UTF-8, so that a whole path stays short of 260 characters."""
LONGEST_ENDING: Final = 12

_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)
_UNREAD: Final = frozenset({"thumbs.db", "desktop.ini"})


def numbered(position: int, count: int, slug: str) -> str:
    """The name of the `position`-th (from 1) of `count` siblings, such as `01-first-steps`."""
    width = max(SHORTEST_NUMBER, len(str(count)))
    return f"{position:0{width}d}-{shortened(slug)}"


def shortened(slug: str) -> str:
    """The slug cut between words, where it is long."""
    if len(slug) <= LONGEST_SLUG:
        return slug
    return slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]


def course_folder(slug: str) -> str:
    """The name of a course's folder: its slug as it may stand on disk."""
    name = shortened(slug_of(slug)) or f"course-{tag(slug)}"
    return f"{name}-course" if _RESERVED.fullmatch(name) else name


def file_name(text: str, otherwise: str = "file") -> str:
    """What a site calls a file, as a name that every system takes; `otherwise` when nothing is left of it.

    Letters of every script stay. What no system shows, what some refuse and what leads elsewhere goes.
    """
    kept = [" " if one in _FORBIDDEN or _is_invisible(one) else one for one in _composed(text)]
    name = " ".join("".join(kept).split()).strip(" .~$")
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem.strip(" .") or not 0 < len(ending.encode()) <= LONGEST_ENDING:
        stem, ending = name, ""
    stem = _cut(stem.strip(" ."), LONGEST_STEM)
    # Windows reads a name up to its first point.
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()) or folded(name) in _UNREAD:
        stem = f"_{stem}"
    ending = "part_" if ending.lower() == "part" else ending
    whole = f"{stem}.{ending}" if ending else stem
    return whole or otherwise


def tagged(name: str, key: str) -> str:
    """The name with eight characters that tell `key` from every other: `slides-k3jd82ma.pdf`."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{tag(key)}.{ending}" if dot and stem else f"{name}-{tag(key)}"


def tag(key: str) -> str:
    """Eight lower-case letters and digits that follow from `key`."""
    return b32encode(hashlib.sha256(key.encode(errors="replace")).digest()[:5]).decode().lower()


def distinct(named: Sequence[tuple[str, str]], taken: Iterable[str] = ()) -> list[str]:
    """A name for each (key, name), in order, none of which any system takes for another or for one `taken`.

    The first of a name keeps it; the keys tell the others apart.
    """
    seen = {folded(name) for name in taken}
    names = []
    for key, name in named:
        chosen, attempt = name, 0
        while folded(chosen) in seen:
            chosen = tagged(name, f"{key}/{attempt}" if attempt else key)
            attempt += 1
        seen.add(folded(chosen))
        names.append(chosen)
    return names


def distinct_slugs(parts: Sequence[tuple[str, str, str]], otherwise: str) -> list[str]:
    """A slug for each (id, slug, name) of siblings: its own where it is one, and no two the same."""
    slugs: list[str] = []
    for identity, slug, name in parts:
        chosen = slug_of(slug) or slug_of(name) or otherwise
        attempt = 0
        while chosen in slugs:
            chosen = f"{shortened(chosen)}-{tag(f'{identity}/{attempt}')}"
            attempt += 1
        slugs.append(chosen)
    return slugs


def folded(name: str) -> str:
    """What is the same for names that some system takes for one another."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.encode(errors="ignore").decode())


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) in _INVISIBLE


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore").rstrip(" .")
