"""Where a Markdown text points within its own course."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


# Most texts link to nothing or elsewhere; parsing them costs a hundred times this look. A link needs `](` or
# a definition with `]:`, and one that leads elsewhere begins with a scheme or a `#`.
_MAY_LEAD_HERE = re.compile(r"\]:|\]\(\s*(?!#|[a-z]+:)", re.IGNORECASE)


def relative_links(markdown: str) -> list[tuple[str, int]]:
    """The relative paths that links and images of `markdown` lead to, each with its line (from 1).

    Paths come decoded, without query and fragment. Addresses with a scheme, a host or a leading slash, and
    links within the text itself, are none.
    """
    if not _MAY_LEAD_HERE.search(markdown):
        return []
    found = _destinations(markdown)
    return [(path, line) for destination, line in found if (path := _relative_path(destination))]


def _relative_path(destination: str) -> str:
    try:
        parts = urlsplit(destination)
    except ValueError:  # such as an unclosed bracket of an IPv6 host
        return ""
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return ""
    return unquote(parts.path)


def _destinations(markdown: str) -> Iterator[tuple[str, int]]:
    for block in _parser().parse(markdown):
        line = block.map[0] + 1 if block.map else 0
        for token in block.children or ():
            yield from _destination_of(token, line)
            line += token.type in ("softbreak", "hardbreak")


def _destination_of(token: "Token", line: int) -> Iterator[tuple[str, int]]:
    if token.type == "link_open":
        yield str(token.attrs["href"]), line
    elif token.type == "image":
        yield str(token.attrs["src"]), line


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark").enable("table")
    return parser.use(footnote_plugin).use(dollarmath_plugin)
