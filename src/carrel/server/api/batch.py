"""`POST /api/batch`: several requests in one (row 63). Each is answered as if it had been sent alone.

The application itself is asked, one member after the other, so a member sees what those before it did.
"""

from typing import Any, Final
from urllib.parse import unquote_to_bytes, urlsplit

import msgspec
from starlette.requests import Request

from carrel.protocol.errors import NaptimeError, refused_value
from carrel.resources.operations import BatchedAnswer, BatchMember
from carrel.server.answers import Answer, json_answer
from carrel.server.api.bodies import decoded, read_body
from carrel.server.inside import Told, ask
from carrel.server.origin import refuse_foreign
from carrel.server.visitors import base_of, visitors_of

MOST_MEMBERS: Final = 50
"""How many requests one batch may hold."""
PREFIX: Final = "/api/"
ITSELF: Final = "/api/batch"


async def batch(request: Request) -> Answer:
    """Answer every member, under the key that it was sent with."""
    visitors = visitors_of(request)
    refuse_foreign(request, visitors.settings)
    sent = await read_body(request, visitors.settings.largest_body)
    members: dict[str, BatchMember] = decoded(sent, dict[str, BatchMember])
    if len(members) > MOST_MEMBERS:
        raise refused_value(f"At most {MOST_MEMBERS} requests can be sent at once.")
    base = base_of(request, visitors.settings)
    told, cookies = {}, []
    for key, member in members.items():
        try:
            answered = await _answered(request, member, base)
        except NaptimeError as error:
            told[key] = BatchedAnswer(status=error.status, headers={}, body_json=error.body())
        else:
            cookies += answered.cookies
            told[key] = BatchedAnswer(
                status=answered.status, headers=answered.headers, body_json=_json(answered)
            )
    answer = json_answer(told)
    # A cookie is for the browser and not for the page's script, which reads the answer.
    answer.headers = [*answer.headers, *((b"set-cookie", cookie) for cookie in cookies)]
    return answer


async def _answered(request: Request, member: BatchMember, base: str) -> Told:
    """The answer to one member; raises `NaptimeError` for what is no request to this API."""
    raw_path, query = _target(member.url, base)
    path = unquote_to_bytes(raw_path).decode("utf-8", "replace")
    if not path.startswith(PREFIX):
        raise refused_value("A batch holds requests to addresses under /api/ of this school only.")
    if path.rstrip("/") == ITSELF:
        raise refused_value("A batch cannot hold another batch.")
    return await ask(request, member.method.upper(), (raw_path, path), query, _headers(member), _body(member))


def _target(url: str, base: str) -> tuple[bytes, bytes]:
    try:
        parts = urlsplit(url.removeprefix(base))
        if parts.scheme or parts.netloc or url.startswith("//"):
            raise refused_value("A batch reaches this school only, and the address names another host.")
        return parts.path.encode("ascii"), parts.query.encode("ascii")
    except UnicodeEncodeError:
        raise refused_value("An address is written in ASCII; write other characters as %-escapes.") from None
    except ValueError as error:
        raise refused_value(f"This is not an address: {error}.") from error


def _headers(member: BatchMember) -> list[tuple[bytes, bytes]]:
    try:
        return [
            (name.lower().encode("ascii"), value.encode("latin-1")) for name, value in member.headers.items()
        ]
    except UnicodeEncodeError:
        raise refused_value("A header holds characters that no header can.") from None


def _body(member: BatchMember) -> bytes:
    """What the member sends: text as it is, anything else as JSON."""
    if member.body is None:
        return b""
    if isinstance(member.body, str):
        return member.body.encode("utf-8", "replace")
    return msgspec.json.encode(member.body)


def _json(answered: Told) -> Any:  # noqa: ANN401 - any JSON at all
    if not answered.body:
        return None
    if answered.headers.get("content-type") == "application/json":
        return msgspec.Raw(bytes(answered.body))
    return answered.body.decode("utf-8", "replace")
