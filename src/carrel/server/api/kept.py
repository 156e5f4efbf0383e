"""Answers worked out once for each change: asked again, the same is sent again while its stamp holds."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from carrel.application.visit import Visit
from carrel.protocol.request import FIELDS_HEADER
from carrel.server.answers import Answer
from carrel.server.visitors import Visitors, token_in
from carrel.store.errors import StoreError

CAPACITY: Final = 64 * 1024 * 1024
"""Bytes of questions and answers that are kept at most."""
Revision = tuple[int, ...] | None
"""What `Visitors.revision` tells."""
ANYBODY: Final = -1
PREFIX: Final = "/api/"
_FIELDS: Final = FIELDS_HEADER.lower().encode()


class Question(NamedTuple):
    """Who asks (0 for a guest), at which address of ours, for which path, query and header of fields.

    Where several share an answer, `who` is `ANYBODY`, and the likeness says which of them.
    """

    who: int
    scheme: str
    host: bytes
    path: bytes
    query: bytes
    fields_header: bytes | None
    likeness: Hashable = None


@dataclass(slots=True)
class Kept:
    """How the stamp of a moment is found, the stamp for which an answer holds, and the answer.

    `revision` is that of whoever asked, from when the answer was last found right: until that changes,
    nothing has. An answer without stamps holds no longer than that. With another stamp the answer may still
    be the same: it is, while the likeness is.
    """

    stamp_of: Callable[[Visit], Hashable] | None
    stamp: Hashable
    answer: Answer
    revision: Revision = None
    likeness_of: Callable[[Visit], Hashable] | None = None
    likeness: Hashable = None

    def look(self, visit: Visit) -> Hashable:
        """The stamp for which the answer holds now; None when it no longer does."""
        stamp = self.stamp_of(visit) if self.stamp_of else None
        if stamp == self.stamp or (self.likeness_of and self.likeness_of(visit) == self.likeness):
            return stamp
        return None


class KeptAnswers:
    """The answers asked for lately. Used from the event loop only."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._size = 0
        self._kept: OrderedDict[Question, Kept] = OrderedDict()

    def get(self, question: Question) -> Kept | None:
        """What is kept for the question; whether its stamp still holds is the asker's to find out."""
        kept = self._kept.get(question)
        if kept is not None:
            self._kept.move_to_end(question)
        return kept

    def put(self, question: Question, kept: Kept) -> None:
        """Keep an answer, and let go of those not asked for the longest."""
        self._drop(question, self._kept.pop(question, None))
        self._kept[question] = kept
        self._size += _size(question, kept)
        while self._size > self._capacity:
            self._drop(*self._kept.popitem(last=False))

    def _drop(self, question: Question, kept: Kept | None) -> None:
        if kept is not None:
            self._size -= _size(question, kept)


class Recall:
    """An ASGI middleware that sends what is kept before anything else is asked of a request.

    It stands before the framework, through which the way costs more than all that it does.
    """

    def __init__(self, app: ASGIApp, answers: KeptAnswers, visitors: Visitors) -> None:
        self._app = app
        self._answers = answers
        self._visitors = visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or leave it to the application."""
        is_reading = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        answer = await self._recalled(scope) if is_reading and scope["path"].startswith(PREFIX) else None
        await (answer or self._app)(scope, receive, send)

    async def _recalled(self, scope: Scope) -> Answer | None:
        headers = _headers(scope)
        token = token_in(headers.get(b"cookie", b"").decode("latin-1"))
        try:
            who = self._visitors.remembered_id(token) or await self._visitors.id_of(token)
            kept = self._answers.get(_question(scope, headers, who))
            if kept is None:
                return None
            revision = self._visitors.revision(who)
            is_certain = revision is not None and revision == kept.revision
            return kept.answer if is_certain or await self._holds(kept, revision, token) else None
        except StoreError:
            # The application meets the same error, and knows how to say it.
            return None

    async def _holds(self, kept: Kept, revision: Revision, token: str) -> bool:
        if kept.stamp_of is None:
            return False
        stamp = await self._visitors.reading_as(token, kept.look)
        if stamp is None:
            return False
        kept.stamp, kept.revision = stamp, revision
        return True


def question_of(scope: Scope, who: int, likeness: Hashable = None) -> Question:
    """What a request asks in the name of this user (0 for a guest), or of all who are alike."""
    return _question(scope, _headers(scope), who)._replace(likeness=likeness)


def _question(scope: Scope, headers: Mapping[bytes, bytes], who: int) -> Question:
    host, path, query = headers.get(b"host", b""), scope["raw_path"], scope["query_string"]
    return Question(who, scope["scheme"], host, path, query, headers.get(_FIELDS))


def _headers(scope: Scope) -> Mapping[bytes, bytes]:
    # Of several with one name the first counts, as everywhere: what is kept must be what was asked.
    return dict(reversed(scope["headers"]))


def _size(question: Question, kept: Kept) -> int:
    # The gzip may come later; it is allowed for from the start, so that sizes never change. A question is
    # kept as it was sent and as it was read.
    asked = (question.host, question.path, question.query, question.fields_header or b"")
    return 2 * len(kept.answer.body) + 3 * sum(map(len, asked)) + 2048
