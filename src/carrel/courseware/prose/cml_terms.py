"""What CML cannot say, put in its terms. No word is lost.

| prose | in CML |
|---|---|
| code within a line | its text |
| a formula alone in a paragraph | a formula on lines of its own (the same in CML) |
| a formula with `$$` in it or `$` at an edge | its TeX, as text or as code |
| an image within a line | the image, after the block it was in |
| the title of a link or an image | gone |
| a quotation | its blocks |
| a thematic break | gone |
| a list's first number | 1 |
| a block within a list's item that is not text | stands between two lists |
| the alignment of columns | gone |
| a footnote | its number in brackets, raised; the notes are a numbered list at the end |
"""

from collections.abc import Callable, Iterator

from carrel.courseware.prose.document import (
    Block,
    Blocks,
    Code,
    CodeBlock,
    Download,
    Heading,
    Image,
    Inline,
    Inlines,
    Link,
    List,
    Math,
    MathBlock,
    NoteMark,
    Paragraph,
    Prose,
    Quote,
    Rule,
    Styled,
    Table,
    Text,
    leaves,
)
from carrel.courseware.prose.normal import normal, normal_inlines
from carrel.courseware.prose.references import unknown


def cml_terms(prose: Prose, report: Callable[[str], object] = unknown) -> Prose:
    """`prose` as CML can say it, in normal form. `report` is told once of each kind of loss."""
    prose = normal(prose)
    reducer = _Reducer()
    blocks = reducer.blocks(prose.blocks)
    if prose.notes:
        notes = List(tuple(note.blocks for note in prose.notes), ordered=True)
        blocks += tuple(reducer.block(notes))
        reducer.lost["footnotes became a list at the end"] = None
    for loss in reducer.lost:
        report(loss)
    return normal(Prose(blocks))


class _Reducer:
    """Puts blocks in the terms of CML, and keeps in `lost` what that cost."""

    def __init__(self) -> None:
        self.lost: dict[str, None] = {}

    def blocks(self, blocks: Blocks) -> Blocks:
        return tuple(made for block in blocks for made in self.block(block))

    def block(self, block: Block) -> Iterator[Block]:
        match block:
            case Paragraph(content):
                yield _paragraph(normal_inlines(self.inlines(content)))
                yield from _images(content)
            case Heading(level, content):
                yield Heading(level, self.inlines(content))
                yield from _images(content)
            case Table():
                yield from self.table(block)
            case Quote(blocks):
                self.lost["quotations became ordinary text"] = None
                yield from self.blocks(blocks)
            case List():
                yield from self.list(block)
            case _:
                yield from self.solid(block)

    def solid(self, block: CodeBlock | MathBlock | Rule | Download | Image) -> Iterator[Block]:
        match block:
            case MathBlock(tex) if not _has_dollars(tex):
                yield block
            case MathBlock(tex):
                self.lost["formulas with dollars in them became code"] = None
                yield CodeBlock(tex, "tex")
            case Rule():
                self.lost["thematic breaks are gone"] = None
            case Image(source, alt):
                yield Image(source, alt)
            case _:
                yield block

    def table(self, table: Table) -> Iterator[Block]:
        if table.alignments:
            self.lost["the alignment of columns is gone"] = None
        header, *rows = (tuple(map(self.inlines, row)) for row in (table.header, *table.rows))
        yield Table(header, tuple(rows))
        for row in (table.header, *table.rows):
            for cell in row:
                yield from _images(cell)

    def list(self, block: List) -> Iterator[Block]:
        """One list, or several with what cannot be in an item between them."""
        if block.start != 1:
            self.lost["lists count from 1"] = None
        items: list[Blocks] = []
        for item in block.items:
            texts: list[Block] = []
            for made in self.blocks(item):
                if isinstance(made, Paragraph | MathBlock | Download):
                    texts.append(made)
                    continue
                self.lost["what was not text left its list"] = None
                items += [tuple(texts)] if texts else []
                yield from _listed(items, block)
                yield made
                items, texts = [], []
            items += [tuple(texts)] if texts or not item else []
        yield from _listed(items, block)

    def inlines(self, content: Inlines) -> Inlines:
        return tuple(made for inline in content for made in self.inline(inline))

    def inline(self, inline: Inline) -> Inlines:
        match inline:
            case Code(text):
                self.lost["code within a line became ordinary text"] = None
                return (Text(text),)
            case Math(tex) if _has_dollars(tex):
                self.lost["formulas with dollars in them became code"] = None
                return (Text(tex),)
            case NoteMark(label):
                return (Styled("superscript", (Text(f"[{label}]"),)),)
            case Image():
                self.lost["images within a line follow it"] = None
                return ()
            case Styled(style, content):
                return (Styled(style, self.inlines(content)),)
            case Link(target, content):
                return (Link(target, self.inlines(content)),)
            case _:
                return (inline,)


def _listed(items: list[Blocks], block: List) -> Iterator[List]:
    """A list of these items. None without any: lists in lists would leave twice as many each time."""
    if items:
        yield List(tuple(items), ordered=block.ordered)


def _paragraph(content: Inlines) -> Block:
    match content:
        case (Math(tex),):
            return MathBlock(tex)
    return Paragraph(content)


def _images(content: Inlines) -> Iterator[Image]:
    return (Image(leaf.source, leaf.alt) for leaf in leaves(content) if isinstance(leaf, Image))


def _has_dollars(tex: str) -> bool:
    return "$$" in tex or tex.startswith("$") or tex.endswith("$")
