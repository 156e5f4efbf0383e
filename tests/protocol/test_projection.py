import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.projection import Asked
from carrel.protocol.selection import EMPTY, Names, Selection, read_selection
from tests.protocol.samples import COURSES, MEMBERSHIPS, SCHEMAS

FIELD_NAMES = sorted({"nobody", "a.b", *[name for schema in SCHEMAS.values() for name in schema.field_names]})
SOME_NAMES = st.builds(
    Names,
    st.frozensets(st.sampled_from(FIELD_NAMES)),
    st.frozensets(st.sampled_from(FIELD_NAMES), max_size=3),
)
ASKED = st.builds(
    Asked,
    fields=st.builds(Selection, SOME_NAMES, st.dictionaries(st.sampled_from(sorted(SCHEMAS)), SOME_NAMES)),
    every_field=st.booleans(),
)
ELEMENTS = st.dictionaries(st.sampled_from(FIELD_NAMES), st.integers())
A_MEMBERSHIP = {
    "id": "7~c",
    "userId": 7,
    "courseId": "c",
    "role": "LEARNER",
    "grade": {"score": 1, "record": "PASSED"},
    "lastAccessedTimestamp": 5,
}


@given(ASKED, st.sampled_from(list(SCHEMAS.values())), st.lists(ELEMENTS), st.booleans())
def test_projection_never_adds_and_never_changes(asked, schema, elements, linked):
    projected = asked.project(schema, elements, linked=linked)

    assert len(projected) == len(elements)
    assert all(kept.items() <= whole.items() for kept, whole in zip(projected, elements, strict=True))


@given(ASKED, st.sampled_from(list(SCHEMAS.values())), st.lists(ELEMENTS), st.booleans())
def test_projecting_twice_is_projecting_once(asked, schema, elements, linked):
    once = asked.project(schema, elements, linked=linked)

    assert asked.project(schema, once, linked=linked) == once


@given(ASKED, st.sampled_from(list(SCHEMAS.values())), st.booleans())
def test_the_id_and_the_shown_parts_of_the_key_always_survive(asked, schema, linked):
    assert schema.key.names <= asked.shown(schema, linked=linked)


@given(ASKED, st.sampled_from(list(SCHEMAS.values())), ELEMENTS, st.booleans())
def test_exactly_the_wanted_fields_survive(asked, schema, element, linked):
    declared = {name: value for name, value in element.items() if name in schema.field_names}

    [kept] = asked.project(schema, [declared], linked=linked)

    assert kept.keys() == {name for name in declared if asked.wants_field(schema, name, linked=linked)}


@pytest.mark.parametrize(
    ("fields", "survive"),
    [
        ("", {"id", "userId", "courseId", "role"}),
        ("grade", {"id", "userId", "courseId", "role", "grade"}),
        ("-role", {"id", "userId", "courseId"}),
        ("role,-role", {"id", "userId", "courseId"}),
        ("grade,-id,-userId", {"id", "userId", "courseId", "role", "grade"}),
        ("nobody,grade.score", {"id", "userId", "courseId", "role"}),
        ("memberships.v1(grade)", {"id", "userId", "courseId", "role"}),
        ("courses.v1(grade)", {"id", "userId", "courseId", "role"}),
    ],
)
def test_the_elements_show_defaults_the_key_and_what_is_asked(fields, survive):
    asked = Asked(fields=read_selection([fields]))

    [element] = asked.project(MEMBERSHIPS, [A_MEMBERSHIP])

    assert element.keys() == survive


def test_a_nested_object_is_always_whole():
    asked = Asked(fields=read_selection(["grade"]))

    [element] = asked.project(MEMBERSHIPS, [A_MEMBERSHIP])

    assert element["grade"] == {"score": 1, "record": "PASSED"}


@pytest.mark.parametrize(
    ("fields", "survive"),
    [
        ("", {"id", "slug"}),
        ("photoUrl", {"id", "slug"}),
        ("courses.v1(photoUrl)", {"id", "slug", "photoUrl"}),
        ("courses.v1(-slug)", {"id"}),
        ("courses.v1(-id)", {"id", "slug"}),
    ],
)
def test_linked_elements_show_what_is_asked_of_their_own_resource(fields, survive):
    asked = Asked(fields=read_selection([fields]))

    [element] = asked.project(COURSES, [{"id": "c", "slug": "s", "photoUrl": "p"}], linked=True)

    assert element.keys() == survive


def test_every_field_means_every_field():
    asked = Asked(fields=EMPTY, every_field=True)

    assert asked.project(MEMBERSHIPS, [A_MEMBERSHIP]) == [A_MEMBERSHIP]
    assert asked.wants_field(MEMBERSHIPS, "grade")


def test_a_costly_relation_can_be_skipped_when_nobody_asks_for_it():
    asked = Asked(includes=read_selection(["courseId,courses.v1(partnerIds)"]))

    assert asked.wants_linked("courseId")
    assert asked.wants_linked("partnerIds", "courses.v1")
    assert not asked.wants_linked("partnerIds")
    assert not asked.wants_linked("v2Details", "courses.v1")
