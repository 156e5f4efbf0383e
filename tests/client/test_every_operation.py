"""Whatever a school declares, the SDK can ask, and the school reads it as it was meant."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest

from carrel.client import flows
from carrel.client.exchange import Flow
from carrel.client.questions import API, python_name
from carrel.protocol.keys import ChoiceKey, CompositeKey, Key, ListKey, SetKey, TaggedKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.request import route
from carrel.protocol.schema import Operation
from carrel.resources.records import Record, Resource
from carrel.resources.registry import RESOURCES, SCHEMAS


def a_value(kind: Key[Any]) -> Any:
    """Some value of a key or a parameter."""
    match kind:
        case ChoiceKey():
            return min(kind.symbols)
        case CompositeKey():
            return tuple([a_value(member) for member in kind.members.values()])
        case TaggedKey():
            tag, member = next(iter(kind.members.items()))
            return tag, a_value(member)
        case ListKey():
            return (a_value(kind.of),)
        case SetKey():
            return frozenset([a_value(kind.of)])
    return kind.read("7") if _takes(kind, "7") else kind.read("true")


def _takes(kind: Key[Any], text: str) -> bool:
    try:
        kind.read(text)
    except Exception:  # noqa: BLE001 - whatever it says to a value that is none of its own
        return False
    return True


def given(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """A value for each parameter, by the names that Python has for them."""
    return {python_name(one.name): a_value(one.kind) for one in parameters}


def calls(resource: Resource[Record]) -> Iterator[tuple[Operation, str, Flow[Any]]]:
    """Every operation of a resource, with the call that asks for it."""
    schema, key = resource.schema, a_value(resource.schema.key)
    parameters = {one: given(schema.parameters.get(one, ())) for one in Operation}
    plain: dict[Operation, Flow[Any]] = {
        Operation.GET: flows.get(resource, key, **parameters[Operation.GET]),
        Operation.MULTI_GET: flows.multi_get(resource, [key], **parameters[Operation.MULTI_GET]),
        Operation.GET_ALL: flows.get_all(resource, **parameters[Operation.GET_ALL]),
        Operation.CREATE: flows.create(resource, {}),
        Operation.UPDATE: flows.update(resource, key, {}),
        Operation.PATCH: flows.patch(resource, key, {}),
        Operation.DELETE: flows.delete(resource, key),
    }
    for operation in sorted(schema.operations, key=lambda one: one.value):
        yield operation, "", plain[operation]
    for finder in schema.finders:
        yield Operation.FINDER, finder.name, flows.find(resource, finder.name, **given(finder.parameters))
    for action in schema.actions:
        yield Operation.ACTION, action.name, flows.act(resource, action.name, **given(action.parameters))


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.schema.identifier)
def test_every_operation_that_is_declared_can_be_asked(resource: Resource[Record]):
    for operation, name, flow in calls(resource):
        request = next(flow)
        target = urlsplit(request.target)

        read = route(request.method, target.path.removeprefix(API), target.query, SCHEMAS)

        assert (read.schema, read.operation, read.name) == (resource.schema, operation, name)
        assert read.key in {None, a_value(resource.schema.key)}
