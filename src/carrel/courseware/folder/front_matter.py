"""Markdown with TOML before it, between two lines of `+++`."""

import re
from typing import Final, NamedTuple

FENCE: Final = "+++"

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class UnterminatedFrontMatter(ValueError):
    """The first line opens front matter that no later line closes."""


class FrontMatter(NamedTuple):
    """A text in its two parts. `first_line` is the line at which the Markdown begins, from 1."""

    toml: str
    markdown: str
    first_line: int


def split_front_matter(text: str) -> FrontMatter:
    """The parts of `text`; one blank line after the front matter belongs to neither.

    Raises `UnterminatedFrontMatter`.
    """
    # Not `splitlines`, which also breaks at form feeds and other signs that end no line of TOML.
    lines = _LINE.findall(text) if text.startswith(FENCE) else []
    if not lines or lines[0].rstrip() != FENCE:
        return FrontMatter("", text, 1)
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        raise UnterminatedFrontMatter
    begin = end + 1
    if begin < len(lines) and lines[begin] in ("\n", "\r\n"):
        begin += 1
    return FrontMatter("".join(lines[1:end]), "".join(lines[begin:]), begin + 1)


def join_front_matter(toml: str, markdown: str) -> str:
    """The text that `split_front_matter` takes apart into `toml` and `markdown`."""
    return f"{FENCE}\n{toml}{FENCE}\n\n{markdown}"
