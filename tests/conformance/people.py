"""People of the demo school, each with plain HTTP and with our own client."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import msgspec
from anyio.from_thread import BlockingPortal
from starlette.applications import Starlette

from carrel.client import Client, Credentials, Politeness
from carrel.client.answers import Answer
from carrel.resources.records import R
from tests.server.caller import BASE, Caller, user_id

WRITING = "writing-that-argues"
COUNTING = "how-computers-count"
GARDEN = "a-garden-in-one-square-metre"


@dataclass(frozen=True)
class Person:
    """Somebody who asks the school: `http` as any program does, `client` as ours does."""

    http: Caller
    client: Client
    id: int

    def get(self, target: str) -> Any:
        """The body of an answer that has to be 200."""
        answer = self.http.get(target)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def one(self, target: str) -> dict[str, Any]:
        """The only element of an answer."""
        [element] = self.get(target)["elements"]
        return dict(element)

    def post(self, target: str, body: object = None) -> Any:
        """The body of the answer to a write that has to succeed."""
        answer = self.http.post(target, body)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()


def somebody(http: Caller) -> Person:
    """A person who is signed in, or a guest."""
    credentials = Credentials.from_cauth(http.token) if http.token else None
    transport = InProcess(http.app, http.portal)
    client = Client(BASE, credentials, transport=transport, politeness=Politeness(per_second=0))
    return Person(http, client, user_id(http) if http.token else 0)


def told(answer: Answer[R]) -> list[Mapping[str, Any]]:
    """The elements that our client read, in the words of the wire."""
    elements: list[Mapping[str, Any]] = msgspec.to_builtins(answer.elements)
    return elements


def items(who: Person, slug: str = WRITING) -> dict[str, str]:
    """The ids of a course's items by their slugs."""
    course = who.client.course(slug)
    lessons = [lesson for module in course.course_material.elements for lesson in module.elements]
    return {item.slug: item.id for lesson in lessons for item in lesson.elements}


class InProcess(httpx2.BaseTransport):
    """The network between our client and an app of the tests."""

    def __init__(self, app: Starlette, portal: BlockingPortal) -> None:
        self._asgi = httpx2.ASGITransport(app)
        self._portal = portal

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Carry one request."""
        return self._portal.call(self._carry, request)

    async def _carry(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._asgi.handle_async_request(request)
        assert isinstance(answer.stream, httpx2.AsyncByteStream)
        body = b"".join([piece async for piece in answer.stream])
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=httpx2.ByteStream(body))
