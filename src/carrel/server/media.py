"""Files and captions on the network: whole or in ranges, by signed address or for who is signed in."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, cast

from anyio import AsyncFile, to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, MalformedRangeHeader, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from carrel.application.handing_out import file_behind_signature, find_file
from carrel.courseware.captions import read_captions, write_srt, write_txt, write_vtt
from carrel.courseware.course import File
from carrel.courseware.folder.media import media_type_of
from carrel.protocol.errors import NaptimeError
from carrel.protocol.etag import is_fresh
from carrel.server.answers import Answer, named
from carrel.server.errors import REFUSED, refusal
from carrel.server.links import is_signed, read_holder
from carrel.server.visitors import visitors_of
from carrel.store.errors import NotFound

SHOWN: Final = ("image/png", "image/jpeg", "image/gif", "image/webp", "video/", "audio/", "application/pdf")
"""What a browser may show under our address. Everything else is only ever saved to disk."""
CAPTION_FORMS: Final = {
    "srt": ("application/x-subrip", write_srt),
    "vtt": ("text/vtt", write_vtt),
    "txt": ("text/plain", write_txt),
}
SAFE: Final = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "cross-origin-resource-policy": "same-site",
}
FORGED: Final = "This address is not one that the school gave out."
EXPIRED: Final = "This address has expired. Open the lecture or the file again to get a new one."


class BadAddress(NaptimeError):
    """A signed address that is forged or has expired."""

    def __init__(self, text: str) -> None:
        super().__init__(403, "badAddress", text)

    def __str__(self) -> str:
        return self.message or ""


class StoredFile(FileResponse):
    """A file of the school, whole or in ranges.

    A megabyte at a time, because each chunk costs one hop to a thread; opening, seeking and closing cost
    none, which makes ranges of a megabyte half as fast again. Whoever asks for more ranges than a
    player or a download tool ever does gets the whole file, which is the cheaper answer.
    """

    chunk_size = 1024 * 1024
    max_ranges = 8

    @classmethod
    def _parse_range_header(cls, http_range: str, file_size: int) -> list[tuple[int, int]]:
        """The ranges to send. What makes no sense is passed over (RFC 9110, section 14.2), not refused."""
        try:
            return super()._parse_range_header(http_range, file_size)
        except MalformedRangeHeader:
            return []

    @asynccontextmanager
    async def _open_file(self) -> AsyncIterator[AsyncFile[bytes]]:
        file = os.open(self.path, os.O_RDONLY)
        try:
            # The response seeks and reads, and asks nothing else of a file.
            yield cast("AsyncFile[bytes]", _OpenFile(file))
        finally:
            # A transfer that is cancelled still waits for its thread: nobody reads from the file any more.
            os.close(file)


class _OpenFile:
    """A file that is read in a thread, from a place that only the event loop knows."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._at = 0

    async def seek(self, at: int) -> None:
        self._at = at

    async def read(self, size: int) -> bytes:
        chunk = await to_thread.run_sync(os.pread, self._file, size, self._at)
        self._at += len(chunk)
        return chunk


class Guarded:
    """An ASGI application that answers with what `answer` returns, or says in plain words what it refuses."""

    def __init__(self, answer: Callable[[Request], Awaitable[ASGIApp]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            answered = await self._answer(Request(scope, receive))
        except REFUSED as error:
            answered = _plain(refusal(error).status, str(error))
        await answered(scope, receive, named(send))


async def media(request: Request) -> ASGIApp:
    """`GET /media/{sha256}/{name}`: a file's bytes, for whoever holds a signed address."""
    sha256, query = request.path_params["sha256"], request.query_params
    name = request.scope["raw_path"].rpartition(b"/")[2].decode("ascii", "replace")
    given, expires = query.get("for", ""), query.get("expires", "")
    _check_signed(request, query.get("signature", ""), "media", sha256, name, given, expires)
    holder = read_holder(given)
    if holder and request.method == "GET":
        await visitors_of(request).note_media(holder)
    return _stored(request, sha256, name, media_type_of(name), "private, max-age=86400, immutable")


async def course_file(request: Request) -> ASGIApp:
    """`GET /learn/{slug}/file/{id}/{name}`: a file, for whoever is signed in and may see it."""
    file_id = request.path_params["file_id"]
    _, file = await visitors_of(request).reading(request, lambda visit: find_file(visit, file_id))
    return _of_course(request, file, "private, max-age=300")


async def public_file(request: Request) -> ASGIApp:
    """`GET /files/{id}/{name}`: a file that everybody may see."""
    file_id = request.path_params["file_id"]
    _, file = await visitors_of(request).reading_as("", lambda visit: find_file(visit, file_id))
    return _of_course(request, file, "public, max-age=300")


async def caption(request: Request) -> Answer:
    """`GET /api/subtitleAssetProxy.v1/{id}`: captions in one of three forms, by a signed address."""
    file_id, query = request.path_params["file_id"], request.query_params
    form, expires = query.get("fileExtension", ""), query.get("expiry", "")
    _check_signed(request, query.get("hmac", ""), "caption", file_id, form, expires)
    visitors = visitors_of(request)
    file = await visitors.reading_as("", lambda visit: file_behind_signature(visit, file_id))
    with visitors.school.media.open(file.sha256) as stream:
        captions = read_captions(stream.read().decode("utf-8-sig"))
    media_type, write = CAPTION_FORMS[form]
    headers = {
        "content-type": f"{media_type}; charset=utf-8",
        "cache-control": "private, max-age=3600",
        "vary": "Accept-Encoding",
        **SAFE,
    }
    return Answer(200, write(captions).encode(), [(k.encode(), text.encode()) for k, text in headers.items()])


def _check_signed(request: Request, signature: str, *parts: str) -> None:
    """Refuse (403) an address that is forged or has expired; its last part is when (epoch ms)."""
    visitors = visitors_of(request)
    if not is_signed(visitors.school.secret, signature, *parts):
        raise BadAddress(FORGED)
    if int(parts[-1]) < visitors.clock():
        raise BadAddress(EXPIRED)


def _of_course(request: Request, file: File, caching: str) -> ASGIApp:
    name = file.path.rpartition("/")[2]
    return _stored(request, file.sha256, name, file.media_type, caching)


def _stored(request: Request, sha256: str, name: str, media_type: str, caching: str) -> ASGIApp:
    path = visitors_of(request).school.media.path_of(sha256)
    headers = {**SAFE, "cache-control": caching, "etag": f'"{sha256}"'}
    if is_fresh(", ".join(request.headers.getlist("if-none-match")), headers["etag"]):
        return Response(status_code=304, headers=headers)
    try:
        facts = os.stat(path)  # noqa: PTH116 - the same, by the name that the response takes
    except FileNotFoundError as error:
        raise NotFound(f"The school has lost the file {name}. Publish its course again.") from error
    return StoredFile(
        path,
        headers=headers,
        media_type=media_type,
        filename=name,
        stat_result=facts,
        content_disposition_type="inline" if media_type.startswith(SHOWN) else "attachment",
    )


def _plain(status: int, text: str) -> Response:
    return PlainTextResponse(text + "\n", status, headers={"cache-control": "no-store"})
