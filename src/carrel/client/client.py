"""The client for programs that wait: one call after the other, or one in each thread."""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from threading import BoundedSemaphore
from types import TracebackType
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, Self, TypeVar

from carrel.client import flows
from carrel.client.answers import Answer
from carrel.client.auth import Credentials
from carrel.client.connection import (
    USUAL_TIMEOUTS,
    Connection,
    Incoming,
    NetworkFailed,
    Outgoing,
    Timeouts,
    Way,
    failure_of,
    grow,
    response_of,
    too_late,
)
from carrel.client.direct import Direct
from carrel.client.downloading import Facts, Rest
from carrel.client.errors import CutShort, TimedOut
from carrel.client.exchange import Flow, Outcome, Response
from carrel.client.methods import as_method
from carrel.client.politeness import USUAL_POLITENESS, Gates, Pace, Politeness
from carrel.client.questions import Question
from carrel.client.retrying import USUAL_PATIENCE, Attempt, Patience, carry
from carrel.resources.records import Record

if TYPE_CHECKING:
    import httpx2

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Record)

Send = Callable[[Outgoing, Attempt], Response]


def _carried(flow: Callable[P, Flow[T]]) -> "Callable[Concatenate[Client, P], T]":
    def method(self: "Client", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.run(flow(*args, **kwargs))

    return as_method(method, flow)


class Client:
    """A site, asked synchronously. Close it, or use it as a context manager. Threads may share it.

    Every method raises `ClientError` and nothing else of the network.
    """

    def __init__(
        self,
        site: str,
        credentials: Credentials | None = None,
        *,
        patience: Patience = USUAL_PATIENCE,
        politeness: Politeness = USUAL_POLITENESS,
        timeouts: Timeouts = USUAL_TIMEOUTS,
        http2: bool = False,
        transport: "httpx2.BaseTransport | None" = None,
    ) -> None:
        """A client of `site` (`https://school.example.org`). Nothing is sent yet. Raises `BadAddress`.

        `transport` takes the place of the network, in tests.
        """
        self._connection: Final = Connection(site, credentials, timeouts)
        self._patience = patience
        self._gates: Gates[BoundedSemaphore] = Gates(politeness, BoundedSemaphore)
        self._way = _way(http2=http2, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._way.close()

    @property
    def site(self) -> str:
        """The address of the site, without a slash at its end."""
        return str(self._connection.site).rstrip("/")

    @property
    def credentials(self) -> Credentials | None:
        """Who asks; None for a guest."""
        return self._connection.credentials

    def sign_in(self, email: str, password: str) -> Credentials:
        """Sign in by password, and ask as this user from now on. Raises `SignInRefused`."""
        self._connection.credentials = self.run(flows.sign_in(email, password))
        return self._connection.credentials

    def sign_out(self) -> None:
        """End the sign-in at the site, and ask as a guest from now on, whatever the site says."""
        try:
            self.run(flows.sign_out())
        finally:
            self._connection.credentials = None

    read = _carried(flows.read)
    reread = _carried(flows.reread)
    get = _carried(flows.get)
    multi_get = _carried(flows.multi_get)
    get_all = _carried(flows.get_all)
    find = _carried(flows.find)
    create = _carried(flows.create)
    update = _carried(flows.update)
    patch = _carried(flows.patch)
    delete = _carried(flows.delete)
    act = _carried(flows.act)
    call = _carried(flows.call)
    query = _carried(flows.query)
    me = _carried(flows.me)
    course = _carried(flows.course)
    course_progress = _carried(flows.course_progress)
    video = _carried(flows.video)

    def pages(self, question: Question[R]) -> Iterator[Answer[R]]:
        """The answer to a question page by page; each is asked for when it is wanted."""
        following: Question[R] | None = question
        while following is not None:
            answer = self.run(flows.read(following))
            yield answer
            following = following.after(answer.paging)

    @contextmanager
    def download(self, url: str, *, rest: Rest | None = None, etag: str = "") -> "Iterator[Download]":
        """A file, as a stream: the facts first, then its bytes. `url` may be a path of the site.

        With `rest` only what is missing is asked for; with `etag` only a file that has changed. Waits while
        as many downloads from the host as politeness allows are under way.
        """
        gate = self._gates.of(self._connection.locate(url).netloc)
        streams: list[Incoming] = []

        def send(outgoing: Outgoing, attempt: Attempt) -> Response:
            answer = self._way.send(outgoing)
            streams.append(answer)
            return _received(outgoing, answer, attempt)

        try:
            with gate.downloads:
                facts = self._drive(flows.download(url, rest=rest, etag=etag), send)
                yield Download(facts, streams[-1])
        finally:
            for answer in streams:
                answer.close()

    def run(self, flow: Flow[T]) -> T:
        """Carry out any flow."""
        return self._drive(flow, self._exchange)

    def _drive(self, flow: Flow[T], send: Send) -> T:
        steps = carry(flow, self._patience, random.random)
        try:
            attempt = next(steps)
            while True:
                attempt = steps.send(self._attempt(attempt, send))
        except StopIteration as done:
            answer: T = done.value
            return answer

    def _attempt(self, attempt: Attempt, send: Send) -> Outcome:
        outgoing = self._connection.prepare(attempt.request, attempt.seconds)
        gate = self._gates.of(outgoing.address.netloc)
        if attempt.for_all:
            gate.pace.hold(time.monotonic() + attempt.pause)
        _rest(attempt.pause)
        if attempt.request.streams:
            return _sent(outgoing, attempt, send, gate.pace)
        with gate.calls:
            return _sent(outgoing, attempt, send, gate.pace)

    def _exchange(self, outgoing: Outgoing, attempt: Attempt) -> Response:
        answer = self._way.send(outgoing)
        try:
            return _received(outgoing, answer, attempt)
        finally:
            answer.close()


class Download:
    """A file on its way. Iterate over its bytes, or read them into a buffer: once, and not both."""

    def __init__(self, facts: Facts, answer: Incoming) -> None:
        self.facts: Final = facts
        self._answer = answer
        self._has_body = _is_success(answer)
        self._received = 0

    def __iter__(self) -> Iterator[bytes]:
        """The bytes as they come. Raises `CutShort`, and `TimedOut` for one that stalls."""
        if not self._has_body:
            return
        try:
            for chunk in self._answer.chunks():
                self._received += len(chunk)
                yield chunk
        except NetworkFailed as error:
            raise self._broken(error) from error
        self.facts.check_end(self._received)

    def read_into(self, buffer: memoryview) -> int:
        """Put the bytes that come next at the beginning of `buffer`: how many; 0 when all have come.

        Copies less than iterating does. Raises as that.
        """
        if not self._has_body:
            return 0
        try:
            count = self._answer.read_into(buffer)
        except NetworkFailed as error:
            raise self._broken(error) from error
        self._received += count
        if not count:
            self.facts.check_end(self._received)
        return count

    def _broken(self, error: NetworkFailed) -> TimedOut | CutShort:
        if error.is_late:
            return TimedOut(self.facts.host, "more of a file")
        return CutShort(self.facts.host, self._received, self.facts.expected)


def _way(*, http2: bool, transport: "httpx2.BaseTransport | None") -> Way:
    """Straight to the hosts, unless something stands in between."""
    if transport is None and not http2 and not _may_have_proxies():
        return Direct()
    from carrel.client.indirect import Indirect

    return Indirect(http2=http2, transport=transport)


def _may_have_proxies() -> bool:
    if sys.platform != "linux":
        # The system itself knows of some, and what asks it takes long to import.
        from urllib.request import getproxies

        return bool(getproxies())
    return any(value and name.lower().endswith("_proxy") for name, value in os.environ.items())


def _sent(outgoing: Outgoing, attempt: Attempt, send: Send, pace: Pace) -> Outcome:
    _rest(pace.turn(time.monotonic()))
    began = time.monotonic()
    try:
        response = send(outgoing, attempt)
    except NetworkFailed as error:
        return failure_of(outgoing, error, time.monotonic() - began)
    return replace(response, seconds=time.monotonic() - began)


def _rest(seconds: float) -> None:
    # Even a sleep of nothing costs more than the rest of this driver.
    if seconds > 0:
        time.sleep(seconds)


def _received(outgoing: Outgoing, answer: Incoming, attempt: Attempt) -> Response:
    """The response with its body; without it when it is a download's."""
    body = bytearray()
    if not (attempt.request.streams and _is_success(answer)):
        ends = time.monotonic() + attempt.seconds
        for chunk in answer.chunks():
            grow(body, chunk, outgoing)
            if time.monotonic() > ends:
                raise too_late()
    return response_of(outgoing, answer, bytes(body))


def _is_success(answer: Incoming) -> bool:
    return HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
