"""Prose on a page: the one place where HTML that was made elsewhere is trusted."""

from functools import lru_cache

from markupsafe import Markup

from carrel.application import post_text, texts
from carrel.application.editions import Edition
from carrel.courseware.course import Reference
from carrel.courseware.items import Item
from carrel.courseware.prose.markdown import read_markdown
from carrel.courseware.prose.plain import plain_text

SUMMARY = 220
"""Characters of a description that a card shows."""
DESCRIPTIONS = 2048
"""Descriptions kept at hand as HTML; each is about a kilobyte."""


def item_html(edition: Edition, part: Item | Reference) -> Markup:
    """An item's reading or instructions, or a reference."""
    return _trusted(edition.text_of(part).html)


def text_html(text: texts.Text) -> Markup:
    """A text in every spelling, such as a question."""
    return _trusted(text.html)


@lru_cache(DESCRIPTIONS)
def html_of(markdown: str) -> Markup:
    """A description as HTML."""
    return _trusted(texts.html_of(markdown))


def post_html(cml: str) -> Markup:
    """What somebody wrote in a forum."""
    return _trusted(post_text.post_html(cml))


def written_html(markdown: str) -> Markup:
    """What a learner wrote, as HTML; there is too much of it to keep at hand."""
    return _trusted(texts.html_of(markdown))


@lru_cache(DESCRIPTIONS)
def summary_of(markdown: str) -> str:
    """The beginning of a description in plain words, cut between two of them."""
    words = " ".join(plain_text(read_markdown(markdown)).split())
    if len(words) <= SUMMARY:
        return words
    return f"{words[:SUMMARY].rpartition(' ')[0] or words[:SUMMARY]}…"


def trusted_text(text: texts.Text) -> Markup:
    """A text of a course that stands by itself, such as a question."""
    return _trusted(text.html)


def _trusted(html: str) -> Markup:
    """Sanitized HTML, ready for a template; wide tables get a frame of their own to scroll in."""
    framed = html.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    return Markup(framed)  # noqa: S704 - the one trusted source: prose's writer, which sanitizes
