"""Selections: the value and the one grammar of `fields` and `includes`.

    selection := element ("," element)*
    element   := resource | name
    resource  := rname ".v" digits ("/" rname)* "(" name ("," name)* ")"
    name      := "-"? [A-Za-z0-9_.]+            dots are part of one opaque name
    rname     := [A-Za-z0-9_]+

White space may stand between any two tokens. The empty text selects nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from carrel.protocol.errors import GrammarError

# Possessive quantifiers keep a hostile text linear: a token once taken is never given back.
_NAME: Final = r"-?[A-Za-z0-9_.]++"
_RESOURCE: Final = r"[A-Za-z0-9_]++\s*+\.v\s*+[0-9]++(?:\s*+/\s*+[A-Za-z0-9_]++)*+"
_ELEMENT: Final = re.compile(
    rf"\s*+(?:({_RESOURCE})\s*+\(\s*+({_NAME}(?:\s*+,\s*+{_NAME})*+)\s*+\)|({_NAME}))\s*+(,|\Z)", re.ASCII
)
_PADDING: Final = re.compile(r"\.v0+(?=[0-9])")
_SPACE: Final = re.compile(r"\s+", re.ASCII)
_WHOLE_NAME: Final = re.compile(r"[A-Za-z0-9_.]+")
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9_]+\.v(?:0|[1-9][0-9]*)(?:/[A-Za-z0-9_]+)*")
_LONGEST_KEPT: Final = 4096


@dataclass(frozen=True, slots=True)
class Names:
    """Names asked for, and names given with `-`. Who is both shown and hidden is hidden."""

    shown: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.shown or self.hidden)

    def __or__(self, other: "Names") -> "Names":
        return Names(self.shown | other.shown, self.hidden | other.hidden)


NOTHING: Final = Names()


@dataclass(frozen=True, slots=True)
class Selection:
    """What `fields` or `includes` names: for the resource asked, and for others by identifier."""

    own: Names = NOTHING
    resources: Mapping[str, Names] = field(default_factory=lambda: MappingProxyType({}))

    def names(self, resource: str = "") -> Names:
        """The names given for a resource (an identifier); for the resource asked, without one."""
        return self.resources.get(resource, NOTHING) if resource else self.own

    def wants(self, name: str, resource: str = "") -> bool:
        """Whether the name is asked for, and not taken back with `-`."""
        names = self.names(resource)
        return name in names.shown and name not in names.hidden


EMPTY: Final = Selection()


def read_selection(texts: Sequence[str]) -> Selection:
    """The selection in all the values of one query parameter, which are joined by commas.

    Names of a resource that is given twice are merged. Raises GrammarError.
    """
    text = ",".join(texts)
    return _read_kept(text) if len(text) <= _LONGEST_KEPT else _read(text)


def write_selection(selection: Selection) -> str:
    """The text of a selection, in sorted order; `read_selection` gives it back. Raises GrammarError."""
    elements = _written(selection.own)
    for resource, names in sorted(selection.resources.items()):
        if names:
            _need_writable(_IDENTIFIER, resource)
            elements.append(f"{resource}({','.join(_written(names))})")
    return ",".join(elements)


def _written(names: Names) -> list[str]:
    for name in names.shown | names.hidden:
        _need_writable(_WHOLE_NAME, name)
    return [*sorted(names.shown), *["-" + name for name in sorted(names.hidden)]]


def _need_writable(grammar: re.Pattern[str], text: str) -> None:
    if not grammar.fullmatch(text):
        raise GrammarError(f"{text!r} cannot stand in a selection.")


def _read(text: str) -> Selection:
    own: list[str] = []
    resources: dict[str, list[str]] = {}
    at, more = 0, text != ""
    while more:
        element = _ELEMENT.match(text, at)
        if element is None:
            raise GrammarError(f"a name or resource.vN(names) is expected at character {at}")
        resource, names, name, end = element.groups()
        if name is not None:
            own.append(name)
        else:
            resources.setdefault(_identifier(resource), []).extend(_SPACE.sub("", names).split(","))
        at, more = element.end(), end == ","
    read = {resource: _names(names) for resource, names in resources.items()}
    return Selection(_names(own), MappingProxyType(read))


_read_kept = lru_cache(maxsize=1024)(_read)


def _names(names: Iterable[str]) -> Names:
    asked = frozenset(names)
    hidden = frozenset([name for name in asked if name[0] == "-"])
    return Names(asked - hidden, frozenset([name[1:] for name in hidden])) if hidden else Names(asked)


def _identifier(resource: str) -> str:
    """The identifier without white space, and without zeros before its version."""
    if ".v0" not in resource and not _SPACE.search(resource):
        return resource
    return _PADDING.sub(".v", _SPACE.sub("", resource))
