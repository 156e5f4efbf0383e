import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol import errors
from carrel.protocol.errors import NaptimeError, ParameterError, RequestError, RoutingError, read_error

CODES = st.none() | st.text()
REFUSALS = st.builds(
    NaptimeError, st.integers(400, 599), CODES, CODES, st.none() | st.integers()
) | st.builds(RoutingError, st.text(), st.sampled_from([400, 405]))


@given(REFUSALS)
def test_a_refusal_reads_back_from_its_answer(refusal):
    read = read_error(refusal.status, refusal.body())

    assert type(read) is type(refusal)
    assert read.status == refusal.status
    assert read.body() == refusal.body()


def test_a_routing_error_has_one_member():
    assert RoutingError("'get-all' not implemented").body() == {
        "msg": "Routing error: 'get-all' not implemented"
    }
    assert RoutingError("x").status == 405
    assert ParameterError("x").status == 400


@pytest.mark.parametrize(
    ("error", "status", "code", "message"),
    [
        (errors.not_found(), 404, "notFound", "not found"),
        (errors.NoSuchResourceError(), 404, "notFound", "not found"),
        (
            errors.malformed_fields("why"),
            400,
            "naptime.parse.fields",
            "Failed to parse includes query parameter. Error: why",
        ),
        (
            errors.malformed_includes("why"),
            400,
            "naptime.parse.includes",
            "Failed to parse includes query parameter. Error: why",
        ),
        (
            errors.malformed_fields_header(),
            400,
            "naptime.parse.fieldsHeader",
            "Invalid X-Coursera-Naptime-Fields option",
        ),
        (errors.refused_value("too long"), 400, "request.validation", "too long"),
        (errors.missing_authentication(), 401, "auth.perms", "Missing authentication"),
        (errors.malformed_authentication("what"), 401, "auth.parse", "what"),
        (errors.forbidden("Item is locked"), 403, "auth.perms", "Item is locked"),
        (errors.not_authorized(), 403, "Not Authorized", None),
    ],
)
def test_the_known_refusals_have_all_three_members(error, status, code, message):
    assert error.status == status
    assert error.body() == {"errorCode": code, "message": message, "details": None}


def test_a_body_that_does_not_fit_says_where():
    error = errors.did_not_validate({"/itemId": "error.path.missing"})

    assert error.status == 400
    assert error.body() == {
        "errorCode": None,
        "message": "JSON didn't validate",
        "details": {"/itemId": [{"message": "error.path.missing", "args": []}]},
    }


def test_size_and_pace_have_their_statuses():
    assert errors.body_too_large(102400).status == 413
    assert errors.too_many_requests("slow down").status == 429


@pytest.mark.parametrize("body", [None, "<html>", [], {"message": "", "statusCode": 404}])
def test_an_answer_in_no_known_form_is_a_refusal_without_a_code(body):
    error = read_error(404, body)

    assert isinstance(error, RequestError)
    assert error.status == 404
    assert error.body()["errorCode"] is None
