"""What a form says: short texts by name, read up to a limit."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from carrel.server.api.bodies import read_body
from carrel.server.visitors import visitors_of

FIELDS: Final = 50
"""Fields that a form may send; ours have fewer."""


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields by name, of several with one name the last; lines end as everywhere here.

    Raises `NaptimeError` (413) for a body that is too long, `HTTPException` (400) for too many fields.
    """
    body = await read_body(request, visitors_of(request).settings.largest_body)
    try:
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError as error:
        raise HTTPException(400) from error
    return {name: value.replace("\r\n", "\n") for name, value in fields}


def text_of(form: FormData, name: str) -> str:
    """The text of a field; empty where there is none, or a file in its place."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
