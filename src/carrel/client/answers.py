"""Answers: from the bytes of both generations of servers to typed records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar, cast, get_args
from urllib.parse import unquote

import msgspec

from carrel.client.errors import NotFound, NotTheApi, quoted
from carrel.client.exchange import Response
from carrel.protocol.envelope import Element, Envelope, read_envelope
from carrel.protocol.errors import AnswerError
from carrel.protocol.paging import UNPAGED, Paging
from carrel.resources.records import Record, Resource

T = TypeVar("T")
R = TypeVar("R", bound=Record)
L = TypeVar("L", bound=Record)

TOO_DEEP = "JSON that is nested too deeply"


@dataclass(frozen=True)
class Answer(Generic[R]):
    """Elements of one resource, and what is linked to them.

    `paging.next` is where the next page starts (None: there is none), `paging.total` how many elements there
    are in all, where the site says so. `etag` names this answer for `reread`; it is empty when the answer was
    put together from several.
    """

    resource: Resource[R] = field(repr=False)
    elements: Sequence[R]
    paging: Paging = UNPAGED
    etag: str = ""
    _envelopes: Sequence[Envelope] = field(default=(), repr=False, compare=False)
    _linked: dict[str, Sequence[Record]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def element(self) -> R:
        """The first element. Raises `NotFound` when there is none."""
        if not self.elements:
            raise NotFound(self.resource.schema.identifier)
        return self.elements[0]

    def linked(self, resource: Resource[L]) -> Sequence[L]:
        """The linked elements of another resource, each once; none if none came. Raises `NotTheApi`."""
        identifier = resource.schema.identifier
        if identifier not in self._linked:
            first: dict[str, Element] = {}
            for element in self._linked_elements(identifier):
                first.setdefault(str(element.get("id")), element)
            self._linked[identifier] = converted(identifier, list(first.values()), resource.record)
        return cast("Sequence[L]", self._linked[identifier])

    def has_linked(self, resource: Resource[Record]) -> bool:
        """Whether the site said anything about this relation, be it that there is nothing."""
        return any(resource.schema.identifier in envelope.linked for envelope in self._envelopes)

    def _linked_elements(self, identifier: str) -> Iterable[Element]:
        for envelope in self._envelopes:
            yield from envelope.linked.get(identifier, ())


@dataclass(frozen=True)
class Created(Generic[R]):
    """What a create made: the spelling of its key, and its element where the site sent one."""

    key: str
    answer: Answer[R]


def read_page(response: Response, place: str) -> Envelope:
    """The envelope of one page. Raises `NotTheApi`.

    An object without elements is how a site says, be it with 200, that nothing has this slug: `NotFound`.
    """
    body = read_json(response, place)
    if isinstance(body, dict) and "elements" not in body:
        raise NotFound(place)
    try:
        return read_envelope(body)
    except AnswerError as error:
        raise NotTheApi(place, f"JSON of another form: {error}") from error
    except RecursionError as error:
        raise NotTheApi(place, TOO_DEEP) from error


def read_answer(resource: Resource[R], response: Response, place: str) -> Answer[R]:
    """The answer to one question. Raises `NotTheApi`."""
    return answer_of(resource, [read_page(response, place)], place, response.headers.get("etag", ""))


def answer_of(resource: Resource[R], pages: Sequence[Envelope], place: str, etag: str = "") -> Answer[R]:
    """One answer out of its pages or batches, in their order; none give an empty one. Raises `NotTheApi`."""
    elements = [element for page in pages for element in page.elements]
    records = converted(place, elements, resource.record)
    return Answer(resource, records, _paging([page.paging for page in pages]), etag, pages)


def read_created(resource: Resource[R], response: Response, place: str) -> Created[R]:
    """What was created. Its key is in `X-Coursera-Id`, else at the end of `Location`."""
    key = response.headers.get("x-coursera-id")
    key = key or unquote(response.headers.get("location", "").rstrip("/").rpartition("/")[2])
    return Created(key, read_written(resource, response, place))


def read_written(resource: Resource[R], response: Response, place: str) -> Answer[R]:
    """What a write answered; a site may answer it with nothing."""
    return read_answer(resource, response, place) if response.body else Answer(resource, ())


def read_plain(response: Response, kind: type[T], place: str) -> T:
    """An answer without an envelope, as a value of its type. Raises `NotTheApi`."""
    return _as(place, read_json(response, place), kind)


def read_json(response: Response, place: str) -> Any:  # noqa: ANN401 - any JSON value
    """The body as a JSON value; None when there is no body. Raises `NotTheApi`."""
    if not response.body:
        return None
    try:
        return msgspec.json.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotTheApi(place, kind_of(response)) from error
    except RecursionError as error:
        raise NotTheApi(place, TOO_DEEP) from error


def converted(place: str, elements: Sequence[Element], record: type[R]) -> Sequence[R]:
    """Elements as records. Nulls count as absent, and a number is taken where an id is text."""
    try:
        return msgspec.convert(elements, list[record], strict=False)  # type: ignore[valid-type]
    except msgspec.ValidationError:
        texts = _text_fields(record)
        mended = [_mended(element, texts) for element in elements]
        return _as(place, mended, list[record])  # type: ignore[valid-type]


def kind_of(response: Response) -> str:
    """What a body is that is no answer, for people."""
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = response.body[:200].lstrip().lower()
    if "html" in media_type or start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return f"something of type {quoted(media_type)}" if media_type else "something without a type"


def _paging(pages: Sequence[Paging]) -> Paging:
    """That of a whole: it ends where its last page does, and any page may have said how many there are."""
    if len(pages) < 2:
        return pages[0] if pages else UNPAGED
    totals = [page.total for page in pages if page.total is not None]
    return Paging(pages[-1].next, totals[0] if totals else None, pages[0].facets)


def _as(place: str, value: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(without_nulls(value), kind, strict=False)
    except msgspec.ValidationError as error:
        raise NotTheApi(place, f"JSON of another form: {error}") from error
    except RecursionError as error:
        raise NotTheApi(place, TOO_DEEP) from error


def without_nulls(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The same JSON value without the members of objects that are null."""
    if isinstance(value, dict):
        return {name: without_nulls(member) for name, member in value.items() if member is not None}
    return [without_nulls(member) for member in value] if isinstance(value, list) else value


def _mended(element: Element, texts: frozenset[str]) -> dict[str, object]:
    return {
        name: str(value) if name in texts and type(value) is int else value for name, value in element.items()
    }


@cache
def _text_fields(record: type[Record]) -> frozenset[str]:
    fields = msgspec.structs.fields(record)
    return frozenset([one.encode_name for one in fields if one.type is str or str in get_args(one.type)])
