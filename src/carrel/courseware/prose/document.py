"""The prose document: what a reading, an assignment's instructions or a question says, as values.

Two documents that read the same are equal once both are in normal form (`normal`); every reader answers in
normal form.
"""

from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

from carrel.courseware.prose.references import FileReference, Reference

Style = Literal["strong", "emphasis", "underline", "superscript", "subscript"]
Alignment = Literal["", "left", "center", "right"]


class Text(Struct, frozen=True):
    """A run of characters. A no-break space is a character like others; line breaks are `LineBreak`."""

    text: str


class Code(Struct, frozen=True):
    """Code within a line."""

    text: str


class Math(Struct, frozen=True):
    """A formula within a line, in TeX without its dollars."""

    tex: str


class LineBreak(Struct, frozen=True):
    """A new line within a paragraph or a table's cell."""


class NoteMark(Struct, frozen=True):
    """The place in the text that a footnote belongs to."""

    label: str


class Image(Struct, frozen=True):
    """A picture, as a block of its own or within a line. `alt` says what it shows."""

    source: Reference
    alt: str = ""
    title: str = ""


class Styled(Struct, frozen=True):
    """Inlines in one style."""

    style: Style
    content: "tuple[Inline, ...]"


class Link(Struct, frozen=True):
    """Inlines that lead elsewhere."""

    target: Reference
    content: "tuple[Inline, ...]"
    title: str = ""


Leaf = Text | Code | Math | LineBreak | NoteMark | Image
Inline = Text | Code | Math | LineBreak | NoteMark | Image | Styled | Link
Inlines = tuple[Inline, ...]


class Paragraph(Struct, frozen=True):
    """Inlines that stand for themselves."""

    content: Inlines


class Heading(Struct, frozen=True):
    """A heading. `level` is 1 to 6."""

    level: int
    content: Inlines


class CodeBlock(Struct, frozen=True):
    """Lines of code, without the last line's end. `language` is one word, or nothing."""

    text: str
    language: str = ""


class MathBlock(Struct, frozen=True):
    """A formula on lines of its own, in TeX without its dollars."""

    tex: str


class Rule(Struct, frozen=True):
    """A thematic break."""


class Download(Struct, frozen=True):
    """A file of the course to take away, under the name that is shown for it."""

    target: FileReference
    name: str


class Table(Struct, frozen=True):
    """Rows of cells, all of one width in normal form. No header is an empty one."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    alignments: tuple[Alignment, ...] = ()


class Quote(Struct, frozen=True):
    """Blocks that someone else said."""

    blocks: "Blocks"


class List(Struct, frozen=True):
    """Items of one or more blocks each. `start` is the first number of an ordered list."""

    items: "tuple[Blocks, ...]"
    ordered: bool = False
    start: int = 1


Block = Paragraph | Heading | CodeBlock | MathBlock | Rule | Download | Image | Table | Quote | List
Blocks = tuple[Block, ...]


class Note(Struct, frozen=True):
    """A footnote. In normal form labels count from 1 in the order of the marks."""

    label: str
    blocks: Blocks


class Prose(Struct, frozen=True):
    """A whole text: its blocks, and the footnotes that marks in it lead to."""

    blocks: Blocks = ()
    notes: tuple[Note, ...] = ()


DEEPEST: Final = 24
"""How many quotes, lists and notes may stand in each other in normal form."""


def inlines_in(blocks: Blocks) -> Iterator[Inlines]:
    """The content of every paragraph, heading and cell, in order."""
    for block in blocks:
        match block:
            case Paragraph(content) | Heading(content=content):
                yield content
            case Table(header, rows):
                yield from header
                for row in rows:
                    yield from row
            case Quote(inner):
                yield from inlines_in(inner)
            case List(items):
                for item in items:
                    yield from inlines_in(item)
            case _:
                pass


def leaves(content: Inlines) -> Iterator[Leaf]:
    """What remains of inlines without their styles and links, in order."""
    for inline in content:
        if isinstance(inline, Styled | Link):
            yield from leaves(inline.content)
        else:
            yield inline
