"""The door of `/graphql-gateway`: one operation or several, executed for real, within limits.

An array is answered by an array. What a query may cost is bounded before anything is executed.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, TypeVar

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    build_schema,
    execute,
    parse,
    specified_rules,
    validate,
)
from msgspec import Struct
from starlette.requests import Request

from carrel.application.visit import Visit
from carrel.protocol.errors import refused_value
from carrel.server.answers import Answer, encode
from carrel.server.api.bodies import decoded, read_body
from carrel.server.graphql.limits import within_limits
from carrel.server.graphql.resolvers import RESOLVERS
from carrel.server.origin import refuse_foreign
from carrel.server.visitors import Visitors, visitors_of

T = TypeVar("T")

MOST_OPERATIONS: Final = 20
"""How many operations one array may hold."""
MOST_TOKENS: Final = 2000
"""How many words one query may have."""
HEADERS: Final = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"vary", b"Origin, Accept-Encoding"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"x-xss-protection", b"1; mode=block"),
    (b"x-content-type-options", b"nosniff"),
)


class Operation(Struct, rename="camel"):
    """One operation as clients send it."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What resolvers get: a way to do deeds as whoever sent the request."""

    visitors: Visitors
    request: Request

    async def writing(self, deed: Callable[[Visit], T]) -> T:
        """Do a deed in a transaction of its own."""
        return await self.visitors.writing(self.request, deed)


async def gateway(request: Request) -> Answer:
    """Answer one request to the gateway."""
    visitors = visitors_of(request)
    refuse_foreign(request, visitors.settings)
    sent = decoded(await read_body(request, visitors.settings.largest_body), Operation | list[Operation])
    surroundings = Surroundings(visitors, request)
    if isinstance(sent, Operation):
        return _answer(await _execute(sent, surroundings))
    if len(sent) > MOST_OPERATIONS:
        raise refused_value(f"At most {MOST_OPERATIONS} operations can be sent at once.")
    return _answer([await _execute(one, surroundings) for one in sent])


async def _execute(operation: Operation, surroundings: Surroundings) -> dict[str, Any]:
    checked = _checked(operation.query)
    if not isinstance(checked, DocumentNode):
        return {"errors": [error.formatted for error in checked]}
    result = execute(
        schema(),
        checked,
        variable_values=operation.variables,
        operation_name=operation.operation_name,
        context_value=surroundings,
    )
    executed = await result if hasattr(result, "__await__") else result
    answer: dict[str, Any] = dict(executed.formatted)
    return answer


@lru_cache(maxsize=256)
def _checked(query: str) -> DocumentNode | Sequence[GraphQLError]:
    """The parsed query, or what is wrong with it."""
    try:
        document = parse(query, max_tokens=MOST_TOKENS)
        within_limits(document)
    except GraphQLError as error:
        return (error,)
    errors = validate(schema(), document, [*specified_rules, NoSchemaIntrospectionCustomRule])
    return tuple(errors) or document


@cache
def schema() -> GraphQLSchema:
    """The executable schema."""
    built = build_schema(files(__package__).joinpath("schema.graphql").read_text("utf-8"))
    for name, fields in RESOLVERS.items():
        owner = built.type_map[name]
        if not isinstance(owner, GraphQLObjectType):
            raise TypeError(name)
        for field, resolve in fields.items():
            owner.fields[field].resolve = resolve
    return built


def _answer(value: object) -> Answer:
    body = encode(value) + b"\n"
    digest = b64encode(hashlib.sha1(body, usedforsecurity=False).digest())[:27]
    return Answer(200, body, HEADERS, b'W/"%x-%b"' % (len(body), digest))
