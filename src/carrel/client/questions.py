"""Questions to resources: built from the declarations, and checked against them before anything is sent.

Names are those of Python: `photo_url`, `show_locked_items`. `fields` and `includes` may name what belongs to
other resources with `of`, as the wire does: `fields=["name", of(PARTNERS, "name")]`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Any, Final, Generic, TypeAlias, TypeVar

import msgspec

from carrel.client.errors import BadQuestion, NotTheApi
from carrel.client.exchange import Request
from carrel.protocol.errors import ProtocolError
from carrel.protocol.keys import Key
from carrel.protocol.paging import Paging
from carrel.protocol.parameters import Parameter
from carrel.protocol.request import FIELDS_HEADER, write_request
from carrel.protocol.request import Request as Asked
from carrel.protocol.schema import Operation
from carrel.protocol.selection import NOTHING, Names, Selection, write_selection
from carrel.protocol.values import Values
from carrel.resources.records import Record, Resource

R = TypeVar("R", bound=Record)

API: Final = "/api"
MOST_KEYS: Final = 50
"""Keys in one multi-get, so that its address stays short."""

KeyLike: TypeAlias = str | int | tuple[str | int, ...]
"""A key by its value, or spelled as in an address: `(7, "abc")` or `"7~abc"`."""
Argument: TypeAlias = str | int | Sequence[str] | None
"""What a finder or an action may be given."""


@dataclass(frozen=True)
class Of:
    """Names that belong to another resource than the one asked."""

    resource: Resource[Record]
    names: tuple[str, ...]


Wanted: TypeAlias = Iterable[str | Of]


def of(resource: Resource[Record], *names: str) -> Of:
    """These fields (in `includes`: relations) of linked elements; without names, all that are declared."""
    return Of(resource, names)


@dataclass(frozen=True)
class Question(Generic[R]):
    """One reading question to one resource. It can be asked again, and of any site."""

    resource: Resource[R]
    asked: Asked
    every_field: bool = False
    seen: frozenset[str] = frozenset()

    def request(self, etag: str = "") -> Request:
        """What to send; with an `etag`, only to be answered when something has changed."""
        headers = {FIELDS_HEADER: "all"} if self.every_field else {}
        if etag:
            headers["if-none-match"] = etag
        _, target = written(self.asked)
        return Request(target=target, headers=headers)

    def after(self, paging: Paging) -> "Question[R] | None":
        """The question for the next page; None after the last. Raises `NotTheApi` for pages in circles."""
        if paging.next is None:
            return None
        if paging.next in self.seen:
            raise NotTheApi(self.request().place, "pages that lead in circles")
        return replace(self, asked=replace(self.asked, start=paging.next), seen=self.seen | {paging.next})


def get(
    resource: Resource[R],
    key: KeyLike,
    /,
    *,
    fields: Wanted = (),
    includes: Wanted = (),
    every_field: bool = False,
    **arguments: Argument,
) -> Question[R]:
    """One element, by its key. `arguments` are parameters that the resource declares for this."""
    asked = asking(
        resource,
        Operation.GET,
        key=read_key(resource, key),
        arguments=_plain_arguments(resource, Operation.GET, arguments),
        fields=fields,
        includes=includes,
    )
    return Question(resource, asked, every_field)


def multi_get(
    resource: Resource[R],
    keys: Iterable[KeyLike],
    /,
    *,
    fields: Wanted = (),
    includes: Wanted = (),
    every_field: bool = False,
    **arguments: Argument,
) -> list[Question[R]]:
    """Several elements by their keys: as many questions as their number asks for, none for no keys."""
    values = list(dict.fromkeys([read_key(resource, key) for key in keys]))
    whole = asking(
        resource,
        Operation.MULTI_GET,
        arguments=_plain_arguments(resource, Operation.MULTI_GET, arguments),
        fields=fields,
        includes=includes,
    )
    batches = [tuple(values[at : at + MOST_KEYS]) for at in range(0, len(values), MOST_KEYS)]
    return [Question(resource, replace(whole, keys=batch), every_field) for batch in batches]


def get_all(
    resource: Resource[R],
    /,
    *,
    limit: int | None = None,
    fields: Wanted = (),
    includes: Wanted = (),
    every_field: bool = False,
    **arguments: Argument,
) -> Question[R]:
    """Every element, page by page. `limit` is the most elements of one page."""
    asked = asking(
        resource,
        Operation.GET_ALL,
        arguments=_plain_arguments(resource, Operation.GET_ALL, arguments),
        limit=limit,
        fields=fields,
        includes=includes,
    )
    return Question(resource, asked, every_field)


def find(
    resource: Resource[R],
    finder: str,
    /,
    *,
    limit: int | None = None,
    fields: Wanted = (),
    includes: Wanted = (),
    every_field: bool = False,
    **arguments: Argument,
) -> Question[R]:
    """What a finder finds, page by page. `arguments` are the finder's own parameters."""
    declared = resource.schema.finder(finder)
    if declared is None:
        raise _unknown(resource, "finder", finder, [one.name for one in resource.schema.finders])
    asked = asking(
        resource,
        Operation.FINDER,
        name=finder,
        arguments=read_arguments(resource, declared.parameters, arguments),
        limit=limit,
        fields=fields,
        includes=includes,
    )
    return Question(resource, asked, every_field)


def asking(
    resource: Resource[Record],
    operation: Operation,
    *,
    name: str = "",
    key: Any = None,  # noqa: ANN401 - each resource declares the type of its own keys
    arguments: Values | None = None,
    limit: int | None = None,
    fields: Wanted = (),
    includes: Wanted = (),
) -> Asked:
    """An operation on a resource as the protocol has it. Raises `BadQuestion` for names nobody declared."""
    schema = resource.schema
    return Asked(
        line=(schema,),
        operation=operation,
        name=name,
        key=key,
        arguments=arguments or Values(),
        limit=schema.default_limit if limit is None else limit,
        fields=_selected(resource, fields, "field"),
        includes=_selected(resource, includes, "relation"),
    )


def written(asked: Asked) -> tuple[str, str]:
    """Method and target, or `BadQuestion` for what the resource does not offer."""
    try:
        method, target = write_request(asked)
    except ProtocolError as error:
        raise BadQuestion(f"{asked.schema.identifier} cannot be asked this: {error}") from error
    return method, API + target


def read_key(resource: Resource[Record], key: KeyLike) -> Any:  # noqa: ANN401 - as above
    """The value of a key that may come spelled. Raises `BadQuestion`."""
    return _checked(resource, "key", resource.schema.key, key)


def read_arguments(
    resource: Resource[Record], parameters: Sequence[Parameter], arguments: Mapping[str, Argument]
) -> Values:
    """The values of a finder's or an action's parameters, by the names of the wire. Raises `BadQuestion`."""
    declared = {python_name(parameter.name): parameter for parameter in parameters}
    for name in arguments:
        if name not in declared:
            raise _unknown(resource, "parameter", name, declared)
    missing = [name for name, one in declared.items() if one.required and arguments.get(name) is None]
    if missing:
        raise BadQuestion(f"{resource.schema.identifier} needs {missing[0]!r} to be asked this; give it.")
    return Values(
        {
            declared[name].name: _checked(resource, name, declared[name].kind, value)
            for name, value in arguments.items()
            if value is not None
        }
    )


def _plain_arguments(
    resource: Resource[Record], operation: Operation, arguments: Mapping[str, Argument]
) -> Values:
    return read_arguments(resource, resource.schema.parameters.get(operation, ()), arguments)


def python_name(wire_name: str) -> str:
    """`showLockedItems` as it is written in Python."""
    return _CAPITAL.sub(r"_\g<0>", wire_name).lower()


_CAPITAL: Final = re.compile(r"(?<!^)[A-Z]")


def _checked(resource: Resource[Record], name: str, kind: Key[Any], value: object) -> Any:  # noqa: ANN401
    """The value as its type has it: read when it is spelled, and written once to see that it can be."""
    value = tuple(value) if isinstance(value, list) else value
    try:
        read = kind.read(value) if isinstance(value, str) else value
        is_spelled = isinstance(kind.write(read), str)
    except (ProtocolError, TypeError, ValueError, AttributeError) as error:
        raise BadQuestion(f"{resource.schema.identifier} cannot take {value!r} as {name}: {error}") from error
    if not is_spelled:
        raise BadQuestion(f"{resource.schema.identifier} takes text as {name}, but {value!r} is none.")
    return read


def _selected(resource: Resource[Record], wanted: Wanted, kind: str) -> tuple[str, ...]:
    """The text of `fields` or `includes`; none for nothing."""
    if isinstance(wanted, str):
        raise BadQuestion(f"The {kind}s of {resource.schema.identifier} are a list of names, not one text.")
    own = NOTHING
    others: dict[str, Names] = {}
    for one in wanted:
        if isinstance(one, Of):
            identifier = one.resource.schema.identifier
            names = _names(one.resource, one.names or _declared(one.resource, kind), kind)
            others[identifier] = others.get(identifier, NOTHING) | names
        else:
            own |= _names(resource, (one,), kind)
    text = write_selection(Selection(own, others))
    return (text,) if text else ()


def _names(resource: Resource[Record], names: Iterable[str], kind: str) -> Names:
    declared = _declared(resource, kind)
    shown: set[str] = set()
    hidden: set[str] = set()
    for name in names:
        bare = name.removeprefix("-")
        if bare not in declared:
            raise _unknown(resource, kind, bare, declared)
        (hidden if name.startswith("-") else shown).add(declared[bare])
    return Names(frozenset(shown), frozenset(hidden))


def _declared(resource: Resource[Record], kind: str) -> Mapping[str, str]:
    """The names of the wire by those of Python."""
    if kind == "field":
        return _field_names(resource.record)
    return {python_name(name): name for name in resource.schema.relations}


@cache
def _field_names(record: type[Record]) -> Mapping[str, str]:
    return {field.name: field.encode_name for field in msgspec.structs.fields(record)}


def _unknown(resource: Resource[Record], kind: str, name: str, declared: Iterable[str]) -> BadQuestion:
    known = sorted(declared)
    near = get_close_matches(python_name(name), known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(known) or 'none'}."
    return BadQuestion(f"{resource.schema.identifier} has no {kind} {name!r}. {hint}")
