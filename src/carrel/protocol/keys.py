"""The types of keys: how each is spelled in addresses and parameters, and what it puts into an element."""

import re
from abc import ABC, abstractmethod
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from carrel.protocol.errors import DeclarationError, GrammarError
from carrel.protocol.inline import Inline
from carrel.protocol.spelling import ELEMENT, join, split
from carrel.protocol.values import Value, Values

V = TypeVar("V", bound=Value)

ID: Final = "id"

_INTEGER: Final = re.compile(r"-?[0-9]{1,19}")
_OPAQUE: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_SMALLEST, _GREATEST = -(2**63), 2**63 - 1


class Key(ABC, Generic[V]):
    """A type whose values have a one-line spelling: ids, their parts, and parameters.

    Whatever cannot be read or written raises GrammarError. `read(write(value)) == value` for every value
    that can be written.
    """

    @property
    def names(self) -> frozenset[str]:
        """The fields that a key of this type puts into every element: `id`, and the parts it shows."""
        return frozenset({ID})

    @abstractmethod
    def read(self, text: str) -> V:
        """The value that the text spells."""

    @abstractmethod
    def write(self, value: V) -> str:
        """The spelling, before any percent-encoding."""

    def json(self, value: V) -> object:
        """The value as a JSON scalar: a number for integers, else its spelling."""
        return self.write(value)

    def read_json(self, value: object) -> V:
        """The value from JSON input, in any of the forms that clients send."""
        if isinstance(value, str):
            return self.read(value)
        raise GrammarError(f"{value!r} cannot be read as a key.")

    def fields(self, value: V) -> dict[str, object]:
        """What the key puts into its element, by field name."""
        return {ID: self.json(value)}

    def parts(self, value: V) -> Values:
        """The key's parts by name; a key without parts is one part named `id`."""
        return Values({ID: value})

    def read_inline(self, value: Inline) -> V:
        """The value from a member of an inline string."""
        if isinstance(value, str):
            return self.read(value)
        raise GrammarError(f"{value!r} stands where a single value is expected.")

    def write_inline(self, value: V) -> Inline:
        """The value as a member of an inline string."""
        return self.write(value)


@dataclass(frozen=True, slots=True)
class TextKey(Key[str]):
    """Any text."""

    def read(self, text: str) -> str:
        return text

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class IntegerKey(Key[int]):
    """A whole number of 64 bits. `as_text` shows it in JSON as a string of digits."""

    as_text: bool = False

    def read(self, text: str) -> int:
        if not _INTEGER.fullmatch(text):
            raise GrammarError(f"{text[:40]!r} is not a whole number of 64 bits.")
        return self._of_64_bits(int(text))

    def write(self, value: int) -> str:
        return str(self._of_64_bits(value))

    def json(self, value: int) -> object:
        return str(value) if self.as_text else value

    def read_json(self, value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            return self._of_64_bits(value)
        return super(IntegerKey, self).read_json(value)

    def _of_64_bits(self, number: int) -> int:
        if _SMALLEST <= number <= _GREATEST:
            return number
        raise GrammarError("A whole number of more than 64 bits cannot be a key.")


@dataclass(frozen=True, slots=True)
class BooleanKey(Key[bool]):
    """Exactly `true` or `false`."""

    def read(self, text: str) -> bool:
        if text not in _BOOLEANS:
            raise GrammarError(f"Expected 'true' or 'false' but found '{text}'.")
        return _BOOLEANS[text]

    def write(self, value: bool) -> str:  # noqa: FBT001 - a value of this type is a boolean
        return "true" if value else "false"

    def json(self, value: bool) -> object:  # noqa: FBT001 - as above
        return value

    def read_json(self, value: object) -> bool:
        return value if isinstance(value, bool) else super(BooleanKey, self).read_json(value)


_BOOLEANS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class OpaqueKey(Key[str]):
    """A 22-character id, the unpadded URL-safe base64 of 16 bytes. The value is the text itself."""

    def read(self, text: str) -> str:
        if _OPAQUE.fullmatch(text):
            return text
        raise GrammarError(f"{text!r} is not an id of 22 characters out of A-Z a-z 0-9 _ and -.")

    def write(self, value: str) -> str:
        return self.read(value)


def opaque_id(number: UUID) -> str:
    """The 22 characters that spell a UUID."""
    return urlsafe_b64encode(number.bytes)[:22].decode("ascii")


def uuid_of(opaque: str) -> UUID:
    """The UUID that 22 characters spell. Raises GrammarError."""
    return UUID(bytes=urlsafe_b64decode(OPAQUE.read(opaque) + "=="))


@dataclass(frozen=True, slots=True)
class ChoiceKey(Key[str]):
    """One of some symbols, by name. Unknown symbols are refused."""

    symbols: frozenset[str]

    def read(self, text: str) -> str:
        if text in self.symbols:
            return text
        raise GrammarError(f"{text!r} is none of {', '.join(sorted(self.symbols))}.")

    def write(self, value: str) -> str:
        return self.read(value)


@dataclass(frozen=True)
class CompositeKey(Key[tuple[Any, ...]]):
    """Named parts joined by `~`, in declared order. Values are tuples in that order.

    With `shows_parts` each part is also a field of the element, beside `id`.
    """

    members: Mapping[str, Key[Any]]
    shows_parts: bool = True

    def __post_init__(self) -> None:
        if not self.members or ID in self.members:
            raise DeclarationError("A composite key needs parts, and none of them may be called 'id'.")

    @property
    def names(self) -> frozenset[str]:
        return frozenset({ID, *self.members}) if self.shows_parts else frozenset({ID})

    def read(self, text: str) -> tuple[Any, ...]:
        texts = split(text)
        if len(texts) != len(self.members):
            raise GrammarError(f"{text!r} has {len(texts)} parts; expected are {'~'.join(self.members)}.")
        return tuple([member.read(part) for member, part in zip(self.members.values(), texts, strict=True)])

    def write(self, value: tuple[Any, ...]) -> str:
        members = self.members.values()
        if len(value) != len(members):
            raise GrammarError(f"{value!r} has {len(value)} parts; expected are {'~'.join(self.members)}.")
        return join([member.write(part) for member, part in zip(members, value, strict=True)])

    def read_json(self, value: object) -> tuple[Any, ...]:
        if isinstance(value, Mapping):
            if missing := [name for name in self.members if name not in value]:
                raise GrammarError(f"The key {dict(value)!r} lacks {', '.join(missing)}.")
            return tuple([member.read_json(value[name]) for name, member in self.members.items()])
        return super().read_json(value)

    def fields(self, value: tuple[Any, ...]) -> dict[str, object]:
        own: dict[str, object] = {ID: self.write(value)}
        if self.shows_parts:
            for (name, member), part in zip(self.members.items(), value, strict=True):
                own[name] = member.json(part)
        return own

    def parts(self, value: tuple[Any, ...]) -> Values:
        return Values(dict(zip(self.members, value, strict=True)))


@dataclass(frozen=True)
class TaggedKey(Key[tuple[str, Any]]):
    """`tag~rest`, such as `item~abc12`: the tag says which type the rest has. Values are pairs."""

    members: Mapping[str, Key[Any]]

    def read(self, text: str) -> tuple[str, Any]:
        tag, *rest = split(text)
        if len(rest) != 1:
            raise GrammarError(f"{text!r} is not a tag and a value joined by '~'.")
        return tag, self._member(tag).read(rest[0])

    def write(self, value: tuple[str, Any]) -> str:
        tag, rest = value
        return join([tag, self._member(tag).write(rest)])

    def _member(self, tag: str) -> Key[Any]:
        if tag not in self.members:
            raise GrammarError(f"The tag {tag!r} is none of {', '.join(sorted(self.members))}.")
        return self.members[tag]


@dataclass(frozen=True)
class VersionedKey(Key[tuple[Any, int]]):
    """`id@version`. Values are pairs of the id and the version, a number."""

    of: Key[Any]

    def read(self, text: str) -> tuple[Any, int]:
        text_of_id, at, version = text.rpartition("@")
        if not at:
            raise GrammarError(f"{text!r} lacks its version, as in 'id@1'.")
        return self.of.read(text_of_id), INTEGER.read(version)

    def write(self, value: tuple[Any, int]) -> str:
        own, version = value
        return f"{self.of.write(own)}@{version}"


@dataclass(frozen=True)
class ListKey(Key[tuple[Any, ...]]):
    """Values of one type, joined by `,`. The empty text is the empty list."""

    of: Key[Any]

    def read(self, text: str) -> tuple[Any, ...]:
        return tuple([self.of.read(part) for part in split(text, ELEMENT)]) if text else ()

    def write(self, value: tuple[Any, ...]) -> str:
        text = join([self.of.write(member) for member in value], ELEMENT)
        if value and not text:
            raise GrammarError("A list of one empty text has no spelling: the empty text is the empty list.")
        return text

    def read_inline(self, value: Inline) -> tuple[Any, ...]:
        if isinstance(value, tuple):
            return tuple([self.of.read_inline(member) for member in value])
        return super().read_inline(value)

    def write_inline(self, value: tuple[Any, ...]) -> Inline:
        return tuple([self.of.write_inline(member) for member in value])


@dataclass(frozen=True)
class SetKey(Key[frozenset[Any]]):
    """Like a list, each value once; written in the order of the spellings."""

    of: Key[Any]

    def read(self, text: str) -> frozenset[Any]:
        return frozenset(ListKey(self.of).read(text))

    def write(self, value: frozenset[Any]) -> str:
        return ListKey(self.of).write(tuple(sorted(value, key=self.of.write)))

    def read_inline(self, value: Inline) -> frozenset[Any]:
        return frozenset(ListKey(self.of).read_inline(value))

    def write_inline(self, value: frozenset[Any]) -> Inline:
        return ListKey(self.of).write_inline(tuple(sorted(value, key=self.of.write)))


TEXT: Final = TextKey()
INTEGER: Final = IntegerKey()
BOOLEAN: Final = BooleanKey()
OPAQUE: Final = OpaqueKey()
