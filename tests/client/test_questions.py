"""Questions: written from the declarations, and refused before they are sent."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.client.errors import BadQuestion, NotTheApi
from carrel.client.questions import MOST_KEYS, find, get, get_all, multi_get, of, python_name
from carrel.protocol.paging import Paging
from carrel.protocol.request import route
from carrel.protocol.schema import Operation
from carrel.protocol.selection import read_selection
from carrel.resources.content import ASSETS, SUPPLEMENTS
from carrel.resources.course_materials import COURSE_MATERIALS, GRADE_POLICY, ITEMS, MODULES
from carrel.resources.courses import COURSES, PARTNERS
from carrel.resources.memberships import MEMBERSHIPS, OPEN_COURSE_MEMBERSHIPS
from carrel.resources.progress import COURSES_PROGRESS
from carrel.resources.registry import RESOURCES, SCHEMAS


def the_query(question) -> dict[str, list[str]]:
    return parse_qs(urlsplit(question.request().target).query)


def test_a_key_may_be_given_by_value_or_as_it_is_spelled():
    by_value = get(COURSES_PROGRESS, (7, "a~b")).request()

    assert by_value.target == "/api/onDemandCoursesProgress.v1/7~a!~b"
    assert get(COURSES_PROGRESS, "7~a!~b").request() == by_value


def test_names_are_written_as_the_wire_has_them():
    query = the_query(
        find(
            COURSE_MATERIALS,
            "slug",
            slug="study-well",
            show_locked_items=True,
            fields=["module_ids", of(MODULES, "lesson_ids", "name"), of(ITEMS, "is_locked")],
            includes=["modules", "grade_policy"],
        )
    )

    assert query["q"] == ["slug"]
    assert query["slug"] == ["study-well"]
    assert query["showLockedItems"] == ["true"]
    assert read_selection(query["fields"]) == read_selection(
        [
            "moduleIds,onDemandCourseMaterialModules.v1(lessonIds,name)",
            "onDemandCourseMaterialItems.v2(isLocked)",
        ]
    )
    assert read_selection(query["includes"]) == read_selection(["modules,gradePolicy"])


def test_of_without_names_asks_for_every_field_that_is_declared():
    query = the_query(get(COURSES, "x", fields=[of(PARTNERS)]))

    assert read_selection(query["fields"]).names("partners.v1").shown == PARTNERS.schema.field_names


def test_a_field_with_a_name_of_its_own_on_the_wire_is_asked_for_by_it():
    query = the_query(find(COURSE_MATERIALS, "slug", slug="x", fields=[of(GRADE_POLICY, "mastery")]))

    assert query["fields"] == [
        "onDemandCourseMaterialGradePolicy.v1(org.coursera.ondemand.coursematerial.MasteryGradePolicy)"
    ]


def test_a_default_field_can_be_taken_back():
    assert the_query(get(COURSES, "x", fields=["-name", "level"]))["fields"] == ["level,-name"]


def test_a_relation_of_a_linked_resource_is_the_next_hop():
    query = the_query(find(MEMBERSHIPS, "me", includes=["course_id", of(COURSES, "partner_ids")]))

    assert query["includes"] == ["courseId,courses.v1(partnerIds)"]


def test_every_field_is_asked_for_by_a_header():
    assert get(COURSES, "x", every_field=True).request().headers == {"X-Coursera-Naptime-Fields": "all"}


def test_an_etag_makes_a_question_conditional():
    assert get(COURSES, "x").request('W/"1"').headers == {"if-none-match": 'W/"1"'}


def test_many_keys_are_asked_for_in_batches_each_once():
    keys = [f"id{number}" for number in range(2 * MOST_KEYS + 1)]

    asked = multi_get(ASSETS, [*keys, *keys])

    in_batches = [the_query(question)["ids"][0].split(",") for question in asked]
    assert [len(batch) for batch in in_batches] == [MOST_KEYS, MOST_KEYS, 1]
    assert [key for batch in in_batches for key in batch] == keys


def test_no_keys_are_no_question():
    assert multi_get(ASSETS, []) == []


def test_the_question_after_a_page_starts_where_it_says():
    question = get_all(COURSES, limit=7, fields=["level"]).after(Paging(next="100"))

    assert question is not None
    assert the_query(question) == {"start": ["100"], "limit": ["7"], "fields": ["level"]}


def test_after_the_last_page_there_is_no_question():
    assert get_all(COURSES).after(Paging()) is None


def test_pages_in_circles_are_noticed():
    second = get_all(COURSES).after(Paging(next="a"))
    assert second is not None
    third = second.after(Paging(next="b"))
    assert third is not None

    with pytest.raises(NotTheApi, match="circles"):
        third.after(Paging(next="a"))


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: get(COURSES, "x", fields=["photoUrl"]), "Did you mean 'photo_url'"),
        (lambda: get(COURSES, "x", fields=["wholly_unknown"]), "It has: .*photo_url"),
        (lambda: get(COURSES, "x", fields="name"), "a list of names, not one text"),
        (lambda: get(COURSES, "x", fields=[of(PARTNERS, "nmae")]), "partners.v1 has no field 'nmae'"),
        (lambda: get(COURSES, "x", includes=["partners"]), "no relation 'partners'"),
        (lambda: find(COURSES, "sulg", slug="x"), "Did you mean 'slug'"),
        (lambda: find(COURSES, "slug"), "needs 'slug'"),
        (lambda: find(COURSES, "slug", slug=7), "slug"),
        (lambda: find(COURSES, "slug", slug="x", course="y"), "no parameter 'course'"),
        (lambda: find(OPEN_COURSE_MEMBERSHIPS, "findByUser", user_id="me"), "cannot take 'me' as user_id"),
        (lambda: get(COURSES_PROGRESS, "7"), "cannot take '7' as key"),
        (lambda: get(COURSES_PROGRESS, (7,)), "as key"),
        (lambda: get(COURSES, 7), "takes text as key"),
        (lambda: get(COURSES, "").request(), "cannot be asked this"),
        (lambda: get_all(SUPPLEMENTS).request(), "'get-all' not implemented"),
        (lambda: get(MODULES, "x").request(), "'get' not implemented"),
    ],
)
def test_what_nobody_declared_is_refused_before_it_is_sent(ask, said):
    with pytest.raises(BadQuestion, match=said):
        ask()


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.schema.identifier)
def test_every_declared_name_has_a_name_in_python_and_only_one(resource):
    relations = [python_name(name) for name in resource.schema.relations]

    assert len(set(relations)) == len(relations)
    assert all(name.isidentifier() for name in relations)
    for finder in resource.schema.finders:
        assert all(python_name(one.name).isidentifier() for one in finder.parameters)


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: text not in {".", ".."}
)


@given(st.integers(-(2**63), 2**63 - 1), _TEXT)
def test_the_server_reads_the_key_that_the_client_wrote(user_id, course_id):
    target = get(COURSES_PROGRESS, (user_id, course_id)).request().target

    routed = route("GET", target.removeprefix("/api"), "", SCHEMAS)

    assert (routed.operation, routed.key) == (Operation.GET, (user_id, course_id))


@given(_TEXT, st.booleans())
def test_the_server_reads_the_arguments_that_the_client_wrote(slug, locked):
    question = find(COURSE_MATERIALS, "slug", slug=slug, show_locked_items=locked)

    path, _, query = question.request().target.removeprefix("/api").partition("?")

    routed = route("GET", path, query, SCHEMAS)
    assert routed.arguments["slug"] == slug
    assert routed.arguments["showLockedItems"] == locked
