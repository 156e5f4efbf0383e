"""Types, keys and parameters in words, for whoever describes the API."""

from typing import Any, Final

from msgspec import inspect

from carrel.protocol.keys import BooleanKey, CompositeKey, IntegerKey, Key, ListKey

SIMPLE: Final[dict[type[inspect.Type], str]] = {
    inspect.AnyType: "any",
    inspect.BoolType: "boolean",
    inspect.FloatType: "number",
    inspect.IntType: "integer",
    inspect.NoneType: "null",
    inspect.StrType: "string",
}


def type_words(kind: inspect.Type) -> str:
    """What a member holds."""
    match kind:
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            return f"list of {type_words(item)}"
        case inspect.DictType(value_type=inspect.AnyType()):
            return "object"
        case inspect.DictType(value_type=value):
            return f"object of {type_words(value)}"
        case inspect.StructType(fields=fields):
            return f"`{{{', '.join(one.encode_name for one in fields)}}}`"
        case inspect.UnionType(types=types):
            return " or ".join(map(type_words, types))
        case inspect.LiteralType(values=values):
            return " or ".join(f"`{value}`" for value in values)
        case inspect.EnumType(cls=cls):
            return " or ".join(f"`{one.value}`" for one in cls)
        case _:
            return SIMPLE[type(kind)]


def key_words(key: Key[Any]) -> str:
    """How an id is put together."""
    if isinstance(key, CompositeKey):
        return "~".join(f"{{{name}}}" for name in key.members)
    return "{id}"


def parameter_words(kind: Key[Any]) -> str:
    """How a parameter is spelled."""
    match kind:
        case BooleanKey():
            return "`true`, `false`"
        case IntegerKey():
            return "integer"
        case ListKey():
            return "list, by commas"
        case _:
            return "text"
