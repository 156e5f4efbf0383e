"""Answers as hosts really send them, in the usual form and in every other that HTTP/1.1 allows."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from carrel.client import Client, Patience, Politeness
from carrel.client.errors import CutShort, Unreachable

USUAL = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
WHOLE = {
    "usual": USUAL,
    "no words after the number": b"HTTP/1.1 200\r\ncontent-length:5\r\n\r\nhello",
    "an older version": b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "no length": b"HTTP/1.1 200 OK\r\n\r\nhello",
    "chunks": CHUNKED + b"2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nA: b\r\n\r\n",
    "something first": b"HTTP/1.1 100 Continue\r\n\r\n" + USUAL,
    "bare line feeds": USUAL.replace(b"\r\n", b"\n"),
    "a folded line": b"HTTP/1.1 200 OK\r\nX-Long: a\r\n  b\r\nContent-Length: 5\r\n\r\nhello",
}
BROKEN = {
    "nothing": b"",
    "no answer": b"hello there\r\n\r\n",
    "no end of the head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "a number that is none": b"HTTP/1.1 2x0 OK\r\n\r\nhello",
    "a head without an end": b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 30_000,
}
CUT = {
    "less than the length": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
    "half a chunk": CHUNKED + b"9\r\nhello",
    "no last chunk": CHUNKED + b"5\r\nhello\r\n",
}


@contextmanager
def sending(answer: bytes, *, piece: int = 2**20, keeps: bool = False) -> Iterator[tuple[str, list[int]]]:
    """A host that answers every request so, so many bytes at a time: its address, and what it was asked.

    One that `keeps` a connection answers on it again; the numbers are those of the connections.
    """
    asked: list[int] = []

    def serve(stream: socket.socket, number: int) -> None:
        with stream:
            while stream.recv(2**16):
                asked.append(number)
                for start in range(0, len(answer), piece):
                    stream.sendall(answer[start : start + piece])
                if not keeps:
                    return

    def accept() -> None:
        for number in range(20):
            try:
                stream, _ = listener.accept()
            except OSError:
                return
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=(stream, number), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked


def client_of(site: str) -> Client:
    # A connection that the host has just closed may be tried once more.
    return Client(site, patience=Patience(attempts=3, first_pause=0.001), politeness=Politeness(per_second=0))


def fetched(client: Client) -> bytes:
    with client.download("/file") as download:
        return b"".join(download)


def poured(client: Client, size: int) -> bytes:
    buffer, whole = memoryview(bytearray(size)), b""
    with client.download("/file") as download:
        while count := download.read_into(buffer):
            whole += buffer[:count]
    return whole


@pytest.mark.parametrize("piece", [1, 2**20])
@pytest.mark.parametrize("form", WHOLE)
def test_an_answer_of_any_form_is_read_however_it_comes(form, piece):
    with sending(WHOLE[form], piece=piece) as (site, _), client_of(site) as client:
        assert (fetched(client), poured(client, 3), poured(client, 2**16)) == (b"hello",) * 3


@pytest.mark.parametrize("form", BROKEN)
def test_what_is_no_answer_is_told_as_such(form):
    with sending(BROKEN[form]) as (site, _), client_of(site) as client, pytest.raises(Unreachable):
        fetched(client)


@pytest.mark.parametrize("form", CUT)
def test_an_answer_that_ends_too_early_is_cut_short(form):
    with sending(CUT[form]) as (site, _), client_of(site) as client:
        with pytest.raises(CutShort):
            fetched(client)
        with pytest.raises(CutShort):
            poured(client, 2**16)


@pytest.mark.parametrize(
    ("answer", "connections"),
    [
        (USUAL, [0, 0]),
        (WHOLE["chunks"], [0, 0]),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", [0, 1]),
        (USUAL + USUAL, [0, 1]),
    ],
    ids=["usual", "chunks", "said to be the last", "more than was asked for"],
)
def test_a_connection_is_used_again_when_nothing_is_left_on_it(answer, connections):
    with sending(answer, keeps=True) as (site, asked), client_of(site) as client:
        assert [fetched(client), fetched(client)] == [b"hello", b"hello"]

    assert asked == connections


def test_a_header_that_comes_twice_is_one_and_cookies_stay_apart():
    answer = USUAL.replace(b"\r\n\r\n", b"\r\nETag: \xc3\xa9\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n")

    with sending(answer) as (site, _), client_of(site) as client, client.download("/file") as download:
        assert download.facts.etag == "\u00e9"


def test_a_header_can_not_smuggle_another_one_in():
    with (
        sending(USUAL) as (site, asked),
        client_of(site) as client,
        pytest.raises(ValueError, match="header"),
        client.download("/file", etag='"a"\r\nX-Other: b'),
    ):
        pass

    assert asked == []
