"""Reading resources over GraphQL: in Naptime's names, through the door that everybody uses."""

import json
from typing import Any

import pytest
from graphql import build_schema

from carrel.protocol.schema import Operation
from carrel.resources.registry import SCHEMAS
from carrel.server import inside
from carrel.server.graphql import reading
from carrel.server.graphql.resource_types import schema, type_name
from tests.builders import COURSE_ID
from tests.server.caller import Caller, user_id
from tests.server.schools import LECTURE, OTHER_ID, SLUG
from tests.server.statements import counted


def ask(caller: Caller, query: str, **more: object) -> Any:
    answer = caller.post("/graphql", {"query": query, **more})
    assert answer.status_code == 200
    return answer.json()


def test_a_resource_is_read_by_its_operations(still_guest):
    told = ask(
        still_guest,
        """query Names($id: String!, $ids: [String!]!) { root { CoursesV1Resource {
             get(id: $id) { id name }
             multiGet(ids: $ids) { elements { slug } }
             getAll(limit: 1) { elements { courseType } paging { next total } }
             slug(slug: "a-small-garden") { elements { name } }
        } } }""",
        variables=json.dumps({"id": COURSE_ID, "ids": [OTHER_ID, "nowhere"]}),
    )

    assert told == {
        "data": {
            "root": {
                "CoursesV1Resource": {
                    "get": {"id": COURSE_ID, "name": "Study Well Online"},
                    "multiGet": {"elements": [{"slug": "a-small-garden"}]},
                    "getAll": {
                        "elements": [{"courseType": "v2.ondemand"}],
                        "paging": {"next": "1", "total": 2},
                    },
                    "slug": {"elements": [{"name": "A Small Garden"}]},
                }
            }
        }
    }


def test_relations_are_followed_to_any_depth(still_learner):
    told = ask(
        still_learner,
        """{ MembershipsV1Resource { me(limit: 10) { elements {
             courseId course { name partners { name courses { slug } } }
        } } } }""",
    )

    (member,) = told["data"]["MembershipsV1Resource"]["me"]["elements"]
    assert member["course"]["name"] == "Study Well Online"
    assert member["course"]["partners"] == [{"name": "The Open Desk", "courses": [{"slug": SLUG}]}]


def test_relations_that_have_no_ids_come_with_what_they_belong_to(still_learner):
    told = ask(
        still_learner,
        """{ OnDemandCourseMaterialsV2Resource { slug(slug: "study-well-online", showLockedItems: true) {
             elements { moduleIds modules { id name } items { name contentSummary { typeName definition } } }
        } } }""",
    )

    (material,) = told["data"]["OnDemandCourseMaterialsV2Resource"]["slug"]["elements"]
    assert material["modules"] == [{"id": "modu1", "name": "Welcome"}]
    assert material["items"][0]["contentSummary"]["definition"]["hasInVideoAssessment"] is False


def test_what_many_places_want_is_asked_for_at_once(still_learner, monkeypatch):
    one = f'get(id: "{COURSE_ID}") {{ partners {{ id }} instructors {{ id }} }}'
    many = " ".join(f"a{n}: {one}" for n in range(20))
    asked = []

    def noted(request, method, path, *more):
        asked.append(path[1])
        return inside.ask(request, method, path, *more)

    monkeypatch.setattr(reading, "ask", noted)
    ask(still_learner, f"{{ CoursesV1Resource {{ {many} }} }}")

    assert sorted(asked) == ["/api/courses.v1", "/api/instructors.v1", "/api/partners.v1"]


def test_what_is_ones_own_is_read_by_nobody_else(still_learner, still_guest):
    query = '{ OnDemandCoursesProgressV1Resource { get(id: "%s") { overall } } }'
    own, other = (query % f"{who}~{COURSE_ID}" for who in (user_id(still_learner), 7))

    mine = ask(still_learner, own)["data"]["OnDemandCoursesProgressV1Resource"]["get"]
    told, guests = ask(still_learner, other), ask(still_guest, own)

    assert mine == {"overall": 33}
    for refused in (told, guests):
        assert refused["data"]["OnDemandCoursesProgressV1Resource"] == {"get": None}
        assert refused["errors"]


def test_a_list_that_is_refused_is_empty_and_no_error(still_guest):
    told = ask(still_guest, "{ MembershipsV1Resource { me { elements { id } paging { total } } } }")

    assert told == {"data": {"MembershipsV1Resource": {"me": {"elements": [], "paging": {"total": None}}}}}


@pytest.mark.parametrize(
    "element_id", ["", "nowhere", "a~b", "!", "a/b", "a\nb", "x" * 3000, "a\\", ",", "..", "."]
)
def test_an_id_that_leads_nowhere_gives_null(still_guest, element_id):
    query = "query Q($id: String!) { CoursesV1Resource { get(id: $id) { id } } }"

    told = ask(still_guest, query, variables={"id": element_id})

    assert told["data"] == {"CoursesV1Resource": {"get": None}}


def test_what_is_wrong_with_a_query_is_told_in_the_words_that_clients_know(still_guest):
    syntax = ask(still_guest, "{ root {")
    unknown = ask(still_guest, "{ nothing }")
    introspection = ask(still_guest, "{ __schema { types { name } } }")

    assert set(syntax) == {"syntaxError", "locations"}
    assert unknown["errors"] == ["Cannot query field 'nothing' on type 'Query'."]
    assert "introspection is not allowed" in introspection["errors"][0]


CIRCLE = """{ CoursesV1Resource { ...a } }
    fragment a on CoursesV1Resource { ...b } fragment b on CoursesV1Resource { ...a }"""
NESTED = "partners { courses { " * 3 + "id" + " } }" * 3


@pytest.mark.parametrize(
    "query",
    [
        "{ CoursesV1Resource { getAll(limit: 10000) { elements { id " + NESTED + " } } } }",
        "query Q($n: Int) { CoursesV1Resource { getAll(limit: $n) { elements { id " + NESTED + " } } } }",
        "{ CoursesV1Resource { "
        + " ".join(f"a{n}: getAll {{ paging {{ next }} }}" for n in range(500))
        + " } }",
        "{ CoursesV1Resource { ...a } } "
        + " ".join(
            f"fragment {a} on CoursesV1Resource {{ x: getAll {{ paging {{ next }} }} ...{b} ...{b} }}"
            for a, b in zip("abcdefghijklm", "bcdefghijklmn", strict=True)
        )
        + " fragment n on CoursesV1Resource { getAll { paging { next } } }",
        CIRCLE,
        "{" * 5000,
        "{ a " + "a " * 5000 + "}",
    ],
    ids=["limit", "variable", "aliases", "fragments", "a circle", "braces", "words"],
)
def test_a_query_built_to_explode_is_refused_before_anything_is_asked(still_guest, query):
    with counted() as asked:
        told = ask(still_guest, query, variables={"n": 10_000})

    assert "data" not in told
    assert not asked


def test_several_queries_are_answered_in_their_order(still_guest):
    queries = [{"query": "{ DomainsV1Resource { getAll { elements { id } } } }"}, {"query": "{"}]

    answer = still_guest.post("/graphqlBatch?opname=Domains", queries)
    many = still_guest.post("/graphqlBatch", queries * 11)

    assert [set(one) for one in answer.json()] == [{"data"}, {"syntaxError", "locations"}]
    assert (many.status_code, many.json()["errorCode"]) == (400, "request.validation")


@pytest.mark.parametrize("body", ["", "[]", '{"query": 1}', '{"query": "{", "variables": 1}', "x" * 200_000])
def test_what_is_no_query_is_refused(still_guest, body):
    assert still_guest.send("POST", "/graphql", content=body).status_code in {400, 413}


def test_variables_that_are_no_object_are_told(still_guest):
    assert ask(still_guest, "{ root { __typename } }", variables="[1]")["error"].startswith("The variables")


def test_the_schema_is_given_in_its_own_language_and_has_every_resource_that_can_be_read(still_guest):
    answer = still_guest.get("/graphql-schema")
    built = build_schema(answer.text)
    readable = {
        f"{type_name(one.identifier)}Resource"
        for one in SCHEMAS.values()
        if one.name.parent is None
        and (one.finders or one.operations & {Operation.GET, Operation.MULTI_GET, Operation.GET_ALL})
    }

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert set(built.type_map["root"].fields) == readable  # type: ignore[attr-defined]


def test_everything_in_the_schema_is_described():
    undescribed = [
        f"{kind.name}.{name}"
        for kind in schema().type_map.values()
        for name, field in getattr(kind, "fields", {}).items()
        if not kind.name.startswith("__") and not field.description
    ]

    assert not undescribed


def test_the_gateway_has_a_second_name(still_guest):
    query = {"query": "{ carrelVersion }"}

    assert (
        still_guest.post("/graphql-gateway-wrapper", query).json()
        == still_guest.post("/graphql-gateway", query).json()
    )


def test_content_is_read_where_it_is_open(still_learner, still_guest):
    query = '{ OnDemandLectureVideosV1Resource { get(id: "%s~%s") { video { sources } } } }'

    told = ask(still_learner, query % (COURSE_ID, LECTURE))["data"]["OnDemandLectureVideosV1Resource"]["get"]
    refused = ask(still_guest, query % (COURSE_ID, LECTURE))

    assert "360p" in json.dumps(told)
    assert refused["data"]["OnDemandLectureVideosV1Resource"]["get"] is None
