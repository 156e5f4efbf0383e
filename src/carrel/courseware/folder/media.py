"""Facts about the files of a folder: their hashes, their types, and what videos say about themselves."""

import hashlib
import posixpath
from typing import Any, Final

from carrel.courseware.course import File
from carrel.courseware.faults import DamagedVideo
from carrel.courseware.folder import keys
from carrel.courseware.folder.inspection import Inspection
from carrel.courseware.folder.sheets import Sheet
from carrel.courseware.ids import long_id
from carrel.courseware.mp4 import VideoFacts, read_video

ASSETS: Final = "assets"

UNKNOWN_TYPE: Final = "application/octet-stream"

# The system's own table differs from machine to machine, and an edition must not.
_TYPES = {
    "7z": "application/x-7z-compressed",
    "aac": "audio/aac",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "c": "text/x-c",
    "css": "text/css",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "gif": "image/gif",
    "gz": "application/gzip",
    "htm": "text/html",
    "html": "text/html",
    "ico": "image/x-icon",
    "ipynb": "application/x-ipynb+json",
    "java": "text/x-java",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "md": "text/markdown",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ogg": "audio/ogg",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "py": "text/x-python",
    "rtf": "application/rtf",
    "srt": "application/x-subrip",
    "svg": "image/svg+xml",
    "tar": "application/x-tar",
    "tex": "application/x-tex",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "toml": "application/toml",
    "tsv": "text/tab-separated-values",
    "ttf": "font/ttf",
    "txt": "text/plain",
    "vtt": "text/vtt",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "zip": "application/zip",
}

_WITH_VIDEO_FACTS = ("video/mp4", "video/quicktime")


def media_type_of(path: str) -> str:
    """The media type that the ending of a file's name stands for."""
    return _TYPES.get(posixpath.splitext(path)[1][1:].lower(), UNKNOWN_TYPE)


def file_id(course_id: str, path: str) -> str:
    """The id of a file for which none is written."""
    return long_id(course_id, path)


def read_rendition(inspection: Inspection, path: str) -> VideoFacts | None:
    """What a lecture's video says about itself; None, and a fault, when it is damaged."""
    try:
        with inspection.tree.open(path) as file:
            facts = inspection.videos[path] = read_video(file)
            return facts
    except DamagedVideo as error:
        remedy = "Copy the file again, or export it anew as MP4."
        inspection.refuse(path, 0, f"This video cannot be shown. {error}", remedy)
        return None


def read_files(inspection: Inspection, course_id: str, sheet: Sheet) -> tuple[File, ...]:
    """The facts about all files that are not the document itself; `sheet` is `[files]` of `course.toml`."""
    written = _written_facts(inspection, sheet)
    paths = sorted(path for path in inspection.tree.sizes if path not in inspection.parts)
    files = tuple(_file(inspection, course_id, path, written.pop(path, {})) for path in paths)
    for path in written:
        sheet.fault(path, f"There is no file {path!r}.", "Correct the path, or delete the table.")
    _refuse_twins(files, sheet)
    return files


def _written_facts(inspection: Inspection, sheet: Sheet) -> dict[str, dict[str, Any]]:
    sheets = sheet.take_named_sheets()
    return {
        path: inspection.take(own, keys.FILE_FACTS) | {"extra": own.rest()} for path, own in sheets.items()
    }


def _refuse_twins(files: tuple[File, ...], sheet: Sheet) -> None:
    seen: dict[str, File] = {}
    for file in files:
        twin = seen.setdefault(file.id, file)
        if (twin.sha256, twin.name, twin.media_type) != (file.sha256, file.name, file.media_type):
            sheet.fault(
                file.path,
                f"{file.path!r} has the id of {twin.path!r}, and is another file.",
                "Give it another id, or none.",
            )


def _file(inspection: Inspection, course_id: str, path: str, written: dict[str, Any]) -> File:
    media_type = media_type_of(path)
    values = {
        "id": file_id(course_id, path),
        "name": posixpath.basename(path),
        "media_type": media_type,
    } | written
    with inspection.tree.open(path) as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    served = path in inspection.served or path.startswith(f"{ASSETS}/")
    video = _video(inspection, path) if values["media_type"] in _WITH_VIDEO_FACTS else None
    facts = video._asdict() if video else {}
    return File(path=path, sha256=sha256, size=inspection.tree.sizes[path], served=served, **values, **facts)


def _video(inspection: Inspection, path: str) -> VideoFacts | None:
    """Facts where there are any: only a lecture must be a film that can be shown."""
    if path in inspection.videos:
        return inspection.videos[path]
    try:
        with inspection.tree.open(path) as file:
            return read_video(file)
    except DamagedVideo:
        return None
