"""Reading resources for GraphQL: through the door that everybody uses, as whoever asks.

What one query asks of one resource by its ids is asked at once, however many places of the query want it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import msgspec
from graphql import FieldNode, FragmentSpreadNode, GraphQLError, GraphQLResolveInfo, InlineFragmentNode
from graphql.language import SelectionSetNode
from msgspec import inspect
from starlette.requests import Request

from carrel.protocol.errors import GrammarError
from carrel.protocol.parameters import Parameter
from carrel.protocol.query import write_query, write_segment
from carrel.protocol.schema import Operation, ResourceSchema
from carrel.protocol.spelling import join, join_ids
from carrel.resources.records import Record, Resource
from carrel.resources.registry import SCHEMAS
from carrel.server.inside import ask

Info = GraphQLResolveInfo[Any]
Resolve = Callable[..., Awaitable[Any]]
Element = dict[str, Any]

EVERYTHING: Final = ((b"x-coursera-naptime-fields", b"all"),)
LINKED: Final = "linked elements"
"""Where an element has those that came with it. No field of the wire is called so."""
NOTHING: Final[Mapping[str, Any]] = {"elements": []}
MOST_AT_ONCE: Final = 100
"""Ids that are asked for in one request."""


class Refused(Exception):
    """The door refused a request that the query needs."""


class Absent(Refused):
    """There is nothing of this id."""


@dataclass
class Reader:
    """Reads for one query. `wanted` are those ids of each resource that wait to be asked for together."""

    request: Request
    wanted: dict[str, dict[str, asyncio.Future[Element | None]]] = field(default_factory=dict)

    async def envelope(self, target: str) -> Mapping[str, Any]:
        """The envelope at a target under `/api/`; raises `Refused`."""
        path, _, query = target.partition("?")
        told = await ask(self.request, "GET", (path.encode(), path), query.encode(), EVERYTHING)
        body = msgspec.json.decode(bytes(told.body)) if told.body else {}
        if told.status == HTTPStatus.NOT_FOUND:
            raise Absent("not found")
        if told.status != HTTPStatus.OK:
            raise Refused(body.get("message") or body.get("errorCode") or body.get("msg") or str(told.status))
        return body

    async def one(self, schema: ResourceSchema, element_id: str) -> Element | None:
        """An element by its id, asked for together with all others that are wanted at the same moment."""
        waiting = self.wanted.setdefault(schema.identifier, {})
        if element_id not in waiting:
            waiting[element_id] = asyncio.get_running_loop().create_future()
            if len(waiting) == 1:
                asyncio.get_running_loop().call_soon(self._begin, schema)
        return await waiting[element_id]

    def _begin(self, schema: ResourceSchema) -> None:
        self._task = asyncio.ensure_future(self._fetch(schema))

    async def _fetch(self, schema: ResourceSchema) -> None:
        # One more turn of the loop, in which the siblings of who came first say what they want.
        await asyncio.sleep(0)
        waiting = self.wanted.pop(schema.identifier)
        ids = list(waiting)
        for first in range(0, len(ids), MOST_AT_ONCE):
            some = ids[first : first + MOST_AT_ONCE]
            try:
                found = await self.envelope(_target(schema, [("ids", join_ids(some))]))
                elements = {str(one["id"]): one for one in _elements(found)}
            except (Refused, GrammarError):
                elements = {}
            for one in some:
                waiting[one].set_result(elements.get(one))


def member(name: str) -> Callable[[Element, Info], Any]:
    """What an element, or an object in it, has by this name of the wire."""
    return lambda parent, _info: parent.get(name)


def getting(schema: ResourceSchema) -> Resolve:
    """One element by its id. An empty id leads to none, and nothing is asked."""

    async def resolve(_: object, info: Info, **arguments: Any) -> Element | None:  # noqa: ANN401 - arguments
        element_id = arguments.pop("id")
        if not element_id:
            return None
        includes = _includes(schema, info)
        if Operation.MULTI_GET in schema.operations and not includes and not arguments:
            element: Element | None = await info.context.one(schema, element_id)
            return element
        query = [*_query(schema.parameters.get(Operation.GET, ()), arguments), *includes]
        try:
            told = await info.context.envelope(_target(schema, query, element_id))
        except Absent:
            return None
        except (Refused, GrammarError) as error:
            raise GraphQLError(str(error)) from error
        return next(iter(_elements(told)), None)

    return resolve


def listing(schema: ResourceSchema, finder: str, parameters: Sequence[Parameter]) -> Resolve:
    """A page of elements. What is refused is an empty page, as clients expect."""

    async def resolve(_: object, info: Info, **arguments: Any) -> Mapping[str, Any]:  # noqa: ANN401 - arguments
        query = [("q", finder.removeprefix("q="))] if finder else []
        ids = arguments.pop("ids", None)
        query += [(name, str(arguments.pop(name))) for name in ("limit", "start") if arguments.get(name)]
        query += [*_query(parameters, arguments), *_includes(schema, info)]
        try:
            asked = [("ids", join_ids(ids)), *query] if ids else query
            told = await info.context.envelope(_target(schema, asked)) if ids != [] else NOTHING
        except (Refused, GrammarError):
            return {"elements": [], "paging": {}}
        return {"elements": _elements(told), "paging": told.get("paging") or {}}

    return resolve


def following(schema: ResourceSchema, relation: str, target: ResourceSchema, *, single: bool) -> Resolve:
    """What a relation leads to: by ids where its resource can be asked by ids, else what came along."""
    name = schema_field(schema, relation)

    async def resolve(parent: Element, info: Info) -> Any:  # noqa: ANN401 - an element or several
        ids = _ids(parent.get(name)) if name else None
        if ids is not None and Operation.MULTI_GET in target.operations:
            found = await asyncio.gather(*(info.context.one(target, one) for one in ids))
        else:
            came: Iterable[Element] = parent.get(LINKED, {}).get(target.identifier, ())
            if ids is None:
                found = list(came)
            else:
                known = {str(one["id"]): one for one in came}
                found = [known.get(one) for one in ids]
        came_along = parent.get(LINKED, {})
        there = [{**one, LINKED: {**came_along, **one.get(LINKED, {})}} for one in found if one is not None]
        return next(iter(there), None) if single else there

    return resolve


def _by_ids(schema: ResourceSchema, relation: str, target: ResourceSchema) -> bool:
    return bool(schema_field(schema, relation)) and Operation.MULTI_GET in target.operations


def schema_field(schema: ResourceSchema, relation: str) -> str:
    """The field of the record that holds a relation's ids; empty where there is none."""
    return relation if relation in schema.field_names else ""


def relation_field(schema: ResourceSchema, relation: str) -> str:
    """What a relation is called among the fields: by its name, unless a field of the record has that."""
    if relation not in schema.field_names:
        return relation
    stem = relation.removesuffix("Ids").removesuffix("Id")
    plural = relation.endswith("Ids")
    name = f"{stem}s" if plural else stem
    return name if name not in schema.field_names else f"{relation}Elements"


def leads_to_one(resource: Resource[Record], relation: str) -> bool:
    """Whether a relation leads to one element at most: its field holds one id."""
    described = inspect.type_info(resource.record)
    if not isinstance(described, inspect.StructType):
        raise TypeError(described)
    for one in described.fields:
        if one.encode_name == relation:
            kinds = one.type.types if isinstance(one.type, inspect.UnionType) else (one.type,)
            return not any(isinstance(kind, (inspect.ListType, inspect.DictType)) for kind in kinds)
    return False


def _includes(schema: ResourceSchema, info: Info) -> list[tuple[str, str]]:
    """The relations that the query follows and that cannot be asked for by ids."""
    named = _names(info)
    wanted = [
        relation
        for relation, identifier in schema.relations.items()
        if relation_field(schema, relation) in named and not _by_ids(schema, relation, SCHEMAS[identifier])
    ]
    return [("includes", ",".join(wanted))] if wanted else []


def _names(info: Info) -> set[str]:
    """Every name that is selected below a field; the limits of queries hold for this walk too."""
    names: set[str] = set()
    todo: list[Any] = list(info.field_nodes)
    while todo:
        node = todo.pop()
        if isinstance(node, FragmentSpreadNode):
            todo.append(info.fragments[node.name.value])
            continue
        if isinstance(node, FieldNode):
            names.add(node.name.value)
        selected = getattr(node, "selection_set", None)
        if isinstance(selected, SelectionSetNode):
            todo += selected.selections
        elif isinstance(node, InlineFragmentNode):
            continue
    return names


def _ids(value: object) -> list[str] | None:
    if value is None:
        return []
    if isinstance(value, list):
        return [str(one) for one in value]
    return None if isinstance(value, (dict, bool)) else [str(value)]


def _elements(told: Mapping[str, Any]) -> list[Element]:
    linked = told.get("linked") or {}
    return [{**one, LINKED: linked} for one in told["elements"]]


def _query(parameters: Sequence[Parameter], arguments: Mapping[str, Any]) -> list[tuple[str, str]]:
    written = []
    for parameter in parameters:
        value = arguments.get(parameter.name)
        if value is not None:
            written.append((parameter.name, _text(value)))
    return written


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return join([str(one) for one in value], ",")
    return str(value)


def _target(schema: ResourceSchema, query: Sequence[tuple[str, str]], element_id: str = "") -> str:
    path = f"/api/{schema.identifier}" + (f"/{write_segment(element_id)}" if element_id else "")
    return f"{path}?{write_query(query)}" if query else path
