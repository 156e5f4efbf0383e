"""What an MP4 or QuickTime file says about itself: how long it lasts, how large its picture is.

Only headers of boxes and three small boxes are read, wherever in the file they stand; the film itself never
is. ISO/IEC 14496-12 names the boxes.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from carrel.courseware.faults import DamagedVideo

LONGEST: Final = 100 * 3_600_000
"""The longest video that is believed, in milliseconds; a damaged header often claims years."""

_MOST_BOXES = 200_000
_SMALL_BOX = 256


class VideoFacts(NamedTuple):
    """`duration` in milliseconds; `width` and `height` in pixels, as shown (a turned film is turned)."""

    duration: int
    width: int
    height: int


class _Box(NamedTuple):
    kind: bytes
    start: int
    end: int


def read_video(file: BinaryIO) -> VideoFacts:
    """The facts about the video in `file`, which must be seekable. Raises `DamagedVideo`."""
    return _Film(file).facts()


class _Film:
    """One walk through a file, with a budget: a hostile file may be long, but not tiring."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._budget = _MOST_BOXES
        self._size = file.seek(0, os.SEEK_END)

    def facts(self) -> VideoFacts:
        # All of the top level is walked, so that a file whose end is missing is noticed.
        moov = self._only(b"moov", list(self._boxes(0, self._size)))
        boxes = list(self._boxes(moov.start, moov.end))
        width, height = self._picture([box for box in boxes if box.kind == b"trak"])
        return VideoFacts(self._duration(boxes), width, height)

    def _boxes(self, start: int, end: int) -> Iterator[_Box]:
        while end - start >= 8:
            box = self._box_at(start, end)
            yield box
            start = box.end

    def _box_at(self, start: int, end: int) -> _Box:
        self._budget -= 1
        if self._budget < 0:
            raise DamagedVideo("It has more boxes than any real video.")
        header = self._read(start, 8)
        size, kind, body = int.from_bytes(header[:4]), header[4:], start + 8
        if size == 1:
            size, body = int.from_bytes(self._read(body, 8)), body + 8
        elif size == 0:  # "box extends to end of file"
            size = end - start
        if start + size < body:
            raise DamagedVideo(
                "It is not an MP4 file, or a damaged one: a box is smaller than its own header."
            )
        if start + size > end:
            raise DamagedVideo("It is not an MP4 file, or its end is missing.")
        return _Box(kind, body, start + size)

    def _duration(self, boxes: list[_Box]) -> int:
        """Of `mvhd`; a film in fragments may say it in `mehd` instead."""
        scale, units = self._scale_and_units(self._only(b"mvhd", boxes))
        if units == 0 and (fragmented := self._first(b"mvex", boxes)):
            units = self._fragments_units(fragmented)
        duration = round(units * 1000 / scale) if scale else 0
        if duration == 0:
            raise DamagedVideo("It does not say how long it lasts.")
        if duration > LONGEST:
            raise DamagedVideo("It says that it lasts longer than 100 hours, which no lecture does.")
        return duration

    def _scale_and_units(self, mvhd: _Box) -> tuple[int, int]:
        body = self._body(mvhd, 20)
        if body[0] == 1:
            body = self._body(mvhd, 32)
            scale, units, unknown = body[20:24], body[24:32], b"\xff" * 8
        else:
            scale, units, unknown = body[12:16], body[16:20], b"\xff" * 4
        return int.from_bytes(scale), 0 if units == unknown else int.from_bytes(units)

    def _fragments_units(self, mvex: _Box) -> int:
        mehd = self._first(b"mehd", list(self._boxes(mvex.start, mvex.end)))
        if mehd is None:
            return 0
        body = self._body(mehd, 8)
        return int.from_bytes(self._body(mehd, 12)[4:12] if body[0] == 1 else body[4:8])

    def _picture(self, tracks: list[_Box]) -> tuple[int, int]:
        for track in tracks:
            boxes = list(self._boxes(track.start, track.end))
            media = self._only(b"mdia", boxes)
            handler = self._only(b"hdlr", list(self._boxes(media.start, media.end)))
            if self._body(handler, 12)[8:12] == b"vide":
                return self._shown_size(self._only(b"tkhd", boxes))
        raise DamagedVideo("It holds no picture, only sound or other data.")

    def _shown_size(self, tkhd: _Box) -> tuple[int, int]:
        """Width and height are 16.16 fixed-point numbers after a 3 × 3 matrix that may turn the picture."""
        body = self._body(tkhd, 84)
        if body[0] == 1:
            body = self._body(tkhd, 96)[12:]
        a, b, d, e = (body[at : at + 4] for at in (40, 44, 52, 56))
        width, height = int.from_bytes(body[76:80]) >> 16, int.from_bytes(body[80:84]) >> 16
        if not width or not height:
            raise DamagedVideo("It does not say how large its picture is.")
        is_turned = not any(a) and not any(e) and any(b) and any(d)
        return (height, width) if is_turned else (width, height)

    def _only(self, kind: bytes, boxes: list[_Box]) -> _Box:
        box = self._first(kind, boxes)
        if box is None:
            raise DamagedVideo(
                f"It is not an MP4 file, or a part of it is missing (no {kind.decode()!r} box)."
            )
        return box

    def _first(self, kind: bytes, boxes: list[_Box]) -> _Box | None:
        return next((box for box in boxes if box.kind == kind), None)

    def _body(self, box: _Box, length: int) -> bytes:
        if box.end - box.start < length or length > _SMALL_BOX:
            raise DamagedVideo(f"It is damaged: its {box.kind.decode('latin-1')!r} box is too short.")
        return self._read(box.start, length)

    def _read(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        data = self._file.read(length)
        if len(data) < length:
            raise DamagedVideo("Its end is missing.")
        return data
