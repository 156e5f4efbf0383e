"""CML, the XML in which clients of the learner API get texts, as prose and back.

`read_cml(write_cml(prose)) == cml_terms(prose)`: what CML cannot say is put in its terms first, by the table
of `cml_terms`. Formulas are `$$…$$`; two dollars that enclose none are parted by an empty element, which
shows nowhere. A raw line end within a text is a line break.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Final

from lxml import etree

from carrel.courseware.faults import BadCml
from carrel.courseware.prose.cml_terms import cml_terms
from carrel.courseware.prose.document import (
    Block,
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
    Paragraph,
    Prose,
    Style,
    Styled,
    Table,
    Text,
    leaves,
)
from carrel.courseware.prose.normal import SPACE, clean
from carrel.courseware.prose.references import (
    NO_FILES,
    Asset,
    FileReference,
    Files,
    Path,
    Reference,
    Url,
    spell_reference,
    unknown,
)
from carrel.courseware.prose.tree import Element, read_tree

Report = Callable[[str], object]
"""Is told, in words for people, what could not be kept. A list's `append` will do."""

ROOT: Final = "co-content"
PARTED: Final = "<em/>"
TWO_DOLLARS = re.compile(r"\$(?=\$)")
FORMULA = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
TAG_OF: Final[dict[Style, str]] = {
    "strong": "strong",
    "emphasis": "em",
    "underline": "u",
    "superscript": "sup",
    "subscript": "sub",
}
KEPT: Final = frozenset({*TAG_OF.values(), "li", "table", "tr", "th", "td", "a"})
"""Elements that mean in CML what they mean in HTML."""


def read_cml(text: str, report: Report = unknown) -> Prose:
    """The prose that CML says, in normal form. An empty text is empty prose.

    An element that is unknown is its text, and reported. Raises `BadCml` for what is not XML, has another
    root than `co-content`, or brings a document type: those declare entities, and honest texts need none.
    """
    if not text.strip():
        return Prose()
    root = _parse(text)
    for element in list(root.iterdescendants("*")):
        _as_html(element, report)
    return read_tree(root, _characters)


def write_cml(prose: Prose, files: Files = NO_FILES, report: Report = unknown) -> str:
    """`prose` as CML, in its terms (`cml_terms`).

    Images and downloads name assets (`files.asset_at`); links within a text have addresses (`files.url_of`).
    Where neither is known, a file stays what it is called in the prose.
    """
    writer = _Writer(files)
    return f"<{ROOT}>{''.join(map(writer.block, cml_terms(prose, report).blocks))}</{ROOT}>"


def _parse(text: str) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    # HTML's best known entity is common in texts, though XML does not know it.
    document = clean(text).strip().replace("&nbsp;", "\u00a0").encode()
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise BadCml(error.lineno or 1, error.msg or "it cannot be parsed") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadCml(1, "it declares a document type")
    if root.tag != ROOT:
        raise BadCml(1, f"its root is <{root.tag}>, not <{ROOT}>")
    return root


def _as_html(element: Element, report: Report) -> None:
    """Give an element the name and the attributes that say the same in HTML."""
    tag = str(element.tag)
    if rename := HTML_OF.get(tag):
        rename(element)
    elif tag not in KEPT:
        report(f"line {element.sourceline}: <{tag}> is not an element of CML; its text is kept")
        element.tag = "span"


def _text(element: Element) -> None:
    element.tag = "p"
    only = FORMULA.fullmatch((element.text or "").strip(SPACE)) if len(element) == 0 else None
    if only and "$$" not in only.group(1):
        element.tag, element.text = "div", None
        element.set("data-tex", only.group(1))


def _heading(element: Element) -> None:
    level = element.get("level", "1")
    element.tag = f"h{level if level in '123456' and len(level) == 1 else 1}"


def _list(element: Element) -> None:
    element.tag = "ol" if element.get("bulletType") == "numbers" else "ul"


def _code(element: Element) -> None:
    element.tag = "pre"
    element.set("class", f"language-{element.get('language', '')}")


def _image(element: Element) -> None:
    asset_id = element.get("assetId")
    source = spell_reference(Asset(asset_id)) if asset_id else element.get("src", "")
    element.tag = "figure"
    etree.SubElement(element, "img", {"src": source, "alt": element.get("alt", "")})


def _asset(element: Element) -> None:
    facts = (element.get("id", ""), element.get("extension", ""), element.get("assetType", "generic"))
    element.tag = "p"
    link = etree.SubElement(element, "a", {"href": spell_reference(Asset(*facts))})
    # As code, because dollars in a name enclose no formula.
    etree.SubElement(link, "code").text = element.get("name") or facts[0]


HTML_OF: Final[dict[str, Callable[[Element], None]]] = {
    "text": _text,
    "heading": _heading,
    "list": _list,
    "code": _code,
    "img": _image,
    "asset": _asset,
}


def _characters(text: str) -> Iterator[Inline]:
    for index, part in enumerate(FORMULA.split(text)):
        if index % 2:
            yield Math(part)
        else:
            first, *others = part.split("\n")
            yield Text(first)
            yield from (inline for line in others for inline in (LineBreak(), Text(line)))


class _Writer:
    """Writes prose that is in the terms of CML."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def block(self, block: Block) -> str:
        match block:
            case Heading(level, content):
                return f'<heading level="{level}">{self.inlines(content)}</heading>'
            case List(items, ordered):
                listed = "".join(f"<li>{''.join(map(self.line, item))}</li>" for item in items)
                return f'<list bulletType="{"numbers" if ordered else "bullets"}">{listed}</list>'
            case CodeBlock(text, language):
                return f'<code language="{escape(language)}">{escape(text, quote=False)}\n</code>'
            case Table():
                return self.table(block)
            case Image():
                return self.image(block)
            case Download(target, name) if asset := self.asset(target):
                return self.download(asset, name)
            case _:
                return self.line(block)

    def line(self, block: Block) -> str:
        """A block as a text, the only thing that items hold."""
        match block:
            case Paragraph(content):
                return self.text(content)
            case MathBlock(tex):
                return self.text((Math(tex),))
            case Download(target, name):
                return self.text((Link(target, (Text(name),)),))
            case _:
                raise AssertionError(f"{type(block).__name__} is not in the terms of CML")

    def text(self, content: Inlines) -> str:
        has_math = any(isinstance(leaf, Math) for leaf in leaves(content))
        attributes = ' hasMath="true"' if has_math else ""
        return f"<text{attributes}>{self.inlines(content)}</text>"

    def table(self, table: Table) -> str:
        header = (self.row("th", table.header),) if table.header else ()
        rows = (*header, *(self.row("td", row) for row in table.rows))
        columns = len(table.header or table.rows[0])
        return f'<table rows="{len(rows)}" columns="{columns}">{"".join(rows)}</table>'

    def row(self, tag: str, cells: Iterable[Inlines]) -> str:
        return f"<tr>{''.join(f'<{tag}>{self.text(cell)}</{tag}>' for cell in cells)}</tr>"

    def image(self, image: Image) -> str:
        asset = None if isinstance(image.source, Url) else self.asset(image.source)
        source = f'assetId="{escape(asset.id)}"' if asset else f'src="{self.address(image.source)}"'
        return f'<img {source} alt="{escape(image.alt)}"/>'

    def download(self, asset: Asset, name: str) -> str:
        facts = {"id": asset.id, "name": name, "extension": asset.extension, "assetType": asset.kind}
        attributes = " ".join(f'{key}="{escape(value)}"' for key, value in facts.items())
        return f"<asset {attributes}/>"

    def asset(self, target: FileReference) -> Asset | None:
        return self.files.asset_at(target.path) if isinstance(target, Path) else target

    def address(self, reference: Reference) -> str:
        address = None if isinstance(reference, Url) else self.files.url_of(reference)
        return escape(address or spell_reference(reference))

    def inlines(self, content: Inlines) -> str:
        written = ""
        for piece in map(self.inline, content):
            written += PARTED + piece if written.endswith("$") and piece.startswith("$") else piece
        return written

    def inline(self, inline: Inline) -> str:
        match inline:
            case Text(text):
                return TWO_DOLLARS.sub("$" + PARTED, escape(text, quote=False))
            case Math(tex):
                return f"$${escape(tex, quote=False)}$$"
            case Styled(style, content):
                return f"<{TAG_OF[style]}>{self.inlines(content)}</{TAG_OF[style]}>"
            case Link(target, content):
                return f'<a href="{self.address(target)}">{self.inlines(content)}</a>'
            case _:
                return "\n"
