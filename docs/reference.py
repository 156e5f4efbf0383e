"""Writes `docs/resources.md`: every resource of the learner API, from its declaration.

python docs/reference.py
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec import inspect

from carrel.domain.access import told
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Operation, ResourceSchema
from carrel.resources.docs import field_docs
from carrel.resources.records import Record, Resource
from carrel.resources.registry import RESOURCES
from carrel.resources.words import key_words, parameter_words, type_words
from carrel.server.api.answering import ANSWERS

PAGE: Final = Path(__file__).parent / "resources.md"
HEAD: Final = """\
# The resources of the learner API

Written by `python docs/reference.py` from the declarations in `src/carrel/resources`; do not edit. How the
API works is told in [api.md](api.md).

*Sent*: **always**, by **default** (unless taken back with `-name`), or when **asked** for in `fields`. A
field without a value is left out; it is never null. *Addresses* follow `/api`.
"""
WAYS: Final = {
    Operation.GET: "GET /{name}/{{id}}",
    Operation.MULTI_GET: "GET /{name}?ids=…",
    Operation.GET_ALL: "GET /{name}",
    Operation.CREATE: "POST /{name}",
}
"""How each plain operation is written, in the order of the page."""


def reference() -> str:
    """The whole page."""
    direct = [one for one in RESOURCES if _ways(one.schema)]
    linked = [one for one in RESOURCES if not _ways(one.schema)]
    return "\n".join(
        [
            HEAD,
            "## Resources with an address\n",
            *map(_section, direct),
            "## Resources that exist only linked\n",
            "They have no operation of their own (405) and come with `includes`.\n",
            *map(_section, linked),
        ]
    )


def _section(resource: Resource[Record]) -> str:
    schema = resource.schema
    return "\n".join(
        [f"### {schema.identifier}\n", f"{_prose(resource)}\n", *_facts(schema), *_tables(resource)]
    )


def _prose(resource: Resource[Record]) -> str:
    """The words of the declaration, in which fields are spelled as in Python, with the names of the wire."""
    words = " ".join(resource.schema.doc.split())
    for field in msgspec.structs.fields(resource.record):
        words = words.replace(f"`{field.name}`", f"`{field.encode_name}`")
    return words


def _facts(schema: ResourceSchema) -> Iterator[str]:
    ways = _ways(schema)
    if not ways:
        return
    yield f"* Addresses: {', '.join(f'`{way}`' for way in ways)}"
    yield f"* Key: `{key_words(schema.key)}`"
    yield f"* Who may: {_access(schema)}"
    yield ""


def _access(schema: ResourceSchema) -> str:
    """Who may do what, each rule with the operations that it holds for."""
    answers = ANSWERS[schema.identifier]
    asked = [
        *((one, "", one.value) for one in WAYS if one in schema.operations),
        *((Operation.FINDER, one.name, one.name) for one in schema.finders),
        *((Operation.ACTION, one.name, one.name) for one in schema.actions),
    ]
    rules: dict[str, list[str]] = {}
    for operation, name, shown in asked:
        deed = answers.deed(operation, name)
        rules.setdefault(told(deed) if deed else "nobody", []).append(f"`{shown}`")
    return " · ".join(f"{', '.join(names)}: {rule}" for rule, names in rules.items())


def _ways(schema: ResourceSchema) -> list[str]:
    plain = [way.format(name=schema.identifier) for one, way in WAYS.items() if one in schema.operations]
    return plain + [f"GET /{schema.identifier}?q={finder.name}" for finder in schema.finders]


def _tables(resource: Resource[Record]) -> Iterator[str]:
    schema = resource.schema
    yield from _table(("field", "type", "sent", ""), (_field_row(resource, one) for one in _fields(resource)))
    for operation, parameters in schema.parameters.items():
        yield f"Operation `{operation.value}`:\n"
        yield from _parameters(parameters)
    for finder in schema.finders:
        yield f"Finder `{finder.name}`: {finder.doc}\n"
        yield from _parameters(finder.parameters)
    if schema.relations:
        relations = ((f"`{name}`", _link(target)) for name, target in schema.relations.items())
        yield from _table(("relation", "links"), relations)


def _fields(resource: Resource[Record]) -> Iterable[inspect.Field]:
    match inspect.type_info(resource.record):
        case inspect.StructType(fields=fields):
            return fields
        case other:
            raise TypeError(other)


def _parameters(parameters: Iterable[Parameter]) -> Iterator[str]:
    if rows := [_parameter_row(parameter) for parameter in parameters]:
        yield from _table(("parameter", "type", "when left out", ""), rows)


def _field_row(resource: Resource[Record], field: inspect.Field) -> tuple[str, ...]:
    schema, name = resource.schema, field.encode_name
    sent = "always" if name in schema.always else "default" if name in schema.default else "asked"
    return f"`{name}`", type_words(field.type), sent, field_docs(resource.record).get(field.name, "")


def _parameter_row(parameter: Parameter) -> tuple[str, ...]:
    return f"`{parameter.name}`", parameter_words(parameter.kind), _otherwise(parameter), parameter.doc


def _otherwise(parameter: Parameter) -> str:
    if parameter.required:
        return "400"
    return "`false`" if parameter.default is False else "everything"


def _link(identifier: str) -> str:
    anchor = "".join(sign for sign in identifier.lower() if sign.isalnum() or sign in "-_")
    return f"[{identifier}](#{anchor})"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
