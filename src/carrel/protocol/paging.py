"""Pages: what `start` and `limit` ask for, and what `paging` answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from carrel.protocol.errors import NaptimeError

T = TypeVar("T")

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 10_000

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True)
class FacetEntry:
    """One value of a facet and how many elements have it."""

    id: str
    count: int
    name: str | None = None


@dataclass(frozen=True)
class Facet:
    """How the elements found spread over one field; `cardinality` is the number of its distinct values."""

    entries: tuple[FacetEntry, ...] = ()
    cardinality: int | None = None


@dataclass(frozen=True)
class Paging:
    """Where the next page starts (None: this was the last), how many elements there are in all, facets."""

    next: str | None = None
    total: int | None = None
    facets: Mapping[str, Facet] = field(default_factory=dict)


UNPAGED: Final = Paging()


def read_limit(text: str | None, default: int = DEFAULT_LIMIT, maximum: int = MAX_LIMIT) -> int:
    """The most elements of a page, within 1..`maximum`: `default` when the text is absent or unreadable."""
    if text is None or not _INTEGER.fullmatch(text):
        return default
    return max(1, min(int(text), maximum))


def read_offset(start: str | None) -> int:
    """How many elements lie before the page. Raises NaptimeError (400) unless it is a number from 0."""
    if start is None:
        return 0
    if not _INTEGER.fullmatch(start) or int(start) < 0:
        raise NaptimeError(
            400, None, f"Paging start should be an integer, not less than 0, but found '{start}'."
        )
    return int(start)


def paging_at(offset: int, limit: int, total: int) -> Paging:
    """The paging of the page that starts at `offset`, when there are `total` elements in all."""
    end = offset + limit
    return Paging(next=str(end) if end < total else None, total=total)


def slice_page(elements: Sequence[T], start: str | None, limit: int) -> tuple[Sequence[T], Paging]:
    """One page of a whole sequence. Raises as `read_offset` does."""
    offset = read_offset(start)
    return elements[offset : offset + limit], paging_at(offset, limit, len(elements))
