"""Projection: which fields of an element are sent. Only the first level is ever cut."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from carrel.protocol.schema import ResourceSchema
from carrel.protocol.selection import EMPTY, Names, Selection

LINKS: Final = "_links"
"""The name among `includes` that asks for the table of relations."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks to show (`fields`) and to link (`includes`).

    `every_field` switches projection off, for the elements and for everything linked.
    """

    fields: Selection = EMPTY
    includes: Selection = EMPTY
    every_field: bool = False

    def shown(self, schema: ResourceSchema, *, linked: bool = False) -> frozenset[str]:
        """The names that survive in an element of this resource, or in one that is `linked`.

        Those asked for and the defaults, without those given with `-`; `id` and the parts of the key always.
        """
        if self.every_field:
            return schema.field_names
        return visible(schema, self.fields.names(schema.identifier if linked else ""))

    def wants_field(self, schema: ResourceSchema, name: str, *, linked: bool = False) -> bool:
        """Whether this field will be sent, so that a costly one need not be computed in vain."""
        return name in self.shown(schema, linked=linked)

    def wants_linked(self, relation: str, resource: str = "") -> bool:
        """Whether `includes` asks for this relation: of the resource asked, or of the linked `resource`."""
        return self.includes.wants(relation, resource)

    def project(
        self, schema: ResourceSchema, elements: Iterable[Mapping[str, object]], *, linked: bool = False
    ) -> list[dict[str, object]]:
        """The elements with only the fields that survive. Nothing is ever added."""
        if self.every_field:
            return [dict(element) for element in elements]
        names = self.shown(schema, linked=linked)
        return [{name: value for name, value in element.items() if name in names} for element in elements]


def visible(schema: ResourceSchema, names: Names) -> frozenset[str]:
    """The names that survive when `names` are asked of this resource."""
    return ((names.shown | schema.default) - names.hidden) | schema.always
