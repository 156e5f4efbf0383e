"""Flows without a driver: what they send, and what they make of what they get."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from carrel.client.exchange import Flow, Request, Response

T = TypeVar("T")

SITE = "https://school.example.org"


def answered(flow: Flow[T], *responses: Response) -> T:
    """What the flow returns when it gets these responses, one for each request."""
    return conversation(flow, *responses)[0]


def conversation(flow: Flow[T], *responses: Response) -> tuple[T, list[Request]]:
    """What the flow returns, and what it sent."""
    sent: list[Request] = []
    given = iter(responses)
    try:
        sent.append(next(flow))
        while True:
            sent.append(flow.send(next(given)))
    except StopIteration as done:
        assert next(given, None) is None, "a response was left over"
        return done.value, sent


def a_response(
    body: object = None, status: int = 200, url: str = f"{SITE}/api/courses.v1", **headers: str
) -> Response:
    """A response with a JSON body (bytes stay as they are). Underscores in header names become hyphens."""
    encoded = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
    names: dict[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(
        status=status, url=url, headers={"content-type": "application/json", **names}, body=encoded
    )


def an_envelope(
    *elements: Mapping[str, Any], following: str | None = None, **linked: list[dict[str, Any]]
) -> dict[str, object]:
    """The envelope of a page. Double underscores in the names of linked resources become points."""
    return {
        "elements": list(elements),
        "paging": {} if following is None else {"next": following},
        "linked": {name.replace("__", "."): some for name, some in linked.items()},
    }


def a_refusal(status: int, code: str | None = None, message: str | None = None) -> Response:
    """A refusal in the protocol's own form."""
    return a_response({"errorCode": code, "message": message, "details": None}, status)


def a_page(status: int = 200) -> Response:
    """A web page where an answer should be."""
    return a_response(b"<!DOCTYPE html><title>Welcome</title>", status, content_type="text/html")
