"""The schema in which any resource is read over GraphQL, drawn from the declarations.

Names are Naptime's: `CoursesV1Resource` has `get`, `multiGet`, `getAll` and a field for each finder, lists
are `CoursesV1Connection`, elements `CoursesV1`. Relations are fields of elements, beside those of the record.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeVar

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLFloat,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
)
from graphql.type import GraphQLInputType, GraphQLNullableOutputType
from msgspec import inspect

from carrel.protocol.keys import BooleanKey, IntegerKey, Key, ListKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Operation, ResourceSchema
from carrel.resources.docs import field_docs
from carrel.resources.records import Record, Resource
from carrel.resources.registry import RESOURCES, SCHEMAS
from carrel.server.graphql import reading

T = TypeVar("T")
Fields = dict[str, GraphQLField]

LONG: Final = GraphQLScalarType("Long", description="A whole number of up to 64 bits; times are epoch ms.")
DATA_MAP: Final = GraphQLScalarType("DataMap", description="Any JSON value, given whole.")
SIMPLE: Final[Mapping[type[inspect.Type], GraphQLScalarType]] = {
    inspect.BoolType: GraphQLBoolean,
    inspect.FloatType: GraphQLFloat,
    inspect.IntType: LONG,
    inspect.StrType: GraphQLString,
    inspect.LiteralType: GraphQLString,
    inspect.EnumType: GraphQLString,
}
PAGING: Final = GraphQLObjectType(
    "ResponsePagination",
    {
        "next": GraphQLField(GraphQLString, description="Where the next page starts; null on the last."),
        "total": GraphQLField(LONG, description="How many elements there are in all."),
    },
    description="Where a page stands among all elements.",
)
PAGED: Final[Mapping[str, tuple[GraphQLInputType, str]]] = {
    "limit": (GraphQLInt, "How many elements at most."),
    "start": (GraphQLString, "Where the page starts, as `next` of the page before says."),
}


@cache
def schema() -> GraphQLSchema:
    """The whole schema."""
    fields = _resources()
    root = GraphQLObjectType("root", fields, description="Every resource that can be read.")
    query = {"root": GraphQLField(root, resolve=_nothing, description="Every resource."), **fields}
    return GraphQLSchema(GraphQLObjectType("Query", query, description="Where queries begin."))


def type_name(identifier: str) -> str:
    """`courses.v1` as the name of a type: `CoursesV1`."""
    name, _, version = identifier.rpartition(".v")
    return f"{_plain(name[:1].upper() + name[1:])}V{version}"


def field_name(name: str) -> str:
    """A name of the wire as GraphQL can write it."""
    return re.sub(r"^__", "_", _plain(name))


def _plain(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _nothing(*_: object) -> dict[str, object]:
    """What stands for a place where nothing is known yet."""
    return {}


def _resources() -> Fields:
    built = _Types()
    fields = {}
    for one in RESOURCES:
        ways = built.ways(one)
        if ways:
            name = f"{type_name(one.schema.identifier)}Resource"
            kind = GraphQLObjectType(name, ways, description=" ".join(one.schema.doc.split()))
            fields[name] = GraphQLField(kind, resolve=_nothing, description=f"`{one.schema.identifier}`.")
    return fields


class _Types:
    """The types of one schema, each made once."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}
        self._made_of: dict[str, type] = {}
        self._resources = {one.schema.identifier: one for one in RESOURCES}

    def ways(self, resource: Resource[Record]) -> Fields:
        """How a resource can be read."""
        declared, identifier = resource.schema, resource.schema.identifier
        if declared.name.parent is not None:
            return {}
        element, connection = self.element(identifier), self._connection(identifier)
        ways: Fields = {}
        if declared.operations & {Operation.GET, Operation.MULTI_GET}:
            ways["get"] = GraphQLField(
                element,
                {
                    "id": GraphQLArgument(GraphQLNonNull(GraphQLString)),
                    **_arguments(declared.parameters.get(Operation.GET, ())),
                },
                resolve=reading.getting(declared),
                description="One element by its id; null where there is none.",
            )
        if Operation.MULTI_GET in declared.operations:
            ids = GraphQLArgument(GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLString))))
            ways["multiGet"] = self._listing(declared, Operation.MULTI_GET, connection, {"ids": ids})
        if Operation.GET_ALL in declared.operations:
            ways["getAll"] = self._listing(declared, Operation.GET_ALL, connection, {})
        for finder in declared.finders:
            ways[field_name(finder.name)] = GraphQLField(
                connection,
                {**_arguments(finder.parameters), **_paged()},
                resolve=reading.listing(declared, f"q={finder.name}", finder.parameters),
                description=finder.doc,
            )
        return ways

    def element(self, identifier: str) -> GraphQLObjectType:
        """The type of a resource's elements."""
        name = type_name(identifier)
        resource = self._resources[identifier]
        return self._struct(name, resource.record, lambda: self._relations(resource.schema))

    def _listing(
        self,
        declared: ResourceSchema,
        operation: Operation,
        connection: GraphQLObjectType,
        arguments: dict[str, GraphQLArgument],
    ) -> GraphQLField:
        parameters = declared.parameters.get(operation, ())
        return GraphQLField(
            connection,
            {**arguments, **_arguments(parameters), **_paged()},
            resolve=reading.listing(declared, "", parameters),
            description="Several elements by their ids." if arguments else "All elements, page by page.",
        )

    def _connection(self, identifier: str) -> GraphQLObjectType:
        name = f"{type_name(identifier)}Connection"
        element = self.element(identifier)
        return self._once(
            name,
            lambda: GraphQLObjectType(
                name,
                {
                    "elements": GraphQLField(GraphQLList(element), description="The elements of the page."),
                    "paging": GraphQLField(PAGING, description="Where the page stands."),
                },
                description=f"A page of `{identifier}`.",
            ),
        )

    def _relations(self, declared: ResourceSchema) -> Fields:
        """Relations, which lead to other elements. What is a field of the record keeps its name there."""
        fields = {}
        for relation, identifier in declared.relations.items():
            element = self.element(identifier)
            single = reading.leads_to_one(self._resources[declared.identifier], relation)
            fields[reading.relation_field(declared, relation)] = GraphQLField(
                element if single else GraphQLList(element),
                resolve=reading.following(declared, relation, SCHEMAS[identifier], single=single),
                description=f"What `{relation}` leads to in `{identifier}`.",
            )
        return fields

    def _struct(self, name: str, kind: type, more: Callable[[], Fields] = dict) -> GraphQLObjectType:
        if self._made_of.setdefault(name, kind) is not kind:
            raise TypeError(f"Two classes would make the type {name}.")
        docs = field_docs(kind)
        described = inspect.type_info(kind)
        if not isinstance(described, inspect.StructType):
            raise TypeError(kind)

        def fields() -> Fields:
            own = {
                field_name(one.encode_name): GraphQLField(
                    self._type(f"{name}_{field_name(one.encode_name)}", one.type),
                    resolve=reading.member(one.encode_name),
                    description=docs.get(one.name),
                )
                for one in described.fields
            }
            return own | more()

        words = " ".join((kind.__doc__ or "").split())
        return self._once(name, lambda: GraphQLObjectType(name, fields, description=words))

    def _type(self, name: str, kind: inspect.Type) -> GraphQLNullableOutputType:
        match kind:
            case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
                return GraphQLList(self._type(name, item))
            case inspect.StructType(cls=cls):
                return self._struct(cls.__name__.removesuffix("Record"), cls)
            case inspect.UnionType(types=types):
                return self._union(name, [one for one in types if not isinstance(one, (inspect.NoneType))])
            case _:
                return SIMPLE.get(type(kind), DATA_MAP)

    def _union(self, name: str, kinds: list[inspect.Type]) -> GraphQLNullableOutputType:
        if len(kinds) == 1:
            return self._type(name, kinds[0])
        tagged = [one for one in kinds if isinstance(one, inspect.StructType) and one.tag_field]
        if len(tagged) < len(kinds):
            return DATA_MAP
        members: dict[object, GraphQLObjectType] = {}
        for one in tagged:
            members[one.tag] = self._struct(f"{name}_{field_name(str(one.tag))}Member", one.cls)
        tag_field = tagged[0].tag_field or ""
        return self._once(
            name,
            lambda: GraphQLUnionType(
                name,
                list(members.values()),
                resolve_type=lambda value, *_: members[value[tag_field]].name,
            ),
        )

    def _once(self, name: str, make: Callable[[], T]) -> T:
        if name not in self._known:
            self._known[name] = make()
        made: T = self._known[name]
        return made


def _arguments(parameters: tuple[Parameter, ...]) -> dict[str, GraphQLArgument]:
    return {
        field_name(one.name): GraphQLArgument(
            GraphQLNonNull(_spelled(one.kind)) if one.required else _spelled(one.kind), description=one.doc
        )
        for one in parameters
    }


def _paged() -> dict[str, GraphQLArgument]:
    return {name: GraphQLArgument(kind, description=doc) for name, (kind, doc) in PAGED.items()}


def _spelled(kind: Key[Any]) -> Any:  # noqa: ANN401 - an input type that may be made non-null
    match kind:
        case BooleanKey():
            return GraphQLBoolean
        case IntegerKey():
            return LONG
        case ListKey():
            return GraphQLList(GraphQLNonNull(GraphQLString))
        case _:
            return GraphQLString
