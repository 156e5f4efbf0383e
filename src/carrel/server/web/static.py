"""The look and the ways of the pages: files named by their content, which a browser may keep for ever."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
SHEET = (
    "room",
    "frame",
    "parts",
    "desk",
    "finding",
    "course",
    "item",
    "grades",
    "peer",
    "lecture",
    "assessment",
    "beside",
    "talk",
    "prose",
    "reference",
    "print",
)
"""The parts of the one style sheet. Later ones win."""
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StaticFile:
    """One file, and the name of its bytes."""

    content: bytes
    digest: str
    media_type: str

    @cached_property
    def compressed(self) -> bytes:
        """The same in gzip."""
        return gzip.compress(self.content, 9, mtime=0)


def address(name: str) -> str:
    """Where the browser gets this file, which is known to exist."""
    return f"/static/{_files()[name].digest}/{name}"


async def answer(request: Request) -> Response:
    """A file of the look. The digest of an earlier version gets today's file, which nobody keeps."""
    file = _files().get(request.path_params["name"])
    if file is None:
        raise HTTPException(404)
    caching = FOR_EVER if request.path_params["digest"] == file.digest else "no-cache"
    headers = {"Cache-Control": caching, "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(file.content, media_type=file.media_type, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(file.compressed, media_type=file.media_type, headers=headers)


@cache
def _files() -> Mapping[str, StaticFile]:
    sheet = b"\n".join((FOLDER / f"{part}.css").read_bytes() for part in SHEET)
    mark = (FOLDER / "mark.svg").read_bytes()
    return {
        "carrel.css": StaticFile(sheet, _digest(sheet), "text/css; charset=utf-8"),
        "mark.svg": StaticFile(mark, _digest(mark), "image/svg+xml"),
        **_modules(),
    }


def _modules() -> Mapping[str, StaticFile]:
    """The modules, which import each other by relative addresses: so all of them share one digest."""
    found = {
        path.relative_to(FOLDER).as_posix(): path.read_bytes()
        for folder in ("study", "vendor")
        for path in sorted((FOLDER / folder).rglob("*.js"))
    }
    digest = _digest(b"".join(found.values()))
    kind = "text/javascript; charset=utf-8"
    return {name: StaticFile(content, digest, kind) for name, content in found.items()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
