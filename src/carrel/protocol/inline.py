"""Inline strings: records and lists in one line of text, for record parameters and for map keys.

An object is `(k~v,k2~v2)` with sorted keys, a list `List(a,b)`; `List()` is empty, `List(~)` holds one empty
text. `( ) , ~ !` are escaped by `!`. Everything else is text, until a schema makes more of it.
"""

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from carrel.protocol.errors import GrammarError

Inline: TypeAlias = "str | tuple[Inline, ...] | Mapping[str, Inline]"

_SPECIAL: Final = re.compile(r"[(),~!]")
_TEXT: Final = re.compile(r"(?:[^(),~!]|![(),~!])*+")
_ESCAPED: Final = re.compile(r"!(.)", re.DOTALL)
_DEEPEST: Final = 32


def write_inline(value: Inline) -> str:
    """The inline spelling; `read_inline` gives the value back."""
    if isinstance(value, str):
        return _SPECIAL.sub(r"!\g<0>", value)
    if isinstance(value, Mapping):
        return "(" + ",".join([f"{write_inline(k)}~{write_inline(value[k])}" for k in sorted(value)]) + ")"
    return "List(" + ",".join([write_inline(member) or "~" for member in value]) + ")"


def read_inline(text: str) -> Inline:
    """The value that the text spells: texts, tuples and dicts. Raises GrammarError."""
    reader = _Reader(text)
    value = reader.value(_DEEPEST)
    reader.end()
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def value(self, depth: int) -> Inline:
        if depth == 0:
            raise GrammarError(f"An inline string may nest {_DEEPEST} levels, not more.")
        if self._takes("List("):
            return self._members(depth - 1)
        if self._takes("("):
            return self._object(depth - 1)
        return self._plain()

    def end(self) -> None:
        if self._at != len(self._text):
            raise self._error()

    def _members(self, depth: int) -> tuple[Inline, ...]:
        members: list[Inline] = []
        if self._takes(")"):
            return ()
        while True:
            members.append("" if self._takes("~") else self.value(depth))
            if self._takes(")"):
                return tuple(members)
            self._needs(",")

    def _object(self, depth: int) -> dict[str, Inline]:
        members: dict[str, Inline] = {}
        if self._takes(")"):
            return members
        while True:
            name = self._plain()
            self._needs("~")
            if name in members:
                raise GrammarError(f"The inline string {self._text!r} names {name!r} twice.")
            members[name] = self.value(depth)
            if self._takes(")"):
                return members
            self._needs(",")

    def _plain(self) -> str:
        match = _TEXT.match(self._text, self._at)
        if match is None:
            raise self._error()
        self._at = match.end()
        return _ESCAPED.sub(r"\1", match[0]) if "!" in match[0] else match[0]

    def _takes(self, token: str) -> bool:
        if not self._text.startswith(token, self._at):
            return False
        self._at += len(token)
        return True

    def _needs(self, token: str) -> None:
        if not self._takes(token):
            raise self._error()

    def _error(self) -> GrammarError:
        return GrammarError(f"The inline string {self._text!r} cannot be read at character {self._at}.")
