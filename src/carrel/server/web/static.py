"""The look of the pages: files that are named by their content, so that a browser may keep them for ever."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
SHEET = ("room", "frame", "parts", "desk", "course", "item", "prose", "print")
"""The parts of the one style sheet. Later ones win."""
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file and the name of its bytes."""

    content: bytes
    digest: str
    media_type: str


def address(name: str) -> str:
    """Where the browser gets this file, which is known to exist."""
    return f"/static/{_files()[name].digest}/{name}"


async def answer(request: Request) -> Response:
    """A file of the look. The digest of an earlier version gets today's file, which nobody keeps."""
    file = _files().get(request.path_params["name"])
    if file is None:
        raise HTTPException(404)
    caching = FOR_EVER if request.path_params["digest"] == file.digest else "no-cache"
    headers = {"Cache-Control": caching, "X-Content-Type-Options": "nosniff"}
    return Response(file.content, media_type=file.media_type, headers=headers)


@cache
def _files() -> Mapping[str, StaticFile]:
    sheet = b"\n".join((FOLDER / f"{part}.css").read_bytes() for part in SHEET)
    return {
        "carrel.css": _file(sheet, "text/css; charset=utf-8"),
        "mark.svg": _file((FOLDER / "mark.svg").read_bytes(), "image/svg+xml"),
    }


def _file(content: bytes, media_type: str) -> StaticFile:
    return StaticFile(content, hashlib.sha256(content).hexdigest()[:16], media_type)
