"""The list of all courses, kept at hand: what a catalogue page has to know of what it does not show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from carrel.store.courses import Listed


@dataclass(frozen=True)
class Listing:
    """Every course in the order of first publication, as it was when the edition `newest` was published."""

    newest: int
    courses: Sequence[Listed]

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that courses are taught in."""
        return frozenset(one.language for one in self.courses)

    @cached_property
    def levels(self) -> frozenset[str]:
        """The levels that courses have."""
        return frozenset(one.level for one in self.courses if one.level)

    @cached_property
    def by_domain(self) -> Mapping[str, Sequence[str]]:
        """The ids of the courses of each domain or subdomain that a course names."""
        found: dict[str, list[str]] = {}
        for one in self.courses:
            for domain in one.domains:
                found.setdefault(domain, []).append(one.id)
        return found
