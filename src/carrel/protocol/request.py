"""Requests: from method, path and query to what is asked of which resource, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Final

from carrel.protocol.errors import (
    GrammarError,
    NoSuchResourceError,
    RoutingError,
    malformed_fields,
    malformed_fields_header,
    malformed_includes,
)
from carrel.protocol.keys import Key, V
from carrel.protocol.paging import DEFAULT_LIMIT, read_limit
from carrel.protocol.parameters import Parameter, read_arguments, write_arguments
from carrel.protocol.projection import Asked
from carrel.protocol.query import read_query, read_segments, write_query, write_segment
from carrel.protocol.schema import Operation, ResourceSchema, Schemas
from carrel.protocol.selection import read_selection
from carrel.protocol.spelling import join_ids, split_ids
from carrel.protocol.values import Values

FIELDS_HEADER: Final = "X-Coursera-Naptime-Fields"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked of which resource.

    `line` are the resources that the address passes, the one that is asked last; `parents` the values of the
    keys on the way. `key` is None for operations on the collection; `keys` belong to a multi-get, each once,
    in the order asked. `name` is that of the finder or action. `arguments` holds every declared parameter.
    `fields` and `includes` are the texts as they came: `selection` reads them, later in the order of checks.
    """

    line: tuple[ResourceSchema, ...]
    operation: Operation
    name: str = ""
    key: Any = None
    keys: tuple[Any, ...] = ()
    parents: tuple[Any, ...] = ()
    arguments: Values = field(default_factory=Values)
    start: str | None = None
    limit: int = DEFAULT_LIMIT
    fields: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()

    @property
    def schema(self) -> ResourceSchema:
        """The resource that is asked."""
        return self.line[-1]

    @property
    def parts(self) -> Values:
        """The parts of the key by name, or `id` for a key without parts. Empty without a key."""
        return Values() if self.key is None else self.schema.key.parts(self.key)

    def selection(self, fields_header: str | None = None) -> Asked:
        """What to show and what to link. `fields_header` is the value of `FIELDS_HEADER`, if it was sent.

        Raises NaptimeError (400) for a malformed header, `fields` or `includes`, in this order.
        """
        every_field = fields_header is not None
        if fields_header is not None and fields_header.lower() != "all":
            raise malformed_fields_header()
        try:
            fields = read_selection(() if every_field else self.fields)
        except GrammarError as error:
            raise malformed_fields(str(error)) from None
        try:
            includes = read_selection(self.includes)
        except GrammarError as error:
            raise malformed_includes(str(error)) from None
        return Asked(fields=fields, includes=includes, every_field=every_field)


@dataclass(frozen=True)
class _Call:
    """The operation that a method and a query choose."""

    operation: Operation
    name: str = ""
    parameters: tuple[Parameter, ...] = ()


def route(method: str, raw_path: str, raw_query: str, schemas: Schemas) -> Request:
    """The request that a method, a path (what follows `/api`, still percent-encoded) and a query make.

    Raises NoSuchResourceError when no resource has this path, also when an id in it cannot be read;
    RoutingError or ParameterError when the resource cannot answer. HEAD is routed like GET.
    """
    line, keys = _resolve(raw_path, schemas)
    query = read_query(raw_query)
    schema = line[-1]
    has_key = len(keys) == len(line)
    call = _choose(method, schema, query, has_key=has_key)
    return Request(
        line=line,
        operation=call.operation,
        name=call.name,
        key=keys[-1] if has_key else None,
        keys=_multi_get_keys(schema, query) if call.operation is Operation.MULTI_GET else (),
        parents=keys[: len(line) - 1],
        arguments=read_arguments(call.parameters, query),
        start=query.get("start", [None])[0],
        limit=read_limit(query.get("limit", [None])[0], schema.default_limit, schema.max_limit),
        fields=tuple(query.get("fields", ())),
        includes=tuple(query.get("includes", ())),
    )


def methods_at(raw_path: str, schemas: Schemas) -> tuple[str, ...]:
    """The methods that can be answered at a path, as `Allow` lists them; raises NoSuchResourceError."""
    line, keys = _resolve(raw_path, schemas)
    schema = line[-1]
    offered = set(schema.operations)
    offered.update([Operation.FINDER] if schema.finders else [], [Operation.ACTION] if schema.actions else [])
    on_an_element = len(keys) == len(line)
    fitting = {_METHODS[one] for one in offered if (one in _ELEMENT_OPERATIONS) is on_an_element}
    if "GET" in fitting:
        fitting.add("HEAD")
    return (*sorted(fitting), "OPTIONS")


def write_request(request: Request) -> tuple[str, str]:
    """The method and the target (path after `/api`, with its query) that `route` reads as this request.

    Raises GrammarError for what cannot be written.
    """
    return _METHODS[request.operation], _target(_path(request), _query(request))


def location_of(path: str, key_text: str) -> str:
    """The `Location` of what was created: the request's path, a slash, and the spelling of the new key."""
    return f"{path}{'' if path.endswith('/') else '/'}{key_text}"


_METHODS: Final = {
    Operation.GET: "GET",
    Operation.MULTI_GET: "GET",
    Operation.GET_ALL: "GET",
    Operation.FINDER: "GET",
    Operation.CREATE: "POST",
    Operation.ACTION: "POST",
    Operation.UPDATE: "PUT",
    Operation.PATCH: "PATCH",
    Operation.DELETE: "DELETE",
}
_WRITES_TO_AN_ELEMENT: Final = {
    "PUT": Operation.UPDATE,
    "PATCH": Operation.PATCH,
    "DELETE": Operation.DELETE,
}
_ELEMENT_OPERATIONS: Final = frozenset({Operation.GET, *_WRITES_TO_AN_ELEMENT.values()})


def _resolve(raw_path: str, schemas: Schemas) -> tuple[tuple[ResourceSchema, ...], tuple[Any, ...]]:
    segments = read_segments(raw_path) or []
    line = schemas.line(tuple(segments[::2]))
    if not line:
        raise NoSuchResourceError
    try:
        keys = tuple([schema.key.read(text) for schema, text in zip(line, segments[1::2], strict=False)])
    except GrammarError:
        raise NoSuchResourceError from None
    return line, keys


def _choose(
    method: str, schema: ResourceSchema, query: Mapping[str, Sequence[str]], *, has_key: bool
) -> _Call:
    if method in {"GET", "HEAD"}:
        return _plain(schema, Operation.GET) if has_key else _read(schema, query)
    if method == "POST":
        if has_key:
            raise RoutingError("Post only to the collection resource, not individual elements.")
        return _action(schema, query["action"]) if "action" in query else _plain(schema, Operation.CREATE)
    if method not in _WRITES_TO_AN_ELEMENT:
        raise RoutingError(f"Unknown HTTP method '{method}'.")
    if not has_key:
        raise RoutingError("Requires ID in path as a path parameter.")
    return _plain(schema, _WRITES_TO_AN_ELEMENT[method])


def _read(schema: ResourceSchema, query: Mapping[str, Sequence[str]]) -> _Call:
    if "q" in query:
        return _finder(schema, query["q"])
    return _plain(schema, Operation.MULTI_GET if "ids" in query else Operation.GET_ALL)


def _plain(schema: ResourceSchema, operation: Operation) -> _Call:
    if operation not in schema.operations:
        raise RoutingError(f"'{operation.value}' not implemented")
    return _Call(operation, parameters=schema.parameters.get(operation, ()))


def _finder(schema: ResourceSchema, names: Sequence[str]) -> _Call:
    if len(names) > 1:
        raise RoutingError("Must provide only one finder name.")
    finder = schema.finder(names[0])
    if finder is None:
        raise RoutingError(f"finder '{names[0]}' not implemented")
    return _Call(Operation.FINDER, finder.name, finder.parameters)


def _action(schema: ResourceSchema, names: Sequence[str]) -> _Call:
    if len(names) > 1:
        raise RoutingError("Must provide only one action name.")
    action = schema.action(names[0])
    if action is None:
        raise RoutingError(f"action '{names[0]}' not implemented")
    return _Call(Operation.ACTION, action.name, action.parameters)


def _multi_get_keys(schema: ResourceSchema, query: Mapping[str, Sequence[str]]) -> tuple[Any, ...]:
    texts = query["ids"]
    if len(texts) > 1:
        raise RoutingError("Must provide only one 'ids' query parameter.")
    return tuple(dict.fromkeys([_key(schema.key, text) for text in split_ids(texts[0])]))


def _key(key: Key[V], text: str) -> V:
    try:
        return key.read(text)
    except GrammarError:
        raise RoutingError(f"Could not parse key '{text}'") from None


def _path(request: Request) -> str:
    on_an_element = request.operation in _ELEMENT_OPERATIONS
    keys = (*request.parents, request.key) if on_an_element else request.parents
    if len(request.parents) != len(request.line) - 1 or on_an_element is (request.key is None):
        raise GrammarError(
            f"The keys given do not lead to {request.operation.name} on {request.schema.name}."
        )
    texts = [write_segment(schema.key.write(key)) for schema, key in zip(request.line, keys, strict=False)]
    pairs = zip_longest(request.schema.name.segments, texts)
    return "".join([f"/{segment}" for pair in pairs for segment in pair if segment is not None])


def _query(request: Request) -> list[tuple[str, str]]:
    schema = request.schema
    members: list[tuple[str, str]] = []
    if request.operation is Operation.FINDER:
        members.append(("q", request.name))
    elif request.operation is Operation.ACTION:
        members.append(("action", request.name))
    elif request.operation is Operation.MULTI_GET:
        members.append(("ids", join_ids([schema.key.write(key) for key in request.keys])))
    members += write_arguments(_declared(request), request.arguments)
    members += [("fields", text) for text in request.fields]
    members += [("includes", text) for text in request.includes]
    if request.start is not None:
        members.append(("start", request.start))
    if request.limit != schema.default_limit:
        members.append(("limit", str(request.limit)))
    return members


def _declared(request: Request) -> tuple[Parameter, ...]:
    schema, operation = request.schema, request.operation
    if operation is Operation.FINDER:
        return _finder(schema, [request.name]).parameters
    if operation is Operation.ACTION:
        return _action(schema, [request.name]).parameters
    return _plain(schema, operation).parameters


def _target(path: str, members: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{write_query(members)}" if members else path
