"""The door of `/graphql` and `/graphqlBatch`: queries that read resources, in Naptime's own naming.

The status is 200 whatever is wrong with a query, as clients expect. What it may cost is bounded before it is
executed; what it may see, at the door that its requests go through.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Final

import msgspec
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    execute,
    parse,
    print_schema,
    specified_rules,
    validate,
)
from msgspec import Struct
from starlette.requests import Request

from carrel.protocol.errors import refused_value
from carrel.server.answers import READ_HEADERS, Answer, json_answer
from carrel.server.api.bodies import decoded, read_body
from carrel.server.graphql.complexity import MOST_COMPLEX, complexity
from carrel.server.graphql.limits import NARROW, within_limits
from carrel.server.graphql.reading import Reader
from carrel.server.graphql.resource_types import schema
from carrel.server.graphql.secrecy import NoIntrospection
from carrel.server.origin import refuse_foreign
from carrel.server.visitors import visitors_of

MOST_QUERIES: Final = 20
"""How many queries one batch may hold."""
MOST_ERRORS: Final = 5
"""How many faults of one query are told."""
REMEMBERED: Final = 32


class ResourceQuery(Struct, rename="camel", frozen=True):
    """One query of resources."""

    query: str
    """The query."""
    operation_name: str | None = None
    """Which of its operations, where it has several."""
    variables: dict[str, Any] | str | None = None
    """The values of its variables: an object, or one written as a text of JSON."""


async def query(request: Request) -> Answer:
    """`POST /graphql`: one query."""
    return json_answer(await _answer(await _sent(request, ResourceQuery), Reader(request)))


async def batch(request: Request) -> Answer:
    """`POST /graphqlBatch`: an array of queries, answered by an array."""
    sent = await _sent(request, list[ResourceQuery])
    if len(sent) > MOST_QUERIES:
        raise refused_value(f"At most {MOST_QUERIES} queries can be sent at once.")
    return json_answer([await _answer(one, Reader(request)) for one in sent])


async def language(_: Request) -> Answer:
    """`GET /graphql-schema`: the schema in GraphQL's own language."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *READ_HEADERS[1:]]
    return Answer(200, sdl(), headers)


@cache
def sdl() -> bytes:
    """The schema as text."""
    return print_schema(schema()).encode()


async def _sent(request: Request, kind: Any) -> Any:  # noqa: ANN401 - the type is the argument
    visitors = visitors_of(request)
    refuse_foreign(request, visitors.settings)
    return decoded(await read_body(request, visitors.settings.largest_body), kind)


async def _answer(sent: ResourceQuery, reader: Reader) -> Mapping[str, Any]:
    try:
        variables = _variables(sent)
        document = _parsed(sent.query)
        within_limits(document, NARROW)
        cost = complexity(document, variables)
        if cost > MOST_COMPLEX:
            return {"error": "Query is too complex.", "complexity": cost}
        if faults := _faults(sent.query):
            return {"errors": list(faults)}
    except GraphQLSyntaxError as error:
        places = [{"line": one.line, "column": one.column} for one in error.locations or ()]
        return {"syntaxError": error.message, "locations": places}
    except GraphQLError as error:
        return {"error": error.message}
    result = execute(
        schema(),
        document,
        variable_values=dict(variables),
        operation_name=sent.operation_name,
        context_value=reader,
    )
    executed = await result if hasattr(result, "__await__") else result
    for fault in executed.errors or ():
        if fault.original_error is not None and not isinstance(fault.original_error, GraphQLError):
            # A resolver tells what the door refuses. What else it raises is the school's trouble.
            raise fault.original_error
    return dict(executed.formatted)


def _variables(sent: ResourceQuery) -> Mapping[str, Any]:
    if not isinstance(sent.variables, str):
        return sent.variables or {}
    try:
        return msgspec.json.decode(sent.variables or b"{}", type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise GraphQLError(f"The variables are not an object in JSON: {error}") from error


@lru_cache(REMEMBERED)
def _parsed(text: str) -> DocumentNode:
    return parse(text, max_tokens=NARROW.tokens)


@lru_cache(REMEMBERED)
def _faults(text: str) -> Sequence[str]:
    """What is wrong with a query that can be parsed and lies within the limits."""
    found = validate(schema(), _parsed(text), [*specified_rules, NoIntrospection], max_errors=MOST_ERRORS)
    return tuple(error.message for error in found)
