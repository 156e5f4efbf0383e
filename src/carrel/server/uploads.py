"""Files that learners upload: taken in up to a limit, and handed out so that no browser ever runs them."""

import hashlib
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import IO, BinaryIO, Final, cast
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Message

from carrel.application import uploading
from carrel.application.school import School
from carrel.application.uploading import LARGEST, Bytes
from carrel.application.visit import Visit
from carrel.protocol.errors import body_too_large
from carrel.server.visitors import visitors_of
from carrel.store.uploads import Upload

CHUNK: Final = 1 << 16
"""Bytes that are read at once."""
FIELDS: Final = 100
WORDS: Final = 1_000_000
"""Fields of a form that brings files, and bytes that they have at most."""
IN_MEMORY: Final = 1_000_000
"""Bytes up to which a file on its way is not written to the disk."""
INERT: Final[Mapping[str, str]] = {
    "Content-Type": "application/octet-stream",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Whatever the file is and says it is: something to be kept, and nothing to be shown."""


async def taken_in(school: School, chunks: AsyncIterable[bytes]) -> Bytes:
    """Keep what comes, and say what it was; raises `NaptimeError` (413) as soon as it is too much."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        size = 0
        async for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise body_too_large(LARGEST)
            await to_thread.run_sync(file.write, chunk)
        return await to_thread.run_sync(_kept, school, file)


@asynccontextmanager
async def form_with_files(request: Request, most: int, fields: int = FIELDS) -> AsyncIterator[FormData]:
    """A form that may bring `most` files beside its `fields`, for as long as it is open.

    Raises `NaptimeError` (413) when all of it is too much.
    """
    limit, taken = most * LARGEST + WORDS, 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise body_too_large(limit)
        return message

    limited = Request(request.scope, receive)
    async with limited.form(max_files=most, max_fields=fields, max_part_size=WORDS) as form:
        yield form


async def keep_file(school: School, file: BinaryIO) -> Bytes:
    """The same for a file that is here already, as forms bring them."""
    return await to_thread.run_sync(_kept, school, file)


async def show(request: Request) -> Response:
    """A file, to be kept, for who may have it."""
    upload_id = request.path_params["upload_id"]
    submission_id = request.query_params.get("submission", "")

    def find(visit: Visit) -> Upload:
        return uploading.find_upload(visit, upload_id, submission_id)

    visitors = visitors_of(request)
    found = await visitors.reading(request, find)
    name = quote(found.name, safe="")
    headers = {**INERT, "Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return FileResponse(visitors.school.media.path_of(found.sha256), headers=headers)


def _kept(school: School, file: IO[bytes]) -> Bytes:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise body_too_large(LARGEST)
    file.seek(0)
    school.media.put(cast("BinaryIO", file), digest.hexdigest())
    return Bytes(digest.hexdigest(), size)
