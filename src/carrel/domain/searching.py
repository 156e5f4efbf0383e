"""What searching is: how words are folded so that they compare, who finds what, what is shown of a text."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST_QUERY: Final = 200
"""Characters of a query that are looked at."""
MOST_WORDS: Final = 12
"""Words of a query that are looked for."""
LONGEST_WORD: Final = 64
"""Characters of a word; nobody looks for a longer one."""
LONGEST_TEXT: Final = 200_000
"""Characters of a text that can be found."""
BEFORE: Final = 60
"""Characters that a snippet shows before the first word that was found, at most."""
SNIPPET: Final = 220
"""Characters of a snippet, about."""
REFERENCE: Final = "reference"
"""The kind of entry that a text beside the items is."""

# Chinese and Japanese write no spaces: each of their characters is a word.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+"
)

_KANA_MARKS = "\u3099\u309a"
"""Marks that make another letter in Japanese."""


class Audience(StrEnum):
    """Who may find an entry."""

    EVERYBODY = "everybody"
    OUTSIDE = "outside"
    """Those to whom the text of its item is not open."""
    INSIDE = "inside"
    """Those to whom it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found in a course.

    `kind` is `course`, `module`, `lesson`, `reference`, or an item's; `part_id` is empty for the course
    itself; `module` counts from 1, and is 0 for what is in none. What is `is_lockable` may be inside of
    a lock.
    """

    course_id: str
    kind: str
    name: str
    text: str = ""
    module: int = 0
    part_id: str = ""
    audience: Audience = Audience.EVERYBODY
    is_lockable: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a snippet; `is_match` where it is a word that was looked for."""

    text: str
    is_match: bool


def fold(word: str) -> str:
    """A word without case and marks: words that fold alike are found alike."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    plain = "".join(sign for sign in apart if sign in _KANA_MARKS or not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", plain)


def folded_words(text: str) -> Iterator[str]:
    """The words of a text, folded, in its order."""
    for match in _WORD.finditer(text):
        # What folding takes apart, such as ½, may be no single word any more.
        yield from (one[:LONGEST_WORD] for one in _WORD.findall(fold(match[0])))


def query_words(query: str) -> Sequence[str]:
    """What a query looks for: all of these words, each once, the last also as the beginning of a word."""
    return list(dict.fromkeys(folded_words(query[:LONGEST_QUERY])))[:MOST_WORDS]


def snippet(text: str, words: Sequence[str]) -> Sequence[Segment]:
    """A stretch of a text around the first of these folded words, in pieces; its beginning without any."""
    matches = [match.span() for match in _WORD.finditer(text) if _is_wanted(match[0], words)]
    start = _beginning(text, matches[0][0] - BEFORE) if matches else 0
    end = _end(text, start + SNIPPET)
    pieces = list(
        _pieces(text, [span for span in matches if start <= span[0] and span[1] <= end], start, end)
    )
    if start:
        pieces.insert(0, Segment("… ", is_match=False))
    if end < len(text):
        pieces.append(Segment(" …", is_match=False))
    return pieces


def _is_wanted(word: str, words: Sequence[str]) -> bool:
    folded = fold(word)
    return folded in words or bool(words and folded.startswith(words[-1]))


def _pieces(text: str, matches: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Segment]:
    for first, last in matches:
        if text[start:first]:
            yield Segment(text[start:first], is_match=False)
        yield Segment(text[first:last], is_match=True)
        start = last
    if text[start:end]:
        yield Segment(text[start:end], is_match=False)


def _beginning(text: str, near: int) -> int:
    """The beginning of a word at `near` or after it."""
    if near <= 0:
        return 0
    space = text.find(" ", near, near + BEFORE)
    return near if space < 0 else space + 1


def _end(text: str, near: int) -> int:
    """The end of a word at `near` or before it."""
    if near >= len(text):
        return len(text)
    space = text.rfind(" ", near - BEFORE, near)
    return near if space < 0 else space
