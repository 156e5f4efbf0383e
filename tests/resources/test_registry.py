"""Laws of what is published: it is declared once, whole, and in words."""

import re

import msgspec
import pytest

from carrel.protocol.names import read_identifier
from carrel.resources.records import Record
from carrel.resources.registry import RESOURCES, SCHEMAS

EACH = pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.schema.identifier)


def test_every_resource_is_listed_once():
    assert len(SCHEMAS) == len(RESOURCES)


@EACH
def test_a_resource_says_what_it_is_in_a_sentence(resource):
    assert resource.record.__doc__ is not Record.__doc__
    assert re.match(r"[A-Z].*[.:]", resource.schema.doc, re.DOTALL)


@EACH
def test_finders_and_parameters_say_what_they_are_for(resource):
    assert all(finder.doc.endswith(".") for finder in resource.schema.finders)
    parameters = [one for finder in resource.schema.finders for one in finder.parameters]
    parameters += [one for some in resource.schema.parameters.values() for one in some]
    assert all(one.doc.endswith(".") for one in parameters)


@EACH
def test_the_fields_are_those_of_the_record(resource):
    names = {field.encode_name for field in msgspec.structs.fields(resource.record)}

    assert names == resource.schema.field_names
    assert "id" in names
    assert all(re.fullmatch(r"[a-z][A-Za-z0-9]*|org\.[a-z.]+\.[A-Za-z]+", name) for name in names)


@EACH
def test_whatever_may_be_left_out_is_absent_and_never_null(resource):
    required = [field for field in msgspec.structs.fields(resource.record) if field.required]

    assert {field.encode_name for field in required} <= resource.schema.always
    assert all(
        field.default is msgspec.UNSET
        for field in msgspec.structs.fields(resource.record)
        if not field.required
    )


@EACH
def test_relations_lead_to_resources_that_are_published(resource):
    assert set(resource.schema.relations.values()) <= set(SCHEMAS)
    assert read_identifier(resource.schema.identifier) == resource.schema.name


def test_what_is_only_linked_is_linked_from_somewhere():
    linked = {identifier for schema in SCHEMAS.values() for identifier in schema.relations.values()}
    alone = {
        one.identifier
        for one in SCHEMAS.values()
        if not one.operations and not one.finders and not one.actions
    }

    assert alone <= linked
