"""Prose as bare characters: to search in, to count, to show where nothing else can be shown."""

import re
from collections.abc import Iterator

from carrel.courseware.prose.document import (
    Block,
    Blocks,
    Code,
    CodeBlock,
    Download,
    Heading,
    Image,
    Inlines,
    List,
    Math,
    MathBlock,
    NoteMark,
    Paragraph,
    Prose,
    Quote,
    Table,
    Text,
    leaves,
)

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")


def plain_text(prose: Prose) -> str:
    """What `prose` says, a block a line, without any markup; its footnotes at the end.

    A formula is its TeX, a picture its `alt`, a download its name. The cells of a row are parted by tabs.
    """
    notes = (line for note in prose.notes for line in _lines(note.blocks))
    return "\n".join((*_lines(prose.blocks), *notes))


def words(prose: Prose) -> int:
    """How many words there are to read. Each Chinese or Japanese character counts as one."""
    return len(WORD.findall(plain_text(prose)))


def _lines(blocks: Blocks) -> Iterator[str]:
    for block in blocks:
        match block:
            case Quote(inner):
                yield from _lines(inner)
            case List(items):
                for item in items:
                    yield from _lines(item)
            case Table(header, rows):
                for row in (header, *rows):
                    yield "\t".join(map(_characters, row))
            case _:
                yield _line(block)


def _line(block: Block) -> str:
    match block:
        case Paragraph(content) | Heading(content=content):
            return _characters(content)
        case CodeBlock(text) | MathBlock(text) | Download(name=text) | Image(alt=text):
            return text
        case _:
            return ""


def _characters(content: Inlines) -> str:
    """The characters of inlines; the mark of a note has none, a break is a line's end."""
    parts = []
    for leaf in leaves(content):
        match leaf:
            case Text(text) | Code(text) | Math(text) | Image(alt=text):
                parts.append(text)
            case NoteMark():
                pass
            case _:
                parts.append("\n")
    return "".join(parts)
