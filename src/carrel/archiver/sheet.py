"""Texts that are put together from what several people wrote, as Markdown that none of them can disturb.

Each part is read, or taken as the bare words that it is; the whole is written by what writes all prose. So a
part that looks like a heading, a tag or a table of settings is nothing but words on the page.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from carrel.courseware.faults import BadCml
from carrel.courseware.prose import Files, Prose, read_cml, write_markdown
from carrel.courseware.prose.document import (
    Block,
    Blocks,
    CodeBlock,
    Heading,
    Inlines,
    LineBreak,
    List,
    Paragraph,
    Quote,
    Styled,
    Text,
)

DEEPEST_HEADING: Final = 6
_FILES: Final = Files(path_of=lambda _: None)
_PARAGRAPHS: Final = re.compile(r"\n\s*\n")


def written(blocks: Sequence[Block]) -> str:
    """The whole as Markdown."""
    return write_markdown(Prose(tuple(blocks)), _FILES)


def from_cml(cml: str) -> Blocks:
    """What a text says; one that is not CML, the words that it is."""
    try:
        return read_cml(cml).blocks if cml else ()
    except BadCml:
        return from_words(cml)


def from_words(words: str) -> Blocks:
    """Paragraphs and lines as somebody typed them."""
    told = [one for one in _PARAGRAPHS.split(words.strip()) if one.strip()]
    return tuple([Paragraph(_lines(one)) for one in told])


def from_code(code: str) -> Blocks:
    """A program."""
    return (CodeBlock(code.strip("\n")),) if code.strip() else ()


def heading(level: int, words: str) -> Heading:
    """A heading in bare words, on one line."""
    return Heading(min(level, DEEPEST_HEADING), (Text(" ".join(words.split())),))


def remark(words: str) -> Paragraph:
    """A line about what follows."""
    return Paragraph((Styled("emphasis", (Text(" ".join(words.split())),)),))


def each(things: Sequence[Blocks]) -> Blocks:
    """Several things as a list; one alone as it is."""
    return things[0] if len(things) == 1 else (List(tuple(things)),) if things else ()


def quote(blocks: Blocks) -> Blocks:
    """What somebody said, set off from what is said about it."""
    return (Quote(blocks),) if blocks else ()


def moment_of(told: object) -> str:
    """A moment that a site tells (ISO 8601, or epoch ms) in words for people; empty for anything else."""
    try:
        if isinstance(told, int):
            at = datetime.fromtimestamp(told / 1000, UTC)
        else:
            at = datetime.fromisoformat(str(told)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def number(value: float) -> str:
    """A number as people write it: 2 and not 2.0."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _lines(paragraph: str) -> Inlines:
    inlines: list[Text | LineBreak] = []
    for line in paragraph.splitlines():
        if words := line.strip():
            inlines += [LineBreak(), Text(words)] if inlines else [Text(words)]
    return tuple(inlines)
