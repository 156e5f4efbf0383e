"""The description of the API for programs: whole, true, and tried with whatever it allows to send."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import msgspec
import pytest
import schemathesis
from anyio.from_thread import BlockingPortal
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema_rs import Draft202012Validator
from schemathesis.core import NotSet
from starlette.routing import Route

import carrel
from carrel.application.school import open_school
from carrel.protocol.schema import Operation
from carrel.resources.docs import field_docs
from carrel.resources.error_codes import ERROR_CODES
from carrel.resources.hand_routed import HAND_ROUTED
from carrel.resources.registry import RESOURCES, SCHEMAS
from carrel.server.api.operations import Operation as HandRoutedOperation
from carrel.server.reference import forms, openapi
from tests.server.caller import Caller, calling, signed_in, user_id
from tests.server.conftest import copied
from tests.server.requests import everything, sow
from tests.server.schools import AT

DOCUMENT = openapi.schema()
OPERATIONS = [
    (path, method, declared)
    for path, item in DOCUMENT["paths"].items()
    for method, declared in item.items()
    if method != "parameters"
]
FUZZED = schemathesis.openapi.from_dict(DOCUMENT)


@pytest.fixture(scope="module")
def fuzzed(
    founded: Path, tmp_path_factory: pytest.TempPathFactory, portal: BlockingPortal
) -> Iterator[Callable[[str], Caller]]:
    """A guest, a learner and a teacher of a school that anything may happen to."""
    school = open_school(copied(founded / "data", tmp_path_factory.mktemp("fuzzed") / "data"))
    school.write(sow, None, AT)
    with calling(school, portal) as guest:
        guest.app.state.visitors.writes.admit = lambda *_: None

        def come(who: str) -> Caller:
            # Anew each time, because signing out is tried too.
            return guest if who == "guest" else signed_in(guest, school, f"{who}@example.org")

        yield come
    school.close()


def test_the_document_is_served_as_it_is_drawn(still_guest):
    answer = still_guest.get("/openapi.json")

    assert answer.status_code == 200
    assert answer.json() == msgspec.json.decode(msgspec.json.encode(DOCUMENT))


def test_every_hand_routed_address_is_declared_and_nothing_else(still_guest):
    routes = [one for one in still_guest.app.routes if isinstance(one, Route)]
    routed = {
        (one.app.method, one.path.rstrip("/")) for one in routes if isinstance(one.app, HandRoutedOperation)
    }

    assert {(one.method, one.path) for one in HAND_ROUTED} == routed


@pytest.mark.parametrize("one", HAND_ROUTED, ids=lambda one: f"{one.method} {one.path}")
def test_every_part_of_a_hand_routed_address_is_described(one):
    assert one.doc
    assert set(one.in_path) == set(re.findall(r"{(\w+)}", one.path))
    assert all(one.in_path.values())
    assert all(parameter.doc for parameter in one.parameters)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.schema.identifier)
def test_everything_of_a_resource_is_described(resource):
    schema, docs = resource.schema, field_docs(resource.record)
    named = [*schema.finders, *schema.actions]
    parameters = [
        one for way in (*(one.parameters for one in named), *schema.parameters.values()) for one in way
    ]

    assert schema.doc
    assert not [one.name for one in msgspec.structs.fields(resource.record) if not docs.get(one.name)]
    assert not [one.name for one in named if not one.doc]
    assert not [one.name for one in parameters if not one.doc]


def test_every_member_of_what_is_sent_and_nested_is_described():
    kinds = forms.structs({one.record for one in RESOURCES} | set(forms.bodies()))

    undescribed = [
        f"{kind.__name__}.{member.name}"
        for kind in kinds
        for member in msgspec.structs.fields(kind)
        if not field_docs(kind).get(member.name)
    ]
    assert not undescribed


def test_every_error_code_is_described():
    root = Path(carrel.__file__).parent
    used = {
        node.args[1].value
        for room in ("protocol", "server")
        for file in sorted((root / room).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
        and isinstance(node.args[1].value, str)
        and (
            getattr(node.func, "id", "") == "NaptimeError"
            or (getattr(node.func, "attr", "") == "__init__" and isinstance(node.args[0], ast.Constant))
        )
    }

    assert used == set(ERROR_CODES)


def test_every_address_of_every_resource_is_there():
    asked = [one for one in SCHEMAS.values() if one.operations or one.finders or one.actions]

    for schema in asked:
        collection, element = openapi._addresses(schema)
        if schema.finders or schema.operations & {Operation.GET_ALL, Operation.MULTI_GET}:
            assert "get" in DOCUMENT["paths"][collection]
        if Operation.GET in schema.operations:
            assert "get" in DOCUMENT["paths"][element]


@pytest.mark.parametrize("who", ["learner", "teacher"])
@pytest.mark.parametrize(
    ("path", "method", "declared"), OPERATIONS, ids=[f"{method} {path}" for path, method, _ in OPERATIONS]
)
def test_whatever_the_description_allows_is_answered_as_it_says(fuzzed, request, who, path, method, declared):
    """No failure of ours, no status that is not described, no body in another form."""
    operation, caller = FUZZED[path][method], fuzzed(who)

    @settings(
        max_examples=request.config.getoption("--fuzz"),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        parts = {name: quote(str(one), safe="") for name, one in (case.path_parameters or {}).items()}
        sent = {} if isinstance(case.body, NotSet) else {"content": msgspec.json.encode(case.body)}
        query = [(name, _text(one)) for name, one in (case.query or {}).items()]

        answer = caller.send(method.upper(), path.format(**parts), params=query, **sent)

        check(declared, answer)

    ask()


def check(declared: Mapping[str, Any], answer: httpx2.Response) -> None:
    """It is what the description says."""
    assert answer.status_code < 500, answer.text
    described = declared["responses"]
    assert str(answer.status_code) in described, (answer.url, answer.status_code, answer.text)
    content = described[str(answer.status_code)].get("content", {})
    form = content.get("application/json", {}).get("schema")
    if form and answer.content:
        whole = {**form, "components": DOCUMENT["components"]}
        Draft202012Validator(whole).validate(answer.json())


@pytest.mark.parametrize("who", ["guest", "learner", "teacher"])
@pytest.mark.parametrize("asked", everything(), ids=str)
def test_what_makes_sense_is_answered_as_the_description_says(fuzzed, who, asked):
    caller = fuzzed(who)
    method, target, body = asked.request(user_id(caller) if caller.token else 0)
    collection, element = openapi._addresses(asked.schema)
    item = DOCUMENT["paths"][element if asked.is_on_an_element else collection]

    answer = caller.send(method, target, json=body)

    check(item[method.lower()], answer)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
