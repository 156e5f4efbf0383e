"""Prose as HTML, safe to put into any page, and HTML as prose.

HTML says everything that prose can say. What is written is semantic and needs no script: tables have headers
with a scope, formulas are MathML, footnotes have marks and ways back. Whatever the prose holds, the result
has no script, no style, no handler, and no address but those of the web, of mail, and relative ones.
"""

from collections.abc import Iterable
from html import escape
from typing import Final

from lxml import etree

from carrel.courseware.prose.document import (
    Alignment,
    Block,
    Code,
    CodeBlock,
    Download,
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
from carrel.courseware.prose.maths import mathml
from carrel.courseware.prose.normal import clean, normal
from carrel.courseware.prose.references import (
    NO_FILES,
    FileReference,
    Files,
    Path,
    Reference,
    Url,
    spell_reference,
)
from carrel.courseware.prose.safety import safe
from carrel.courseware.prose.tree import read_tree

TAG_OF: Final[dict[Style, str]] = {
    "strong": "strong",
    "emphasis": "em",
    "underline": "u",
    "superscript": "sup",
    "subscript": "sub",
}


def write_html(
    prose: Prose,
    files: Files = NO_FILES,
    *,
    top_heading: int = 2,
    anchor: str = "note",
    shows_others: bool = True,
) -> str:
    """`prose` as a fragment of HTML.

    A heading of level 1 becomes `top_heading`, the others follow (6 at most). `anchor` begins the ids of
    footnotes: give each prose of one page its own. A file without an address (`files.url_of`) is reached by
    its relative path; an asset without one is named, but leads nowhere. Without `shows_others` an image from
    another host is a link to it, so that whoever reads asks nothing of that host.
    """
    writer = _Writer(files, top_heading, anchor, shows_others=shows_others)
    prose = normal(prose)
    return safe(writer.blocks(prose.blocks) + writer.notes(prose.notes))


def read_html(text: str) -> Prose:
    """The prose that a fragment or a page of HTML says, in normal form. Any text can be read.

    Scripts and styles are left out; elements without a meaning for prose are their content.
    """
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = etree.fromstring(f"<html><body>{clean(text)}", parser)
    return read_tree(root)


class _Writer:
    """Writes prose in normal form."""

    def __init__(self, files: Files, top_heading: int, anchor: str, *, shows_others: bool) -> None:
        self.shows_others = shows_others
        self.is_in_link = False
        self.files = files
        self.top_heading = top_heading
        self.anchor = escape(anchor)
        self.marked: set[str] = set()

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "".join(map(self.block, blocks))

    def block(self, block: Block) -> str:
        match block:
            case Paragraph(content):
                return f"<p>{self.inlines(content)}</p>\n"
            case Heading(level, content):
                tag = f"h{min(level + self.top_heading - 1, 6)}"
                return f"<{tag}>{self.inlines(content)}</{tag}>\n"
            case Quote(blocks):
                return f"<blockquote>\n{self.blocks(blocks)}</blockquote>\n"
            case List():
                return self.list(block)
            case Table():
                return self.table(block)
            case _:
                return self.solid(block)

    def solid(self, block: CodeBlock | MathBlock | Rule | Download | Image) -> str:
        match block:
            case CodeBlock(text, language):
                said = f' class="language-{escape(language)}"' if language else ""
                return f"<pre><code{said}>{escape(text, quote=False)}\n</code></pre>\n"
            case MathBlock(tex):
                return f'<div class="math" data-tex="{escape(tex)}">{mathml(tex, block=True)}</div>\n'
            case Rule():
                return "<hr>\n"
            case Image():
                return f"<figure>{self.image(block)}</figure>\n"
            case Download(target, name):
                return (
                    f'<p class="download"><a{self.address("href", target)} download>{escape(name)}</a></p>\n'
                )

    def list(self, block: List) -> str:
        start = f' start="{block.start}"' if block.start != 1 else ""
        tag = "ol" if block.ordered else "ul"
        return f"<{tag}{start}>\n{''.join(map(self.item, block.items))}</{tag}>\n"

    def item(self, blocks: tuple[Block, ...]) -> str:
        match blocks:
            case (Paragraph(content),):
                return f"<li>{self.inlines(content)}</li>\n"
        return f"<li>{self.blocks(blocks)}</li>\n"

    def table(self, table: Table) -> str:
        header = self.row("th", ' scope="col"', table.header, table.alignments)
        head = f"<thead>{header}</thead>\n" if table.header else ""
        rows = "".join(self.row("td", "", row, table.alignments) for row in table.rows)
        return f"<table>\n{head}<tbody>{rows}</tbody>\n</table>\n"

    def row(self, tag: str, scope: str, cells: Iterable[Inlines], alignments: tuple[Alignment, ...]) -> str:
        classes = iter([f' class="{alignment}"' if alignment else "" for alignment in alignments])
        return f"<tr>{''.join(self.cell(tag, scope + next(classes, ''), cell) for cell in cells)}</tr>\n"

    def cell(self, tag: str, attributes: str, content: Inlines) -> str:
        return f"<{tag}{attributes}>{self.inlines(content)}</{tag}>"

    def notes(self, notes: tuple[Note, ...]) -> str:
        listed = "".join(map(self.note, notes))
        opened = '<section class="notes" role="doc-endnotes">'
        return f"{opened}\n<ol>\n{listed}</ol>\n</section>\n" if notes else ""

    def note(self, note: Note) -> str:
        mark = f"#{self.anchor}-mark-{note.label}"
        back = f'<a href="{mark}" role="doc-backlink" aria-label="Back to the text">↩</a>'
        place = f'id="{self.anchor}-{note.label}" data-note="{note.label}"'
        return f"<li {place}>{self.blocks(note.blocks)}{back}</li>\n"

    def inlines(self, content: Inlines) -> str:
        return "".join(map(self.inline, content))

    def inline(self, inline: Inline) -> str:
        match inline:
            case Text(text):
                return escape(text, quote=False)
            case Code(text):
                return f"<code>{escape(text, quote=False)}</code>"
            case Math(tex):
                return f'<span class="math" data-tex="{escape(tex)}">{mathml(tex, block=False)}</span>'
            case LineBreak():
                return "<br>"
            case NoteMark(label):
                return self.mark(label)
            case Image():
                return self.image(inline)
            case Styled(style, content):
                return f"<{TAG_OF[style]}>{self.inlines(content)}</{TAG_OF[style]}>"
            case Link(target, content, title):
                self.is_in_link = True
                inner = self.inlines(content)
                self.is_in_link = False
                return f"<a{self.address('href', target)}{_title(title)}>{inner}</a>"

    def mark(self, label: str) -> str:
        place = "" if label in self.marked else f' id="{self.anchor}-mark-{label}"'
        self.marked.add(label)
        link = f'href="#{self.anchor}-{label}"{place} role="doc-noteref" data-note="{label}"'
        return f"<sup><a {link}>{label}</a></sup>"

    def image(self, image: Image) -> str:
        if isinstance(image.source, Url) and not self.shows_others:
            said = escape(image.alt or spell_reference(image.source))
            return said if self.is_in_link else f"<a{self.address('href', image.source)}>{said}</a>"
        source = self.address("src", image.source)
        return f'<img{source} alt="{escape(image.alt)}"{_title(image.title)} loading="lazy">'

    def address(self, attribute: str, reference: Reference) -> str:
        spelled = spell_reference(reference)
        if isinstance(reference, Url):
            return f' {attribute}="{escape(spelled)}"'
        address = self.url_of(reference)
        leads = f' {attribute}="{escape(address)}"' if address else ""
        return leads if address == spelled else f'{leads} data-ref="{escape(spelled)}"'

    def url_of(self, reference: FileReference) -> str | None:
        return self.files.url_of(reference) or (
            spell_reference(reference) if isinstance(reference, Path) else None
        )


def _title(title: str) -> str:
    return f' title="{escape(title)}"' if title else ""
