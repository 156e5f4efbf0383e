"""What a client sends: read up to a limit, and decoded into a type."""

from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request

from carrel.protocol.errors import NaptimeError, body_too_large, did_not_validate


async def read_body(request: Request, limit: int) -> bytes:
    """The body, of `limit` bytes at most; raises `NaptimeError` (413) as soon as it is longer."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise body_too_large(limit)
    read = bytearray()
    try:
        async for chunk in request.stream():
            read += chunk
            if len(read) > limit:
                raise body_too_large(limit)
    except ClientDisconnect as error:
        raise NaptimeError(400, None, "The request ended before its body did.") from error
    return bytes(read)


def decoded(body: bytes, kind: Any) -> Any:  # noqa: ANN401 - the type is the argument
    """The body as a value of a type, whatever its content type says; raises `NaptimeError` (400)."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        text, _, path = str(error).partition(" - at `$")
        where = path.rstrip("`").replace(".", "/") or "/"
        raise did_not_validate({where: text}) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NaptimeError(400, None, f"The request's body is not JSON: {error}.") from error
