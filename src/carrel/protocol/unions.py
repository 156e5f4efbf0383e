"""Typed unions in JSON, in the three forms that resources use.

    {"typeName": "lecture", "definition": ...}      typed: the definition may be any JSON value
    {"typeName": "lecture", "duration": 1}          flat: the type's name among its own fields
    {"org.x.Thing": ...}                            keyed: one member, named after its type

Each reader takes the names it knows, and raises AnswerError for any other, or for another form; without names
every one is taken.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from carrel.protocol.errors import AnswerError

TYPE_NAME: Final = "typeName"
DEFINITION: Final = "definition"


@dataclass(frozen=True, slots=True)
class Member:
    """A value of a union, with the name of its type."""

    type_name: str
    definition: object


def write_typed(member: Member) -> dict[str, object]:
    """`{"typeName", "definition"}`."""
    return {TYPE_NAME: member.type_name, DEFINITION: member.definition}


def read_typed(value: object, known: Collection[str] | None = None) -> Member:
    """The member that `{"typeName", "definition"}` holds."""
    members = _object(value)
    if members.get(DEFINITION) is None:
        raise AnswerError(f"A union lacks its {DEFINITION}: {value!r}.")
    return Member(_known(members.get(TYPE_NAME), known), members[DEFINITION])


def write_flat(member: Member) -> dict[str, object]:
    """`{"typeName", ...fields}`. Raises AnswerError unless the definition is an object without that name."""
    fields = _object(member.definition)
    if TYPE_NAME in fields:
        raise AnswerError(f"A flat union cannot hold a field called {TYPE_NAME}: {fields!r}.")
    return {TYPE_NAME: member.type_name, **fields}


def read_flat(value: object, known: Collection[str] | None = None) -> Member:
    """The member that `{"typeName", ...fields}` holds; its definition is a dict of the fields."""
    members = _object(value)
    fields = {name: field for name, field in members.items() if name != TYPE_NAME}
    return Member(_known(members.get(TYPE_NAME), known), fields)


def write_keyed(member: Member) -> dict[str, object]:
    """`{"<type name>": definition}`."""
    return {member.type_name: member.definition}


def read_keyed(value: object, known: Collection[str] | None = None) -> Member:
    """The member that an object with exactly one key holds."""
    members = _object(value)
    if len(members) != 1:
        raise AnswerError(f"A union has exactly one member, not {len(members)}: {value!r}.")
    [(type_name, definition)] = members.items()
    return Member(_known(type_name, known), definition)


def _object(value: object) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    raise AnswerError(f"A union is an object, but this is {value!r}.")


def _known(type_name: object, known: Collection[str] | None) -> str:
    if not isinstance(type_name, str) or (known is not None and type_name not in known):
        raise AnswerError(f"{type_name!r} is not the name of a type of this union.")
    return type_name
