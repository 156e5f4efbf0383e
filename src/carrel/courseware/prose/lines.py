"""Blocks as lines, for the places that hold nothing else: the cells of a table."""

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
    LineBreak,
    Link,
    List,
    Math,
    MathBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    leaves,
)
from carrel.courseware.prose.normal import SPACE


def inlined(blocks: Blocks) -> Inlines:
    """Everything that blocks say, as inlines: what was a block of its own is a line of its own."""
    lines = [content for block in blocks for content in _lines(block) if _says_something(content)]
    return tuple(inline for content in lines for inline in (*content, LineBreak()))[:-1]


def _says_something(content: Inlines) -> bool:
    return any(
        leaf.text.strip(SPACE) if isinstance(leaf, Text) else leaf != LineBreak() for leaf in leaves(content)
    )


def _lines(block: Block) -> Iterator[Inlines]:
    match block:
        case Paragraph(content) | Heading(content=content):
            yield content
        case Table(header, rows):
            for row in (header, *rows):
                yield tuple(inline for cell in row for inline in (*cell, Text(" ")))
        case Quote(blocks):
            yield inlined(blocks)
        case List(items):
            yield from map(inlined, items)
        case _:
            yield from _solid_lines(block)


def _solid_lines(block: CodeBlock | MathBlock | Rule | Download | Image) -> Iterator[Inlines]:
    match block:
        case CodeBlock(text):
            yield from ((Code(line),) for line in text.split("\n"))
        case MathBlock(tex):
            yield (Math(tex),)
        case Image():
            yield (block,)
        case Download(target, name):
            yield (Link(target, (Text(name),)),)
        case Rule():
            pass
