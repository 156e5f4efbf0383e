"""The declaration of a resource: one value that dispatch, SDK, GraphQL, OpenAPI and reference pages read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, Final

from carrel.protocol.errors import DeclarationError
from carrel.protocol.keys import TEXT, Key
from carrel.protocol.names import ResourceName, read_identifier
from carrel.protocol.paging import DEFAULT_LIMIT, MAX_LIMIT
from carrel.protocol.parameters import RESERVED, Parameter


class Operation(Enum):
    """What can be done to a resource. The value is its name in routing errors."""

    GET = "get"
    MULTI_GET = "multi-get"
    GET_ALL = "get-all"
    FINDER = "finder"
    CREATE = "create"
    UPDATE = "put"
    PATCH = "patch"
    DELETE = "delete"
    ACTION = "action"


@dataclass(frozen=True)
class Finder:
    """A named search without side effects: `?q=name&...`."""

    name: str
    parameters: tuple[Parameter, ...] = ()
    doc: str = ""


@dataclass(frozen=True)
class Action:
    """A named operation that may have side effects: POST `?action=name&...`. Its answer is not enveloped."""

    name: str
    parameters: tuple[Parameter, ...] = ()
    doc: str = ""


_NAMED: Final = frozenset({Operation.FINDER, Operation.ACTION})


@dataclass(frozen=True, kw_only=True)
class ResourceSchema:
    """A resource, declared.

    `fields` maps each field of the record to a sentence about it (which may be empty); the fields that the
    key contributes need not be repeated. `default` are those always sent beside `id` and the parts of the
    key. `relations` maps a relation's name to the identifier of the resource it leads to. `operations` are
    the plain ones: finders and actions are declared by themselves. `parameters` are the optional parameters
    of plain operations. A `limit` is brought into 1..`max_limit`. Raises DeclarationError.
    """

    name: ResourceName
    key: Key[Any] = TEXT
    fields: Mapping[str, str]
    default: frozenset[str] = frozenset()
    relations: Mapping[str, str] = field(default_factory=dict)
    operations: frozenset[Operation] = frozenset()
    finders: tuple[Finder, ...] = ()
    actions: tuple[Action, ...] = ()
    parameters: Mapping[Operation, tuple[Parameter, ...]] = field(default_factory=dict)
    default_limit: int = DEFAULT_LIMIT
    max_limit: int = MAX_LIMIT
    doc: str = ""

    def __post_init__(self) -> None:
        self._need(not self.default - self.field_names, "a default field is not among the fields")
        self._need(
            not self.operations & _NAMED, "finders and actions are declared by name, not as operations"
        )
        self._need(set(self.parameters) <= self.operations, "an operation has parameters but is not offered")
        self._need(1 <= self.default_limit <= self.max_limit, "the default limit is not within 1..max_limit")
        self._need(len(self._finders) == len(self.finders), "two finders have one name")
        self._need(len(self._actions) == len(self.actions), "two actions have one name")
        for parameters in self._parameter_lists():
            self._check_names(parameters)
        required = [one.name for parameters in self.parameters.values() for one in parameters if one.required]
        self._need(not required, "only finders and actions may require a parameter")
        for identifier in self.relations.values():
            read_identifier(identifier)

    @property
    def identifier(self) -> str:
        """The name as it stands in `linked`: `courses.v1`."""
        return self.name.identifier

    @cached_property
    def always(self) -> frozenset[str]:
        """The fields sent whatever is asked: `id`, and the parts that the key shows."""
        return self.key.names

    @cached_property
    def field_names(self) -> frozenset[str]:
        """All fields of an element."""
        return self.always | self.fields.keys()

    def finder(self, name: str) -> Finder | None:
        """The finder of this name, if there is one."""
        return self._finders.get(name)

    def action(self, name: str) -> Action | None:
        """The action of this name, if there is one."""
        return self._actions.get(name)

    @cached_property
    def _finders(self) -> Mapping[str, Finder]:
        return {finder.name: finder for finder in self.finders}

    @cached_property
    def _actions(self) -> Mapping[str, Action]:
        return {action.name: action for action in self.actions}

    def _parameter_lists(self) -> list[tuple[Parameter, ...]]:
        of_finders = [finder.parameters for finder in self.finders]
        of_actions = [action.parameters for action in self.actions]
        return [*of_finders, *of_actions, *self.parameters.values()]

    def _check_names(self, parameters: tuple[Parameter, ...]) -> None:
        names = {parameter.name for parameter in parameters}
        self._need(len(names) == len(parameters), "two parameters have one name")
        self._need(not names & RESERVED, "a parameter has the name of one that every resource has")

    def _need(self, holds: object, otherwise: str) -> None:
        if not holds:
            raise DeclarationError(f"{self.name}: {otherwise}.")


class Schemas(Mapping[str, ResourceSchema]):
    """The resources that know each other, by identifier.

    Every relation must lead to one of them, and every nested resource must lie in one of them: otherwise
    DeclarationError.
    """

    def __init__(self, schemas: Iterable[ResourceSchema]) -> None:
        listed = list(schemas)
        self._by_identifier = {schema.identifier: schema for schema in listed}
        self._by_segments = {schema.name.segments: (*self._around(schema), schema) for schema in listed}
        if len(self._by_identifier) < len(listed):
            raise DeclarationError("Two resources have one identifier.")
        for schema in listed:
            for relation, identifier in schema.relations.items():
                if identifier not in self._by_identifier:
                    raise DeclarationError(f"{schema.name}: {relation} leads to the unknown {identifier}.")

    def __getitem__(self, identifier: str) -> ResourceSchema:
        return self._by_identifier[identifier]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_identifier)

    def __len__(self) -> int:
        return len(self._by_identifier)

    def line(self, segments: tuple[str, ...]) -> tuple[ResourceSchema, ...]:
        """The resources that an address passes, outermost first; empty when its segments name none."""
        return self._by_segments.get(segments, ())

    def _around(self, schema: ResourceSchema) -> tuple[ResourceSchema, ...]:
        parent = schema.name.parent
        if parent is None:
            return ()
        if parent.identifier not in self._by_identifier:
            raise DeclarationError(f"{schema.name}: the resource around it, {parent}, is unknown.")
        above = self._by_identifier[parent.identifier]
        return (*self._around(above), above)
