"""The client for programs that await: many calls at a time, on asyncio or on trio."""

import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from types import TracebackType
from typing import Any, Concatenate, Final, ParamSpec, Self, TypeVar

import httpx2
from anyio import Semaphore, fail_after, sleep

from carrel.client import flows
from carrel.client.answers import Answer
from carrel.client.auth import Credentials
from carrel.client.connection import (
    USUAL_TIMEOUTS,
    Connection,
    NetworkFailed,
    Outgoing,
    Timeouts,
    failure_of,
    grow,
    response_of,
    too_late,
)
from carrel.client.downloading import Facts, Rest
from carrel.client.errors import CutShort, TimedOut
from carrel.client.exchange import Flow, Outcome, Response
from carrel.client.indirect import LIMITS, Headed, no_cookies, request_of, told_as_ours
from carrel.client.methods import as_method
from carrel.client.politeness import USUAL_POLITENESS, Gates, Pace, Politeness
from carrel.client.questions import Question
from carrel.client.retrying import USUAL_PATIENCE, Attempt, Patience, carry
from carrel.client.trust import ssl_context
from carrel.resources.records import Record

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Record)

Send = Callable[[Outgoing, Attempt], Awaitable[Response]]


def _carried(flow: Callable[P, Flow[T]]) -> "Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, T]]":
    async def method(self: "AsyncClient", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.run(flow(*args, **kwargs))

    return as_method(method, flow)


class AsyncClient:
    """A site, asked asynchronously. Close it, or use it as an asynchronous context manager.

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
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """A client of `site` (`https://school.example.org`). Nothing is sent yet. Raises `BadAddress`.

        `transport` takes the place of the network, in tests.
        """
        self._connection: Final = Connection(site, credentials, timeouts)
        self._patience = patience
        self._gates: Gates[Semaphore] = Gates(politeness, Semaphore)
        self._http = httpx2.AsyncClient(
            http2=http2, transport=transport, verify=ssl_context(), cookies=no_cookies(), limits=LIMITS
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    @property
    def site(self) -> str:
        """The address of the site, without a slash at its end."""
        return str(self._connection.site).rstrip("/")

    @property
    def credentials(self) -> Credentials | None:
        """Who asks; None for a guest."""
        return self._connection.credentials

    async def sign_in(self, email: str, password: str) -> Credentials:
        """Sign in by password, and ask as this user from now on. Raises `SignInRefused`."""
        self._connection.credentials = await self.run(flows.sign_in(email, password))
        return self._connection.credentials

    async def sign_out(self) -> None:
        """End the sign-in at the site, and ask as a guest from now on, whatever the site says."""
        try:
            await self.run(flows.sign_out())
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

    async def pages(self, question: Question[R]) -> AsyncIterator[Answer[R]]:
        """The answer to a question page by page; each is asked for when it is wanted."""
        following: Question[R] | None = question
        while following is not None:
            answer = await self.run(flows.read(following))
            yield answer
            following = following.after(answer.paging)

    @asynccontextmanager
    async def download(
        self, url: str, *, rest: Rest | None = None, etag: str = ""
    ) -> "AsyncIterator[AsyncDownload]":
        """A file, as a stream: the facts first, then its bytes. `url` may be a path of the site.

        With `rest` only what is missing is asked for; with `etag` only a file that has changed. Waits while
        as many downloads from the host as politeness allows are under way.
        """
        gate = self._gates.of(self._connection.locate(url).netloc)
        streams: list[httpx2.Response] = []

        async def send(outgoing: Outgoing, attempt: Attempt) -> Response:
            answer = await self._http.send(request_of(outgoing), stream=True)
            streams.append(answer)
            return await _received(outgoing, answer, attempt)

        try:
            async with gate.downloads:
                facts = await self._drive(flows.download(url, rest=rest, etag=etag), send)
                yield AsyncDownload(facts, streams[-1])
        finally:
            for answer in streams:
                await answer.aclose()

    async def run(self, flow: Flow[T]) -> T:
        """Carry out any flow."""
        return await self._drive(flow, self._exchange)

    async def _drive(self, flow: Flow[T], send: Send) -> T:
        steps = carry(flow, self._patience, random.random)
        try:
            attempt = next(steps)
            while True:
                attempt = steps.send(await self._attempt(attempt, send))
        except StopIteration as done:
            answer: T = done.value
            return answer

    async def _attempt(self, attempt: Attempt, send: Send) -> Outcome:
        outgoing = self._connection.prepare(attempt.request, attempt.seconds)
        gate = self._gates.of(outgoing.address.netloc)
        if attempt.for_all:
            gate.pace.hold(time.monotonic() + attempt.pause)
        await sleep(attempt.pause)
        if attempt.request.streams:
            return await _sent(outgoing, attempt, send, gate.pace)
        async with gate.calls:
            return await _sent(outgoing, attempt, send, gate.pace)

    async def _exchange(self, outgoing: Outgoing, attempt: Attempt) -> Response:
        answer = await self._http.send(request_of(outgoing), stream=True)
        try:
            return await _received(outgoing, answer, attempt)
        finally:
            await answer.aclose()


class AsyncDownload:
    """A file on its way. Iterate once over its bytes."""

    def __init__(self, facts: Facts, answer: httpx2.Response) -> None:
        self.facts: Final = facts
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes as they come. Raises `CutShort`, and `TimedOut` for one that stalls."""
        if not self._answer.is_success:
            return
        received = 0
        try:
            with told_as_ours():
                async for chunk in self._answer.aiter_bytes():
                    received += len(chunk)
                    yield chunk
        except NetworkFailed as error:
            if error.is_late:
                raise TimedOut(self.facts.host, "more of a file") from error
            raise CutShort(self.facts.host, received, self.facts.expected) from error
        self.facts.check_end(received)


async def _sent(outgoing: Outgoing, attempt: Attempt, send: Send, pace: Pace) -> Outcome:
    await sleep(pace.turn(time.monotonic()))
    began = time.monotonic()
    try:
        with told_as_ours(), fail_after(attempt.seconds):
            response = await send(outgoing, attempt)
    except TimeoutError:
        return failure_of(outgoing, too_late(), time.monotonic() - began)
    except NetworkFailed as error:
        return failure_of(outgoing, error, time.monotonic() - began)
    return replace(response, seconds=time.monotonic() - began)


async def _received(outgoing: Outgoing, answer: httpx2.Response, attempt: Attempt) -> Response:
    """The response with its body; without it when it is a download's."""
    body = bytearray()
    if not (attempt.request.streams and answer.is_success):
        async for chunk in answer.aiter_bytes():
            grow(body, chunk, outgoing)
    return response_of(outgoing, Headed(answer), bytes(body))
