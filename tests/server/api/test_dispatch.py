"""Laws of the one door: the order of the checks, methods, refusals, and that list and answers agree."""

import re
from collections.abc import Callable

import pytest

from carrel.protocol.schema import Operation
from carrel.resources.registry import RESOURCES, SCHEMAS
from carrel.server.api.answering import ANSWERS
from carrel.server.api.asking import Answers
from tests.builders import COURSE_ID
from tests.server import wire
from tests.server.caller import user_id
from tests.server.schools import OTHER_ID

OPEN = "/api/openCourseMemberships.v1"
MISSING = {"errorCode": "auth.perms", "message": "Missing authentication", "details": None}
NOT_AUTHORIZED = {"errorCode": "Not Authorized", "message": None, "details": None}
NOT_FOUND = {"errorCode": "notFound", "message": "not found", "details": None}
FOREIGN = {"origin": "http://elsewhere.test"}

ANSWERED_BY: dict[Operation, Callable[[Answers], object]] = {
    Operation.GET: lambda answers: answers.get,
    Operation.MULTI_GET: lambda answers: answers.multi_get,
    Operation.GET_ALL: lambda answers: answers.get_all,
    Operation.CREATE: lambda answers: answers.create,
    Operation.UPDATE: lambda answers: answers.update,
    Operation.PATCH: lambda answers: answers.patch,
    Operation.DELETE: lambda answers: answers.delete,
}


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=lambda schema: schema.identifier)
def test_what_is_declared_is_answered_and_nothing_else(schema):
    answers = ANSWERS[schema.identifier]

    answered = {operation for operation, of in ANSWERED_BY.items() if of(answers)}
    assert answered == schema.operations
    assert set(answers.finders) == {finder.name for finder in schema.finders}
    assert set(answers.stamps) <= set(answers.finders)
    assert (answers.body is not None) is bool(schema.operations & {Operation.CREATE, Operation.UPDATE})
    assert (answers.patch_body is not None) is (Operation.PATCH in schema.operations)
    assert set(answers.actions) == {action.name for action in schema.actions}


def test_every_resource_has_answers_and_every_answer_a_resource():
    assert set(ANSWERS) == set(SCHEMAS) == {resource.schema.identifier for resource in RESOURCES}


def test_a_read_without_a_sign_in_is_refused_before_its_fields_are_read(still_guest):
    answer = still_guest.get("/api/memberships.v1?q=me&fields=((")

    assert (answer.status_code, answer.json()) == (401, MISSING)


def test_a_bad_parameter_is_refused_before_the_sign_in_is_missed(still_guest):
    answer = still_guest.get("/api/memberships.v1?q=me&showHidden=perhaps")

    assert answer.status_code == 400
    assert answer.json() == {
        "msg": "Routing error: Improperly formatted value for parameter 'showHidden'. "
        "Expected 'true' or 'false' but found 'perhaps'."
    }


def test_fields_are_read_before_includes_and_both_before_the_answer(still_learner):
    both = still_learner.get("/api/courses.v1/nowhere?fields=a,&includes=b,")
    one = still_learner.get("/api/courses.v1/nowhere?includes=b,")
    header = still_learner.get("/api/courses.v1/nowhere?fields=a,", {"x-coursera-naptime-fields": "some"})

    codes = [answer.json()["errorCode"] for answer in (header, both, one)]
    assert codes == ["naptime.parse.fieldsHeader", "naptime.parse.fields", "naptime.parse.includes"]
    assert both.json()["message"].startswith("Failed to parse includes query parameter. Error: ")


@pytest.mark.parametrize(
    ("cookies", "headers", "body", "status", "told"),
    [
        ({}, FOREIGN, b"{", 401, MISSING),
        ({"CAUTH": "ended"}, FOREIGN, b"{", 403, NOT_AUTHORIZED),
    ],
)
def test_a_write_is_refused_first_for_its_sign_in(still_guest, cookies, headers, body, status, told):
    answer = still_guest.send("POST", OPEN, cookies=cookies, headers=headers, content=body)

    assert (answer.status_code, answer.json()) == (status, told)
    assert {name: answer.headers.get(name) for name in wire.WRITE_HEADERS} == wire.WRITE_HEADERS


def test_a_write_is_refused_then_for_its_origin_then_its_body_then_its_fields(still_learner):
    own = {"courseId": OTHER_ID, "userId": -1}

    origin = still_learner.send("POST", OPEN, headers=FOREIGN, content=b"{")
    body = still_learner.send("POST", f"{OPEN}?fields=((", content=b"{")
    fields = still_learner.post(f"{OPEN}?fields=((", own)
    person = still_learner.post(OPEN, own)

    assert [one.json()["errorCode"] for one in (origin, body, fields, person)] == [
        "foreignOrigin",
        None,
        "naptime.parse.fields",
        "Not Authorized",
    ]


def test_a_program_without_an_origin_and_without_tokens_may_write(newcomer):
    body = {"courseId": OTHER_ID, "userId": user_id(newcomer)}

    assert newcomer.send("POST", OPEN, json=body).status_code == 201


def test_a_read_from_anywhere_is_answered(still_learner):
    assert still_learner.get("/api/memberships.v1?q=me", FOREIGN).status_code == 200


def test_a_sign_in_that_ended_counts_as_none_on_what_is_public(still_guest):
    with_dead = still_guest.send("GET", "/api/courses.v1", cookies={"CAUTH": "ended"})

    assert with_dead.json() == still_guest.get("/api/courses.v1").json()


@pytest.mark.parametrize(
    "target",
    [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/nothing.v1",
        "/api/courses",
        "/api/courses.v2",
        "/api/Courses.v1",
        "/api/courses.v1//",
        "/api//courses.v1",
        "/api/courses.v1/a/b",
        "/api/opencourse.v1",
        "/api/opencourse.v1/course",
        "/api/login/v2",
        "/api/memberships.v1/x",
        "/api/a%0Ab",
        "/api/a%00b",
        "/api/%ff%fe",
        "/api/%2e%2e/etc/passwd",
        "/api/" + "x" * 10_000,
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_an_unknown_address_of_the_api_is_a_404_in_json(still_guest, target, method):
    answer = still_guest.send(method, target)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert re.fullmatch(wire.REQUEST_ID, answer.headers["x-coursera-request-id"])
    assert answer.content == b"" if method == "HEAD" else answer.json() == NOT_FOUND


@pytest.mark.parametrize(
    ("target", "methods"),
    [
        ("/api/courses.v1", "GET, HEAD, OPTIONS"),
        ("/api/courses.v1/", "GET, HEAD, OPTIONS"),
        (f"/api/courses.v1/{COURSE_ID}", "GET, HEAD, OPTIONS"),
        ("/api/openCourseMemberships.v1", "GET, HEAD, POST, OPTIONS"),
        (f"/api/openCourseMemberships.v1/1~{COURSE_ID}", "DELETE, GET, HEAD, OPTIONS"),
        ("/api/onDemandVideos.v1", "OPTIONS"),
        ("/api/login/v3", "OPTIONS, POST"),
        ("/api/opencourse.v1/course/x", "GET, HEAD, OPTIONS"),
        ("/api/subtitleAssetProxy.v1/x", "GET, HEAD, OPTIONS"),
    ],
)
def test_options_names_the_methods_and_lets_no_other_site_in(still_guest, target, methods):
    answer = still_guest.send("OPTIONS", target, headers={**FOREIGN, "access-control-request-method": "POST"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == methods
    assert "content-type" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("method", "target", "text"),
    [
        ("GET", "/api/openCourseAssets.v1", "'get-all' not implemented"),
        ("GET", "/api/onDemandVideos.v1/x", "'get' not implemented"),
        ("GET", "/api/memberships.v1?ids=1~x", "'multi-get' not implemented"),
        ("GET", "/api/memberships.v1?q=all", "finder 'all' not implemented"),
        ("GET", "/api/memberships.v1?q=me&q=me", "Must provide only one finder name."),
        ("GET", "/api/courses.v1?ids=a&ids=b", "Must provide only one 'ids' query parameter."),
        ("GET", "/api/onDemandSupplements.v1?ids=x", "Could not parse key 'x'"),
        ("POST", "/api/courses.v1", "'create' not implemented"),
        ("POST", "/api/courses.v1?action=x", "action 'x' not implemented"),
        ("POST", "/api/openCourseMemberships.v1?action=x&action=y", "Must provide only one action name."),
        ("POST", "/api/courses.v1/x", "Post only to the collection resource, not individual elements."),
        ("PUT", "/api/courses.v1/x", "'put' not implemented"),
        ("PATCH", "/api/courses.v1/x", "'patch' not implemented"),
        ("DELETE", "/api/courses.v1/x", "'delete' not implemented"),
        ("DELETE", "/api/courses.v1", "Requires ID in path as a path parameter."),
        ("BREW", "/api/courses.v1", "Unknown HTTP method 'BREW'."),
        ("GET", "/api/login/v3", "'GET' not implemented"),
        ("PUT", "/api/opencourse.v1/course/x", "'PUT' not implemented"),
    ],
)
def test_what_a_resource_cannot_do_is_a_405_that_says_what_it_can(still_learner, method, target, text):
    answer = still_learner.send(method, target)

    assert (answer.status_code, answer.json()) == (405, {"msg": f"Routing error: {text}"})
    assert "OPTIONS" in answer.headers["allow"]


@pytest.mark.parametrize("target", ["/api/courses.v1", "/api/courses.v1/nowhere", "/api/memberships.v1?q=me"])
def test_head_is_answered_like_get_without_the_body(still_guest, target):
    get, head = still_guest.get(target), still_guest.send("HEAD", target)

    changing = {"x-coursera-request-id"}
    assert head.content == b""
    assert head.status_code == get.status_code
    assert {k: v for k, v in head.headers.items() if k not in changing} == {
        k: v for k, v in get.headers.items() if k not in changing
    }


@pytest.mark.parametrize("target", ["/api/nothing", "/api/courses.v1/nowhere", "/api/memberships.v1?q=me"])
def test_a_read_that_is_refused_carries_the_headers_of_a_read(still_guest, target):
    answer = still_guest.get(target)

    assert {name: answer.headers.get(name) for name in wire.READ_HEADERS} == wire.READ_HEADERS
    assert "etag" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("br, GZIP;q=0.5", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0.0, identity", None),
        ("gzip;q=0.01", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
def test_a_long_answer_is_compressed_for_who_can_read_it(still_guest, accepted, encoding):
    target = wire.materials("study-well-online")

    answer = still_guest.get(target, {"accept-encoding": accepted})

    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.json() == still_guest.get(target).json()


def test_every_answer_has_a_name_of_its_own(still_guest):
    names = {still_guest.get("/api/courses.v1").headers["x-coursera-request-id"] for _ in range(5)}

    assert len(names) == 5


@pytest.mark.parametrize("resource", ["courses.v1", "partners.v1", "instructors.v1"])
def test_projection_adds_nothing_and_the_header_shows_all_that_is_declared(still_guest, resource):
    schema = SCHEMAS[resource]
    whole = still_guest.get(f"/api/{resource}", {"x-coursera-naptime-fields": "all"}).json()["elements"]

    plain = still_guest.get(f"/api/{resource}?fields=noSuchField").json()["elements"]

    for element, all_of_it in zip(plain, whole, strict=True):
        assert set(all_of_it) <= schema.field_names
        assert set(element) == set(all_of_it) & (schema.default | schema.always)
        assert element.items() <= all_of_it.items()
