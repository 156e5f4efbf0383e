"""A site that is asked: what changed comes, what did not is taken from the ledger."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Generic, TypeVar

import msgspec

from carrel.archiver import gateway
from carrel.archiver.inquiries import Inquiry
from carrel.archiver.ledger import Answered, Ledger
from carrel.client import Answer, Client, Question
from carrel.client.errors import NotTheApi, Refused
from carrel.resources.records import Record, Resource

R = TypeVar("R", bound=Record)
L = TypeVar("L", bound=Record)

MOST_PAGES: Final = 100


@dataclass(frozen=True)
class Told(Generic[R]):
    """The elements of an answer, and those of the resources linked to them."""

    elements: Sequence[R]
    linked: Mapping[str, Sequence[Record]] = field(default_factory=dict)

    def of(self, resource: Resource[L]) -> list[L]:
        """The linked elements of a resource."""
        return [
            one for one in self.linked.get(resource.schema.identifier, ()) if isinstance(one, resource.record)
        ]


class Remote:
    """A site, and what it said before; `afresh` believes nothing of that. Threads may share it."""

    def __init__(self, client: Client, ledger: Ledger, *, afresh: bool = False) -> None:
        self._client = client
        self._ledger = ledger
        self._afresh = afresh
        self._answers: dict[str, Answered] = {}
        self._tells_own = True

    @property
    def site(self) -> str:
        """The address of the site."""
        return self._client.site

    def me(self) -> int:
        """Who is signed in. Raises `NotSignedIn`."""
        return self._client.me()

    def keep(self) -> None:
        """Remember what was answered, for the next time."""
        self._ledger.keep_answers(self._answers)

    def stand(self, course_id: str, item_id: str) -> dict[str, Any] | None:
        """How the learner stands in an assessment, as the gateway tells it; nothing is begun by asking.

        With their own answers, where the gateway understands that they are asked for.
        """
        if self._tells_own:
            with suppress(Refused, NotTheApi):
                return self._stand(gateway.OWN_STATE, course_id, item_id)
        state = self._stand(gateway.STATE, course_id, item_id)
        self._tells_own = False
        return state

    def _stand(self, query: str, course_id: str, item_id: str) -> dict[str, Any] | None:
        told = self._client.query("QueryState", query, courseId=course_id, itemId=item_id)
        state = (told.get("SubmissionState") or {}).get("queryState")
        return state if isinstance(state, dict) else None

    def once(self, question: Question[R]) -> Answer[R]:
        """An answer of which nothing is kept."""
        return self._client.read(question)

    def every(self, question: Question[R]) -> list[R]:
        """All that is found, page by page."""
        pages = islice(self._client.pages(question), MOST_PAGES)
        return [one for page in pages for one in page.elements]

    def ask(self, inquiry: Inquiry[R]) -> Told[R]:
        """The answer to a question: the one that was kept, where the site says that it still holds."""
        question, linked = inquiry.question, inquiry.linked
        spelled = f"{self._client.site} {question.request().target}"
        kept = None if self._afresh else self._ledger.answer(spelled)
        if kept is None:
            answer = self._client.read(question)
        else:
            changed = self._client.reread(question, kept.etag)
            if changed is None:
                return _read(kept.body, question.resource, linked)
            answer = changed
        related = {one.schema.identifier: answer.linked(one) for one in linked}
        if answer.etag:
            body = msgspec.json.encode({"elements": answer.elements, "linked": related})
            self._answers[spelled] = Answered(answer.etag, body)
        return Told(answer.elements, related)


def _read(body: bytes, resource: Resource[R], linked: Sequence[Resource[Record]]) -> Told[R]:
    raw: dict[str, Any] = msgspec.json.decode(body)
    elements = [msgspec.convert(one, resource.record) for one in raw["elements"]]
    related = {
        identifier: [msgspec.convert(element, one.record) for element in raw["linked"][identifier]]
        for one, identifier in [(one, one.schema.identifier) for one in linked]
    }
    return Told(elements, related)
