"""The pages of the documentation, as the tests read them."""

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def name_of(page: Path) -> str:
    """The page's path, for the name of a test."""
    return page.relative_to(ROOT).as_posix()


def links_in(page: Path) -> list[str]:
    """Where the links and images of a page lead."""
    tokens = MarkdownIt().enable("table").parse(page.read_text("utf-8"))
    inside = [child for token in tokens for child in token.children or ()]
    addresses = [token.attrGet("href") or token.attrGet("src") for token in inside]
    return [str(address) for address in addresses if address]


def anchors_in(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made on the web."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[`*]|\[(.*?)\]\(.*?\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


def commands_in(page: Path) -> Iterator[str]:
    """Every `carrel …` that a page shows, in a block or within a line."""
    text = page.read_text("utf-8")
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from (line for line in block.splitlines() if line.startswith("carrel "))
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from (" ".join(code.split()) for code in re.findall(r"`(carrel [^`]+)`", prose))
