"""What leaves for which host: cookies to the site itself, and never a step further."""

import logging

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.client import flows
from carrel.client.addresses import read_site
from carrel.client.auth import Credentials
from carrel.client.connection import USUAL_TIMEOUTS, Connection, NetworkFailed, failure_of
from carrel.client.errors import BadAddress, TimedOut, Unreachable
from carrel.client.exchange import Request
from carrel.client.indirect import told_as_ours

SITE = "https://school.example.org"
SECRET = "s3cret"


def a_connection(site: str = SITE) -> Connection:
    return Connection(site, Credentials({"CAUTH": SECRET}), USUAL_TIMEOUTS)


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("https://school.example.org", "https://school.example.org/"),
        (" https://School.Example.org/learn/a-course?x=1#y \n", "https://school.example.org/"),
        ("school.example.org", "https://school.example.org/"),
        ("http://school.example.org:8060/", "http://school.example.org:8060/"),
        ("127.0.0.1:8060", "http://127.0.0.1:8060/"),
        ("localhost:8060", "http://localhost:8060/"),
        ("[::1]:8060", "http://[::1]:8060/"),
    ],
)
def test_a_site_is_named_by_any_of_its_addresses(text, site):
    assert str(read_site(text)) == site


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "https://",
        "ftp://school.example.org",
        "file:///etc/passwd",
        "https://u:p@school.org",
        "h ttp",
    ],
)
def test_what_is_no_site_is_refused_with_an_example(text):
    with pytest.raises(BadAddress, match=r"https://school\.example\.org"):
        read_site(text)


@pytest.mark.parametrize(
    "target", ["/api/courses.v1", f"{SITE}/x", f"{SITE}:443/x", "HTTPS://SCHOOL.example.org/x"]
)
def test_the_site_itself_gets_the_cookies(target):
    assert a_connection().prepare(Request(target=target), 1.0).headers["cookie"] == f"CAUTH={SECRET}"


@pytest.mark.parametrize(
    "target",
    [
        "https://cdn.example.org/x",
        "https://school.example.org.evil.test/x",
        "https://evil.test/school.example.org",
        "https://school.example.org@evil.test/",
        "https://evil.test\\@school.example.org/",
        "https://evil.test#@school.example.org/",
        "//evil.test/api/courses.v1",
        "http://school.example.org/x",
        "https://school.example.org:8443/x",
        "https://example.org/x",
    ],
)
def test_no_other_host_gets_a_cookie(target):
    try:
        request = a_connection().prepare(Request(target=target), 1.0)
    except BadAddress:
        return
    assert "cookie" not in request.headers
    assert SECRET not in str(request)


@given(st.text())
def test_whatever_the_address_the_cookie_goes_to_the_host_that_is_connected_to_or_nowhere(text):
    try:
        request = a_connection().prepare(Request(target=f"https://{text}"), 1.0)
    except BadAddress:
        return
    if "cookie" in request.headers:
        assert request.address.origin == ("https", "school.example.org", 443)


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "data:text/plain,x",
        "ftp://x/",
        "https://[x",
        "https://h ttp/",
        "https://u:p@x.org/",
    ],
)
def test_only_addresses_of_the_web_are_asked(target):
    with pytest.raises(BadAddress):
        a_connection().prepare(Request(target=target), 1.0)


def test_a_read_carries_no_tokens_and_a_write_carries_pairs_that_match():
    read = a_connection().prepare(Request(target="/api/x.v1"), 1.0).headers
    write = a_connection().prepare(Request(method="POST", target="/api/x.v1", body=b"{}"), 1.0).headers

    assert not any(name.startswith("x-csrf") for name in read)
    cookies = dict(pair.split("=", 1) for pair in write["cookie"].split("; "))
    assert cookies["CAUTH"] == SECRET
    assert write["x-csrftoken"] == cookies["csrftoken"]
    assert write["x-csrf2-token"] == cookies[write["x-csrf2-cookie"]]
    assert write["x-csrf3-token"] == cookies["CSRF3-Token"]


def test_the_tokens_of_two_writes_differ():
    first, second = [
        a_connection().prepare(Request(method="POST", target="/api/x.v1"), 1.0).headers for _ in range(2)
    ]

    assert first["x-csrftoken"] != second["x-csrftoken"]
    assert first["x-csrf2-cookie"] != second["x-csrf2-cookie"]


def test_no_step_of_a_call_may_take_longer_than_what_is_left_of_it():
    timeouts = a_connection().prepare(Request(target="/api/x.v1"), 3.0).timeouts

    assert timeouts == {"connect": 3.0, "read": 3.0, "write": 3.0, "pool": 3.0}


def test_a_download_may_take_its_time_as_long_as_it_does_not_stall():
    timeouts = a_connection().prepare(Request(target="/f", streams=True), 3.0).timeouts

    assert timeouts["read"] == USUAL_TIMEOUTS.read


@pytest.mark.parametrize(
    ("error", "told", "may_have_arrived"),
    [
        (httpx2.ConnectError("refused"), Unreachable, False),
        (httpx2.ConnectTimeout(""), TimedOut, False),
        (httpx2.PoolTimeout(""), TimedOut, False),
        (httpx2.ReadTimeout(""), TimedOut, True),
        (httpx2.WriteTimeout(""), TimedOut, True),
        (httpx2.ReadError("reset"), Unreachable, True),
        (httpx2.RemoteProtocolError("cut"), Unreachable, True),
    ],
)
def test_every_failure_of_the_network_is_told_and_says_whether_the_request_may_have_worked(
    error, told, may_have_arrived
):
    outgoing = a_connection().prepare(Request(target="/x"), 1.0)

    with pytest.raises(NetworkFailed) as failed, told_as_ours():
        raise error
    failure = failure_of(outgoing, failed.value, 1.0)

    assert type(failure.error) is told
    assert failure.may_have_arrived is may_have_arrived


def test_a_request_never_shows_what_it_carries():
    request = next(flows.sign_in("learner@example.org", SECRET))

    assert SECRET not in repr(request)
    assert SECRET not in f"{request}"


def test_the_library_below_is_not_heard_when_a_program_listens_to_everything():
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        assert not logging.getLogger("httpcore2.http11").isEnabledFor(logging.DEBUG)
        assert not logging.getLogger("httpx2").isEnabledFor(logging.INFO)
    finally:
        root.setLevel(level)
