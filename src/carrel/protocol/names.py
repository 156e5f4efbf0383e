"""The names of resources, in their two spellings.

In an address every resource on the way carries its own version, and version 0 is not written:
`posts.v1/comments` stands in `/posts.v1/{id}/comments/{id}`. As an identifier (in `fields`, `includes`,
`linked` and `links`) a name has one version, at the front: `posts.v1/comments`, whatever the child's version.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from carrel.protocol.errors import GrammarError

_NAME: Final = re.compile(r"[A-Za-z0-9_]+")
_SEGMENT: Final = re.compile(r"([A-Za-z0-9_]+)(?:\.v([1-9][0-9]{0,8}))?")


@dataclass(frozen=True)
class Nested:
    """A resource below another one. Version 0 means that its address names none."""

    name: str
    version: int = 0


@dataclass(frozen=True)
class ResourceName:
    """The name of a resource; `nested` leads down to it from the outermost, whose version is at least 1."""

    name: str
    version: int = 1
    nested: tuple[Nested, ...] = ()

    def __post_init__(self) -> None:
        if self.version < 1 or any(below.version < 0 for below in self.nested):
            raise GrammarError(
                f"{self.name}: a version counts from 1; only a nested resource may do without."
            )
        for name in (self.name, *[below.name for below in self.nested]):
            if not _NAME.fullmatch(name):
                raise GrammarError(f"{name!r} is not a resource name: those are of A-Z a-z 0-9 and _.")

    @cached_property
    def identifier(self) -> str:
        """`parent.v1/child`."""
        return "/".join([f"{self.name}.v{self.version}", *[below.name for below in self.nested]])

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The segments of an address that name resources, from the outermost to this one."""
        below = [f"{one.name}.v{one.version}" if one.version else one.name for one in self.nested]
        return (f"{self.name}.v{self.version}", *below)

    @cached_property
    def parent(self) -> "ResourceName | None":
        """The resource around this one; None for an outermost one."""
        return ResourceName(self.name, self.version, self.nested[:-1]) if self.nested else None

    def __str__(self) -> str:
        return self.identifier


def read_identifier(text: str) -> ResourceName:
    """The name that an identifier spells; nested resources come without a version. Raises GrammarError."""
    return read_segments(text.split("/"), versions_below=False)


def read_segments(segments: Sequence[str], *, versions_below: bool = True) -> ResourceName:
    """The name whose address has these resource segments. Raises GrammarError.

    Without `versions_below` only the outermost segment may name a version, as in an identifier.
    """
    matches = [_SEGMENT.fullmatch(segment) for segment in segments]
    names = [(match[1], int(match[2] or 0)) for match in matches if match]
    below = names[1:]
    if not names or len(names) < len(segments) or (not versions_below and any(v for _, v in below)):
        raise GrammarError(f"{'/'.join(segments)!r} is not a resource name, such as 'courses.v1'.")
    return ResourceName(*names[0], tuple([Nested(name, version) for name, version in below]))
