"""How prose in normal form is written as Markdown: blocks here, the insides of lines in `markdown_line`."""

import re
from collections.abc import Callable, Iterator
from itertools import repeat

from carrel.courseware.prose.document import (
    Block,
    Blocks,
    CodeBlock,
    Download,
    Heading,
    Image,
    Inlines,
    Link,
    List,
    MathBlock,
    Note,
    Paragraph,
    Prose,
    Quote,
    Rule,
    Table,
    Text,
)
from carrel.courseware.prose.markdown_line import LineWriter, fence, quoted
from carrel.courseware.prose.normal import LAST_NUMBER
from carrel.courseware.prose.references import Files

DELIMITERS = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}


class MarkdownWriter:
    """Writes prose in normal form."""

    def __init__(self, files: Files) -> None:
        self.line = LineWriter(files)

    def write(self, prose: Prose) -> str:
        parts = [*self.parts(prose.blocks, _formula_on_lines), *map(self.note, prose.notes)]
        return "\n\n".join(parts) + "\n" if parts else ""

    def blocks(self, blocks: Blocks) -> str:
        return "\n\n".join(self.parts(blocks, _formula))

    def parts(self, blocks: Blocks, formula: Callable[[str], str]) -> Iterator[str]:
        """Each block; lists that follow each other take turns with their markers, lest they become one."""
        other = False
        before: Block | None = None
        for block in blocks:
            if isinstance(block, List):
                follows = isinstance(before, List) and before.ordered == block.ordered
                other = follows and not other
                yield self.list(block, other=other)
            else:
                yield formula(block.tex) if isinstance(block, MathBlock) else self.block(block)
            before = block

    def block(self, block: Block) -> str:
        match block:
            case Paragraph(content):
                return self.line.paragraph(content)
            case Heading(level, content):
                return f"{'#' * level} {self.line.heading(content)}"
            case Quote(blocks):
                return _prefixed(self.blocks(blocks), "> ", "> ")
            case Table():
                return self.table(block)
            case List():
                return self.list(block, other=False)
            case _:
                return self.solid(block)

    def solid(self, block: CodeBlock | MathBlock | Rule | Download | Image) -> str:
        match block:
            case CodeBlock(text, language):
                marks = fence(text, 3)
                return f"{marks}{language}\n{text}\n{marks}"
            case MathBlock(tex):
                return _formula(tex)
            case Rule():
                return "___"
            case Download(target, name):
                return self.line.paragraph((Link(target, (Text(name),)),))
            case Image():
                return self.line.paragraph((block,))

    def list(self, block: List, *, other: bool) -> str:
        items = [self.item(item) for item in block.items]
        marked = [
            _prefixed(item, marker, " " * len(marker))
            for item, marker in zip(items, _markers(block, items, other=other), strict=True)
        ]
        close = all(_is_short(item) for item in block.items)
        return ("\n" if close else "\n\n").join(marked)

    def item(self, blocks: Blocks) -> str:
        match blocks:
            case (Paragraph() as text, List() as inner) if _is_short(blocks):
                return f"{self.block(text)}\n{self.block(inner)}"
        return self.blocks(blocks)

    def table(self, table: Table) -> str:
        width = len(table.header or table.rows[0])
        alignments = table.alignments or ("",) * width
        delimiters = " | ".join(DELIMITERS[alignment] for alignment in alignments)
        rows = [self.row(row) for row in (table.header or ((),) * width, *table.rows)]
        return "\n".join([rows[0], f"| {delimiters} |", *rows[1:]])

    def row(self, cells: tuple[Inlines, ...]) -> str:
        return f"| {' | '.join(map(self.line.cell, cells))} |"

    def note(self, note: Note) -> str:
        # A text may follow the mark; anything else needs its own lines, or its columns are counted wrongly.
        follows = bool(note.blocks) and isinstance(note.blocks[0], Paragraph)
        first = f"[^{note.label}]: " if follows else f"[^{note.label}]:\n    "
        return _prefixed(self.blocks(note.blocks), first, "    ")


def _formula(tex: str) -> str:
    """A formula on one line: within other blocks their marks would become part of it."""
    if re.search(r"\$\$|[$\n]|\\$", tex):
        return f'<div data-tex="{quoted(tex)}"></div>'
    return f"$${tex}$$"


def _formula_on_lines(tex: str) -> str:
    return f"$$\n{tex}\n$$" if "\n" in tex and "$" not in tex else _formula(tex)


def _prefixed(text: str, first: str, other: str) -> str:
    """Lines behind what marks their block; empty lines stay empty."""
    head, *tail = text.split("\n")
    lines = [first + head if head else first.rstrip(" ")]
    return "\n".join(lines + [other + line if line else other.rstrip() for line in tail])


def _markers(block: List, items: list[str], *, other: bool) -> Iterator[str]:
    if block.ordered:
        end = ") " if other else ". "
        return (f"{min(block.start + index, LAST_NUMBER)}{end}" for index in range(len(items)))
    # A third hyphen in a line of nothing but hyphens would make it a rule.
    first = "+ " if any(re.match(r"-[- ]*$", item, re.MULTILINE) for item in items) else "- "
    return repeat("* " if other else first, len(items))


def _is_short(item: Blocks) -> bool:
    match item:
        case () | (Paragraph(),):
            return True
        case (Paragraph(), List(items, start=1)):
            return bool(items and items[0]) and all(map(_is_short, items))
    return False
