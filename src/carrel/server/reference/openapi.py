"""The learner API as an OpenAPI 3.1 document, drawn from the declarations."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from starlette.requests import Request

from carrel import __version__
from carrel.domain.access import told
from carrel.protocol.keys import BooleanKey, IntegerKey, Key
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Operation, ResourceSchema
from carrel.resources.error_codes import ERROR_CODES
from carrel.resources.hand_routed import HAND_ROUTED, JSON, HandRouted
from carrel.resources.records import Record, Resource
from carrel.resources.registry import RESOURCES, SCHEMAS
from carrel.resources.words import key_words
from carrel.server.answers import READ_HEADERS, Answer, encode
from carrel.server.api.answering import ANSWERS
from carrel.server.reference.forms import REF, Object, components, schema_of

READS: Final = (Operation.GET_ALL, Operation.MULTI_GET, Operation.FINDER)
METHODS: Final = {
    Operation.GET: "get",
    Operation.UPDATE: "put",
    Operation.PATCH: "patch",
    Operation.DELETE: "delete",
}
"""The methods of operations on one element."""
REFUSALS: Final = {
    "400": "The request does not fit.",
    "401": "Nobody is signed in.",
    "403": "Whoever is signed in may not do this, or it came from another site.",
    "404": "There is nothing of this name or id.",
    "405": "The address cannot be asked in this way.",
}
REFUSED_WRITES: Final = {
    **REFUSALS,
    "409": "It contradicts what is there already.",
    "413": "The body is too large.",
    "429": "Too much in too short a time.",
    "503": "The school cannot reach its database just now.",
    "507": "The school's disk is full.",
}
SELECTING: Final = (
    ("fields", "Fields beside those that are always sent, between commas; `-name` takes a default one back."),
    ("includes", "Relations to link, between commas; `_links` for where they lead."),
)
PAGED: Final = (("start", "Where the page starts."), ("limit", "How many elements at most."))


async def openapi(_: Request) -> Answer:
    """`GET /openapi.json`."""
    return Answer(200, encode(schema()), READ_HEADERS)


@cache
def schema() -> Object:
    """The whole document."""
    forms = components()
    paths: Object = {}
    for resource in RESOURCES:
        for path, item in _paths(resource).items():
            paths[path] = item
    for one in HAND_ROUTED:
        paths.setdefault(one.path, {})[one.method.lower()] = _hand_routed(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The learner API of Carrel",
            "version": __version__,
            "description": "Courses, and what learners do in them. Errors have these codes:\n\n"
            + "\n".join(f"* `{code}` ({status}): {text}" for code, (status, text) in ERROR_CODES.items()),
        },
        "paths": paths,
        "components": {
            "schemas": forms,
            "securitySchemes": {"signIn": {"type": "apiKey", "in": "cookie", "name": "CAUTH"}},
        },
        "security": [{}, {"signIn": []}],
    }


def _paths(resource: Resource[Record]) -> Object:
    declared = resource.schema
    collection, element = _addresses(declared)
    above = _in_path(SCHEMAS.line(declared.name.segments)[:-1])
    on_all, on_one = _on_collection(resource), _on_element(resource)
    made: Object = {}
    if on_all:
        made[collection] = {"parameters": above, **on_all} if above else on_all
    if on_one:
        made[element] = {"parameters": _in_path(SCHEMAS.line(declared.name.segments)), **on_one}
    return made


def _addresses(declared: ResourceSchema) -> tuple[str, str]:
    line = SCHEMAS.line(declared.name.segments)
    path = "/api"
    for segment, one in zip(declared.name.segments, line, strict=True):
        before = path if one is line[0] else f"{path}/{{{_key_name(line[line.index(one) - 1])}}}"
        path = f"{before}/{segment}"
    return path, f"{path}/{{{_key_name(declared)}}}"


def _key_name(declared: ResourceSchema) -> str:
    return f"{declared.name.segments[-1].partition('.')[0]}Id" if declared.name.parent else "id"


def _in_path(line: Iterable[ResourceSchema]) -> list[Object]:
    return [
        {
            "name": _key_name(one),
            "in": "path",
            "required": True,
            "description": f"The key: `{key_words(one.key)}`.",
            "schema": {"type": "string", "minLength": 1},
        }
        for one in line
    ]


def _on_collection(resource: Resource[Record]) -> Object:
    declared, made = resource.schema, {}
    reads = [
        one for one in READS if one in declared.operations or (one is Operation.FINDER and declared.finders)
    ]
    if reads:
        made["get"] = _operation(resource, reads, _reading_parameters(declared), _envelope(resource))
    writes = [one for one in (Operation.CREATE,) if one in declared.operations]
    if writes or declared.actions:
        asked = [*writes, *([Operation.ACTION] if declared.actions else [])]
        made["post"] = _operation(
            resource, asked, _acting_parameters(declared), _posted(resource), is_write=True
        )
        if body := _posted_body(declared):
            made["post"]["requestBody"] = body
    return made


def _on_element(resource: Resource[Record]) -> Object:
    declared, made = resource.schema, {}
    answers = ANSWERS[declared.identifier]
    for operation, method in METHODS.items():
        if operation not in declared.operations:
            continue
        is_write = operation is not Operation.GET
        parameters = [*_declared(declared.parameters.get(operation, ())), *_selecting()]
        answered = {"204": {"description": "Done."}} if is_write else {}
        if operation is not Operation.DELETE:
            answered |= _envelope(resource)
        made[method] = _operation(resource, [operation], parameters, answered, is_write=is_write)
        body = {Operation.UPDATE: answers.body, Operation.PATCH: answers.patch_body}.get(operation)
        if body is not None:
            made[method]["requestBody"] = _body(schema_of(body))
    return made


def _operation(
    resource: Resource[Record],
    asked: Sequence[Operation],
    parameters: list[Object],
    answered: Object,
    *,
    is_write: bool = False,
) -> Object:
    declared = resource.schema
    names = ", ".join(one.value for one in asked)
    return {
        "operationId": f"{declared.identifier} {names}",
        "tags": [declared.identifier],
        "summary": " ".join(declared.doc.split()),
        "description": _description(declared, asked),
        "parameters": parameters,
        "responses": {**answered, **_refusals(REFUSED_WRITES if is_write else REFUSALS)},
    }


def _description(declared: ResourceSchema, asked: Sequence[Operation]) -> str:
    answers, lines = ANSWERS[declared.identifier], []
    for operation in asked:
        named: Iterable[Any] = {Operation.FINDER: declared.finders, Operation.ACTION: declared.actions}.get(
            operation, ()
        )
        for one in named:
            deed = answers.deed(operation, one.name)
            lines.append(f"* `{one.name}`: {one.doc} For {told(deed) if deed else 'nobody'}.")
        if not named:
            deed = answers.deed(operation)
            lines.append(f"* `{operation.value}`: for {told(deed) if deed else 'nobody'}.")
    return "\n".join(lines)


def _reading_parameters(declared: ResourceSchema) -> list[Object]:
    parameters = []
    others = declared.operations & {Operation.GET_ALL, Operation.MULTI_GET}
    if declared.finders:
        enum = [one.name for one in declared.finders]
        parameters.append(
            _parameter("q", {"type": "string", "enum": enum}, "Which finder.", required=not others)
        )
    if Operation.MULTI_GET in declared.operations:
        only = Operation.GET_ALL not in declared.operations and not declared.finders
        parameters.append(_parameter("ids", {"type": "string"}, "Ids, between commas.", required=only))
    is_only_way = len(declared.finders) == 1 and not others
    known: dict[str, Object] = {}
    listed = [one.parameters for one in declared.finders]
    for some in (*listed, *(declared.parameters.get(way, ()) for way in READS)):
        for made in _declared(some, may_require=is_only_way):
            known.setdefault(made["name"], made)
    return [*parameters, *known.values(), *_selecting(), *_paged()]


def _acting_parameters(declared: ResourceSchema) -> list[Object]:
    parameters = []
    if declared.actions:
        enum = [one.name for one in declared.actions]
        required = Operation.CREATE not in declared.operations
        parameters.append(
            _parameter("action", {"type": "string", "enum": enum}, "Which action.", required=required)
        )
    known: dict[str, Object] = {}
    for one in declared.actions:
        for made in _declared(one.parameters, may_require=False):
            known.setdefault(made["name"], made)
    return [*parameters, *known.values(), *_selecting()]


def _posted(resource: Resource[Record]) -> Object:
    made: Object = {}
    if Operation.CREATE in resource.schema.operations:
        made["201"] = {
            **_envelope(resource)["200"],
            "description": "Created.",
            "headers": {
                "Location": {"description": "Where it is.", "schema": {"type": "string"}},
                "X-Coursera-Id": {"description": "Its key.", "schema": {"type": "string"}},
            },
        }
    if resource.schema.actions:
        made["200"] = {"description": "What came of the action.", "content": {JSON: {"schema": {}}}}
        made["204"] = {"description": "Done."}
    return made


def _posted_body(declared: ResourceSchema) -> Object | None:
    answers = ANSWERS[declared.identifier]
    kinds = [act.body for act in answers.actions.values() if act.body is not None]
    if Operation.CREATE in declared.operations:
        kinds = [answers.body, *kinds]
    if not kinds:
        return None
    made = [schema_of(kind) for kind in kinds]
    only_create = not declared.actions
    return _body(made[0] if len(made) == 1 else {"anyOf": made}, required=only_create)


def _body(schema: Object, *, required: bool = True, forms: Iterable[str] = (JSON,)) -> Object:
    return {"required": required, "content": {form: {"schema": schema} for form in forms}}


def _envelope(resource: Resource[Record]) -> Object:
    declared = resource.schema
    linked = {
        identifier: {"type": "array", "items": {"type": "object"}}
        for identifier in sorted(set(declared.relations.values()))
    }
    envelope = {
        "type": "object",
        "required": ["elements", "paging", "linked"],
        "properties": {
            "elements": {"type": "array", "items": {"$ref": REF.format(name=resource.record.__name__)}},
            "paging": {"$ref": REF.format(name="Paging")},
            "linked": {"type": "object", "properties": linked, "description": "What `includes` asked for."},
            "links": {"type": "object", "description": "Where relations lead, with `includes=_links`."},
        },
    }
    return {"200": {"description": "The elements.", "content": {JSON: {"schema": envelope}}}}


def _hand_routed(one: HandRouted) -> Object:
    is_write = one.method != "GET"
    in_path = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": doc,
            "schema": {"type": "string", "minLength": 1},
        }
        for name, doc in one.in_path.items()
    ]
    answered: Object = {str(status): {"description": text} for status, text in one.statuses.items()}
    if one.answer is not None:
        answered["200"] = {
            "description": "The answer.",
            **answered.get("200", {}),
            "content": {one.gives: {"schema": schema_of(one.answer)}},
        }
    made = {
        "operationId": f"{one.method} {one.path}",
        "summary": one.doc,
        "parameters": [*in_path, *_declared(one.parameters)],
        "responses": {**_refusals(REFUSED_WRITES if is_write else REFUSALS), **answered},
    }
    if one.body is not None:
        made["requestBody"] = _body(schema_of(one.body), forms=one.forms)
    return made


def _refusals(texts: Mapping[str, str]) -> Object:
    either = {"anyOf": [{"$ref": REF.format(name=name)} for name in ("Error", "RoutingError")]}
    return {
        status: {"description": text, "content": {JSON: {"schema": either}}} for status, text in texts.items()
    }


def _declared(parameters: Iterable[Parameter], *, may_require: bool = True) -> list[Object]:
    return [
        _parameter(one.name, _spelling(one.kind), one.doc, required=one.required and may_require)
        for one in parameters
    ]


def _spelling(kind: Key[Any]) -> Object:
    match kind:
        case BooleanKey():
            return {"type": "boolean"}
        case IntegerKey():
            return {"type": "integer", "format": "int64"}
        case _:
            return {"type": "string"}


def _parameter(name: str, schema: Object, doc: str, *, required: bool = False) -> Object:
    return {"name": name, "in": "query", "required": required, "description": doc, "schema": schema}


def _selecting() -> list[Object]:
    return [_parameter(name, {"type": "string"}, doc) for name, doc in SELECTING]


def _paged() -> list[Object]:
    kinds: Mapping[str, Object] = {"start": {"type": "string"}, "limit": {"type": "integer", "minimum": 1}}
    return [_parameter(name, kinds[name], doc) for name, doc in PAGED]
