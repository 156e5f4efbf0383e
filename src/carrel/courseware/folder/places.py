"""The names of folders and files: order, slug and name, as `01-first-steps` says them."""

import re
from typing import Final, NamedTuple

from carrel.courseware.ids import name_of, slug_of

TEXT_ENDING: Final = ".md"

REFERENCES: Final = "references"
"""The folder of the texts beside the items."""

_NUMBERED = re.compile(r"([0-9]+)-(.+)", re.DOTALL)
_ALMOST_NUMBERED = re.compile(r"[0-9]+(?:[ ._]|$)")


class Rank(NamedTuple):
    """Sorts siblings: by number, then by the rest of the name."""

    number: int
    rest: str
    name: str


def rank_of(place: str) -> Rank | None:
    """Where a place stands among its siblings; None for a name without a number."""
    match = _NUMBERED.fullmatch(place.removesuffix(TEXT_ENDING))
    return Rank(int(match[1]), match[2], place) if match else None


def is_almost_numbered(place: str) -> bool:
    """Whether a name begins with a number that a hyphen was forgotten after, such as `01 Welcome`."""
    return _ALMOST_NUMBERED.match(place.removesuffix(TEXT_ENDING)) is not None


def slug_in(place: str) -> str:
    """The slug that a numbered name gives when no other is written; may be empty, as in `slug_of`."""
    return slug_of(_rest(place))


def name_in(place: str) -> str:
    """The name that a numbered name gives when no other is written: the rest of it, in words."""
    return name_of(_rest(place)) or place


def _rest(place: str) -> str:
    rank = rank_of(place)
    return rank.rest if rank else place.removesuffix(TEXT_ENDING)
