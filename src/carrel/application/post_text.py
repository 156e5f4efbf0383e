"""What a post says: CML as it is kept, made from CML or from Markdown, and shown as safe HTML."""

from functools import lru_cache
from typing import Final

from carrel.courseware.faults import BadCml
from carrel.courseware.prose import plain_text, read_cml, read_markdown, write_cml, write_html, write_markdown
from carrel.domain.errors import Unfit
from carrel.domain.writing import LONGEST_POST, fitting

DTD: Final = "discussion/1"
"""The kind of CML that posts are."""
POSTS: Final = 2048
"""Posts kept at hand as HTML."""


def post_cml(text: str, what: str, *, may_be_empty: bool = False) -> str:
    """CML for what somebody wrote, which is CML or Markdown; raises `Unfit` for nothing and for too much."""
    written = fitting(text, LONGEST_POST, what, may_be_empty=may_be_empty)
    try:
        prose = read_cml(written) if written.startswith("<co-content") else read_markdown(written)
    except BadCml as error:
        raise Unfit(f"{what} is not CML: {error}") from error
    if not may_be_empty:
        fitting(plain_text(prose), LONGEST_POST, what)
    cml = write_cml(prose)
    fitting(cml, 2 * LONGEST_POST, what)
    return cml


@lru_cache(POSTS)
def post_html(cml: str) -> str:
    """A post as HTML that is safe to show, and asks nothing of other hosts."""
    return write_html(read_cml(cml), shows_others=False) if cml else ""


def post_markdown(cml: str) -> str:
    """A post as Markdown, to be written anew."""
    return write_markdown(read_cml(cml)) if cml else ""


def post_words(cml: str) -> str:
    """A post in bare words."""
    return plain_text(read_cml(cml)) if cml else ""
