"""Texts on their way into the library: which files a text shows, and its Markdown once they have a place.

What reads and writes prose is imported when there is some: a mirror that has nothing to do needs none of it.
"""

import posixpath
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final
from urllib.parse import quote, unquote, urljoin

from carrel.courseware.faults import BadCml
from carrel.courseware.links import relative_links

_FILE: Final = re.compile(
    r'\b(?P<leads>href|src)="/learn/[^/"]+/file/(?P<id>[A-Za-z0-9_-]{22})/[^"]*"(?: data-ref="[^"]*")?'
)
"""A link to a file of the course, or an image, where a Carrel school names its address."""
_HEADING: Final = re.compile(r"(?<=<)(/?h)([2-6])(?=>)")
_SAFE: Final = "/:?#[]@!$&'*+,;=%~"
"""What stays in an address that stands in Markdown."""
_RELATIVE: Final = re.compile(r'\bhref="(?![A-Za-z][A-Za-z0-9+.-]*:|#|/)([^"]+)"')

_DEFINED: Final = r"^(?:[ \t>]|[-*+] |\d+[.)] )*\[(?!\^)(?:[^\[\]\\]|\\.)+\]:[ \t]*\n?[ \t]*"
"""How the definition of a reference begins; one of a footnote is none."""
_MARKDOWN_LINKS: Final = (
    re.compile(r"(?<=\]\()(?P<before>\s*)(?P<address><[^<>\n]*>|(?:[^\s()<\\]|\\.|\([^\s()]*\))+)(?=[)\s])"),
    re.compile(rf"(?P<before>{_DEFINED})(?P<address><[^<>\n]*>|[^\s<]\S*)(?=\s|\Z)", re.MULTILINE),
)
"""The addresses of links and images in Markdown: within the text, and in the definitions of references."""


def assets_in(cml: str) -> list[str]:
    """The ids of the files that a text shows, links to or hands out, each once; none where it is no CML."""
    if "asset" not in cml and "/file/" not in cml:
        return []
    from carrel.courseware.prose import Files, read_cml, write_markdown

    found: list[str] = []
    try:
        write_markdown(read_cml(_with_files(cml)), Files(path_of=found.append))
    except BadCml:
        return []
    return list(dict.fromkeys(found))


def _with_files(text: str) -> str:
    """A text in which the files of the course are called by their ids, as CML calls what it shows."""
    return _FILE.sub(lambda found: f'{found["leads"]}="asset:{found["id"]}"', text)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a text can lead to: files by asset id, and every place of the course. `page` is the site's own.

    `html` are texts as a site shows them, by what they are as CML, where it tells both.
    """

    files: Mapping[str, str]
    places: Container[str]
    page: str
    html: Mapping[str, str] = field(default_factory=dict)


def markdown_of(cml: str, text_path: str, around: Surroundings) -> str:
    """A text as Markdown that stands at `text_path`.

    A file that is not there is named by its id alone; a relative link that leads to nothing here leads to the
    site, as it did there. Of a text that is no CML nothing can be said: it is empty, and the original beside
    it is served as it was.

    What CML cannot say, such as code within a line, is taken from the HTML that the site shows, if that says
    the same otherwise.
    """
    from carrel.courseware.prose import Files, cml_terms, read_cml, read_html, write_markdown

    folder = posixpath.dirname(text_path)

    def path_of(asset_id: str) -> str | None:
        place = around.files.get(asset_id)
        return posixpath.relpath(place, folder or ".") if place else None

    def settled(link: re.Match[str]) -> str:
        return f'href="{escape(_settled(unescape(link[1]), folder, around))}"'

    files = Files(path_of=path_of)
    try:
        markdown = write_markdown(read_cml(_RELATIVE.sub(settled, _with_files(cml))), files)
    except BadCml:
        return ""
    if html := around.html.get(cml):
        html = _HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) - 1}", html)
        shown = read_html(_RELATIVE.sub(settled, _with_files(html)))
        if write_markdown(cml_terms(shown), files) == markdown:
            return write_markdown(shown, files)
    return markdown


def with_links_settled(markdown: str, folder: str, around: Surroundings) -> str:
    """A short text of a file in `folder`; a relative link that leads to nothing here leads to the site."""
    there = {path for path, _ in relative_links(markdown)}
    if not there:
        return markdown
    from markdown_it.common.utils import unescapeAll

    def settled(link: re.Match[str]) -> str:
        own = link["address"]
        address = unescapeAll(own.removeprefix("<").removesuffix(">"))
        found = _settled(address, folder, around) if _path_in(address) in there else address
        return link[0] if found == address else link["before"] + quote(found, safe=_SAFE)

    for pattern in _MARKDOWN_LINKS:
        markdown = pattern.sub(settled, markdown)
    return markdown


def _settled(address: str, folder: str, around: Surroundings) -> str:
    own = _path_in(address)
    # What was one file there may be a folder here, which has the same name without its ending.
    for spelled, path in ((address, own), (quote(own.removesuffix(".md")), own.removesuffix(".md"))):
        if posixpath.normpath(posixpath.join(folder, path)) in around.places:
            return spelled
    return urljoin(around.page, address)


def _path_in(address: str) -> str:
    return unquote(address.partition("#")[0].partition("?")[0])


def markdown_of_cml(cml: str) -> str:
    """A short text that leads to no file; one that is no CML stays as it is."""
    from carrel.courseware.prose import Files, read_cml, write_markdown

    try:
        return write_markdown(read_cml(cml), Files(path_of=lambda _: None)).strip() if cml else ""
    except BadCml:
        return cml


def markdown_of_html(html: str) -> str:
    """A short text that a site hands out as HTML."""
    from carrel.courseware.prose import read_html, write_markdown

    return write_markdown(read_html(html)) if html else ""
