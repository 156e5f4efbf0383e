"""Values that came in with a request: the parts of a key, the arguments of a finder or action."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias, TypeVar

Value: TypeAlias = "str | int | tuple[Value, ...] | frozenset[Value] | Values | None"
T = TypeVar("T")


class Values(Mapping[str, Value]):
    """Named values, immutable. The typed questions raise TypeError when a name holds another type."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value] | None = None) -> None:
        self._values = dict(values or {})

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"Values({self._values!r})"

    def text(self, name: str) -> str:
        """A text, an enum symbol or an opaque id."""
        return self._typed(name, str)

    def text_or_none(self, name: str) -> str | None:
        """The same where the parameter is optional and may be absent."""
        return None if self._values[name] is None else self._typed(name, str)

    def integer(self, name: str) -> int:
        """A whole number."""
        return self._typed(name, int)

    def integer_or_none(self, name: str) -> int | None:
        """The same where the parameter is optional and may be absent."""
        return None if self._values[name] is None else self._typed(name, int)

    def flag(self, name: str) -> bool:
        """A boolean; False where an optional one is absent."""
        return False if self._values[name] is None else self._typed(name, bool)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list or set of texts (a set in sorted order); empty where an optional one is absent."""
        value = self._values[name]
        if value is None:
            return ()
        if not isinstance(value, tuple | frozenset):
            raise TypeError(f"{name} holds {value!r}, which is no list of texts")
        texts = [member for member in value if isinstance(member, str)]
        if len(texts) < len(value):
            raise TypeError(f"{name} holds {value!r}, of which not every member is a text")
        return tuple(sorted(texts) if isinstance(value, frozenset) else texts)

    def record(self, name: str) -> "Values":
        """A record."""
        return self._typed(name, Values)

    def _typed(self, name: str, kind: type[T]) -> T:
        value = self._values[name]
        # To Python a boolean is a number; to a caller of the API it is not.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise TypeError(f"{name} holds {value!r}, not a value of type {kind.__name__}")
        return value
