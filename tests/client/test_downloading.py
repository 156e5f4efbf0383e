"""Downloads as values: what is asked, what was promised, and what came of it."""

import pytest

from carrel.client.downloading import Facts, Rest, read_facts
from carrel.client.errors import CutShort, NotTheApi
from carrel.client.exchange import Request
from tests.client.samples import SITE, a_response

WHOLE = Request(target="/f", streams=True)
FROM_TEN = Request(target="/f", headers={"range": "bytes=10-", "if-range": '"a"'}, streams=True)
IF_NEW = Request(target="/f", headers={"if-none-match": '"a"'}, streams=True)


@pytest.mark.parametrize("rest", [Rest(0, '"a"'), Rest(10, ""), Rest(10, 'W/"a"')])
def test_without_a_promise_of_the_same_bytes_the_whole_file_is_asked_for(rest):
    assert rest.headers() == {}


@pytest.mark.parametrize("validator", ['"a"', "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_the_rest_is_asked_for_with_what_names_the_file(validator):
    assert Rest(10, validator).headers() == {"range": "bytes=10-", "if-range": validator}


def test_the_facts_are_those_of_the_headers():
    facts = read_facts(
        WHOLE,
        a_response(
            None,
            200,
            url="https://cdn.test:8443/f?sig=secret",
            content_length="7",
            etag='"a"',
            last_modified="Wed, 21 Oct 2026 07:28:00 GMT",
            content_type="video/mp4",
            content_disposition="attachment",
        ),
    )

    assert facts is not None
    assert (facts.length, facts.expected, facts.start, facts.host) == (7, 7, 0, "cdn.test:8443")
    assert (facts.etag, facts.validator, facts.content_type) == ('"a"', '"a"', "video/mp4")
    assert "secret" not in repr(facts)


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "+7", "٧", ""])
def test_a_length_that_is_none_is_not_said(length):
    facts = read_facts(WHOLE, a_response(None, 200, content_length=length))

    assert facts is not None
    assert facts.length is None


def test_a_range_of_more_digits_than_any_file_has_is_another_part():
    with pytest.raises(NotTheApi):
        read_facts(FROM_TEN, a_response(None, 206, content_range=f"bytes 10-{'9' * 5000}/*"))


def test_what_is_compressed_on_the_way_has_no_length():
    facts = read_facts(WHOLE, a_response(None, 200, content_length="7", content_encoding="gzip"))

    assert facts is not None
    assert (facts.length, facts.expected) == (None, None)


def test_a_server_that_ignores_the_range_sends_the_whole_file():
    facts = read_facts(FROM_TEN, a_response(None, 200, content_length="20"))

    assert facts is not None
    assert (facts.status, facts.start, facts.expected) == (200, 0, 20)


@pytest.mark.parametrize(("text", "length"), [("bytes 10-19/20", 20), ("bytes 10-19/*", None)])
def test_a_part_says_where_it_begins_and_how_long_the_whole_is(text, length):
    facts = read_facts(FROM_TEN, a_response(None, 206, content_range=text))

    assert facts is not None
    assert (facts.start, facts.expected, facts.length) == (10, 10, length)


@pytest.mark.parametrize("text", ["bytes 9-19/20", "bytes 0-19/20", "", "bytes */20", "10-19"])
def test_another_part_than_was_asked_for_is_refused(text):
    with pytest.raises(NotTheApi, match="another part"):
        read_facts(FROM_TEN, a_response(None, 206, content_range=text))


def test_nothing_after_the_part_at_hand_tells_how_long_the_file_is():
    facts = read_facts(FROM_TEN, a_response(None, 416, content_range="bytes */10"))

    assert facts is not None
    assert (facts.status, facts.expected, facts.length) == (416, 0, 10)


def test_a_file_that_has_not_changed_has_no_bytes_to_send():
    facts = read_facts(IF_NEW, a_response(None, 304, etag='"a"'))

    assert facts is not None
    assert (facts.status, facts.expected) == (304, 0)


@pytest.mark.parametrize("status", [304, 206, 416, 204, 404, 500])
def test_an_answer_to_what_was_not_asked_is_no_download(status):
    assert read_facts(WHOLE, a_response(None, status, content_range="bytes 0-1/2")) is None


@pytest.mark.parametrize("received", [0, 6, 8])
def test_a_file_of_another_length_than_promised_is_cut_short(received):
    facts = Facts(status=200, url=f"{SITE}/f", expected=7)

    with pytest.raises(CutShort) as caught:
        facts.check_end(received)

    assert (caught.value.received, caught.value.expected) == (received, 7)


def test_a_file_of_the_promised_length_is_whole():
    Facts(status=200, url=f"{SITE}/f", expected=7).check_end(7)
    Facts(status=200, url=f"{SITE}/f", expected=None).check_end(7)
