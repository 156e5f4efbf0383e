"""A real server on a real socket, where bytes are sent that no client library would send."""

import http.client
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.types import Receive, Scope

from carrel.application.school import School
from carrel.server import connections
from carrel.server.connections import MOST_WAITING, Connection
from carrel.server.serving import PortTaken, listen
from tests.server.served import Address, serving, serving_app


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


def sends(address: Address, *pieces: bytes) -> bytes:
    """Everything that comes back while these pieces are sent, until the other side closes."""
    with socket.create_connection(address, timeout=5) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:
            return b""


BEGINNING = b"POST /api/login/v3 HTTP/1.1\r\nHost: school.test\r\n"


@pytest.mark.parametrize(
    "pieces",
    [
        (BEGINNING + b"X-Long: ", *[b"x" * 65536] * 40),
        (BEGINNING, *[b"X-Many: x\r\n" * 6000] * 40),
        (b"GET /", *[b"x" * 65536] * 40),
        (BEGINNING + b"Transfer-Encoding: chunked\r\n\r\n2;", *[b"x" * 65536] * 40),
        (BEGINNING + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", *[b"X: y\r\n" * 9000] * 40),
    ],
)
def test_no_head_and_nothing_beside_a_body_grows_without_end(address, pieces):
    assert b" 200 " not in sends(address, *pieces)


def test_a_body_that_was_refused_and_never_ends_is_left(address, monkeypatch):
    monkeypatch.setattr(connections, "MOST_IGNORED", 1_000_000)
    piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"

    told = sends(address, BEGINNING + b"Transfer-Encoding: chunked\r\n\r\n", *[piece] * 200)

    assert told.count(b"HTTP/1.1") <= 1


def test_nobody_asks_a_thousand_times_before_they_are_answered_once(address):
    asked = b"GET /api/courses.v1 HTTP/1.1\r\nHost: school.test\r\n\r\n"

    assert sends(address, asked * (MOST_WAITING * 10)).count(b"HTTP/1.1 200") <= MOST_WAITING


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET /api/courses.v1 HT",
        BEGINNING + b"Content-Length: 100\r\n\r\n{",
        BEGINNING + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
        b"GET /api/courses.v1 HTTP/1.1\r\nHost: school.test\r\n\r\nGET /api",
    ],
)
def test_who_never_comes_to_an_end_is_left(address, beginning, monkeypatch):
    monkeypatch.setattr(Connection, "look_every", 0.2)

    answered = sends(address, beginning)

    assert answered.count(b"HTTP/1.1 200") == beginning.count(b"\r\n\r\nGET")


async def is_looked_at_while_it_works(_scope: Scope, _receive: Receive, send: Any) -> None:
    """An application whose connection is looked at three times before it answers."""
    connection = send.__self__.transport.get_protocol()
    for _ in range(3):
        connection._look()
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


def test_who_waits_for_an_answer_is_waited_for():
    with serving_app(is_looked_at_while_it_works) as address:
        assert exchanged(address, request(b"GET / HTTP/1.1"))[0] == 204


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
