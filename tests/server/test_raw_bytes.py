"""A real server on a real socket, where bytes are sent that no client library would send."""

import http.client
import socket
from collections.abc import Iterator

import pytest

from carrel.application.school import School
from carrel.server.serving import PortTaken, listen
from tests.server.served import Address, serving


@pytest.fixture(scope="module")
def address(still_school: School) -> Iterator[Address]:
    """Where the small school is served."""
    with serving(still_school) as address:
        yield address


def exchanged(address: Address, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body that come back for these bytes."""
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(sent)
        answer = http.client.HTTPResponse(connection, method=sent.partition(b" ")[0].decode("latin-1"))
        answer.begin()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read()


def request(line: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([line, b"Host: school.test", *headers, b"Connection: close", b"", b""])


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"GET /api/courses.v1 HTTP/1.1", 200),
        (b"GET /api/courses.v1?fields=%ff%00 HTTP/1.1", 400),
        (b"GET /api/\xff\xfe HTTP/1.1", 400),
        (b"GET /api/courses.v1?q=\xff HTTP/1.1", 400),
        (b"GET /api/../../etc/passwd HTTP/1.1", 404),
        (b"GET /api/%2e%2e/%2e%2e/etc/passwd HTTP/1.1", 404),
        (b"GET //api/courses.v1 HTTP/1.1", 404),
        (b"GET http://elsewhere.test/api/courses.v1 HTTP/1.1", 200),
        (b"GET /api/" + b"x" * 200_000 + b" HTTP/1.1", 400),
        (b"OPTIONS * HTTP/1.1", 404),
        (b"PURGE /api/courses.v1 HTTP/1.1", 405),
        (b"NONSENSE", 400),
    ],
)
def test_a_line_is_answered_whatever_its_bytes_are(address, line, status):
    told, headers, _ = exchanged(address, request(line))

    assert told == status
    assert "server" not in headers


def test_head_over_the_wire_has_no_body(address):
    status, headers, body = exchanged(address, request(b"HEAD /api/courses.v1 HTTP/1.1"))

    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0


def test_a_request_without_a_host_is_answered(address):
    status, _, body = exchanged(address, b"GET /api/courses.v1?fields=photoUrl HTTP/1.0\r\n\r\n")

    assert status == 200
    assert f"http://{address[0]}:{address[1]}/".encode() in body


@pytest.mark.parametrize(
    "headers",
    [
        (b"Content-Length: 10485760",),
        (b"Transfer-Encoding: chunked",),
    ],
)
def test_a_great_body_is_refused_before_it_has_come(address, headers):
    piece = b"20000\r\n" + b" " * 0x20000 + b"\r\n" if b"chunked" in headers[0] else b" " * 0x20000

    status, told, body = exchanged(address, request(b"POST /api/login/v3 HTTP/1.1", *headers) + piece)

    assert status == 413
    assert told["content-type"] == "application/json"
    assert b"longer than the 102400 bytes" in body


def test_who_leaves_in_the_middle_of_a_body_harms_nobody(address):
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request(b"POST /api/login/v3 HTTP/1.1", b"Content-Length: 100") + b"{")

    assert exchanged(address, request(b"GET /api/courses.v1 HTTP/1.1"))[0] == 200


def test_the_same_connection_serves_one_request_after_the_other(address):
    connection = http.client.HTTPConnection(address[0], address[1], timeout=5)
    statuses = []
    for target in ("/api/courses.v1", "/api/nothing", "/api/courses.v1?fields=(("):
        connection.request("GET", target)
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()

    assert statuses == [200, 404, 400]


def test_a_port_in_use_is_told_before_anything_begins(address):
    with pytest.raises(PortTaken, match="Choose another one with --port"):
        listen(*address)
