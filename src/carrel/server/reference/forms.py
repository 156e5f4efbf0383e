"""The forms of what is sent and answered, for the OpenAPI document: JSON Schema with the texts of fields."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from carrel.resources.docs import field_docs
from carrel.resources.hand_routed import HAND_ROUTED
from carrel.resources.registry import RESOURCES
from carrel.server.api.answering import ANSWERS

Object = dict[str, Any]

REF: Final = "#/components/schemas/{name}"


def components() -> Object:
    """Every form that the document refers to, by name."""
    kinds = {one.record for one in RESOURCES} | set(bodies())
    _, made = msgspec.json.schema_components(kinds, ref_template=REF)
    for kind in structs(kinds):
        docs = field_docs(kind)
        described = made.get(kind.__name__, {}).get("properties", {})
        for member in msgspec.structs.fields(kind):
            if member.encode_name in described and member.name in docs:
                described[member.encode_name] = {
                    **described[member.encode_name],
                    "description": docs[member.name],
                }
    for one in RESOURCES:
        # `fields` decides what is sent; only these always are.
        made[one.record.__name__]["required"] = sorted(
            one.schema.always & made[one.record.__name__]["properties"].keys()
        )
    made["Paging"] = {
        "type": "object",
        "properties": {
            "next": {"type": "string", "description": "Where the next page starts; absent on the last."},
            "total": {"type": "integer", "description": "How many elements there are in all."},
        },
    }
    made["Error"] = {
        "type": "object",
        "required": ["errorCode", "message", "details"],
        "properties": {
            "errorCode": {"type": ["string", "null"], "description": "What went wrong, for programs."},
            "message": {"type": ["string", "null"], "description": "The same for people."},
            "details": {"description": "More of it, where there is more."},
        },
    }
    made["RoutingError"] = {
        "type": "object",
        "required": ["msg"],
        "properties": {"msg": {"type": "string", "description": "Begins with `Routing error: `."}},
    }
    return made


def bodies() -> Iterable[Any]:
    """The types of what is sent, and of what hand-routed addresses answer."""
    for one in HAND_ROUTED:
        yield from (kind for kind in (one.body, one.answer) if kind not in {None, Any, str})
    for answers in ANSWERS.values():
        acts = [act.body for act in answers.actions.values()]
        yield from (kind for kind in (answers.body, answers.patch_body, *acts) if kind is not None)


def structs(kinds: Iterable[Any]) -> set[type]:
    """Every struct that these types hold, at any depth."""
    found: set[type] = set()
    todo: list[Any] = [msgspec.inspect.type_info(kind) for kind in kinds]
    while todo:
        kind = todo.pop()
        if isinstance(kind, msgspec.inspect.StructType):
            if kind.cls in found:
                continue
            found.add(kind.cls)
            todo += [field.type for field in kind.fields]
        for name in ("item_type", "value_type"):
            if inner := getattr(kind, name, None):
                todo.append(inner)
        todo += getattr(kind, "types", ())
    return found


def schema_of(kind: Any) -> Object:  # noqa: ANN401 - any type
    """The form of a type."""
    if kind is Any:
        return {}
    (made,), _ = msgspec.json.schema_components([kind], ref_template=REF)
    return made
