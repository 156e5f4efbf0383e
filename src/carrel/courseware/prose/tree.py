"""From a tree of HTML elements to prose: what all three readers come down to.

Elements with a meaning for prose are read by the tables below; any other is its content. Three attributes
carry what HTML has no words for: `data-ref` (the reference itself, beside the address it has on the page),
`data-tex` (the source of a formula) and `data-note` (the label of a footnote, on its mark and on its text).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, get_args

from lxml import etree

from carrel.courseware.prose.document import (
    Alignment,
    Block,
    Code,
    CodeBlock,
    Heading,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    List,
    Math,
    MathBlock,
    Note,
    NoteMark,
    Paragraph,
    Prose,
    Quote,
    Rule,
    Style,
    Styled,
    Table,
    Text,
)
from carrel.courseware.prose.lines import inlined
from carrel.courseware.prose.normal import normal
from carrel.courseware.prose.references import Reference, read_reference

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type of its elements

STYLE_OF: Final[dict[str, Style]] = {
    "strong": "strong",
    "b": "strong",
    "em": "emphasis",
    "i": "emphasis",
    "u": "underline",
    "ins": "underline",
    "sup": "superscript",
    "sub": "subscript",
}
CODE: Final = frozenset({"code", "kbd", "samp", "tt"})
CELLS: Final = ("th", "td")
UNREAD: Final = frozenset({"head", "title", "script", "style", "template"})
HOLDERS: Final = """
    address article aside body caption center dd details div dl dt fieldset figcaption figure footer form
    header html li main nav p section summary tbody td tfoot th thead tr
"""
DEEPEST_ELEMENT: Final = 100
LANGUAGE_CLASS = re.compile(r"(?:^|\s)lang(?:uage)?-(\S+)")


def read_tree(
    root: Element, read_text: Callable[[str], Iterable[Inline]] = lambda text: (Text(text),)
) -> Prose:
    """The prose that a tree of elements says, in normal form. The tree is changed on the way.

    `read_text` says what the characters outside of code mean.
    """
    _flatten(root)
    reader = _Reader(read_text)
    blocks = tuple(reader.flow(root))
    return normal(Prose(blocks, tuple(reader.notes)))


class _Reader:
    """Reads elements; meets footnotes on the way and keeps them in `notes`."""

    def __init__(self, read_text: Callable[[str], Iterable[Inline]]) -> None:
        self.read_text = read_text
        self.notes: list[Note] = []

    def flow(self, element: Element) -> Iterator[Block]:
        """The blocks in an element; inlines between them are paragraphs."""
        pending: list[Inline] = []
        for node in _nodes(element):
            if isinstance(node, str):
                pending += self.read_text(node)
            elif _is_block(node):
                yield Paragraph(tuple(pending))
                pending = []
                yield from self.block(node)
            else:
                pending += self.inline(node)
        yield Paragraph(tuple(pending))

    def block(self, element: Element) -> Iterator[Block]:
        tag = str(element.tag)
        if label := element.get("data-note"):
            self.notes.append(Note(label, tuple(self.flow(element))))
        elif tex := element.get("data-tex"):
            yield MathBlock(tex)
        elif read := BLOCKS.get(tag):
            yield from read(self, element)
        else:
            yield from self.flow(element)

    def phrase(self, element: Element) -> Inlines:
        """The inlines in an element."""
        return tuple(self._phrase(element))

    def _phrase(self, element: Element) -> Iterator[Inline]:
        for node in _nodes(element):
            if isinstance(node, str):
                yield from self.read_text(node)
            else:
                yield from self.inline(node)

    def inline(self, element: Element) -> Inlines:
        tag = str(element.tag)
        if tex := element.get("data-tex"):
            return (Math(tex),)
        if style := STYLE_OF.get(tag):
            return (Styled(style, self.phrase(element)),)
        if tag in CODE:
            return (Code("".join(_characters(element))),)
        if read := INLINES.get(tag):
            return read(self, element)
        return self.phrase(element)

    def heading(self, element: Element) -> Iterator[Block]:
        yield Heading(int(str(element.tag)[1]), self.cell(element))

    def quote(self, element: Element) -> Iterator[Block]:
        yield Quote(tuple(self.flow(element)))

    def rule(self, _: Element) -> Iterator[Block]:
        yield Rule()

    def code(self, element: Element) -> Iterator[Block]:
        first = next((node for node in _nodes(element) if not isinstance(node, str)), element)
        classes = f"{element.get('class', '')} {first.get('class', '')}"
        language = LANGUAGE_CLASS.search(classes)
        yield CodeBlock(
            "".join(_characters(element)).removesuffix("\n"), language.group(1) if language else ""
        )

    def list(self, element: Element) -> Iterator[Block]:
        items = tuple(
            tuple(self.flow(node)) if node.tag == "li" else tuple(self.block(node))
            for node in _nodes(element)
            if not isinstance(node, str) and node.get("data-note") is None
        )
        for node in _nodes(element):
            if isinstance(node, str):
                yield Paragraph(tuple(self.read_text(node)))
            elif node.get("data-note") is not None:
                yield from self.block(node)
        start = element.get("start", "1")
        number = int(start) if re.fullmatch("[0-9]{1,9}", start) else 1
        yield List(items, ordered=element.tag == "ol", start=number)

    def table(self, element: Element) -> Iterator[Block]:
        for caption in element.iterchildren("caption"):
            yield from self.flow(caption)
        rows = [list(row.iterchildren(*CELLS)) for row in _rows(element)]
        if not rows:
            yield from self.flow(element)
            return
        cells = [tuple(map(self.cell, row)) for row in rows]
        headed = all(cell.tag == "th" for cell in rows[0]) and bool(rows[0])
        header, body = (cells[0], cells[1:]) if headed else ((), cells)
        yield Table(header, tuple(body), tuple(map(_alignment, rows[0])))

    def cell(self, element: Element) -> Inlines:
        """Everything in an element as inlines, its blocks as lines."""
        if any(_is_block(node) for node in _nodes(element) if not isinstance(node, str)):
            return inlined(tuple(self.flow(element)))
        return self.phrase(element)

    def link(self, element: Element) -> Inlines:
        if element.get("role") == "doc-backlink":
            return ()
        if label := element.get("data-note"):
            return (NoteMark(label),)
        content = self.phrase(element)
        target = _reference(element, "href")
        return (Link(target, content, element.get("title", "")),) if target else content

    def image(self, element: Element) -> Inlines:
        source, alt = _reference(element, "src"), element.get("alt", "")
        return (Image(source, alt, element.get("title", "")) if source else Text(alt),)

    def line_break(self, _: Element) -> Inlines:
        return (LineBreak(),)

    def formula(self, element: Element) -> Inlines:
        """MathML of others: its TeX, where it carries that, else its characters."""
        source = element.find(".//annotation[@encoding='application/x-tex']")
        return self.phrase(element) if source is None else (Math("".join(_characters(source))),)


BLOCKS: Final[dict[str, Callable[[_Reader, Element], Iterator[Block]]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _Reader.heading),
    **dict.fromkeys(("ul", "ol"), _Reader.list),
    "blockquote": _Reader.quote,
    "hr": _Reader.rule,
    "pre": _Reader.code,
    "table": _Reader.table,
}
INLINES: Final[dict[str, Callable[[_Reader, Element], Inlines]]] = {
    "a": _Reader.link,
    "br": _Reader.line_break,
    "img": _Reader.image,
    "math": _Reader.formula,
}
STANDING: Final = (*HOLDERS.split(), *BLOCKS)
"""Elements that stand on lines of their own."""


def _nodes(element: Element) -> Iterator[str | Element]:
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str) and child.tag not in UNREAD:
            yield child
        if child.tail:
            yield child.tail


def _is_block(element: Element) -> bool:
    return next(element.iter(*STANDING), None) is not None


def _characters(element: Element) -> Iterator[str]:
    for node in _nodes(element):
        if isinstance(node, str):
            yield node
        elif node.tag == "br":
            yield "\n"
        else:
            yield from _characters(node)


def _rows(table: Element) -> Iterator[Element]:
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")


def _alignment(cell: Element) -> Alignment:
    said = {cell.get("class"), cell.get("align"), (cell.get("style") or "").removeprefix("text-align:")}
    return next((alignment for alignment in get_args(Alignment) if alignment and alignment in said), "")


def _reference(element: Element, attribute: str) -> Reference | None:
    return read_reference(element.get("data-ref") or element.get(attribute) or "")


def _flatten(root: Element) -> None:
    """Take the elements out of what is nested deeper than any honest text."""
    depth = 0
    deep: list[Element] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "end" and depth == DEEPEST_ELEMENT:
            deep.append(element)
    for element in deep:
        etree.strip_tags(element, "*")
