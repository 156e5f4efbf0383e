"""The declared query parameters of finders, actions and other operations, read and written by their types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from carrel.protocol.errors import DeclarationError, GrammarError, ParameterError
from carrel.protocol.inline import Inline, read_inline, write_inline
from carrel.protocol.keys import TEXT, Key
from carrel.protocol.spelling import split
from carrel.protocol.values import Value, Values

RESERVED: Final = frozenset({"q", "ids", "action", "fields", "includes", "start", "limit"})
"""The query parameters that mean something to every resource."""


@dataclass(frozen=True)
class Parameter:
    """One query parameter of the same name, or one member of a record.

    Without a value an optional one is its `default`, which may be None. `doc` is one sentence for people.
    """

    name: str
    kind: Key[Any] = TEXT
    required: bool = False
    default: Value = None
    doc: str = ""

    def __post_init__(self) -> None:
        if self.required and self.default is not None:
            raise DeclarationError(
                f"The parameter {self.name!r} is required, so its default would never be used."
            )


@dataclass(frozen=True)
class RecordKey(Key[Values]):
    """A record as a parameter.

    It is read as an inline string when it stands in parentheses, `(field~name,descending~false)`, else by
    position, `name~false`; members that are missing take their defaults. It is written inline.
    """

    members: tuple[Parameter, ...]

    def read(self, text: str) -> Values:
        if text.startswith("(") and text.endswith(")"):
            return self.read_inline(read_inline(text))
        texts = split(text)
        if len(texts) > len(self.members):
            raise GrammarError(f"{text!r} has more parts than the {len(self.members)} of its record.")
        return self.read_inline(dict(zip([member.name for member in self.members], texts, strict=False)))

    def write(self, value: Values) -> str:
        return write_inline(self.write_inline(value))

    def read_inline(self, value: Inline) -> Values:
        if not isinstance(value, Mapping):
            raise GrammarError(f"{value!r} stands where a record is expected.")
        return Values({member.name: _member(member, value) for member in self.members})

    def write_inline(self, value: Values) -> Inline:
        return {
            member.name: member.kind.write_inline(value[member.name])
            for member in self.members
            if value[member.name] is not None
        }


def _member(member: Parameter, given: Mapping[str, Inline]) -> Value:
    if member.name in given:
        value: Value = member.kind.read_inline(given[member.name])
        return value
    if member.required:
        raise GrammarError(f"The record lacks its member {member.name!r}.")
    return member.default


def read_arguments(parameters: Sequence[Parameter], query: Mapping[str, Sequence[str]]) -> Values:
    """A value for every declared parameter, from the values of each query parameter.

    Raises ParameterError for the first bad one in declaration order; whatever is not declared is ignored.
    """
    return Values({parameter.name: _argument(parameter, query) for parameter in parameters})


def write_arguments(parameters: Sequence[Parameter], arguments: Mapping[str, Value]) -> list[tuple[str, str]]:
    """The query parameters that say these arguments; those equal to their default are left out.

    Raises GrammarError for an argument that is required and missing, or not declared.
    """
    if undeclared := arguments.keys() - {parameter.name for parameter in parameters}:
        raise GrammarError(f"No such parameter: {', '.join(sorted(undeclared))}.")
    written: list[tuple[str, str]] = []
    for parameter in parameters:
        value = arguments.get(parameter.name, parameter.default)
        if value is None and parameter.required:
            raise GrammarError(f"The parameter {parameter.name!r} is required.")
        if value != parameter.default:
            written.append((parameter.name, parameter.kind.write(value)))
    return written


def _argument(parameter: Parameter, query: Mapping[str, Sequence[str]]) -> Value:
    texts = query.get(parameter.name, ())
    if not texts:
        if parameter.required:
            raise ParameterError(f"Missing required parameter '{parameter.name}'")
        return parameter.default
    if len(texts) > 1:
        # The quote that does not close is the original's; clients may compare the text.
        raise ParameterError(f"Too many query parameters for '{parameter.name}.")
    try:
        value: Value = parameter.kind.read(texts[0])
    except GrammarError as error:
        raise ParameterError(
            f"Improperly formatted value for parameter '{parameter.name}'. {error}"
        ) from None
    return value
