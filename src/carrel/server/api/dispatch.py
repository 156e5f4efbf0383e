"""The one door of every Naptime resource; it alone knows the order of checks.

Reading: route and parameters, then who asks, then `fields` and `includes`, then the answer. Writing: route,
who asks, from where, the body, then the answer. What an inner floor refuses is translated in `errors`.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.requests import Request as HttpRequest
from starlette.types import Receive, Scope, Send

from carrel.application.visit import Visit
from carrel.domain.errors import NotSignedIn
from carrel.domain.users import User
from carrel.protocol.envelope import Answer as Elements
from carrel.protocol.envelope import make_envelope
from carrel.protocol.errors import NaptimeError, not_authorized, not_found
from carrel.protocol.etag import etag_of
from carrel.protocol.request import FIELDS_HEADER, Request, location_of, methods_at, route
from carrel.protocol.schema import Operation
from carrel.resources.records import Record
from carrel.resources.registry import SCHEMAS
from carrel.server.access import let_in, permit
from carrel.server.answers import (
    READ_HEADERS,
    Answer,
    empty_answer,
    encode,
    headers_for,
    json_answer,
    options_answer,
)
from carrel.server.api.answering import ANSWERS
from carrel.server.api.asking import Ask, Created, Found
from carrel.server.api.bodies import decoded, read_body
from carrel.server.api.kept import ANYBODY, Kept, KeptAnswers, Revision, question_of
from carrel.server.errors import REFUSED, refusal
from carrel.server.floods import TooMany
from carrel.server.links import Links
from carrel.server.origin import refuse_foreign
from carrel.server.visitors import Visitors, base_of, sign_in_of, visitors_of

PREFIX = "/api"
_FIELDS_HEADER = FIELDS_HEADER.lower().encode()


class Dispatch:
    """The ASGI application behind `/api/{resource}`."""

    def __init__(self, kept: KeptAnswers) -> None:
        """What can be kept is kept there; `Recall` sends it."""
        self._kept = kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request to a resource."""
        http = HttpRequest(scope, receive)
        try:
            answer = await self._answer(http)
        except REFUSED as error:
            # A sign-in that has ended is not the same as none, also where a guest may ask for other things.
            told = not_authorized() if isinstance(error, NotSignedIn) and sign_in_of(http) else error
            answer = refused(told, http.method, lambda: methods_at(_path(http), SCHEMAS))
        await answer(scope, receive, send)

    async def _answer(self, http: HttpRequest) -> Answer:
        if http.method in {"GET", "HEAD"}:
            return await self._read(http)
        if http.method == "OPTIONS":
            return options_answer(methods_at(_path(http), SCHEMAS))
        return await self._write(http)

    async def _read(self, http: HttpRequest) -> Answer:
        visitors = visitors_of(http)
        asking = _Asking(http, _routed(http), visitors)
        actor = await visitors.who(http)
        revision = visitors.revision(actor.id if actor else 0)
        if asking.likeness_of is not None:
            standing = await visitors.reading(http, asking.stand)
            alike = self._kept.get(question_of(http.scope, ANYBODY, standing.likeness))
            if alike is not None:
                return self._keep(asking, standing, alike.answer, revision)
        standing, found = await visitors.reading(http, asking.read)
        return self._keep(asking, standing, _enveloped(asking, found), revision)

    def _keep(self, asking: "_Asking", standing: "_Standing", answer: Answer, revision: Revision) -> Answer:
        likeness = standing.likeness
        if standing.stamp is not None:
            own = Kept(asking.stamp_of, standing.stamp, answer, revision, asking.likeness_of, likeness)
            self._kept.put(question_of(asking.scope, standing.who), own)
        elif asking.answers.is_lasting and revision is not None:
            self._kept.put(question_of(asking.scope, standing.who), Kept(None, None, answer, revision))
        if likeness is not None:
            shared = Kept(asking.stamp_of, None, answer)
            self._kept.put(question_of(asking.scope, ANYBODY, likeness), shared)
        return answer

    async def _write(self, http: HttpRequest) -> Answer:
        visitors = visitors_of(http)
        request = _routed(http)
        asking = _Asking(http, request, visitors)
        sender = await visitors.who(http)
        asking.admit(sender)
        refuse_foreign(http, visitors.settings)
        taken, sent = asking.answers.takes(request), await read_body(http, visitors.settings.largest_body)
        body = None if taken is None else decoded(sent, taken)
        asking.select()
        if asking.answers.counted_by is not None:
            visitors.guesses.admit(asking.answers.counted_by(body), visitors.clock())
        answer = await visitors.writing_as(
            sender, lambda visit: asking.write(visit, body), is_own=asking.answers.is_own
        )
        if asking.answers.changes_sender and sender is not None:
            visitors.forget_user(sender.id)
        return answer


@dataclass(frozen=True, slots=True)
class _Standing:
    """Who asks (0 for a guest), the stamp of their answer, and whom they share it with."""

    who: int
    stamp: Hashable
    likeness: Hashable


class _Asking:
    """One request on its way through the checks."""

    def __init__(self, http: HttpRequest, request: Request, visitors: Visitors) -> None:
        self.request = request
        self.answers = ANSWERS[request.schema.identifier]
        self.stamp_of = _stamp_of(request)
        self.likeness_of = _likeness_of(request)
        self.scope = http.scope
        self._http = http
        self._links = links_of(http, visitors)
        self._deed = self.answers.deed(request.operation, request.name)

    def stand(self, visit: Visit) -> _Standing:
        """Who asks, and what tells their answer from others."""
        self.admit(visit.actor)
        self.select()
        likeness = self.likeness_of(visit) if self.likeness_of else None
        return _Standing(visit.actor.id if visit.actor else 0, self.stamp_of(visit), likeness)

    def read(self, visit: Visit) -> tuple[_Standing, Found]:
        """The same and the records, on one snapshot."""
        standing = self.stand(visit)
        answer = self.answers.read(self.request)
        if answer is None:
            raise not_found()
        return standing, answer(Ask(visit, self.permit(visit), self.asked, self._links))

    def admit(self, actor: User | None) -> None:
        """Let in whoever may ask at all. A sign-in that has ended is not the same as none."""
        let_in(self._http, actor, self._deed)

    def permit(self, visit: Visit, body: object = None) -> Request:
        """Refuse what the visitor may not do; the request is left with what of it they may."""
        if self._deed is None:
            raise not_authorized()
        return permit(visit, self._deed, self.request, body, self.answers.key_name)

    def select(self) -> None:
        """Read `fields` and `includes`."""
        self.asked = self.request.selection(self._http.headers.get(FIELDS_HEADER))

    def write(self, visit: Visit, body: object) -> Answer:
        """Do what is asked, and tell what became of it."""
        ask = Ask(visit, self.permit(visit, body), self.asked, self._links, body)
        match self.request.operation:
            case Operation.CREATE if self.answers.create:
                return _created(self, self.answers.create(ask))
            case Operation.UPDATE if self.answers.update:
                return _changed(self, self.answers.update(ask))
            case Operation.PATCH if self.answers.patch:
                return _changed(self, self.answers.patch(ask))
            case Operation.DELETE if self.answers.delete:
                self.answers.delete(ask)
                return empty_answer()
            case Operation.ACTION if act := self.answers.actions.get(self.request.name):
                told = act.answer(ask)
                return empty_answer() if told is None else json_answer(told)
        raise not_found()


def refused(error: Exception, method: str, allowed: Callable[[], Iterable[str]] = tuple) -> Answer:
    """The answer to a request that is refused; `allowed` are the methods to ask with instead, if need be."""
    told = refusal(error)
    more = {"allow": ", ".join(allowed())} if told.status == HTTPStatus.METHOD_NOT_ALLOWED else {}
    if told.status == HTTPStatus.UNAUTHORIZED:
        more["www-authenticate"] = "Bearer"
    if isinstance(told, TooMany):
        more["retry-after"] = str(told.retry_after)
    return json_answer(told.body(), status=told.status, headers=headers_for(method), more=more)


def links_of(http: HttpRequest, visitors: Visitors) -> Links:
    """The addresses to give to whoever sent this request."""
    return Links(base_of(http, visitors.settings), visitors.school.secret, visitors.links_end)


def _stamp_of(request: Request) -> Callable[[Visit], Hashable]:
    """How to find the stamp of the request's answer; it is None for what is not to be kept."""
    stamp = ANSWERS[request.schema.identifier].stamps.get(request.name)
    return lambda visit: stamp and stamp(visit, request)


def _likeness_of(request: Request) -> Callable[[Visit], Hashable] | None:
    """How to find whom the request's answer is shared with, if it may be shared at all."""
    likeness = ANSWERS[request.schema.identifier].likenesses.get(request.name)
    return (lambda visit: likeness(visit, request)) if likeness else None


def _routed(http: HttpRequest) -> Request:
    query = http.scope["query_string"].decode("ascii", "replace")
    request = route(http.method, _path(http), query, SCHEMAS)
    most = visitors_of(http).settings.most_ids
    if len(request.keys) > most:
        raise NaptimeError(400, None, f"At most {most} ids can be asked for at once.")
    return request


def _path(http: HttpRequest) -> str:
    path: str = http.scope["raw_path"].decode("ascii", "replace")
    return path.removeprefix(PREFIX)


def _enveloped(asking: _Asking, found: Found) -> Answer:
    elements = Elements(
        [_plain(record) for record in found.records],
        found.paging,
        {name: [_plain(record) for record in records] for name, records in found.linked.items()},
    )
    body = encode(make_envelope(elements, asking.request.schema, asking.asked, SCHEMAS).body())
    return Answer(200, body, READ_HEADERS, etag_of(body).encode())


def _created(asking: _Asking, created: Created) -> Answer:
    path = f"{PREFIX}/{asking.request.schema.identifier}"
    more = {"location": location_of(path, created.key), "x-coursera-id": created.key}
    if created.record is None:
        return empty_answer(more=more, status=201)
    return _element(asking, created.record, 201, more)


def _changed(asking: _Asking, record: Record | None) -> Answer:
    return empty_answer() if record is None else _element(asking, record, 200, {})


def _element(asking: _Asking, record: Record, status: int, more: Mapping[str, str]) -> Answer:
    envelope = make_envelope(Elements([_plain(record)]), asking.request.schema, asking.asked, SCHEMAS)
    answer = json_answer(envelope.body(), status=status, more=more)
    answer.etag = etag_of(answer.body).encode()
    return answer


def _plain(record: Record) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(record)
    return plain
