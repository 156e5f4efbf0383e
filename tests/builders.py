"""Courses to test with: as a document, and as a folder. The only helpers that all tests share.

The bytes of a file follow from its path (`bytes_at`), so a document and its folder always agree.
"""

import hashlib
import io
import posixpath
from collections.abc import Mapping
from pathlib import Path

from carrel.courseware.course import Course, File, Lesson, Module
from carrel.courseware.folder.media import file_id, media_type_of
from carrel.courseware.items import LECTURE, SUPPLEMENT, Caption, Item, Lecture, Reading, Rendition

COURSE_ID = "QaMpf0ZuEeW4kAo0dH3nVQ"
VIDEO_DURATION = 37_000
CAPTIONS = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nHello.\n"
FOLDER = "01-welcome/01-first-steps"

A_FOLDER: dict[str, str | bytes] = {
    "course.toml": f'id = "{COURSE_ID}"\nslug = "study-well-online"\nname = "Study Well Online"\n',
    f"{FOLDER}/01-hello/item.toml": 'id = "aaaa1"\nkind = "lecture"\nname = "Hello"\n',
    f"{FOLDER}/01-hello/video.720p.mp4": b"",
    f"{FOLDER}/01-hello/captions.en.vtt": b"",
    f"{FOLDER}/01-hello/slides.pdf": b"",
    f"{FOLDER}/02-how-to-read.md": "Read *slowly*.\n",
}


def a_folder(root: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """A course folder at `root`: a lecture and a reading. `files` are added; None leaves one out.

    Empty files get the bytes that `bytes_at` gives their path.
    """
    for path, content in {**A_FOLDER, **(files or {})}.items():
        if content is not None:
            data = content.encode() if isinstance(content, str) else content or bytes_at(path)
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    return root


def a_course(*items: Item, **changes: object) -> Course:
    """The same course as a document; `items` take the place of its lecture and its reading."""
    items = items or (a_lecture(), a_reading())
    lesson = Lesson(id="lesn1", slug="first-steps", name="First steps", place="01-first-steps", items=items)
    module = Module(id="modu1", slug="welcome", name="Welcome", place="01-welcome", lessons=(lesson,))
    files = tuple(
        sorted((a_file(path) for item in items for path in _files_of(item)), key=lambda file: file.path)
    )
    values: dict[str, object] = {
        "id": COURSE_ID,
        "slug": "study-well-online",
        "name": "Study Well Online",
        "modules": (module,),
        "files": files,
    }
    return Course(**(values | changes))  # type: ignore[arg-type]


def a_lecture(place: str = "01-hello", **changes: object) -> Item:
    """A lecture of 37 seconds with captions and slides."""
    folder = f"{FOLDER}/{place}"
    content = Lecture(
        renditions=(Rendition(height=720, path=f"{folder}/video.720p.mp4"),),
        captions=(Caption(language="en", path=f"{folder}/captions.en.vtt"),),
        attachments=(f"{folder}/slides.pdf",),
        duration=VIDEO_DURATION,
    )
    usual: dict[str, object] = {"kind": LECTURE, "content": content, "time_commitment": VIDEO_DURATION}
    return an_item(place, **(usual | changes))


def a_reading(place: str = "02-how-to-read.md", **changes: object) -> Item:
    """A reading of one minute."""
    content = Reading(path=f"{FOLDER}/{place}", markdown="Read *slowly*.\n")
    usual: dict[str, object] = {"kind": SUPPLEMENT, "content": content, "time_commitment": 60_000}
    return an_item(place, **(usual | changes))


def an_item(place: str, **changes: object) -> Item:
    """An item at `place`, with the id, slug and name that go with it."""
    number, _, slug = place.removesuffix(".md").partition("-")
    values: dict[str, object] = {
        "id": f"item-{number}",
        "slug": slug,
        "name": slug.replace("-", " ").capitalize(),
        "place": place,
    }
    return Item(**(values | changes))  # type: ignore[arg-type]


def a_file(path: str, *, course_id: str = COURSE_ID, served: bool = True) -> File:
    """The facts about the file at `path`, whose bytes are those of `bytes_at`."""
    data = bytes_at(path)
    is_video = path.endswith(".mp4")
    return File(
        path=path,
        id=file_id(course_id, path),
        name=posixpath.basename(path),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type=media_type_of(path),
        duration=VIDEO_DURATION if is_video else None,
        width=1280 if is_video else None,
        height=720 if is_video else None,
        served=served,
    )


def bytes_at(path: str) -> bytes:
    """What the file at `path` holds in every course of the tests."""
    if path.endswith(".mp4"):
        return a_video()
    return CAPTIONS.encode() if path.endswith((".vtt", ".srt")) else f"the bytes of {path}".encode()


def content_of(file: File) -> io.BytesIO:
    """The bytes of `file`, as `write_folder` asks for them."""
    return io.BytesIO(bytes_at(file.path))


def a_video(
    duration: int = VIDEO_DURATION,
    size: tuple[int, int] = (1280, 720),
    *,
    version: int = 0,
    is_turned: bool = False,
    moov_first: bool = True,
) -> bytes:
    """An MP4 file that has every box a reader asks for, and no picture in it."""
    moov = box(
        b"moov",
        mvhd(duration, version=version) + a_track(b"vide", size, version=version, is_turned=is_turned),
    )
    mdat = box(b"mdat", bytes(16))
    return box(b"ftyp", b"isom" + bytes(4) + b"isom") + (moov + mdat if moov_first else mdat + moov)


def box(kind: bytes, body: bytes) -> bytes:
    """A box with a 32-bit size."""
    return (8 + len(body)).to_bytes(4) + kind + body


def mvhd(duration: int, *, version: int = 0, scale: int = 1000) -> bytes:
    """The box that says how long the film is, in units of 1 / `scale` seconds."""
    wide = 8 if version else 4
    times = bytes(2 * wide) + scale.to_bytes(4) + duration.to_bytes(wide)
    return box(b"mvhd", bytes([version, 0, 0, 0]) + times + bytes(80))


def a_track(handler: bytes, size: tuple[int, int], *, version: int = 0, is_turned: bool = False) -> bytes:
    """The boxes of one track, which shows `size` after its matrix has turned it."""
    one, none, minus_one = (1 << 16).to_bytes(4), bytes(4), (2**32 - (1 << 16)).to_bytes(4)
    a, b, d, e = (none, one, minus_one, none) if is_turned else (one, none, none, one)
    matrix = a + b + none + d + e + none + none + none + (1 << 30).to_bytes(4)
    wide = 8 if version else 4
    times = bytes(2 * wide) + bytes(8) + bytes(wide)
    dimensions = b"".join((side << 16).to_bytes(4) for side in size)
    tkhd = box(b"tkhd", bytes([version, 0, 0, 7]) + times + bytes(16) + matrix + dimensions)
    hdlr = box(b"hdlr", bytes(8) + handler + bytes(13))
    return box(b"trak", tkhd + box(b"mdia", hdlr))


def _files_of(item: Item) -> tuple[str, ...]:
    if not isinstance(item.content, Lecture):
        return ()
    renditions = (rendition.path for rendition in item.content.renditions)
    captions = (caption.path for caption in item.content.captions)
    return (*renditions, *captions, *item.content.attachments)
