"""The normal form of prose: one value for all texts that read the same.

* Control characters, and what XML cannot hold, are gone. Runs of spaces, tabs and line ends are one
  space; none stand at the edges of a block or of a line. No-break spaces stay.
* Styles nest in one order (link, strong, emphasis, underline, superscript, subscript), never in themselves;
  neighbours alike are one. A heading is one line.
* A paragraph that is only an image is the image; one that is only a link to a file is a download. A link that
  may not be followed is its text, an image that may not be shown its `alt`.
* Nothing empty remains, save items of lists, cells of tables and notes. Rows are as wide as the widest.
* Footnotes are numbered in the order of their marks. A note without a mark follows the text as blocks; a mark
  without a note is gone.
* What lies deeper than `DEEPEST` rises into what holds it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from carrel.courseware.prose.document import (
    DEEPEST,
    Alignment,
    Block,
    Blocks,
    Code,
    CodeBlock,
    Download,
    Heading,
    Image,
    Inline,
    Inlines,
    Leaf,
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
    inlines_in,
    leaves,
)
from carrel.courseware.prose.references import Asset, Path, Reference, is_download, settled

STYLES: Final[tuple[Style, ...]] = ("strong", "emphasis", "underline", "superscript", "subscript")
LAST_NUMBER: Final = 999_999_999
"""The greatest first number of a list that CommonMark reads."""

NOT_IN_XML = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPACE: Final = " \t\n\r"
SPACES = re.compile(f"[{SPACE}]+")
LANGUAGE = re.compile(r"[\w+#.-]+", re.ASCII)

Numbers = Mapping[str, str]


class Run(Struct, frozen=True):
    """A leaf with everything that applies to it."""

    leaf: Leaf
    styles: frozenset[Style] = frozenset()
    target: Reference | None = None
    title: str = ""


def normal(prose: Prose) -> Prose:
    """`prose` in normal form. `normal(normal(p)) == normal(p)`."""
    body, notes = _apart(prose)
    numbers = _numbers(body, notes)
    while loose := next((label for label in notes if label not in numbers), None):
        body += notes.pop(loose)
        numbers = _numbers(body, notes)
    numbered = (Note(number, _blocks(notes[label], numbers, 1)) for label, number in numbers.items())
    return Prose(_blocks(body, numbers, 0), tuple(numbered))


def clean(text: str) -> str:
    """`text` with one kind of line end and without control characters and what XML cannot hold."""
    return NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """`text` as one clean line: an `alt`, a title, the name of a file."""
    return SPACES.sub(" ", clean(text)).strip(SPACE)


def normal_inlines(content: Inlines) -> Inlines:
    """Inlines in normal form, as a paragraph without footnotes holds them."""
    return _inlines(content, {})


def _apart(prose: Prose) -> tuple[Blocks, dict[str, Blocks]]:
    """The body and the notes by label. A second note of one label, or one of no label, joins the body."""
    body, notes = prose.blocks, dict[str, Blocks]()
    for note in prose.notes:
        if note.label and note.label not in notes:
            notes[note.label] = note.blocks
        else:
            body += note.blocks
    return body, notes


def _numbers(body: Blocks, notes: Mapping[str, Blocks]) -> dict[str, str]:
    """The labels that marks lead to, in the order of the marks, each with its number."""
    numbers: dict[str, str] = {}
    waiting = [body]
    for blocks in waiting:
        for leaf in (leaf for content in inlines_in(blocks) for leaf in leaves(content)):
            if isinstance(leaf, NoteMark) and leaf.label in notes and leaf.label not in numbers:
                numbers[leaf.label] = str(len(numbers) + 1)
                waiting.append(notes[leaf.label])
    return numbers


def _blocks(blocks: Blocks, numbers: Numbers, depth: int) -> Blocks:
    return tuple(made for block in blocks for made in _block(block, numbers, depth))


def _block(block: Block, numbers: Numbers, depth: int) -> Blocks:
    match block:
        case Paragraph(content):
            return _paragraph(_inlines(content, numbers))
        case Heading(level, content):
            heading = _inlines(content, numbers, unbroken=True)
            return (Heading(min(max(level, 1), 6), heading),) if heading else ()
        case Table():
            return _table(block, numbers)
        case Quote(inner):
            quoted = _blocks(inner, numbers, depth + 1)
            return quoted if depth >= DEEPEST or not quoted else (Quote(quoted),)
        case List():
            return _list(block, numbers, depth + 1)
        case _:
            return _solid(block)


def _solid(block: CodeBlock | MathBlock | Rule | Download | Image) -> Blocks:
    """A block that holds nothing but characters."""
    match block:
        case CodeBlock(text, language):
            return (CodeBlock(clean(text), language if LANGUAGE.fullmatch(language) else ""),)
        case MathBlock(tex):
            return (MathBlock(clean(tex)),) if clean(tex).strip() else ()
        case Rule():
            return (block,)
        case Image():
            shown = _image(block)
            return (shown,) if isinstance(shown, Image) else _paragraph(_tidy([Run(shown)]))
        case Download(target, name):
            named = Text(name if one_line(name) else _file_name(target))
            return _paragraph(_inlines((Link(target, (named,)),), {}))


def _list(block: List, numbers: Numbers, depth: int) -> Blocks:
    items = tuple(_blocks(item, numbers, depth) for item in block.items)
    if depth > DEEPEST:
        return tuple(inner for item in items for inner in item)
    start = min(max(block.start, 0), LAST_NUMBER) if block.ordered else 1
    return (List(items, ordered=block.ordered, start=start),) if items else ()


def _table(table: Table, numbers: Numbers) -> Blocks:
    rows = [[_inlines(cell, numbers) for cell in row] for row in (table.header, *table.rows)]
    width = max(map(len, rows))
    header, *body = (tuple(row + [()] * (width - len(row))) for row in rows)
    if not any(header) and not (width and body):
        return ()
    unsaid: list[Alignment] = [""] * width
    alignments = (*table.alignments, *unsaid)[:width]
    return (Table(header if any(header) else (), tuple(body), alignments if any(alignments) else ()),)


def _paragraph(content: Inlines) -> Blocks:
    match content:
        case ():
            return ()
        case (Image() as image,):
            return (image,)
        case (Link(Path() | Asset() as target, inner),) if is_download(target) and _is_plain(inner):
            return (Download(target, one_line("".join(map(_characters, leaves(inner))))),)
    return (Paragraph(content),)


def _is_plain(content: Inlines) -> bool:
    return all(isinstance(leaf, Text | Code | LineBreak) for leaf in leaves(content))


def _characters(leaf: Leaf) -> str:
    return leaf.text if isinstance(leaf, Text | Code) else " "


def _file_name(target: Path | Asset) -> str:
    return target.path.rpartition("/")[2] if isinstance(target, Path) else target.id


def _inlines(content: Inlines, numbers: Numbers, *, unbroken: bool = False) -> Inlines:
    runs = _runs(content, Run(Text("")), numbers)
    if unbroken:
        runs = (replace(run, leaf=Text(" ")) if isinstance(run.leaf, LineBreak) else run for run in runs)
    return _tidy(runs)


def _tidy(runs: Iterable[Run]) -> Inlines:
    return tuple(_linked(_trimmed(runs)))


def _runs(content: Inlines, around: Run, numbers: Numbers) -> Iterator[Run]:
    for inline in content:
        match inline:
            case Styled(style, inner):
                yield from _runs(inner, replace(around, styles=around.styles | {style}), numbers)
            case Link(target, inner, title):
                link = settled(target) if around.target is None else None
                here = replace(around, target=link, title=one_line(title)) if link else around
                yield from _runs(inner, here, numbers)
            case NoteMark(label):
                if label in numbers:
                    yield Run(NoteMark(numbers[label]))
            case _:
                if (leaf := _leaf(inline)) is not None:
                    yield replace(around, leaf=leaf)


def _leaf(leaf: Leaf) -> Leaf | None:
    match leaf:
        case Text(text):
            return Text(text) if (text := SPACES.sub(" ", clean(text))) else None
        case Code(text):
            return Code(text) if (text := re.sub(r"[\n\t]", " ", clean(text))) else None
        case Math(tex):
            return Math(tex) if (tex := clean(tex)).strip() else None
        case Image():
            return _image(leaf)
        case _:
            return leaf


def _image(image: Image) -> Image | Text:
    source = settled(image.source)
    if source is None:
        return Text(one_line(image.alt))
    if isinstance(source, Asset):
        # Which picture it is, the id says; the other facts belong to downloads.
        source = Asset(source.id)
    return Image(source, one_line(image.alt), one_line(image.title))


def _trimmed(runs: Iterable[Run]) -> list[Run]:
    """Runs without spaces at the edges of lines and without breaks at the edges of all."""
    kept: list[Run] = []
    spaced = True
    for run in runs:
        match run.leaf:
            case Text(text):
                text = text.lstrip(" ") if spaced else text
                if text:
                    kept.append(replace(run, leaf=Text(text)))
                    spaced = text.endswith(" ")
            case LineBreak():
                _drop_space(kept)
                kept += [run] if kept else []
                spaced = True
            case _:
                kept.append(run)
                spaced = False
    _drop_space(kept)
    while kept and isinstance(kept[-1].leaf, LineBreak):
        kept.pop()
        _drop_space(kept)
    return kept


def _drop_space(kept: list[Run]) -> None:
    """Take the space from the end; at most one run ends in one, and it may be nothing else."""
    if kept and isinstance(last := kept[-1].leaf, Text) and last.text.endswith(" "):
        run, text = kept.pop(), last.text[:-1]
        if text:
            kept.append(replace(run, leaf=Text(text)))


def _linked(runs: list[Run]) -> Iterator[Inline]:
    for (target, title), group in groupby(runs, key=lambda run: (run.target, run.title)):
        content = _styled(list(group), STYLES)
        if target is None:
            yield from content
        else:
            yield Link(target, tuple(content), title)


def _styled(runs: list[Run], styles: tuple[Style, ...]) -> Iterator[Inline]:
    if not any(run.styles for run in runs) or not styles:
        yield from _merged(runs)
        return
    style, *rest = styles
    for applies, group in groupby(runs, key=lambda run: style in run.styles):
        content = _styled(list(group), tuple(rest))
        if applies:
            yield Styled(style, tuple(content))
        else:
            yield from content


def _merged(runs: list[Run]) -> Iterator[Leaf]:
    for kind, group in groupby((run.leaf for run in runs), key=type):
        if kind is Text or kind is Code:
            yield kind("".join(map(_characters, group)))
        else:
            yield from group
