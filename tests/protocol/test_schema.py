from dataclasses import replace

import pytest

from carrel.protocol.errors import DeclarationError, GrammarError
from carrel.protocol.keys import INTEGER, TEXT
from carrel.protocol.names import Nested, ResourceName
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Action, Finder, Operation, ResourceSchema, Schemas
from tests.protocol.samples import (
    COURSES,
    EXAM_ACTIONS,
    EXAM_SESSIONS,
    MEMBERSHIPS,
    PARTNERS,
    REMARKS,
    SCHEMAS,
)


def test_a_schema_knows_its_fields_and_those_of_its_key():
    assert MEMBERSHIPS.identifier == "memberships.v1"
    assert MEMBERSHIPS.always == {"id", "userId", "courseId"}
    assert MEMBERSHIPS.field_names == {"id", "userId", "courseId", "role", "grade", "lastAccessedTimestamp"}


def test_finders_and_actions_are_found_by_name():
    assert COURSES.finder("slug") is COURSES.finders[0]
    assert COURSES.action("recount") is COURSES.actions[0]
    assert COURSES.finder("recount") is None
    assert COURSES.action("slug") is None


@pytest.mark.parametrize(
    "change",
    [
        {"default": frozenset({"nobody"})},
        {"operations": frozenset({Operation.FINDER})},
        {"operations": frozenset({Operation.ACTION})},
        {"parameters": {Operation.CREATE: (Parameter("a"),)}},
        {"parameters": {Operation.GET: (Parameter("a", required=True),)}},
        {"parameters": {Operation.GET: (Parameter("a"), Parameter("a", INTEGER))}},
        {"finders": (Finder("a"), Finder("a"))},
        {"finders": (Finder("a", (Parameter("limit", INTEGER),)),)},
        {"actions": (Action("a"), Action("a", (Parameter("b"),)))},
        {"actions": (Action("a", (Parameter("action"),)),)},
        {"default_limit": 0},
        {"default_limit": 1000},
    ],
)
def test_a_schema_that_contradicts_itself_cannot_be_made(change):
    with pytest.raises(DeclarationError, match=r"courses\.v1"):
        replace(COURSES, **change)


def test_a_relation_leads_to_an_identifier():
    with pytest.raises(GrammarError):
        replace(COURSES, relations={"partnerIds": "partners"})


def test_a_default_field_may_come_from_the_key():
    assert replace(MEMBERSHIPS, default=frozenset({"courseId"})).default == {"courseId"}


def test_schemas_are_found_by_identifier():
    assert SCHEMAS["courses.v1"] is COURSES
    assert SCHEMAS["examSessions.v1/actions"] is EXAM_ACTIONS
    assert "courses" not in SCHEMAS
    assert len(SCHEMAS) == len(list(SCHEMAS))


def test_an_address_passes_the_resources_around_the_one_it_names():
    assert SCHEMAS.line(("courses.v1",)) == (COURSES,)
    assert SCHEMAS.line(("examSessions.v1", "actions", "remarks.v2")) == (
        EXAM_SESSIONS,
        EXAM_ACTIONS,
        REMARKS,
    )
    assert SCHEMAS.line(("actions",)) == ()
    assert SCHEMAS.line(()) == ()


@pytest.mark.parametrize(
    "schemas",
    [
        [PARTNERS],
        [PARTNERS, COURSES],
        [REMARKS],
        [EXAM_SESSIONS, EXAM_SESSIONS],
        [
            EXAM_SESSIONS,
            EXAM_ACTIONS,
            ResourceSchema(
                name=ResourceName("examSessions", 1, (Nested("actions", 2),)), key=TEXT, fields={}
            ),
        ],
    ],
)
def test_schemas_that_do_not_fit_together_are_refused(schemas):
    with pytest.raises(DeclarationError):
        Schemas(schemas)
