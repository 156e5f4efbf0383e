"""Prose as Markdown and back: CommonMark with tables, footnotes and formulas, as the course folder has it.

Markdown says everything that prose can say, by these means where its own do not reach:

* `<u>`, `<sup>`, `<sub>`; `<strong>` and `<em>` where asterisks would not be understood; `<br>` in a table.
* A formula that dollars cannot enclose is `<span data-tex="…"></span>`, or a `<div>` on a line of its own.
* A file that is known only by its asset is `asset:` and the asset's id.

A dollar encloses a formula when no space is on its inner side and no digit follows the second: `$5 and $6` is
none. Blocks of HTML are read as by `read_html`; within a line, a tag that is not for lines (`vector<int>`) is
the characters it is made of.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from carrel.courseware.prose.document import Prose
from carrel.courseware.prose.html import read_html, write_html
from carrel.courseware.prose.markdown_writer import MarkdownWriter
from carrel.courseware.prose.normal import clean, normal
from carrel.courseware.prose.references import NO_FILES, Files

DEEPEST_TOKEN: Final = 100
FORMULA = re.compile(r"\$(?![\s$])((?:[^$\\]|\\.)+)(?<!\s)\$(?!\d)", re.DOTALL)
FORMULA_OF_TWO = re.compile(r"\$\$(?!\$)((?:[^$\\]|\\.)+)\$\$", re.DOTALL)
INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|br|cite|code|del|em|i|img|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var)\b",
    re.IGNORECASE,
)
COMMENT = re.compile(r"<[!?]")


def read_markdown(text: str) -> Prose:
    """The prose that Markdown says, in normal form. Any text can be read.

    What stands in more quotes and lists than `DEEPEST_TOKEN` is left out.
    """
    return read_html(PARSER.render(clean(text)))


def write_markdown(prose: Prose, files: Files = NO_FILES) -> str:
    """`prose` as Markdown, such that `read_markdown` reads the same.

    An asset whose path is known (`files.path_of`) is called by its path.
    """
    return MarkdownWriter(files).write(normal(prose))


def _dollars(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it by position
    found = FORMULA_OF_TWO.match(state.src, state.pos) or FORMULA.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("math_inline", "math", 0).content = found.group(1)
    state.pos = found.end()
    return True


class _Parser(MarkdownIt):
    """Markdown as HTML for `read_html`: not for any page, for it holds what the text holds."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": True, "maxNesting": DEEPEST_TOKEN})
        self.enable("table")
        self.use(footnote_plugin, inline=False, move_to_end=False)
        self.use(dollarmath_plugin, allow_labels=False)
        self.inline.ruler.at("math_inline", _dollars)
        for name, render in RENDERED.items():
            self.add_render_rule(name, render)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the parser's name for it
        """Addresses stay as they are written; `read_reference` judges them."""
        return url


def _formula(_: RendererProtocol, tokens: Sequence[Token], index: int, *__: object) -> str:
    return f'<span data-tex="{escape(tokens[index].content)}"></span>'


def _formula_block(_: RendererProtocol, tokens: Sequence[Token], index: int, *__: object) -> str:
    tex = tokens[index].content
    tex = tex[1:].removesuffix("\n") if tex.startswith("\n") else tex
    return f'<div data-tex="{escape(tex)}"></div>'


def _tag(_: RendererProtocol, tokens: Sequence[Token], index: int, *__: object) -> str:
    tag = tokens[index].content
    if INLINE_TAG.match(tag):
        return tag
    return "" if COMMENT.match(tag) else escape(tag)


def _html(_: RendererProtocol, tokens: Sequence[Token], index: int, *__: object) -> str:
    # Read on its own, so that what it leaves open does not swallow the rest of the text.
    return write_html(read_html(tokens[index].content), top_heading=1)


def _mark(_: RendererProtocol, tokens: Sequence[Token], index: int, *__: object) -> str:
    return f'<a data-note="{escape(tokens[index].meta["label"])}"></a>'


def _note(_: RendererProtocol, tokens: Sequence[Token], index: int, *__: object) -> str:
    return f'<aside data-note="{escape(tokens[index].meta["label"])}">'


def _note_end(*_: object) -> str:
    return "</aside>"


def _image(_: RendererProtocol, tokens: Sequence[Token], index: int, *__: object) -> str:
    image = tokens[index]
    title = f' title="{escape(str(image.attrs["title"]))}"' if "title" in image.attrs else ""
    return f'<img src="{escape(str(image.attrs["src"]))}" alt="{escape(_characters(image))}"{title}>'


def _characters(token: Token) -> str:
    if token.children is None:
        return " " if token.type in {"softbreak", "hardbreak"} else token.content
    return "".join(map(_characters, token.children))


RENDERED: Final[dict[str, Any]] = {
    "footnote_ref": _mark,
    "footnote_reference_close": _note_end,
    "footnote_reference_open": _note,
    "html_block": _html,
    "html_inline": _tag,
    "image": _image,
    "math_block": _formula_block,
    "math_inline": _formula,
}
PARSER: Final = _Parser()
