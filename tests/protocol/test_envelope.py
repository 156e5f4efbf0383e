import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.envelope import Answer, Envelope, element_of, make_envelope, read_envelope
from carrel.protocol.errors import AnswerError
from carrel.protocol.keys import INTEGER, TEXT, CompositeKey
from carrel.protocol.paging import Facet, FacetEntry, Paging
from carrel.protocol.projection import Asked
from carrel.protocol.selection import Names, Selection, read_selection
from tests.protocol.samples import MEMBERSHIPS, SCHEMAS

RELATIONS = sorted({"_links", "nobody", *[name for schema in SCHEMAS.values() for name in schema.relations]})
IDENTIFIERS = st.sampled_from([*sorted(SCHEMAS), "nobody.v1"])
SOME_NAMES = st.builds(Names, st.frozensets(st.sampled_from(RELATIONS)), st.just(frozenset()))
INCLUDES = st.builds(Selection, SOME_NAMES, st.dictionaries(IDENTIFIERS, SOME_NAMES))
ELEMENTS = st.lists(st.builds(lambda own: {"id": own}, st.integers(0, 5) | st.sampled_from(["0", "1"])))
ANSWERS = st.builds(Answer, ELEMENTS, linked=st.dictionaries(st.sampled_from(sorted(SCHEMAS)), ELEMENTS))
FACETS = st.builds(
    Facet,
    st.lists(
        st.builds(FacetEntry, st.text(), st.integers(0), st.none() | st.text()), min_size=1, max_size=3
    ).map(tuple),
    st.none() | st.integers(0),
)
PAGINGS = st.builds(
    Paging, st.none() | st.text(), st.none() | st.integers(0), st.dictionaries(st.text(), FACETS, max_size=2)
)
ENVELOPES = st.builds(
    Envelope,
    ELEMENTS,
    PAGINGS,
    st.dictionaries(IDENTIFIERS, ELEMENTS),
    st.none() | st.dictionaries(IDENTIFIERS, st.dictionaries(st.text(), st.text())),
)

A_MEMBERSHIP = {"id": "7~c", "userId": 7, "courseId": "c", "role": "LEARNER"}
SUPPLIED: dict[str, list[dict[str, object]]] = {
    "courses.v1": [{"id": "c", "slug": "art", "partnerIds": ["2", "1"]}],
    "partners.v1": [{"id": "2", "name": "Two"}, {"id": "1", "name": "One"}, {"id": "2", "name": "Again"}],
    "v2Details.v1": [],
}


def linked_by(includes: str, fields: str = "") -> Envelope:
    asked = Asked(fields=read_selection([fields]), includes=read_selection([includes]))
    return make_envelope(Answer([A_MEMBERSHIP], linked=SUPPLIED), MEMBERSHIPS, asked, SCHEMAS)


@given(ENVELOPES)
def test_a_written_envelope_reads_back(envelope):
    assert read_envelope(json.loads(json.dumps(envelope.body()))) == envelope


@given(ANSWERS, INCLUDES)
def test_includes_never_invent(answer, includes):
    asked = Asked(includes=includes)

    envelope = make_envelope(answer, MEMBERSHIPS, asked, SCHEMAS)

    assert envelope.linked.keys() <= answer.linked.keys()
    assert all(element in answer.linked[name] for name, some in envelope.linked.items() for element in some)


@given(ANSWERS, INCLUDES)
def test_linked_elements_come_once_each_and_none_is_lost(answer, includes):
    envelope = make_envelope(answer, MEMBERSHIPS, Asked(includes=includes), SCHEMAS)

    once = {name: list(dict.fromkeys(one["id"] for one in answer.linked[name])) for name in envelope.linked}

    assert {name: [one["id"] for one in some] for name, some in envelope.linked.items()} == once


@given(ANSWERS)
def test_nothing_is_linked_unasked(answer):
    assert make_envelope(answer, MEMBERSHIPS, Asked(), SCHEMAS).linked == {}


@pytest.mark.parametrize(
    ("includes", "linked"),
    [
        ("", []),
        ("courseId", ["courses.v1"]),
        ("courseId,courses.v1", ["courses.v1"]),
        ("courseId,courses.v1(partnerIds)", ["courses.v1", "partners.v1"]),
        ("courseId,courses.v1(partnerIds,v2Details)", ["courses.v1", "partners.v1", "v2Details.v1"]),
        ("courses.v1(partnerIds)", ["partners.v1"]),
        ("courses.v1(v2Details)", ["v2Details.v1"]),
        ("courseId,-courseId", []),
        ("partnerIds", []),
        ("nums.v1(anything),nobody.v1(anything)", []),
        ("name,description", []),
    ],
)
def test_linked_is_what_is_both_asked_for_and_supplied(includes, linked):
    assert sorted(linked_by(includes).linked) == linked


def test_supplied_but_empty_is_an_empty_list_and_not_supplied_is_absent():
    asked = Asked(includes=read_selection(["courses.v1(partnerIds,v2Details)"]))
    answer = Answer([], linked={"courses.v1": [], "v2Details.v1": []})

    assert make_envelope(answer, MEMBERSHIPS, asked, SCHEMAS).linked == {"v2Details.v1": []}


def test_a_linked_list_keeps_the_first_of_each_id():
    partners = linked_by("courses.v1(partnerIds)").linked["partners.v1"]

    assert partners == [{"id": "2", "name": "Two"}, {"id": "1", "name": "One"}]


def test_fields_reach_elements_and_linked_elements_alike():
    envelope = linked_by("courseId", "-role,courses.v1(partnerIds,-slug)")

    assert envelope.elements == [{"id": "7~c", "userId": 7, "courseId": "c"}]
    assert envelope.linked == {"courses.v1": [{"id": "c", "partnerIds": ["2", "1"]}]}


def test_including_a_relation_does_not_show_its_field():
    assert linked_by("courseId,courses.v1(partnerIds)").linked["courses.v1"] == [{"id": "c", "slug": "art"}]


def test_links_are_the_tables_of_relations():
    envelope = linked_by("courseId,courses.v1(v2Details),_links")

    assert envelope.links == {
        "elements": {"courseId": "courses.v1"},
        "courses.v1": {"partnerIds": "partners.v1", "v2Details": "v2Details.v1"},
        "v2Details.v1": {},
    }
    assert linked_by("courseId").links is None


def test_the_three_members_are_always_there():
    assert Envelope().body() == {"elements": [], "paging": {}, "linked": {}}


@pytest.mark.parametrize(
    ("paging", "written"),
    [
        (Paging(), {}),
        (Paging(next="100", total=154), {"next": "100", "total": 154}),
        (Paging(total=0), {"total": 0}),
        (Paging(facets={"level": Facet()}), {}),
        (
            Paging(facets={"level": Facet((FacetEntry("1", 7), FacetEntry("2", 1, "Two")), 2)}),
            {
                "facets": {
                    "level": {
                        "facetEntries": [{"id": "1", "count": 7}, {"id": "2", "count": 1, "name": "Two"}],
                        "fieldCardinality": 2,
                    }
                }
            },
        ),
        (
            Paging(facets={"level": Facet(cardinality=3)}),
            {"facets": {"level": {"facetEntries": [], "fieldCardinality": 3}}},
        ),
    ],
)
def test_paging_says_only_what_is_known(paging, written):
    assert Envelope(paging=paging).body()["paging"] == written


@pytest.mark.parametrize(
    ("body", "envelope"),
    [
        ({"elements": [], "paging": None, "linked": None}, Envelope([])),
        ({"elements": []}, Envelope([])),
        (
            {"elements": [{"id": 1}], "paging": None, "linked": {"instructors.v1": []}},
            Envelope([{"id": 1}], linked={"instructors.v1": []}),
        ),
        (
            {"elements": [], "paging": {"next": 20}, "linked": {"a.v1": None}},
            Envelope([], Paging("20"), {"a.v1": []}),
        ),
        (
            {"elements": [], "links": {"elements": {"userId": "profiles.v1"}}},
            Envelope([], links={"elements": {"userId": "profiles.v1"}}),
        ),
    ],
)
def test_both_generations_of_envelopes_are_read(body, envelope):
    assert read_envelope(body) == envelope


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {},
        {"errorCode": "notFound", "message": None, "details": None},
        {"elements": None},
        {"elements": {}},
        {"elements": [1]},
        {"elements": [], "paging": [1]},
        {"elements": [], "paging": {"total": "7"}},
        {"elements": [], "linked": {"a.v1": {"id": 1}}},
        {"elements": [], "links": 1},
    ],
)
def test_what_is_no_envelope_is_refused(body):
    with pytest.raises(AnswerError):
        read_envelope(body)


def test_an_element_is_its_record_and_its_key_without_what_is_unset():
    key = CompositeKey({"userId": INTEGER, "courseId": TEXT})
    record = {"role": "LEARNER", "grade": None, "hidden": False, "id": "never shown", "userId": "nor this"}

    assert element_of(key, (7, "c"), record) == {
        "role": "LEARNER",
        "hidden": False,
        "id": "7~c",
        "userId": 7,
        "courseId": "c",
    }
