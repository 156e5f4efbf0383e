"""The learner API described for people: every resource on a page of its own, with requests to try."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from markupsafe import Markup, escape
from msgspec import inspect
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.domain.access import told
from carrel.protocol.parameters import Parameter
from carrel.protocol.query import write_query
from carrel.protocol.schema import Operation, ResourceSchema
from carrel.resources.docs import field_docs
from carrel.resources.error_codes import ERROR_CODES
from carrel.resources.hand_routed import HAND_ROUTED
from carrel.resources.records import Record, Resource
from carrel.resources.registry import RESOURCES
from carrel.resources.words import key_words, parameter_words, type_words
from carrel.server.api.answering import ANSWERS
from carrel.server.visitors import visitors_of
from carrel.server.web.rendering import frame_for, page, reader_of

_SOURCES = re.compile(r" \((?:rows? |shapes |§)[^()]*\)")

WAYS = {
    Operation.GET: ("GET", "/{id}", "One element by its id."),
    Operation.MULTI_GET: ("GET", "?ids=…", "Several elements by their ids, in the order asked."),
    Operation.GET_ALL: ("GET", "", "All elements, page by page."),
    Operation.CREATE: ("POST", "", "Make a new element; its key comes back as `X-Coursera-Id`."),
    Operation.UPDATE: ("PUT", "/{id}", "Say all of an element anew."),
    Operation.PATCH: ("PATCH", "/{id}", "Change some of an element."),
    Operation.DELETE: ("DELETE", "/{id}", "Remove an element."),
}
SELECTING = ("fields", "includes")
PAGED = ("start", "limit")


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has a name, facts and a text."""

    name: str
    facts: Sequence[Markup]
    doc: Markup


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask. Where it can be tried in a form, `q` is the finder and `inputs` what is asked for."""

    method: str
    address: str
    doc: Markup
    who: str
    parameters: Sequence[Named]
    body: Sequence[Named]
    can_be_tried: bool = False
    q: str = ""
    inputs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ResourceView:
    """One resource."""

    name: str
    doc: Markup
    key: str
    ways: Sequence[Way]
    fields: Sequence[Named]
    relations: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """Everything there is."""

    direct: Sequence[Named]
    linked: Sequence[Named]
    hand_routed: Sequence[Named]
    errors: Sequence[Named]


async def show(request: Request) -> Response:
    """What there is."""
    return await _page(request, "reference.html", _index())


async def show_resource(request: Request) -> Response:
    """One resource."""
    views = _views()
    name = request.path_params["resource"]
    if name not in views:
        raise HTTPException(404)
    return await _page(request, "reference_resource.html", views[name])


async def send(request: Request) -> Response:
    """A form cannot put an id into a path, nor leave an input out: it comes here, and is led on."""
    name, sent = request.path_params["resource"], dict(request.query_params)
    if name not in _views():
        raise HTTPException(404)
    element = f"/{quote(sent.pop('id'), safe='~!@,')}" if sent.get("id") else ""
    query = write_query((one, text) for one, text in sent.items() if text)
    return RedirectResponse(f"/api/{name}{element}{'?' if query else ''}{query}", 303)


async def _page(request: Request, template: str, view: object) -> Response:
    reader = await visitors_of(request).reading(request, reader_of)
    return page(template, view, frame_for(request, reader.actor))


@cache
def _index() -> ReferenceView:
    direct = [one for one in RESOURCES if one.schema.operations or one.schema.finders or one.schema.actions]
    return ReferenceView(
        direct=[_line(one) for one in direct],
        linked=[_line(one) for one in RESOURCES if one not in direct],
        hand_routed=[_named(f"{one.method} {one.path}", (), one.doc) for one in HAND_ROUTED],
        errors=[_named(code, (str(status),), doc) for code, (status, doc) in ERROR_CODES.items()],
    )


def _named(name: str, facts: Sequence[str], doc: str) -> Named:
    return Named(name, [_marked(one) for one in facts], _marked(doc))


def _marked(text: str) -> Markup:
    """A text of a declaration, where backticks stand around what is spelled exactly so.

    Where its facts come from stands in the documents of Carrel; who reads a school's pages has not got them.
    """
    coded = Markup("<code>{}</code>")
    parts = enumerate(_SOURCES.sub("", " ".join(text.split())).split("`"))
    return Markup("").join(coded.format(part) if number % 2 else escape(part) for number, part in parts)


def _line(resource: Resource[Record]) -> Named:
    return _named(resource.schema.identifier, (), resource.schema.doc)


@cache
def _views() -> dict[str, ResourceView]:
    return {one.schema.identifier: _view(one) for one in RESOURCES}


def _view(resource: Resource[Record]) -> ResourceView:
    schema = resource.schema
    return ResourceView(
        name=schema.identifier,
        doc=_marked(schema.doc),
        key=key_words(schema.key),
        ways=list(_ways(schema)),
        fields=[_field(schema, one, doc) for one, doc in _members(resource.record)],
        relations=list(schema.relations.items()),
    )


def _ways(schema: ResourceSchema) -> Iterator[Way]:
    path = f"/api/{schema.identifier}"
    for operation, (method, more, doc) in WAYS.items():
        if operation in schema.operations:
            parameters = schema.parameters.get(operation, ())
            can_be_tried, inputs = _try(schema, operation, parameters)
            yield Way(
                method=method,
                address=path + more.replace("{id}", key_words(schema.key)),
                doc=_marked(doc),
                who=_who(schema, operation),
                parameters=[_parameter(one) for one in parameters],
                body=_body(schema, operation),
                can_be_tried=can_be_tried,
                inputs=inputs,
            )
    for finder in schema.finders:
        yield Way(
            method="GET",
            address=f"{path}?q={finder.name}",
            doc=_marked(finder.doc),
            who=_who(schema, Operation.FINDER, finder.name),
            parameters=[_parameter(one) for one in finder.parameters],
            body=(),
            can_be_tried=schema.name.parent is None,
            q=finder.name,
            inputs=[*(one.name for one in finder.parameters), *SELECTING, *PAGED],
        )
    for action in schema.actions:
        yield Way(
            method="POST",
            address=f"{path}?action={action.name}",
            doc=_marked(action.doc),
            who=_who(schema, Operation.ACTION, action.name),
            parameters=[_parameter(one) for one in action.parameters],
            body=_body(schema, Operation.ACTION, action.name),
        )


def _try(
    schema: ResourceSchema, operation: Operation, parameters: Sequence[Parameter]
) -> tuple[bool, Sequence[str]]:
    """Whether this can be tried in a form, and what that asks for; not what changes something."""
    names = [one.name for one in parameters]
    if schema.name.parent is not None:
        return False, ()
    match operation:
        case Operation.GET:
            return True, ["id", *names, *SELECTING]
        case Operation.MULTI_GET:
            return True, ["ids", *names, *SELECTING]
        case Operation.GET_ALL:
            return True, [*names, *SELECTING, *PAGED]
    return False, ()


def _who(schema: ResourceSchema, operation: Operation, name: str = "") -> str:
    deed = ANSWERS[schema.identifier].deed(operation, name)
    return told(deed) if deed else "nobody"


def _body(schema: ResourceSchema, operation: Operation, name: str = "") -> Sequence[Named]:
    answers = ANSWERS[schema.identifier]
    match operation:
        case Operation.CREATE | Operation.UPDATE:
            kind = answers.body
        case Operation.PATCH:
            kind = answers.patch_body
        case Operation.ACTION:
            kind = answers.actions[name].body
        case _:
            kind = None
    if kind is None or not isinstance(inspect.type_info(kind), inspect.StructType):
        return ()
    return [
        _named(one.encode_name, (type_words(one.type), "required" if one.required else "optional"), doc)
        for one, doc in _members(kind)
    ]


def _members(kind: type) -> list[tuple[inspect.Field, str]]:
    described, docs = inspect.type_info(kind), field_docs(kind)
    if not isinstance(described, inspect.StructType):
        raise TypeError(kind)
    return [(one, docs.get(one.name, "")) for one in described.fields]


def _field(schema: ResourceSchema, field: inspect.Field, doc: str) -> Named:
    name = field.encode_name
    sent = "always" if name in schema.always else "by default" if name in schema.default else "when asked for"
    return _named(name, (type_words(field.type), sent), doc)


def _parameter(one: Parameter) -> Named:
    return _named(one.name, (parameter_words(one.kind), "required" if one.required else "optional"), one.doc)
