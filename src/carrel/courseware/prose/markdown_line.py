"""The insides of a line of Markdown: which characters must be escaped, and when asterisks are understood."""

import re
from html import escape
from typing import Final

from carrel.courseware.prose.document import (
    Code,
    Image,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Math,
    NoteMark,
    Style,
    Styled,
    Text,
)
from carrel.courseware.prose.references import Asset, Files, Path, Reference, spell_reference

ASTERISKS: Final[dict[Style, str]] = {"strong": "**", "emphasis": "*"}
TAG_OF: Final[dict[Style, str]] = {
    "strong": "strong",
    "emphasis": "em",
    "underline": "u",
    "superscript": "sup",
    "subscript": "sub",
}
BREAK: Final = "\\\n"

SPECIAL = re.compile(
    r"""
    [\\`*\[\]$]                     # always
    | (?<![^\W_])_ | _(?![^\W_])    # not within a word
    | <(?!\s)                       # what could begin a tag
    | &(?=\#|\w)                    # what could begin an entity
    """,
    re.VERBOSE,
)
BLOCK_START = re.compile(r"[-+](?:[\s|:-]|$) | [>|=:] | ~~~ | \#{1,6}(?:\s|$)", re.VERBOSE)
NUMBER_START = re.compile(r"^(\d{1,9})(?=[.)](?:\s|$))")
OTHER_SPACE = re.compile(r"[^\S ]")
"""Spaces that parsers trim, and that decide what asterisks mean."""
FORMULA = re.compile(r"(?!\s)(?:[^$\\\n]|\\[^\n])+(?<!\s)")
ENTITY = re.compile(r"&(?=#|\w)")
EDGE: Final = " "
INSIDE: Final = "("
"""What stands before the first and after the last of inlines: nothing, or the mark of what they are in."""


def fence(text: str, shortest: int) -> str:
    """Backticks that do not occur in `text`."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    return "`" * max(longest + 1, shortest)


def quoted(text: str) -> str:
    """`text` as the value of an attribute, on one line."""
    return escape(text).replace("\n", "&#10;")


class LineWriter:
    """Writes inlines in normal form."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def paragraph(self, content: Inlines) -> str:
        """Lines parted by hard breaks, none of which looks like the start of another block."""
        return BREAK.join(map(_plain_start, self.written(content, BREAK).split(BREAK)))

    def heading(self, content: Inlines) -> str:
        return re.sub(r"#(?=#*$)", r"\\#", self.written(content, " "))

    def cell(self, content: Inlines) -> str:
        return self.written(content, "<br>").replace("|", "\\|")

    def written(self, content: Inlines, line_break: str, edge: str = EDGE) -> str:
        line = ""
        for inline, after in zip(content, (*content, None)[1:], strict=True):
            following = edge if after is None else self.first(after, line_break)
            if isinstance(inline, Styled):
                line += self.styled(inline, line_break, (line or edge)[-1], following)
            else:
                line += _apart(line, self.inline(inline, line_break), following)
        return line

    def first(self, inline: Inline, line_break: str) -> str:
        """The first character of what follows, as far as it matters before it is written."""
        match inline:
            case Styled():
                return "<"
            case LineBreak():
                return EDGE
            case Link() | NoteMark():
                return "["
            case _:
                return self.inline(inline, line_break)[:1]

    def inline(self, inline: Inline, line_break: str) -> str:
        match inline:
            case Text(text):
                return escaped(text)
            case Code(text):
                return _code(text)
            case Math(tex):
                return f"${tex}$" if FORMULA.fullmatch(tex) else f'<span data-tex="{quoted(tex)}"></span>'
            case LineBreak():
                return line_break
            case NoteMark(label):
                return f"[^{label}]"
            case Image(source, alt, title):
                return f"![{escaped(alt)}]({self.destination(source)}{_title(title)})"
            case Link(target, content, title):
                text = self.written(content, line_break, INSIDE)
                return f"[{text}]({self.destination(target)}{_title(title)})"
            case Styled():
                return self.styled(inline, line_break, INSIDE, INSIDE)

    def styled(self, inline: Styled, line_break: str, before: str, after: str) -> str:
        text = self.written(inline.content, line_break, INSIDE)
        marks = ASTERISKS.get(inline.style)
        if marks and _opens(before, text[0]) and _opens(after, text[-1]):
            return f"{marks}{text}{marks}"
        return f"<{TAG_OF[inline.style]}>{text}</{TAG_OF[inline.style]}>"

    def destination(self, reference: Reference) -> str:
        path = self.files.path_of(reference.id) if isinstance(reference, Asset) else None
        spelled = ENTITY.sub("&amp;", spell_reference(reference if path is None else Path(path)))
        return f"<{spelled}>" if re.search("[()]", spelled) else spelled


def escaped(text: str) -> str:
    """`text` as Markdown for its characters and nothing else; the start of a line is not looked at."""
    return OTHER_SPACE.sub(_space, SPECIAL.sub(r"\\\g<0>", text))


def _space(found: re.Match[str]) -> str:
    return "&nbsp;" if found.group() == "\u00a0" else f"&#{ord(found.group())};"


def _plain_start(line: str) -> str:
    return "\\" + line if BLOCK_START.match(line) else NUMBER_START.sub(r"\1\\", line)


def _opens(outside: str, inside: str) -> bool:
    """Whether asterisks between these two characters belong to the inside."""
    if outside == "*" or inside == "*" or inside.isspace():
        return False
    return inside.isalnum() or outside.isspace()


def _apart(before: str, piece: str, after: str) -> str:
    """A piece that means nothing together with its neighbours."""
    if piece.startswith("$") and after.isdigit():
        return f'<span data-tex="{quoted(piece[1:-1])}"></span>'
    if before.endswith("]") and piece.startswith(":"):
        piece = "\\" + piece
    return piece[:-1] + "\\!" if piece.endswith("!") and after == "[" else piece


def _code(text: str) -> str:
    marks = fence(text, 1)
    needs_space = text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " " and text.strip(" "))
    return f"{marks} {text} {marks}" if needs_space else f"{marks}{text}{marks}"


def _title(title: str) -> str:
    safe = ENTITY.sub("&amp;", re.sub(r'[\\"]', r"\\\g<0>", title))
    return f' "{safe}"' if title else ""
