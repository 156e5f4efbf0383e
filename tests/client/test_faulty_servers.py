"""Servers that misbehave, asked by both clients over a real connection."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from gzip import compress
from threading import Event
from typing import Any, TypeVar

import anyio
import msgspec
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from carrel.client import (
    AsyncClient,
    Client,
    Credentials,
    Download,
    Facts,
    Patience,
    Politeness,
    Rest,
    Timeouts,
    connection,
    flows,
)
from carrel.client.errors import (
    BadRedirect,
    CutShort,
    NotTheApi,
    ServerFailed,
    TimedOut,
    TooManyRequests,
    Unreachable,
)
from carrel.client.exchange import Flow
from carrel.resources.courses import COURSES

T = TypeVar("T")

COURSE = {"elements": [{"id": "c1", "name": "Logic"}], "paging": {}, "linked": {}}
PATH = "/api/courses.v1/c1"
SECRET = "s3cret"
SETTINGS: dict[str, Any] = {
    "credentials": Credentials({"CAUTH": SECRET}),
    "patience": Patience(attempts=2, deadline=30.0, first_pause=0.001, longest_pause=0.001),
    "politeness": Politeness(per_second=0),
}
HASTY = Timeouts(read=0.2)
"""Gives a silent server up soon."""


@dataclass
class Faulty:
    """A server that does as it is told, and remembers what it was asked."""

    server: HTTPServer
    released: Event

    @property
    def site(self) -> str:
        return self.server.url_for("").rstrip("/")

    @property
    def other_host(self) -> str:
        """The same server by another name, which is another host to whoever looks after cookies."""
        return self.site.replace("127.0.0.1", "localhost")

    def answers(self, *answers: Response | Callable[[Request], Response], path: str = PATH) -> None:
        """Answer one request after the other; what comes later fails."""
        for answer in answers:
            expected = self.server.expect_ordered_request(path)
            if isinstance(answer, Response):
                expected.respond_with_response(answer)
            else:
                expected.respond_with_handler(answer)

    def always(self, answer: Callable[[Request], Response], path: str = PATH) -> None:
        """Answer every request alike."""
        self.server.expect_request(path).respond_with_handler(answer)

    def stall(self, _: Request) -> Response:
        """Never answer, until the test is over."""
        self.released.wait(30)
        return Response(status=503)

    @property
    def asked(self) -> list[Request]:
        return [request for request, _ in self.server.log]


@pytest.fixture(scope="module")
def server() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        yield server


@pytest.fixture
def faulty(server: HTTPServer) -> Iterator[Faulty]:
    released = Event()
    yield Faulty(server, released)
    released.set()
    server.clear()


@dataclass
class Caller:
    """Either client, for one call."""

    site: str
    is_async: bool
    fills_a_buffer: bool = False

    def run(self, flow: Flow[T], **changes: Any) -> T:
        settings = {**SETTINGS, **changes}
        if self.is_async:
            return anyio.run(self._run, flow, settings)
        with Client(self.site, **settings) as client:
            return client.run(flow)

    def fetch(self, url: str, rest: Rest | None = None, **changes: Any) -> tuple[Facts, bytes]:
        settings = {**SETTINGS, **changes}
        if self.is_async:
            return anyio.run(self._fetch, url, rest, settings)
        with (
            Client(self.site, **settings) as client,
            client.download(url, rest=rest) as download,
        ):
            return download.facts, _poured(download) if self.fills_a_buffer else b"".join(download)

    async def _run(self, flow: Flow[T], settings: dict[str, Any]) -> T:
        async with AsyncClient(self.site, **settings) as client:
            return await client.run(flow)

    async def _fetch(self, url: str, rest: Rest | None, settings: dict[str, Any]) -> tuple[Facts, bytes]:
        async with (
            AsyncClient(self.site, **settings) as client,
            client.download(url, rest=rest) as download,
        ):
            return download.facts, b"".join([chunk async for chunk in download])


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def caller(request: pytest.FixtureRequest, faulty: Faulty) -> Caller:
    return Caller(faulty.site, request.param)


@pytest.fixture(params=["sync", "async", "buffer"])
def fetcher(request: pytest.FixtureRequest, faulty: Faulty) -> Caller:
    return Caller(faulty.site, request.param == "async", request.param == "buffer")


def _poured(download: Download) -> bytes:
    """A file that is read into a small buffer again and again."""
    buffer, come = memoryview(bytearray(3)), b""
    while count := download.read_into(buffer):
        come += buffer[:count]
    return come


def fine(_: Request) -> Response:
    return Response(msgspec.json.encode(COURSE), content_type="application/json")


def refusing(status: int, **headers: str) -> Response:
    return Response(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})


def cut(_: Request) -> Response:
    """Ten bytes out of a hundred."""
    parts = iter([b"0123", b"456789"])
    return Response(parts, headers={"Content-Length": "100"}, content_type="application/json")


def test_a_web_page_with_200_is_not_the_api(faulty, caller):
    faulty.always(lambda _: Response("<!DOCTYPE html><title>Welcome</title>", content_type="text/html"))

    with pytest.raises(NotTheApi, match="a web page"):
        caller.run(flows.get(COURSES, "c1"))


def test_a_server_that_is_busy_for_a_moment_is_asked_again(faulty, caller):
    faulty.answers(refusing(503), fine)

    assert caller.run(flows.get(COURSES, "c1")).element.name == "Logic"


def test_a_server_that_asks_for_a_pause_gets_it_and_is_asked_again(faulty, caller):
    faulty.answers(refusing(429, retry_after="0"), fine)

    assert caller.run(flows.get(COURSES, "c1")).element.name == "Logic"


def test_a_pause_that_is_too_long_is_told_instead_of_waited_for(faulty, caller):
    faulty.answers(refusing(429, retry_after="3600"))

    with pytest.raises(TooManyRequests) as caught:
        caller.run(flows.get(COURSES, "c1"))

    assert caught.value.retry_after == 3600.0


def test_a_server_that_stays_busy_has_failed(faulty, caller):
    faulty.answers(refusing(503), refusing(503))

    with pytest.raises(ServerFailed):
        caller.run(flows.get(COURSES, "c1"))


def test_a_write_to_a_busy_server_is_sent_once(faulty, caller):
    faulty.always(lambda _: refusing(503), "/api/events.v1")

    with pytest.raises(ServerFailed):
        caller.run(flows.call("POST", "events.v1", {}))

    assert len(faulty.asked) == 1


def test_a_server_that_never_answers_hangs_nobody(faulty, caller):
    faulty.always(faulty.stall)

    with pytest.raises(TimedOut):
        caller.run(flows.get(COURSES, "c1"), timeouts=HASTY)


def test_a_server_that_answers_for_ever_hangs_nobody(faulty, caller):
    def drip(_: Request) -> Response:
        def drops() -> Iterator[bytes]:
            while not faulty.released.wait(0.02):
                yield b" "

        return Response(drops(), content_type="application/json")

    faulty.always(drip)

    with pytest.raises(TimedOut):
        caller.run(flows.get(COURSES, "c1"), patience=Patience(attempts=1, deadline=0.3))


def test_an_answer_that_is_too_long_to_be_one_is_not_read_to_its_end(faulty, caller, monkeypatch):
    monkeypatch.setattr(connection, "MOST_BYTES", 1000)
    faulty.always(lambda _: Response(b" " * 100_000, content_type="application/json"))

    with pytest.raises(NotTheApi, match="more than"):
        caller.run(flows.get(COURSES, "c1"))


def test_an_answer_that_breaks_off_is_asked_for_again(faulty, caller):
    faulty.answers(cut, fine)

    assert caller.run(flows.get(COURSES, "c1")).element.name == "Logic"


def test_a_server_that_always_breaks_off_is_unreachable(faulty, caller):
    faulty.always(cut)

    with pytest.raises(Unreachable):
        caller.run(flows.get(COURSES, "c1"))


def test_a_redirect_to_another_host_is_not_followed_and_takes_no_cookie_there(faulty, caller):
    faulty.answers(refusing(302, location=f"{faulty.other_host}/stolen"))

    with pytest.raises(BadRedirect):
        caller.run(flows.get(COURSES, "c1"))

    assert [request.path for request in faulty.asked] == [PATH]


def test_a_download_that_leads_to_another_host_leaves_the_cookie_behind(faulty, fetcher):
    faulty.always(lambda _: refusing(302, location=f"{faulty.other_host}/there"), "/here")
    faulty.always(lambda _: Response(b"bytes"), "/there")

    _, body = fetcher.fetch("/here")

    assert body == b"bytes"
    assert [request.cookies.get("CAUTH") for request in faulty.asked] == [SECRET, None]


def test_a_download_from_another_host_takes_no_cookie_there(faulty, fetcher):
    faulty.always(lambda _: Response(b"bytes"), "/there")

    fetcher.fetch(f"{faulty.other_host}/there")

    assert "Cookie" not in faulty.asked[0].headers


def test_cookies_that_a_server_sets_in_passing_are_not_kept(faulty, caller):
    faulty.answers(refusing(503, set_cookie="tracker=1; Path=/"), fine)

    caller.run(flows.get(COURSES, "c1"))

    assert [request.headers["Cookie"] for request in faulty.asked] == [f"CAUTH={SECRET}"] * 2


def test_a_download_that_breaks_off_says_how_much_came(faulty, fetcher):
    faulty.always(cut, "/file")

    with pytest.raises(CutShort) as caught:
        fetcher.fetch("/file")

    assert (caught.value.received, caught.value.expected) == (10, 100)


def test_a_download_that_stalls_is_given_up(faulty, fetcher):
    def stall_halfway(_: Request) -> Response:
        def halves() -> Iterator[bytes]:
            yield b"01234"
            faulty.released.wait(30)

        return Response(halves(), headers={"Content-Length": "10"})

    faulty.always(stall_halfway, "/file")

    with pytest.raises(TimedOut):
        fetcher.fetch("/file", timeouts=HASTY)


def test_a_download_begins_again_when_the_server_was_busy(faulty, fetcher):
    faulty.answers(refusing(503), Response(b"bytes"), path="/file")

    assert fetcher.fetch("/file")[1] == b"bytes"


def test_a_server_that_sends_another_part_of_a_file_is_not_believed(faulty, fetcher):
    faulty.answers(Response(b"56789", status=206, headers={"Content-Range": "bytes 5-9/10"}), path="/file")

    with pytest.raises(NotTheApi):
        fetcher.fetch("/file", rest=Rest(3, '"a"'))


def test_a_download_that_comes_compressed_is_whole_when_it_is_unpacked(faulty, fetcher):
    faulty.always(lambda _: Response(compress(b"bytes"), headers={"Content-Encoding": "gzip"}), "/file")

    facts, body = fetcher.fetch("/file")

    assert (facts.length, body) == (None, b"bytes")
