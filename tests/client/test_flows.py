"""Flows: what each call sends, and what it makes of every answer. Without a driver, without a network."""

from dataclasses import replace

import msgspec
import pytest

from carrel.client import flows
from carrel.client.downloading import Rest
from carrel.client.errors import (
    BadQuestion,
    BadRedirect,
    ClientError,
    Gone,
    LinkExpired,
    Locked,
    NotAuthorized,
    NotEnrolled,
    NotFound,
    NotSignedIn,
    NotTheApi,
    Refused,
    ServerFailed,
    SignInRefused,
    TooManyRequests,
)
from carrel.client.exchange import Response
from carrel.client.questions import MOST_KEYS, find
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Action, Operation
from carrel.resources.content import ASSETS
from carrel.resources.courses import COURSES, PARTNERS
from carrel.resources.memberships import MEMBERSHIPS, OPEN_COURSE_MEMBERSHIPS, NewMembership
from carrel.resources.records import UNSET, USER_AND_COURSE, Maybe, Record, declare
from tests.client.samples import SITE, a_page, a_refusal, a_response, an_envelope, answered, conversation


class NoteRecord(Record):
    """A resource that offers everything there is."""

    id: str
    text: Maybe[str] = UNSET


NOTES = declare(
    "notes.v1",
    NoteRecord,
    key=USER_AND_COURSE,
    operations=frozenset({Operation.UPDATE, Operation.PATCH, Operation.DELETE}),
    actions=(Action("share", (Parameter("courseId", required=True),)),),
)
NO_REASON = a_refusal(403, "Not Authorized")
ONE = a_response(an_envelope({"id": "c1"}), etag='W/"1"')


def test_a_finder_is_asked_page_by_page_until_there_is_no_next():
    first = an_envelope({"id": "a~1", "userId": 1, "courseId": "a"}, following="1", courses__v1=[{"id": "a"}])
    second = an_envelope({"id": "b~1", "userId": 1, "courseId": "b"}, courses__v1=[{"id": "b"}, {"id": "a"}])

    answer, sent = conversation(
        flows.find(MEMBERSHIPS, "me", includes=["course_id"]), a_response(first), a_response(second)
    )

    assert [request.target for request in sent] == [
        "/api/memberships.v1?q=me&includes=courseId",
        "/api/memberships.v1?q=me&includes=courseId&start=1",
    ]
    assert [member.course_id for member in answer.elements] == ["a", "b"]
    assert [course.id for course in answer.linked(COURSES)] == ["a", "b"]
    assert answer.etag == ""


def test_an_id_of_ones_own_that_is_no_number_is_not_the_api():
    with pytest.raises(NotTheApi, match="an id that is none"):
        answered(flows.me(), a_response(an_envelope({"id": "../../x"})))


def test_pages_in_circles_end():
    page = a_response(an_envelope({"id": "a"}, following="1"))

    with pytest.raises(NotTheApi, match="circles"):
        answered(flows.get_all(COURSES), page, page, page)


def test_the_batches_of_a_multi_get_become_one_answer():
    keys = [f"id{number}" for number in range(MOST_KEYS + 1)]
    pages = [an_envelope(*[{"id": key} for key in batch]) for batch in (keys[:MOST_KEYS], keys[MOST_KEYS:])]

    answer = answered(flows.multi_get(ASSETS, keys), *[a_response(page) for page in pages])

    assert [asset.id for asset in answer.elements] == keys


def test_a_multi_get_of_nothing_asks_nothing():
    flow = flows.multi_get(ASSETS, [])

    with pytest.raises(StopIteration) as done:
        next(flow)

    assert done.value.value.elements == []


def test_an_answer_that_has_not_changed_is_none():
    question = find(COURSES, "slug", slug="logic")

    answer, [sent] = conversation(flows.reread(question, 'W/"1"'), a_response(None, 304, etag='W/"1"'))

    assert answer is None
    assert sent.headers["if-none-match"] == 'W/"1"'


def test_an_answer_that_has_changed_is_a_new_answer():
    answer = answered(flows.reread(find(COURSES, "slug", slug="logic"), 'W/"0"'), ONE)

    assert answer is not None
    assert (answer.element.id, answer.etag) == ("c1", 'W/"1"')


def test_a_304_that_nobody_asked_for_is_not_the_api():
    with pytest.raises(NotTheApi):
        answered(flows.get(COURSES, "c1"), a_response(None, 304))


def test_a_create_sends_its_record_by_the_names_of_the_wire():
    made = a_response(an_envelope({"id": "7~c", "userId": 7, "courseId": "c"}), 201, x_coursera_id="7~c")

    created, [sent] = conversation(
        flows.create(OPEN_COURSE_MEMBERSHIPS, NewMembership(course_id="c", user_id=7)), made
    )

    assert (sent.method, sent.target) == ("POST", "/api/openCourseMemberships.v1")
    assert msgspec.json.decode(sent.body or b"") == {"courseId": "c", "userId": 7, "courseRole": "LEARNER"}
    assert sent.headers == {"content-type": "application/json; charset=UTF-8"}
    assert (created.key, created.answer.element.user_id) == ("7~c", 7)


def test_what_the_declaration_does_not_offer_is_not_sent():
    with pytest.raises(BadQuestion):
        next(flows.update(COURSES, "c1", {}))
    with pytest.raises(BadQuestion):
        next(flows.delete(COURSES, "c1"))
    with pytest.raises(BadQuestion):
        next(flows.act(COURSES, "explode"))


def test_an_element_is_replaced_changed_and_taken_away_by_its_key():
    sent = [
        next(flows.update(NOTES, (7, "a~b"), {"text": "new"})),
        next(flows.patch(NOTES, "7~a", {"text": "new"})),
        next(flows.delete(NOTES, "7~a")),
    ]

    assert [(request.method, request.target, request.body) for request in sent] == [
        ("PUT", "/api/notes.v1/7~a!~b", b'{"text":"new"}'),
        ("PATCH", "/api/notes.v1/7~a", b'{"text":"new"}'),
        ("DELETE", "/api/notes.v1/7~a", None),
    ]


def test_a_write_may_be_answered_with_nothing():
    assert answered(flows.update(NOTES, "7~a", {}), a_response(None, 204)).elements == ()
    assert answered(flows.delete(NOTES, "7~a"), a_response(None, 204)) is None


def test_an_action_takes_its_parameters_and_gives_any_json():
    given, [sent] = conversation(
        flows.act(NOTES, "share", {"with": "b"}, course_id="c"), a_response(["any", 1])
    )

    assert (sent.method, sent.target) == ("POST", "/api/notes.v1?action=share&courseId=c")
    assert given == ["any", 1]


def test_any_path_of_the_api_can_be_called():
    answer, [sent] = conversation(flows.call("GET", "degrees.v1?q=all"), a_response({"any": [1, None]}))

    assert sent.target == "/api/degrees.v1?q=all"
    assert answer == {"any": [1, None]}


def test_a_call_without_an_answer_is_none():
    answer, [sent] = conversation(flows.call("POST", "/api/events.v1", {"a": 1}), a_response(None, 204))

    assert (sent.method, sent.body) == ("POST", b'{"a":1}')
    assert answer is None


def test_who_is_signed_in_is_a_number():
    assert answered(flows.me(), a_response(an_envelope({"id": "1000001"}))) == 1_000_001


def test_a_slug_is_one_segment_of_a_path_whatever_it_holds():
    with pytest.raises(NotFound):
        answered(flows.course("../a b?c#d/e"), a_refusal(404, "notFound"))

    flow = flows.course("../a b?c#d/e")
    assert next(flow).target == "/api/opencourse.v1/course/..%2Fa%20b%3Fc%23d%2Fe?showLockedItems=true"


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (a_refusal(401, "auth.perms", "Missing authentication"), NotSignedIn),
        (a_refusal(403, "auth.perms", "Item is locked"), Locked),
        (a_refusal(403, "auth.perms", "For staff only"), NotAuthorized),
        (a_page(403), NotAuthorized),
        (a_refusal(404, "notFound", "not found"), NotFound),
        (a_response({"message": "", "statusCode": 404}, 404), NotFound),
        (a_response(None, 404), NotFound),
        (a_page(404), NotTheApi),
        (a_refusal(410, "gone"), Gone),
        (a_refusal(429), TooManyRequests),
        (a_response({"msg": "Routing error: 'get-all' not implemented"}, 405), Refused),
        (a_refusal(400, None, "Wrong content type for item StoredItem"), Refused),
        (a_response(b"Confused deputy attack detected.", 400), Refused),
        (a_refusal(500), ServerFailed),
        (a_page(502), ServerFailed),
        (a_page(), NotTheApi),
        (a_response(None, 302), NotTheApi),
        (a_response(None, 206), NotTheApi),
    ],
)
def test_every_answer_that_is_no_success_is_an_error_of_its_own(response, error):
    with pytest.raises(ClientError) as caught:
        answered(flows.get(COURSES, "c1"), response)

    assert type(caught.value) is error


def test_a_refusal_keeps_the_words_of_the_server():
    with pytest.raises(Refused) as caught:
        answered(flows.get(COURSES, "c1"), a_refusal(400, "request.validation", "too odd"))

    assert (caught.value.status, caught.value.code, caught.value.message) == (
        400,
        "request.validation",
        "too odd",
    )
    assert "too odd" in str(caught.value)


def test_the_words_of_a_server_cannot_write_on_the_terminal():
    with pytest.raises(Refused) as caught:
        answered(flows.get(COURSES, "c1"), a_refusal(400, None, "\x1b[2J\u202eevil\n" + "x" * 9999))

    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 600


def test_too_many_requests_say_how_long_to_wait():
    with pytest.raises(TooManyRequests) as caught:
        answered(flows.get(COURSES, "c1"), a_response(None, 429, retry_after="17"))

    assert caught.value.retry_after == 17.0


def test_a_refusal_without_a_reason_is_an_expired_sign_in_when_nobody_is_known():
    with pytest.raises(NotSignedIn, match="expired"):
        answered(flows.get(COURSES, "c1"), NO_REASON, NO_REASON)


def test_a_refusal_without_a_reason_is_a_missing_enrolment_when_the_sign_in_is_good():
    with pytest.raises(NotEnrolled):
        answered(flows.get(COURSES, "c1"), NO_REASON, a_response(an_envelope({"id": "7"})))


@pytest.mark.parametrize("answer", [a_page(), a_page(404), a_refusal(500)])
def test_a_site_that_cannot_say_who_is_signed_in_leaves_the_refusal_as_it_is(answer):
    with pytest.raises(NotEnrolled):
        answered(flows.get(COURSES, "c1"), NO_REASON, answer)


def test_a_redirect_within_the_site_is_followed():
    moved = a_response(None, 301, location="/api/courses.v1/c1?x=1")

    answer, sent = conversation(flows.get(COURSES, "c1"), moved, ONE)

    assert sent[1].target == f"{SITE}/api/courses.v1/c1?x=1"
    assert answer.element.id == "c1"


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.test/api/courses.v1/c1",
        "//evil.test/",
        "http://school.example.org/api/courses.v1/c1",
        "https://school.example.org:8443/",
        "https://school.example.org@evil.test/",
        "file:///etc/passwd",
        "https://[broken",
    ],
)
def test_a_call_is_not_redirected_off_its_site(location):
    with pytest.raises(BadRedirect):
        answered(flows.get(COURSES, "c1"), a_response(None, 302, location=location))


def test_a_write_is_not_redirected_at_all():
    with pytest.raises(BadRedirect):
        answered(flows.call("POST", "x.v1", {}), a_response(None, 307, location="/api/y.v1"))


def test_redirects_in_circles_end():
    moved = a_response(None, 302, location="/api/courses.v1/c1")

    with pytest.raises(BadRedirect, match="circles"):
        answered(flows.get(COURSES, "c1"), *[moved] * (flows.MOST_REDIRECTS + 1))


def test_a_sign_in_gives_the_cookies_that_were_set():
    flow = flows.sign_in("learner@example.org", "a secret")
    request = next(flow)

    with pytest.raises(StopIteration) as done:
        flow.send(_signed_in("CAUTH=abc; Path=/; HttpOnly"))

    assert msgspec.json.decode(request.body or b"") == {
        "email": "learner@example.org",
        "password": "a secret",
        "webrequest": True,
    }
    assert "a secret" not in repr(request)
    assert done.value.value.reveal() == {"CAUTH": "abc"}


@pytest.mark.parametrize(
    "response",
    [
        a_refusal(401, "invalidCredentials", "The email or the password is not right."),
        a_refusal(400, "captcha"),
        a_refusal(403, "Not Authorized"),
        a_response({"errorCode": "OK", "message": None, "details": None}),
    ],
)
def test_a_sign_in_that_fails_says_so(response):
    with pytest.raises(SignInRefused):
        answered(flows.sign_in("learner@example.org", "a secret"), response)


@pytest.mark.parametrize(
    ("response", "error"), [(a_page(), NotTheApi), (a_page(404), NotTheApi), (a_refusal(503), ServerFailed)]
)
def test_a_sign_in_at_what_is_no_school_does_not_blame_the_password(response, error):
    with pytest.raises(error) as caught:
        answered(flows.sign_in("learner@example.org", "a secret"), response)

    assert not isinstance(caught.value, SignInRefused)


def test_a_download_follows_redirects_to_other_hosts():
    moved = a_response(None, 302, url=f"{SITE}/file", location="https://cdn.test/f?sig=1")
    found = a_response(None, 200, url="https://cdn.test/f?sig=1", content_length="7")

    facts, sent = conversation(flows.download("/file"), moved, found)

    assert [request.target for request in sent] == ["/file", "https://cdn.test/f?sig=1"]
    assert (facts.host, facts.length, facts.expected) == ("cdn.test", 7, 7)


@pytest.mark.parametrize("location", ["http://cdn.test/f", "file:///etc/passwd", "javascript:alert(1)"])
def test_a_download_is_not_redirected_to_what_is_not_safe(location):
    with pytest.raises(BadRedirect):
        answered(flows.download("/file"), a_response(None, 302, location=location))


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (a_response(None, 401), NotSignedIn),
        (a_response(b"This address has expired.", 403, url=f"{SITE}/f?sig=1"), LinkExpired),
        (a_response(b"locked", 403, url=f"{SITE}/f", content_type="text/plain"), Locked),
        (a_response(None, 403, url=f"{SITE}/f"), NotAuthorized),
        (a_page(404), NotFound),
        (a_page(410), Gone),
        (a_response(None, 416), Refused),
        (a_response(None, 304), NotTheApi),
        (a_response(None, 206, content_range="bytes 0-1/2"), NotTheApi),
        (a_page(500), ServerFailed),
    ],
)
def test_a_download_that_is_refused_says_why(response, error):
    with pytest.raises(ClientError) as caught:
        answered(flows.download("/f?sig=secret"), response)

    assert type(caught.value) is error
    assert "secret" not in str(caught.value)


def test_the_rest_of_a_file_is_asked_for_only_if_it_is_still_the_same():
    rest = Rest(10, '"abc"')
    part = a_response(None, 206, content_range="bytes 10-19/20", etag='"abc"')

    facts, [sent] = conversation(flows.download("/f", rest=rest), part)

    assert (sent.headers["range"], sent.headers["if-range"]) == ("bytes=10-", '"abc"')
    assert (facts.start, facts.expected, facts.length) == (10, 10, 20)


def test_linked_partners_are_typed_as_partners():
    body = an_envelope({"id": "c1"}, partners__v1=[{"id": "1", "name": "A"}])

    answer = answered(flows.get(COURSES, "c1", includes=["partner_ids"]), a_response(body))

    assert [partner.name for partner in answer.linked(PARTNERS)] == ["A"]


def _signed_in(cookie: str) -> Response:
    return replace(a_response({"errorCode": "OK", "message": None, "details": None}), cookies=(cookie,))
