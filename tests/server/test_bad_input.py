"""Whatever is sent: an answer that says what is wrong, in one of two forms, and never a failure of ours."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx2
import pytest
from anyio.from_thread import BlockingPortal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from carrel.application.school import open_school
from carrel.protocol.errors import GrammarError
from carrel.protocol.keys import BooleanKey, CompositeKey, IntegerKey, Key, ListKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.request import Request, write_request
from carrel.protocol.schema import Operation, ResourceSchema
from carrel.protocol.values import Values
from carrel.resources.registry import SCHEMAS
from tests.builders import COURSE_ID
from tests.server.caller import Caller, calling, signed_in, user_id
from tests.server.schools import LECTURE, OTHER_ID, READING, found_small_school

OPEN = "/api/openCourseMemberships.v1"
BAD_TEXTS = {
    "empty": "",
    "long": "x" * 10_000,
    "many digits": "9" * 10_000,
    "newline": "a%0Ab",
    "carriage return": "%0d%0aset-cookie:%20x=y",
    "nul": "a%00b",
    "dots": "..",
    "encoded dots": "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "no utf-8": "%ff%fe",
    "half a surrogate": "%ed%a0%80",
    "percent": "%",
    "half an escape": "%4",
    "double escape": "%2541",
    "quotes": "'%22%3B--",
    "markup": "%3Cscript%3E",
    "separators": "~~!~!!~",
    "parentheses": "((a)",
    "right to left": "%E2%80%AE",
    "plus": "+",
}
TARGETS = (
    "/api/{}",
    "/api/courses.v1/{}",
    "/api/courses.v1?ids={}",
    "/api/courses.v1?q={}",
    "/api/courses.v1?q=slug&slug={}",
    "/api/courses.v1?start={}",
    "/api/courses.v1?limit={}",
    "/api/courses.v1?fields={}",
    "/api/courses.v1?includes={}",
    "/api/courses.v1?{}",
    "/api/partners.v1?ids=7,{}",
    "/api/instructors.v1/{}",
    "/api/memberships.v1/{}",
    "/api/memberships.v1?q=me&filter={}",
    "/api/memberships.v1?q=me&showHidden={}",
    "/api/openCourseMemberships.v1?q=findByUser&userId={}",
    "/api/onDemandCourseMaterials.v2?q=slug&slug={}",
    "/api/onDemandCourseMaterials.v1/{}",
    "/api/onDemandLectureVideos.v1/{}",
    "/api/onDemandLectureVideos.v1/" + COURSE_ID + "~{}",
    "/api/onDemandSupplements.v1?ids={}",
    "/api/onDemandCoursesProgress.v1/{}",
    "/api/openCourseAssets.v1/{}",
    "/api/assets.v1?ids={}",
    "/api/assetUrls.v1/{}",
    "/api/opencourse.v1/course/{}",
    "/api/opencourse.v1/course/study-well-online?showLockedItems={}",
    "/api/opencourse.v1/user/{}/course/study-well-online",
    "/api/opencourse.v1/user/~/course/{}",
    "/api/opencourse.v1/video/{}",
    "/api/subtitleAssetProxy.v1/{}",
    "/api/subtitleAssetProxy.v1/x?expiry={0}&hmac={0}&fileExtension={0}",
    "/api/login/{}",
    "/media/{}/x.mp4",
    "/media/{0}/{0}?expires={0}&signature={0}",
    "/files/{}/x.png",
    "/learn/study-well-online/file/{}/x",
)


def check(answer: httpx2.Response) -> None:
    """What holds of every answer, and more of those of the API."""
    assert answer.status_code < 500
    assert "Traceback" not in answer.text
    if not answer.url.path.startswith("/api/"):
        return
    assert answer.headers["x-coursera-request-id"]
    if answer.content:
        assert answer.headers["content-type"] == "application/json"
    if answer.status_code >= 400 and answer.content:
        assert set(answer.json()) in ({"errorCode", "message", "details"}, {"msg"})


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
@pytest.mark.parametrize("target", TARGETS)
def test_texts_that_make_no_sense_in_an_address_are_answered(still_learner, target, text):
    check(still_learner.get(target.format(text)))


@pytest.mark.parametrize(
    "method", ["HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "get"]
)
@pytest.mark.parametrize("target", [one for one in TARGETS if one.startswith("/api/")])
def test_every_method_is_answered_everywhere(still_learner, target, method):
    check(still_learner.send(method, target.format("x")))


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "CAUTH"},
        {"cookie": "CAUTH=; CAUTH=x"},
        {"cookie": "=;;;=; CAUTH=\xff\xfe"},
        {"cookie": 'CAUTH="' + "x" * 10_000},
        {"cookie": "a\x01b=\x7f; CAUTH=\x00"},
        {"host": "["},
        {"host": "school.test/api/\xff"},
        {"host": ""},
        {"if-none-match": 'W/"'},
        {"if-none-match": '"\xff"'},
        {"accept-encoding": "\xff"},
        {"x-coursera-naptime-fields": "\xff"},
        {"content-length": "9" * 5000},
        {"content-length": "-1"},
        {"range": "bytes=" + "0-0," * 5000},
        {"origin": "http://[" + "\xff"},
        {"x-csrf2-cookie": "CAUTH", "x-csrf2-token": "x"},
    ],
)
@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/api/courses.v1?fields=photoUrl"),
        ("POST", OPEN),
        ("POST", "/api/login/v3"),
        ("GET", "/media/x/y"),
    ],
)
def test_headers_that_make_no_sense_are_answered(still_guest, method, target, headers):
    raw = {name: value.encode("latin-1") for name, value in headers.items()}

    check(still_guest.send(method, target, headers=raw))


BODIES: dict[str, bytes] = {
    "empty": b"",
    "null": b"null",
    "a number": b"7",
    "a list": b"[1]",
    "half an object": b'{"courseId":',
    "two values": b"{}{}",
    "no utf-8": b'{"courseId":"\xff\xfe","userId":1}',
    "utf-16": '{"courseId":"x"}'.encode("utf-16"),
    "half a surrogate": b'{"courseId":"\\ud800","userId":1}',
    "a surrogate pair the wrong way": b'{"courseId":"\\udc00\\ud800","userId":1}',
    "nul": b'{"courseId":"a\\u0000b","userId":1}',
    "deep": b'{"courseId":"x","userId":1,"more":' + b"[" * 50_000 + b"]" * 49_000 + b"}",
    "deep objects": b'{"a":' * 15_000,
    "a great number": b'{"courseId":"x","userId":' + b"9" * 400 + b"}",
    "a greater number": b'{"courseId":"x","userId":' + b"9" * 5000 + b"}",
    "digits without end": b'{"courseId":"x","userId":"' + b"9" * 5000 + b'"}',
    "infinity": b'{"courseId":"x","userId":1e999}',
    "twice": b'{"courseId":"x","courseId":[],"userId":1}',
    "a form": b"courseId=x&userId=1",
    "a multipart form": b"--x\r\nContent-Disposition: form-data\r\n\r\n",
    "a long text": b'{"courseId":"' + b"x" * 90_000 + b'","userId":1}',
}


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", None, "\xff;;"]
)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("target", [OPEN, "/api/login/v3", "/api/logout/v3"])
def test_bodies_that_make_no_sense_are_answered(still_guest, still_school, target, body, content_type):
    headers = {"content-type": content_type.encode("latin-1")} if content_type else {}
    # A sign-in of its own: one of these bodies ends it.
    who = signed_in(still_guest, still_school, "learner@example.org")

    answer = who.send("POST", target, content=body, headers=headers)

    check(answer)
    assert answer.status_code == 204 if target == "/api/logout/v3" else 400 <= answer.status_code < 404


@pytest.mark.parametrize("target", [OPEN, "/api/login/v3"])
@pytest.mark.parametrize("send", [bytes, "in chunks"])
def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(learner, target, send):
    read = []

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(160):
            read.append(64 * 1024)
            yield b" " * 64 * 1024

    body = b" " * 10_485_760 if send is bytes else chunks()
    answer = learner.send("POST", target, content=body)

    assert answer.status_code == 413
    assert answer.json()["message"] == "The request body is longer than the 102400 bytes that are accepted."
    assert sum(read) < 1_000_000


@pytest.mark.parametrize(("count", "status"), [(1000, 200), (1001, 400), (12_000, 400)])
@pytest.mark.parametrize("target", ["/api/courses.v1", "/api/assets.v1", "/api/openCourseAssets.v1"])
def test_more_ids_than_anybody_needs_at_once_are_refused(still_learner, target, count, status):
    answer = still_learner.get(f"{target}?ids={','.join(f'{number:x}' for number in range(count))}")

    assert answer.status_code == status
    assert status == 200 or answer.json()["message"] == "At most 1000 ids can be asked for at once."


@pytest.fixture(scope="module")
def postgres_learner(
    postgres: Engine, portal: BlockingPortal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Caller]:
    """A learner of a small school on PostgreSQL, which is stricter about texts than SQLite is."""
    with postgres.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE bad_input")
    address = postgres.url.set(drivername="postgresql", database="bad_input")
    url = address.render_as_string(hide_password=False)
    root = tmp_path_factory.mktemp("postgres-school")
    found_small_school(root / "data", root / "folders", url)
    school = open_school(root / "data", url)
    with calling(school, portal) as guest:
        yield signed_in(guest, school, "learner@example.org")
    school.close()
    with postgres.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE bad_input WITH (FORCE)")


@pytest.mark.parametrize("text", ["a%00b", "%ff", "%ed%a0%80"])
def test_a_stricter_database_makes_no_difference_to_addresses(postgres_learner, text):
    for target in TARGETS:
        check(postgres_learner.get(target.format(text)))


@pytest.mark.parametrize("name", ["nul", "digits without end", "a great number"])
def test_a_stricter_database_makes_no_difference_to_bodies(postgres_learner, name):
    body = BODIES[name].replace(b"courseId", b"email").replace(b"userId", b"password")
    credentials = body.replace(b":1}", b':"x"}')

    for target, sent in ((OPEN, BODIES[name]), ("/api/login/v3", credentials)):
        check(postgres_learner.send("POST", target, content=sent))


def test_a_stricter_database_makes_no_difference_to_cookies(postgres_learner):
    check(postgres_learner.get("/api/courses.v1", {"cookie": b"CAUTH=\x00"}))


# What follows is made from the declarations themselves: every resource, operation and parameter there is.

TEXTS = st.one_of(
    st.sampled_from(
        [
            COURSE_ID,
            OTHER_ID,
            LECTURE,
            READING,
            "study-well-online",
            "7",
            "41",
            "nowhere",
            "",
            "~",
            "!",
            "a,b",
        ]
    ),
    st.text(max_size=20),
)


def of_kind(kind: Key[Any]) -> st.SearchStrategy[Any]:
    """Values of a key's type."""
    match kind:
        case IntegerKey():
            return st.integers(-(2**63), 2**63 - 1) | st.sampled_from([0, 1, 1_000_001])
        case BooleanKey():
            return st.booleans()
        case ListKey():
            return st.lists(of_kind(kind.of), max_size=3).map(tuple)
        case CompositeKey():
            return st.tuples(*[of_kind(part) for part in kind.members.values()])
        case _:
            return TEXTS


def arguments(parameters: tuple[Parameter, ...]) -> st.SearchStrategy[Values]:
    """Values for declared parameters."""
    given_ = {
        one.name: of_kind(one.kind) if one.required else st.just(one.default) | of_kind(one.kind)
        for one in parameters
    }
    return st.fixed_dictionaries(given_).map(Values)


def names_of(schema: ResourceSchema) -> st.SearchStrategy[tuple[str, ...]]:
    """Selections: of real names, of names of nothing, of what is no selection."""
    real = sorted(schema.field_names | schema.relations.keys())
    linked = [
        f"{one}({','.join(sorted(SCHEMAS[one].field_names))})" for one in set(schema.relations.values())
    ]
    name = st.sampled_from([*real, *sorted(linked), "_links", "courses.v1", "noSuchName", "-name"])
    return st.lists(name, max_size=4).map(lambda names: (",".join(names),)) | st.tuples(TEXTS)


@st.composite
def requests(draw: Callable[..., Any]) -> Request:
    """Requests that some resource declares."""
    schema = draw(st.sampled_from([one for one in SCHEMAS.values() if one.operations or one.finders]))
    finders = [(Operation.FINDER, one.name, one.parameters) for one in schema.finders]
    plain = [(one, "", schema.parameters.get(one, ())) for one in schema.operations]
    operation, name, parameters = draw(st.sampled_from(finders + sorted(plain, key=str)))
    return Request(
        line=(schema,),
        operation=operation,
        name=name,
        key=draw(of_kind(schema.key)) if operation is Operation.GET else None,
        keys=tuple(draw(st.lists(of_kind(schema.key), max_size=4)))
        if operation is Operation.MULTI_GET
        else (),
        arguments=draw(arguments(parameters)),
        start=draw(st.none() | st.sampled_from(["0", "1", "99"]) | TEXTS),
        limit=draw(st.sampled_from([schema.default_limit, 1, 2])),
        fields=draw(names_of(schema)),
        includes=draw(names_of(schema)),
    )


@st.composite
def mutated(draw: Callable[..., Any], target: str) -> Any:
    """A target with something cut out, doubled, or put in."""
    start, end = sorted((draw(st.integers(5, len(target))), draw(st.integers(5, len(target)))))
    piece = draw(
        st.sampled_from(
            ["", target[start:end] * 2, "%", "%00", "&&", "?", "~", "(", ",", "%ff", "/", "=", "q=me&"]
        )
    )
    return target[:start] + piece + target[end:]


@given(request=requests(), data=st.data())
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_can_be_asked_by_the_declarations_is_answered(still_learner, still_guest, request, data):
    try:
        method, target = write_request(request)
    except GrammarError:
        return
    who = data.draw(st.sampled_from([still_learner, still_guest]))
    body = {"json": {"courseId": data.draw(TEXTS), "userId": data.draw(st.integers() | TEXTS)}}
    mutation = data.draw(mutated(f"/api{target}"))

    plain = who.send(method, f"/api{target}", **(body if method == "POST" else {}))
    check(plain)
    if plain.status_code == 200:
        linkable = {*request.schema.relations.values()} | {
            one for linked in SCHEMAS.values() for one in linked.relations.values()
        }
        envelope = plain.json()
        assert {"elements", "paging", "linked"} <= set(envelope) <= {"elements", "paging", "linked", "links"}
        assert set(envelope["linked"]) <= linkable
        assert all(set(one) <= request.schema.field_names for one in envelope["elements"])
        assert all(
            set(one) <= SCHEMAS[name].field_names for name, rows in envelope["linked"].items() for one in rows
        )
    check(who.send(method, mutation, **(body if method == "POST" else {})))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["courseId", "userId", "courseRole", "email", "password"]) | st.text(), inner
            )
        ),
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_answered(still_learner, body):
    for target in (OPEN, "/api/login/v3"):
        check(still_learner.send("POST", target, content=json.dumps(body).encode()))


def test_the_learner_is_still_who_they_were(still_learner):
    assert user_id(still_learner) > 0
