"""Query strings and path segments: percent-encoding, without anything that Naptime adds."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote, unquote_plus

from carrel.protocol.errors import GrammarError

_SAFE_IN_SEGMENT: Final = "~!@,"
_SAFE_IN_QUERY: Final = "~!@,():/"


def read_query(raw: str) -> dict[str, list[str]]:
    """The values of each name, in order. Empty members (`a=1&&b=2`) are passed over; `a` alone is empty."""
    query: dict[str, list[str]] = {}
    for member in raw.split("&"):
        if member:
            name, _, value = member.partition("=")
            query.setdefault(unquote_plus(name), []).append(unquote_plus(value))
    return query


def write_query(members: Iterable[tuple[str, str]]) -> str:
    """The query string; commas, parentheses and `~ ! @ : /` stay as they are."""
    return "&".join(
        [f"{quote(name, safe='')}={quote(value, safe=_SAFE_IN_QUERY)}" for name, value in members]
    )


def read_segments(raw_path: str) -> list[str] | None:
    """The decoded segments of a path, which may end in one slash; None if the path can match nothing."""
    if not raw_path.startswith("/"):
        return None
    raw = raw_path[1:].split("/")
    if len(raw) > 1 and not raw[-1]:
        raw.pop()
    if "" in raw:
        return None
    try:
        return [unquote(segment, errors="strict") for segment in raw] if "%" in raw_path else raw
    except UnicodeDecodeError:
        return None


def write_segment(text: str) -> str:
    """One segment of a path. Raises GrammarError for a text that no path can carry."""
    if text in {"", ".", ".."}:
        raise GrammarError(f"{text!r} cannot be a segment of a path.")
    return quote(text, safe=_SAFE_IN_SEGMENT)
