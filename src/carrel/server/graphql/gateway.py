"""The door of `/graphql-gateway`: one operation or several, executed for real, within limits.

An array is answered by an array. What a query may cost is bounded before anything is executed. What is wrong
with a query is told in GraphQL's own way; what keeps the school from answering (a flood, a full disk) in
HTTP's, so that a client knows to send it again.
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
    build_schema,
    execute,
    parse,
    specified_rules,
    validate,
)
from msgspec import Struct
from starlette.requests import Request

from carrel.application.visit import Visit
from carrel.domain.access import Deed, need_possible
from carrel.protocol.errors import refused_value
from carrel.server.answers import Answer, encode
from carrel.server.api.bodies import decoded, read_body
from carrel.server.graphql.limits import WIDE, within_limits
from carrel.server.graphql.resolvers import RESOLVERS
from carrel.server.graphql.secrecy import NoIntrospection
from carrel.server.origin import refuse_foreign
from carrel.server.visitors import Visitors, visitors_of

T = TypeVar("T")

SCHEMA: Final = ("schema.graphql", "questions.graphql", "feedback.graphql", "submissions.graphql")
"""The files of the schema, which is one."""
MOST_OPERATIONS: Final = 20
"""How many operations one array may hold."""
MOST_DEEDS: Final = 100
"""How much one request may ask to be looked up or done; names for fields are cheap to write."""
MOST_ERRORS: Final = 5
"""How many faults of one query are told."""
REMEMBERED: Final = 32
"""Checked queries that are kept; clients have a dozen. Each takes a megabyte and a half at the very most."""
HEADERS: Final = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"vary", b"Origin, Accept-Encoding"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"x-xss-protection", b"1; mode=block"),
    (b"x-content-type-options", b"nosniff"),
)


class Operation(Struct, rename="camel"):
    """One operation as clients send it. What else they send beside it is not looked at."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] | None = None


class FaultyQuery(Exception):
    """A query that cannot be executed."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(*(error.message for error in errors))
        self.errors = errors


@dataclass(slots=True)
class Surroundings:
    """What resolvers get: a way to do deeds, some at most, as whoever sent the request."""

    visitors: Visitors
    request: Request
    left: int = MOST_DEEDS

    async def reading(self, do: Callable[[Visit], T], *, deeds: int = 1) -> T:
        """Do one or more deeds that change nothing. Raises `GraphQLError` for too many of them."""
        self._take(deeds)
        return await self.visitors.reading(self.request, do)

    async def writing(self, deed: Deed, do: Callable[[Visit], T], *, is_own: bool = True) -> T:
        """Do a deed in a transaction; `is_own` when nobody but the visitor sees what it changes.

        Raises `NotSignedIn` and `NotAuthorized` for who may do it in no course at all, `GraphQLError` for
        too many deeds.
        """
        self._take(1)
        need_possible(deed, await self.visitors.who(self.request))
        return await self.visitors.writing(self.request, do, is_own=is_own)

    def _take(self, deeds: int) -> None:
        self.left -= deeds
        if self.left < 0:
            raise GraphQLError(f"At most {MOST_DEEDS} things can be asked for at once, under whatever names.")


async def gateway(request: Request) -> Answer:
    """Answer one request to the gateway. A query on its own that is faulty is a 400, as elsewhere."""
    visitors = visitors_of(request)
    refuse_foreign(request, visitors.settings)
    sent = decoded(await read_body(request, visitors.settings.largest_body), Operation | list[Operation])
    surroundings = Surroundings(visitors, request)
    if isinstance(sent, Operation):
        answered, status = await _execute(sent, surroundings)
        return _answer(answered, status)
    if len(sent) > MOST_OPERATIONS:
        raise refused_value(f"At most {MOST_OPERATIONS} operations can be sent at once.")
    return _answer([(await _execute(one, surroundings))[0] for one in sent])


async def _execute(operation: Operation, surroundings: Surroundings) -> tuple[dict[str, Any], int]:
    try:
        document = _checked(operation.query)
    except FaultyQuery as fault:
        return {"errors": [error.formatted for error in fault.errors]}, 400
    result = execute(
        schema(),
        document,
        variable_values=operation.variables,
        operation_name=operation.operation_name,
        context_value=surroundings,
    )
    executed = await result if hasattr(result, "__await__") else result
    for error in executed.errors or ():
        original = error.original_error
        if original is not None and error.path and not isinstance(original, GraphQLError):
            # What a resolver refuses it tells in GraphQL's way. All else is the school's trouble.
            raise original
    return dict(executed.formatted), 200


@lru_cache(REMEMBERED)
def _checked(query: str) -> DocumentNode:
    """The parsed query; raises `FaultyQuery`, which is not remembered."""
    try:
        document = parse(query, max_tokens=WIDE.tokens)
        within_limits(document, WIDE)
    except GraphQLError as error:
        raise FaultyQuery([error]) from error
    if errors := validate(schema(), document, [*specified_rules, NoIntrospection], max_errors=MOST_ERRORS):
        raise FaultyQuery(errors)
    return document


@cache
def schema() -> GraphQLSchema:
    """The executable schema."""
    folder = files(__package__)
    built = build_schema("\n".join(folder.joinpath(name).read_text("utf-8") for name in SCHEMA))
    for name, fields in RESOLVERS.items():
        owner = built.type_map[name]
        if not isinstance(owner, GraphQLObjectType):
            raise TypeError(name)
        for field, resolve in fields.items():
            owner.fields[field].resolve = resolve
    return built


def _answer(value: object, status: int = 200) -> Answer:
    body = encode(value) + b"\n"
    digest = b64encode(hashlib.sha1(body, usedforsecurity=False).digest())[:27]
    return Answer(status, body, HEADERS, b'W/"%x-%b"' % (len(body), digest))
