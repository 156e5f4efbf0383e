"""The envelope around elements: `{elements, paging, linked, links?}`, written and read.

Whoever answers hands over whole elements and a list for each related resource; what of it is sent is decided
here, by `includes`, and cut down by `fields`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from carrel.protocol.errors import AnswerError
from carrel.protocol.keys import ID, Key, V
from carrel.protocol.paging import UNPAGED, Facet, FacetEntry, Paging
from carrel.protocol.projection import LINKS, Asked
from carrel.protocol.schema import ResourceSchema, Schemas

Element: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class Answer:
    """What a resource answers: whole elements, their paging, and per identifier the linked elements at hand.

    An empty list of linked elements says "there are none"; a missing one, that nothing is said about them.
    """

    elements: Sequence[Element] = ()
    paging: Paging = UNPAGED
    linked: Mapping[str, Sequence[Element]] = field(default_factory=dict)


@dataclass(frozen=True)
class Envelope:
    """An answer as it travels. `links` maps `elements` and each linked identifier to its relations."""

    elements: Sequence[Element] = ()
    paging: Paging = UNPAGED
    linked: Mapping[str, Sequence[Element]] = field(default_factory=dict)
    links: Mapping[str, Mapping[str, str]] | None = None

    def body(self) -> dict[str, object]:
        """The JSON object. `elements`, `paging` and `linked` are always there, also when empty."""
        body: dict[str, object] = {
            "elements": list(self.elements),
            "paging": _write_paging(self.paging),
            "linked": {identifier: list(elements) for identifier, elements in self.linked.items()},
        }
        if self.links is not None:
            body["links"] = {name: dict(relations) for name, relations in self.links.items()}
        return body


def element_of(key: Key[V], value: V, record: Element) -> dict[str, object]:
    """A record with its key as one element: fields that are None are left out, those of the key win."""
    element = {name: member for name, member in record.items() if member is not None}
    element.update(key.fields(value))
    return element


def make_envelope(answer: Answer, schema: ResourceSchema, asked: Asked, schemas: Schemas) -> Envelope:
    """The envelope of an answer of this resource: linked as asked, and every element projected.

    Linked are the resources that the answer supplies and that `includes` reaches, either from this resource
    or from a supplied one; each element once, in the order of first mention.
    """
    reached = set(_reached(answer, schema, asked, schemas))
    linked = {
        identifier: asked.project(schemas[identifier], _once_each(elements), linked=True)
        for identifier, elements in answer.linked.items()
        if identifier in reached
    }
    return Envelope(
        elements=asked.project(schema, answer.elements),
        paging=answer.paging,
        linked=linked,
        links=_links(schema, linked, schemas) if asked.includes.wants(LINKS) else None,
    )


def read_envelope(body: object) -> Envelope:
    """The envelope in a decoded JSON answer; null or missing `paging` and `linked` are empty.

    Raises AnswerError when there are no `elements`, as in the answer to a slug that does not exist.
    """
    members = _object(body, "The answer")
    linked = _object(members.get("linked") or {}, "linked")
    links = members.get("links")
    return Envelope(
        elements=_elements(members.get("elements"), "elements"),
        paging=_read_paging(_object(members.get("paging") or {}, "paging")),
        linked={identifier: _elements(some or [], identifier) for identifier, some in linked.items()},
        links=None if links is None else _read_links(links),
    )


def _reached(answer: Answer, schema: ResourceSchema, asked: Asked, schemas: Schemas) -> Iterator[str]:
    for relation, identifier in schema.relations.items():
        if asked.wants_linked(relation):
            yield identifier
    for hop in asked.includes.resources:
        if hop in answer.linked:
            for relation, identifier in schemas[hop].relations.items():
                if asked.wants_linked(relation, hop):
                    yield identifier


def _once_each(elements: Iterable[Element]) -> list[Element]:
    first: dict[object, Element] = {}
    for element in elements:
        first.setdefault(element[ID], element)
    return list(first.values())


def _links(schema: ResourceSchema, linked: Iterable[str], schemas: Schemas) -> dict[str, Mapping[str, str]]:
    return {"elements": schema.relations, **{name: schemas[name].relations for name in linked}}


def _write_paging(paging: Paging) -> dict[str, object]:
    facets = {name: _write_facet(facet) for name, facet in paging.facets.items()}
    written = {"next": paging.next, "total": paging.total, "facets": {n: f for n, f in facets.items() if f}}
    return {name: value for name, value in written.items() if value not in (None, {})}


def _write_facet(facet: Facet) -> dict[str, object]:
    written: dict[str, object] = {}
    if facet.entries:
        written["facetEntries"] = [_write_entry(entry) for entry in facet.entries]
    if facet.cardinality is not None:
        written["fieldCardinality"] = facet.cardinality
    return {"facetEntries": [], **written} if written else {}


def _write_entry(entry: FacetEntry) -> dict[str, object]:
    named = {} if entry.name is None else {"name": entry.name}
    return {"id": entry.id, "count": entry.count, **named}


def _read_paging(paging: Element) -> Paging:
    start, total = paging.get("next"), paging.get("total")
    facets = _object(paging.get("facets") or {}, "facets")
    return Paging(
        # Some servers count their pages in numbers; for the client `next` is opaque text.
        next=None if start is None else str(start),
        total=_whole(total, "paging.total") if total is not None else None,
        facets={name: _read_facet(_object(facet, name)) for name, facet in facets.items()},
    )


def _read_facet(facet: Element) -> Facet:
    cardinality = facet.get("fieldCardinality")
    return Facet(
        entries=tuple(
            [_read_entry(one) for one in _elements(facet.get("facetEntries") or [], "facetEntries")]
        ),
        cardinality=_whole(cardinality, "fieldCardinality") if cardinality is not None else None,
    )


def _read_entry(entry: Element) -> FacetEntry:
    name = entry.get("name")
    return FacetEntry(
        str(entry.get(ID, "")), _whole(entry.get("count"), "count"), None if name is None else str(name)
    )


def _read_links(links: object) -> dict[str, dict[str, str]]:
    tables = _object(links, "links")
    return {
        name: {relation: str(identifier) for relation, identifier in _object(table, name).items()}
        for name, table in tables.items()
    }


def _object(value: object, place: str) -> Element:
    if isinstance(value, Mapping):
        return value
    raise AnswerError(f"{place} should be an object, but is {type(value).__name__}.")


def _elements(value: object, place: str) -> list[Element]:
    if isinstance(value, list):
        return [_object(element, f"A member of {place}") for element in value]
    raise AnswerError(f"{place} should be a list, but is {type(value).__name__}.")


def _whole(value: object, place: str) -> int:
    if isinstance(value, int):
        return value
    raise AnswerError(f"{place} should be a whole number, but is {value!r}.")
