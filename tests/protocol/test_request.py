from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.errors import GrammarError, NaptimeError, NoSuchResourceError, RoutingError
from carrel.protocol.request import Request, location_of, methods_at, route, write_request
from carrel.protocol.schema import Operation, ResourceSchema
from carrel.protocol.selection import read_selection
from carrel.protocol.values import Values
from tests.protocol.samples import (
    A_COURSE_ID,
    COURSES,
    EXAM_ACTIONS,
    EXAM_SESSIONS,
    MEMBERSHIPS,
    NUMBERS,
    REMARKS,
    SCHEMAS,
)

TEXTS = st.text(max_size=8) | st.text(alphabet="a~!,@()\\/ ", max_size=8)
SEGMENTS = TEXTS.filter(lambda text: text not in {"", ".", ".."})
INTEGERS = st.integers(-(2**63), 2**63 - 1)
SESSIONS = st.tuples(SEGMENTS, TEXTS, st.tuples(INTEGERS, INTEGERS))
PAGES = {"start": st.none() | TEXTS, "limit": st.integers(1, 500)}
SELECTED = {"fields": st.lists(TEXTS).map(tuple), "includes": st.lists(TEXTS).map(tuple)}


def a_request(
    *line: ResourceSchema, operation: Operation, **given: st.SearchStrategy[Any]
) -> st.SearchStrategy[Request]:
    return st.builds(Request, line=st.just(line), operation=st.just(operation), **given, **PAGES, **SELECTED)


REQUESTS = st.one_of(
    a_request(
        COURSES,
        operation=Operation.GET,
        key=SEGMENTS,
        arguments=st.builds(lambda shown: Values({"showHidden": shown}), st.booleans()),
    ),
    a_request(COURSES, operation=Operation.GET_ALL),
    a_request(
        COURSES,
        operation=Operation.MULTI_GET,
        keys=st.lists(st.text(alphabet="a,~%&", min_size=1), unique=True).map(tuple),
    ),
    a_request(
        COURSES,
        operation=Operation.FINDER,
        name=st.just("slug"),
        arguments=st.builds(lambda slug: Values({"slug": slug}), TEXTS),
    ),
    a_request(
        COURSES,
        operation=Operation.ACTION,
        name=st.just("recount"),
        arguments=st.builds(lambda since: Values({"since": since}), INTEGERS),
    ),
    a_request(MEMBERSHIPS, operation=Operation.CREATE),
    *[
        a_request(MEMBERSHIPS, operation=operation, key=st.tuples(INTEGERS, st.just(A_COURSE_ID)))
        for operation in (Operation.UPDATE, Operation.PATCH, Operation.DELETE)
    ],
    a_request(EXAM_SESSIONS, EXAM_ACTIONS, operation=Operation.CREATE, parents=st.tuples(SESSIONS)),
    a_request(
        EXAM_SESSIONS,
        EXAM_ACTIONS,
        REMARKS,
        operation=Operation.GET,
        parents=st.tuples(SESSIONS, INTEGERS),
        key=SEGMENTS,
    ),
)


@given(REQUESTS)
def test_a_written_request_is_routed_to_itself(request):
    method, target = write_request(request)
    path, _, query = target.partition("?")

    assert route(method, path, query, SCHEMAS) == request


@pytest.mark.parametrize(
    ("method", "path", "query", "operation"),
    [
        ("GET", "/courses.v1/a", "", Operation.GET),
        ("GET", "/courses.v1/a", "q=slug&ids=b", Operation.GET),
        ("HEAD", "/courses.v1/a", "", Operation.GET),
        ("GET", "/courses.v1", "q=slug&slug=a&ids=b", Operation.FINDER),
        ("GET", "/courses.v1", "ids=a,b", Operation.MULTI_GET),
        ("GET", "/courses.v1", "", Operation.GET_ALL),
        ("GET", "/courses.v1", "courseId=x", Operation.GET_ALL),
        ("POST", "/courses.v1", "action=recount&since=1", Operation.ACTION),
        ("POST", "/memberships.v1", "q=me&ids=a", Operation.CREATE),
        ("PUT", f"/memberships.v1/1~{A_COURSE_ID}", "", Operation.UPDATE),
        ("PATCH", f"/memberships.v1/1~{A_COURSE_ID}", "", Operation.PATCH),
        ("DELETE", f"/memberships.v1/1~{A_COURSE_ID}", "", Operation.DELETE),
    ],
)
def test_method_path_and_query_choose_the_operation(method, path, query, operation):
    assert route(method, path, query, SCHEMAS).operation is operation


@pytest.mark.parametrize("path", ["/courses.v1", "/courses.v1/"])
def test_one_slash_after_the_collection_changes_nothing(path):
    request = route("GET", path, "q=slug&slug=a-course", SCHEMAS)

    assert request.schema is COURSES
    assert request.name == "slug"
    assert request.arguments.text("slug") == "a-course"


@pytest.mark.parametrize("tail", ["", "/"])
def test_a_composite_key_is_decoded_from_the_path(tail):
    request = route("GET", f"/memberships.v1/7~{A_COURSE_ID}{tail}", "", SCHEMAS)

    assert request.key == (7, A_COURSE_ID)
    assert request.parts.integer("userId") == 7
    assert request.parts.text("courseId") == A_COURSE_ID


def test_a_key_may_be_percent_encoded():
    assert route("GET", f"/memberships.v1/7%7E{A_COURSE_ID}", "", SCHEMAS).key == (7, A_COURSE_ID)
    assert route("GET", "/courses.v1/a%2Fb", "", SCHEMAS).key == "a/b"


def test_a_nested_resource_brings_the_keys_of_its_parents():
    request = route("POST", "/examSessions.v1/c~i~10!~99/actions", "includes=gradingAttempts", SCHEMAS)

    assert request.schema is EXAM_ACTIONS
    assert request.operation is Operation.CREATE
    assert request.parents == (("c", "i", (10, 99)),)
    assert request.key is None
    assert request.parts == {}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/unknown.v1",
        "/courses",
        "/courses.v2",
        "/Courses.v1",
        "/courses.v1//",
        "/courses.v1//a",
        "/courses.v1/a/b",
        "/nums.v1/x",
        "/nums.v1/1~2",
        "/nums.v1/%ff",
        "/memberships.v1/7",
        "/examSessions.v1/actions",
        "/examSessions.v1/x/actions",
        "/examSessions.v1/c~i~10!~99/actions/x",
        "/actions/1",
    ],
)
@pytest.mark.parametrize("method", ["GET", "BREW"])
def test_a_path_that_nothing_matches_is_not_found(method, path):
    with pytest.raises(NoSuchResourceError) as caught:
        route(method, path, "", SCHEMAS)

    assert caught.value.status == 404
    assert caught.value.body() == {"errorCode": "notFound", "message": "not found", "details": None}


@pytest.mark.parametrize(
    ("method", "path", "query", "text"),
    [
        ("GET", "/examSessions.v1", "", "'get-all' not implemented"),
        ("GET", "/examSessions.v1", "ids=a", "'multi-get' not implemented"),
        ("GET", "/v2Details.v1/a", "", "'get' not implemented"),
        ("GET", "/courses.v1", "q=nobody", "finder 'nobody' not implemented"),
        ("GET", "/courses.v1", "q=", "finder '' not implemented"),
        ("POST", "/courses.v1", "", "'create' not implemented"),
        ("POST", "/courses.v1", "action=x", "action 'x' not implemented"),
        ("PUT", "/courses.v1/a", "", "'put' not implemented"),
        ("PATCH", "/courses.v1/a", "", "'patch' not implemented"),
        ("DELETE", "/courses.v1/a", "", "'delete' not implemented"),
        ("BREW", "/courses.v1/a", "", "Unknown HTTP method 'BREW'."),
        ("OPTIONS", "/courses.v1", "", "Unknown HTTP method 'OPTIONS'."),
        ("PUT", "/courses.v1", "", "Requires ID in path as a path parameter."),
        ("DELETE", "/courses.v1/", "", "Requires ID in path as a path parameter."),
        ("POST", "/courses.v1/a", "", "Post only to the collection resource, not individual elements."),
        ("GET", "/courses.v1", "q=slug&q=slug", "Must provide only one finder name."),
        ("GET", "/courses.v1", "ids=a&ids=b", "Must provide only one 'ids' query parameter."),
        ("POST", "/courses.v1", "action=a&action=b", "Must provide only one action name."),
        ("GET", "/partners.v1", "ids=1,x", "Could not parse key 'x'"),
        ("GET", "/partners.v1", "ids=", "Could not parse key ''"),
    ],
)
def test_what_a_resource_cannot_do_is_a_routing_error(method, path, query, text):
    with pytest.raises(RoutingError) as caught:
        route(method, path, query, SCHEMAS)

    assert caught.value.status == 405
    assert caught.value.body() == {"msg": f"Routing error: {text}"}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/courses.v1", "q=slug"),
        ("/courses.v1", "q=slug&slug=a&slug=b"),
        ("/courses.v1", "q=search&query=a&open=yes"),
        ("/courses.v1", "q=search&query=a&weeks=1,x"),
        ("/courses.v1", "q=search&query=a&level=LOW"),
        ("/courses.v1/a", "showHidden=1"),
    ],
)
def test_a_bad_argument_is_a_bad_request(path, query):
    with pytest.raises(RoutingError) as caught:
        route("GET", path, query, SCHEMAS)

    assert caught.value.status == 400


def test_ids_come_in_the_order_asked_and_once_each():
    assert route("GET", "/partners.v1", "ids=3,1,3,02,2", SCHEMAS).keys == (3, 1, 2)


def test_members_that_are_not_declared_are_ignored():
    request = route("GET", "/courses.v1/a", "autoEnroll=false&&x=1&x=2&showHidden=true", SCHEMAS)

    assert request.arguments == {"showHidden": True}


def test_typed_arguments_are_read():
    query = "q=search&query=art&languages=fr,en,fr&weeks=2,1&sort=(field~name)&level=BEGINNER"

    arguments = route("GET", "/courses.v1", query, SCHEMAS).arguments

    assert arguments == {
        "query": "art",
        "languages": frozenset({"en", "fr"}),
        "weeks": (2, 1),
        "sort": {"field": "name", "descending": True},
        "level": "BEGINNER",
        "open": False,
    }


@pytest.mark.parametrize(
    ("query", "start", "limit"),
    [
        ("", None, 100),
        ("start=5&limit=7", "5", 7),
        ("start=abc&limit=abc", "abc", 100),
        ("limit=0", None, 1),
        ("limit=9999", None, 500),
        ("limit=3&limit=4", None, 3),
        ("start=&limit=", "", 100),
    ],
)
def test_the_page_is_read_leniently(query, start, limit):
    request = route("GET", "/courses.v1", query, SCHEMAS)

    assert (request.start, request.limit) == (start, limit)


def test_repeated_selections_are_one():
    request = route("GET", "/courses.v1", "fields=a&fields=partners.v1(b)&includes=c", SCHEMAS)

    asked = request.selection()

    assert asked.fields == read_selection(["a,partners.v1(b)"])
    assert asked.includes == read_selection(["c"])
    assert not asked.every_field


@pytest.mark.parametrize("value", ["all", "ALL", "All"])
def test_the_header_asks_for_every_field_and_fields_is_not_read(value):
    request = route("GET", "/courses.v1", "fields=(", SCHEMAS)

    assert request.selection(value).every_field


@pytest.mark.parametrize(
    ("query", "header", "code"),
    [
        ("fields=(", None, "naptime.parse.fields"),
        ("fields=&fields=a", None, "naptime.parse.fields"),
        ("fields=+", None, "naptime.parse.fields"),
        ("includes=a(", None, "naptime.parse.includes"),
        ("fields=(&includes=(", None, "naptime.parse.fields"),
        ("includes=(", "all", "naptime.parse.includes"),
        ("", "some", "naptime.parse.fieldsHeader"),
        ("fields=(", "", "naptime.parse.fieldsHeader"),
    ],
)
def test_a_malformed_selection_is_a_bad_request(query, header, code):
    request = route("GET", "/courses.v1", query, SCHEMAS)

    with pytest.raises(NaptimeError) as caught:
        request.selection(header)

    assert (caught.value.status, caught.value.error_code) == (400, code)


def test_a_request_is_written_readably():
    request = Request(
        line=(MEMBERSHIPS,),
        operation=Operation.FINDER,
        name="me",
        arguments=Values({"showHidden": False}),
        includes=("courseId,courses.v1(partnerIds)",),
        start="100",
    )

    assert write_request(request) == (
        "GET",
        "/memberships.v1?q=me&showHidden=false&includes=courseId,courses.v1(partnerIds)&start=100",
    )
    assert write_request(Request(line=(NUMBERS,), operation=Operation.GET, key=7)) == ("GET", "/nums.v1/7")


@pytest.mark.parametrize(
    ("operation", "key", "parents"),
    [
        (Operation.GET, None, (("c", "i", (1, 2)),)),
        (Operation.CREATE, 3, (("c", "i", (1, 2)),)),
        (Operation.CREATE, None, ()),
        (Operation.CREATE, None, (("c", "i", (1, 2)), 3)),
    ],
)
def test_a_request_whose_keys_do_not_fit_its_operation_is_not_written(operation, key, parents):
    request = Request(line=(EXAM_SESSIONS, EXAM_ACTIONS), operation=operation, key=key, parents=parents)

    with pytest.raises(GrammarError):
        write_request(request)


def test_a_request_that_the_resource_cannot_answer_is_not_written():
    possible = Request(line=(NUMBERS,), operation=Operation.GET, key=7)

    with pytest.raises(RoutingError):
        write_request(replace(possible, operation=Operation.DELETE))


@pytest.mark.parametrize("path", ["/api/completions.v1", "/api/completions.v1/"])
def test_the_location_is_the_path_and_the_new_key(path):
    assert location_of(path, "c~i") == "/api/completions.v1/c~i"


@given(REQUESTS)
def test_a_request_that_can_be_written_has_a_method_that_fits_its_address(request):
    try:
        method, target = write_request(request)
    except GrammarError:
        return

    assert method in methods_at(target.partition("?")[0], SCHEMAS)


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/courses.v1", ("GET", "HEAD", "POST", "OPTIONS")),
        ("/courses.v1/x/", ("GET", "HEAD", "OPTIONS")),
        (f"/memberships.v1/1~{A_COURSE_ID}", ("DELETE", "GET", "HEAD", "PATCH", "PUT", "OPTIONS")),
        ("/nums.v1", ("OPTIONS",)),
        ("/v2Details.v1/x", ("OPTIONS",)),
    ],
)
def test_an_address_takes_the_methods_of_what_is_declared(path, methods):
    assert methods_at(path, SCHEMAS) == methods


@pytest.mark.parametrize("path", ["/nothing.v1", "/nums.v1/x", "", "/courses.v1//"])
def test_an_address_of_nothing_takes_no_method(path):
    with pytest.raises(NoSuchResourceError):
        methods_at(path, SCHEMAS)
