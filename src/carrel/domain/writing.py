"""What people write: texts that are neither empty nor endless."""

from typing import Final

from carrel.domain.errors import Unfit

LONGEST_NAME: Final = 100
"""Characters of what somebody is called."""
LONGEST_NOTE: Final = 10_000
"""Characters of a note, of a quotation, of a comment on a course."""
LONGEST_CONTEXT: Final = 200
"""Characters that are kept from before and after a quotation, to find it again."""
LONGEST_TITLE: Final = 200
"""Characters of a question's title."""
LONGEST_POST: Final = 10_000
"""Characters of a question, an answer or a reply."""
LONGEST_REASON: Final = 500
"""Characters of why a post is flagged."""
LONGEST_BODY: Final = 50_000
"""Characters of what teachers write to a whole course."""


def fitting(text: str, longest: int, what: str, *, may_be_empty: bool = False) -> str:
    """The text without white space around it; raises `Unfit` when nothing is left, or more than `longest`."""
    tidy = text.strip()
    if not tidy and not may_be_empty:
        raise Unfit(f"{what} cannot be empty.")
    if len(tidy) > longest:
        raise Unfit(f"{what} has {len(tidy):,} characters; {longest:,} are the most.")
    return tidy


def tidy_name(text: str) -> str:
    """A name in one line: what is invisible, and white space beyond one sign, is taken out."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
