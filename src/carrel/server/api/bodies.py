"""What a client sends: read up to a limit, and decoded into a type."""

import re
from typing import Any, Final

import msgspec
from starlette.requests import ClientDisconnect, Request

from carrel.protocol.errors import NaptimeError, body_too_large, did_not_validate

_LONGEST_LENGTH: Final = 18
"""Digits of a length that is worth reading as a number."""
_MISSING: Final = re.compile(r"Object missing required field `(.*)`", re.DOTALL)


async def read_body(request: Request, limit: int) -> bytes:
    """The body, of `limit` bytes at most; raises `NaptimeError` (413) as soon as it is longer."""
    if _declared_length(request) > limit:
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
        raise _violation(str(error)) from error
    except RecursionError as error:
        raise NaptimeError(400, None, "The request's body is nested too deeply.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NaptimeError(400, None, f"The request's body is not JSON: {error}.") from error


def _declared_length(request: Request) -> int:
    """What the client says that the body's length is; 0 where it says nothing that makes sense."""
    declared = request.headers.get("content-length", "")
    return int(declared[:_LONGEST_LENGTH]) if declared.isascii() and declared.isdecimal() else 0


def _violation(told: str) -> NaptimeError:
    """What does not fit, by the path of the member that should be otherwise, or should be there."""
    text, _, path = told.partition(" - at `$")
    where = path.removesuffix("`").replace(".", "/")
    if missing := _MISSING.fullmatch(text):
        where = f"{where}/{missing[1]}"
    return did_not_validate({where or "/": text})
