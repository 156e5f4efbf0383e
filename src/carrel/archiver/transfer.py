"""One file from a site into the library: resumed where it broke off, hashed, looked at."""

import hashlib
import os
from dataclasses import dataclass, field, replace
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import msgspec

from carrel.archiver.assets import Asset
from carrel.archiver.errors import BadFile
from carrel.archiver.library import Library, Whole
from carrel.archiver.plan import Row
from carrel.client import Client, Download, Facts, Rest
from carrel.client.errors import ClientError, CutShort, NotTheApi, TimedOut, Unreachable
from carrel.courseware.captions import read_captions
from carrel.courseware.faults import DamagedVideo, FaultyCaptions
from carrel.courseware.mp4 import VideoFacts, read_video

PIECE: Final = 2**18
"""Bytes that are gathered and hashed at a time: with less, threads wait for each other more often."""
STROKE: Final = 2**16
"""Bytes that are written at a time: they go into pages that the system has at hand. More at once takes large
fresh ones, and up to ten times as long."""
UNNOTED: Final = 2**20
"""Bytes of a file that may have come before it is noted that it has begun."""
ATTEMPTS: Final = 4
"""Times that a file is asked on for without a byte more of it having come."""
WEB_PAGE: Final = (b"<!doctype html", b"<html")
LARGEST_CAPTIONS: Final = 16 * 2**20


class OnBytes(Protocol):
    """Is told how many bytes have come, as they come."""

    def __call__(self, count: int, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Transfer:
    """Fetches files of one course."""

    client: Client
    library: Library
    folder: str
    _buffers: list[memoryview] = field(default_factory=list)

    def fetch(self, asset: Asset, row: Row | None, on_bytes: OnBytes) -> Whole | None:
        """Bring a file in, to be settled; None when it need not be: a `row` that is still true is kept.

        Raises `ClientError`, `BadFile` and `OSError`. What has come until then is used the next time.
        """
        part = self.library.part_of(self.folder, asset.key)
        come = self._all_of_it(asset, row, part, on_bytes)
        if come is None:
            if (still := _still_true(row, asset)) != row:
                self.library.ledger.record(self.folder, [still])
            return None
        try:
            return Whole(part, _described(part, asset, come))
        except BadFile:
            part.unlink(missing_ok=True)
            raise

    def _all_of_it(self, asset: Asset, row: Row | None, part: Path, on_bytes: OnBytes) -> "_Come | None":
        """The whole file as a part; None when it has not changed."""
        tries = 0
        while True:
            before = _size(part)
            try:
                return self._some_of_it(asset, row, part, before, on_bytes)
            except (CutShort, TimedOut, Unreachable):
                tries = 0 if _size(part) > before else tries + 1
                if tries >= ATTEMPTS:
                    raise

    def _some_of_it(
        self, asset: Asset, row: Row | None, part: Path, size: int, on_bytes: OnBytes
    ) -> "_Come | None":
        """The file, asked on from the `size` bytes that its part has; None when it has not changed."""
        rest = self._rest(asset, size)
        etag = row.etag if row and not rest else ""
        with self.client.download(asset.url, rest=rest, etag=etag) as download:
            facts = download.facts
            if facts.status == 304:
                return None
            if facts.status == 416:
                return self._nothing_more(asset, part, facts)
            _refuse_web_page(asset, facts)
            if size:
                # Whose beginning it is must not be what was noted for another file.
                self._begin(asset, facts)
            with part.open("r+b" if facts.start else "wb", buffering=0) as file:
                sha256 = hashlib.sha256()
                if facts.start:
                    _feed(sha256, file, facts.start)
                    file.truncate(facts.start)
                self._pour(download, file, sha256, asset, on_bytes)
        return _Come(facts, sha256.hexdigest())

    def _pour(
        self, download: Download, file: FileIO, sha256: "hashlib._Hash", asset: Asset, on_bytes: OnBytes
    ) -> None:
        """Write and hash what comes. A small file is noted as begun only when it breaks off."""
        buffer = self._buffers.pop() if self._buffers else memoryview(bytearray(PIECE))
        put = filled = 0
        try:
            while count := download.read_into(buffer[filled:]):
                on_bytes(count)
                filled += count
                if filled == PIECE:
                    put, filled = put + filled, 0
                    if put == UNNOTED + PIECE:
                        self._begin(asset, download.facts)
                    _put(buffer, file, sha256)
        except BaseException:
            if put + filled:
                self._begin(asset, download.facts)
            raise
        finally:
            _put(buffer[:filled], file, sha256)
            self._buffers.append(buffer)

    def _begin(self, asset: Asset, facts: Facts) -> None:
        self.library.ledger.begin(self.folder, asset.key, asset.version, facts.validator)

    def _rest(self, asset: Asset, size: int) -> Rest | None:
        if not size:
            return None
        validator = self.library.ledger.validator(self.folder, asset.key, asset.version)
        return Rest(size, validator) if validator else None

    def _nothing_more(self, asset: Asset, part: Path, facts: Facts) -> "_Come":
        """There is nothing after the part at hand: either it is the whole, or the file is another one."""
        if facts.length is not None and facts.length == _size(part):
            etag = self.library.ledger.validator(self.folder, asset.key, asset.version)
            with part.open("rb") as file:
                return _Come(replace(facts, etag=etag), hashlib.file_digest(file, "sha256").hexdigest())
        part.unlink(missing_ok=True)
        raise CutShort(facts.host, 0, facts.length)


@dataclass(frozen=True, slots=True)
class _Come:
    """A whole file that was not looked at yet: what the server said about it, and the hash of what came."""

    facts: Facts
    sha256: str


def reason_of(error: ClientError | BadFile) -> str:
    """Why a file could not be had, for people."""
    if isinstance(error, NotTheApi):
        return "What came is not this file. Open the course in a browser; it may want a consent or a check."
    return str(error)


def _put(piece: memoryview, file: FileIO, sha256: "hashlib._Hash") -> None:
    sha256.update(piece)
    while piece:
        piece = piece[file.write(piece[:STROKE]) :]


def _feed(sha256: "hashlib._Hash", file: FileIO, size: int) -> None:
    """Hash the first bytes of a part that is gone on with."""
    while size > 0 and (chunk := file.read(min(size, 2**20))):
        sha256.update(chunk)
        size -= len(chunk)


def _described(part: Path, asset: Asset, come: _Come) -> Row:
    """The row of a part that is whole and what it should be, and on disk. Raises `BadFile`."""
    with part.open("r+b") as file:
        _refuse_page_in_disguise(asset, file.read(512))
        video = _look_at(asset, file)
        size = file.seek(0, os.SEEK_END)
        os.fsync(file.fileno())
    facts = come.facts
    if facts.length is not None and size != facts.length:
        raise BadFile(f"It has {size} bytes and not {facts.length}, as the server said. Try again later.")
    row = Row(
        key=asset.key,
        version=asset.version,
        place=asset.place,
        sha256=come.sha256,
        size=size,
        etag=facts.etag,
    )
    return msgspec.structs.replace(row, **video._asdict()) if video else row


def _look_at(asset: Asset, file: BinaryIO) -> VideoFacts | None:
    """What a film says about itself. Raises `BadFile` for what would make the course unpublishable."""
    try:
        if asset.kind == "video":
            return read_video(file)
        if asset.kind == "captions":
            file.seek(0)
            text = file.read(LARGEST_CAPTIONS + 1)
            if len(text) > LARGEST_CAPTIONS:
                raise BadFile("These captions are larger than 16 MB, so they are none.")
            read_captions(text.decode())
    except DamagedVideo as error:
        raise BadFile(f"What came is not a film that can be shown: {error} Try again later.") from error
    except (FaultyCaptions, UnicodeDecodeError) as error:
        raise BadFile(f"What came are not captions that can be read: {error}") from error
    return None


def _refuse_web_page(asset: Asset, facts: Facts) -> None:
    if "html" in facts.content_type.lower() and not _may_be_html(asset):
        raise BadFile(
            "A web page came in its place. The sign-in may have expired, or the site wants a check: open the "
            "course in a browser, sign in again, then mirror it again."
        )


def _refuse_page_in_disguise(asset: Asset, start: bytes) -> None:
    if start.lstrip().lower().startswith(WEB_PAGE) and not _may_be_html(asset):
        raise BadFile(
            "What came is a web page under another name. Open the course in a browser, then try again."
        )


def _may_be_html(asset: Asset) -> bool:
    return asset.kind == "file" and asset.place.lower().endswith((".html", ".htm", ".xhtml"))


def _still_true(row: Row | None, asset: Asset) -> Row:
    if row is None:
        raise BadFile("The server says that it has not changed, but it was never here. Try again later.")
    return msgspec.structs.replace(row, version=asset.version)


def _size(part: Path) -> int:
    try:
        return part.stat().st_size
    except FileNotFoundError:
        return 0
