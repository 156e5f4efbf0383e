"""What every record is: typed fields, snake_case here and camelCase on the wire, absent unless set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar, Union

import msgspec
from msgspec import UNSET, Struct, UnsetType

from carrel.protocol.keys import INTEGER, TEXT, CompositeKey, Key
from carrel.protocol.names import read_identifier
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Action, Finder, Operation, ResourceSchema

T = TypeVar("T")

Maybe = Union[T, UnsetType]  # noqa: UP007 - a generic alias cannot be written with a bar before Python 3.12
"""A field that may be absent. Absent is UNSET and never null."""


class Record(Struct, kw_only=True, rename="camel"):
    """One element of a resource, `id` and the parts of its key included."""


R = TypeVar("R", bound=Record)
R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True)
class Resource(Generic[R_co]):
    """A resource as it is published: its declaration, and the type of its elements."""

    schema: ResourceSchema
    record: type[R_co]


USER_AND_COURSE: Final = CompositeKey({"userId": INTEGER, "courseId": TEXT})
"""`{userId}~{courseId}`, both shown."""
COURSE_AND_ITEM: Final = CompositeKey({"courseId": TEXT, "itemId": TEXT})
"""`{courseId}~{itemId}`, both shown."""

READ: Final = frozenset({Operation.GET, Operation.MULTI_GET})
"""By one id or several."""


def declare(
    identifier: str,
    record: type[R],
    *,
    key: Key[Any] = TEXT,
    default: Iterable[str] = (),
    relations: Mapping[str, str] | None = None,
    operations: frozenset[Operation] = frozenset(),
    parameters: Mapping[Operation, tuple[Parameter, ...]] | None = None,
    finders: tuple[Finder, ...] = (),
    actions: tuple[Action, ...] = (),
) -> Resource[R]:
    """A resource whose fields are those of `record` and whose words are its docstring."""
    names = [field.encode_name for field in msgspec.structs.fields(record)]
    schema = ResourceSchema(
        name=read_identifier(identifier),
        key=key,
        fields={name: "" for name in names if name not in key.names},
        default=frozenset(default),
        relations=relations or {},
        operations=operations,
        parameters=parameters or {},
        finders=finders,
        actions=actions,
        doc=record.__doc__ or "",
    )
    return Resource(schema, record)


__all__ = [
    "COURSE_AND_ITEM",
    "READ",
    "UNSET",
    "USER_AND_COURSE",
    "Maybe",
    "Record",
    "Resource",
    "declare",
]
