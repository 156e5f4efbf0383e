"""Captions, as a value: read from WebVTT or SubRip, written as either or as a transcript.

The text of a cue is WebVTT cue text: tags such as `<i>`, and `&amp;`, `&lt;`, `&gt;` for these signs.
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from carrel.courseware.faults import FaultyCaptions

PARAGRAPH_PAUSE: Final = 2_000
"""Milliseconds of silence after which a transcript begins a new paragraph."""

PARAGRAPH_LENGTH: Final = 500
"""Characters after which a transcript's paragraph ends with its sentence."""

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:[ \t]+(.*?))?\s*", re.ASCII)
_TAG = re.compile(r"<[^<>]*>")
_PLAIN_TAG = re.compile(r"<(/?)([biuBIU])>")
_PLACING = re.compile(r"\{\\[^{}]*\}")  # {\an8}: a SubRip habit that names a corner of the screen
_VTT_ONLY_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_SENTENCE_END = tuple('.?!…。？！"”»')


class Cue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A text and when it is shown, in milliseconds. `settings` places it: `line:0 align:start`."""

    start: int
    end: int
    text: str
    settings: str = ""


class Captions(Struct, frozen=True, kw_only=True):
    """The cues in the order of their file."""

    cues: tuple[Cue, ...]


class Line(NamedTuple):
    """What one cue says, without its tags, and when it begins (ms)."""

    start: int
    text: str


class _Block(Struct, frozen=True):
    line: int
    timing: re.Match[str]
    texts: list[str]


def read_captions(text: str) -> Captions:
    """Captions in WebVTT or in SubRip; which one, the text itself says.

    Forgiven are: a byte order mark, any line ends, missing or wrong numbers, missing hours, a comma or a
    point before the milliseconds, blank lines missing between cues. Raises `FaultyCaptions`.
    """
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    is_vtt = lines[0].split(maxsplit=1)[:1] == ["WEBVTT"]
    cues = tuple(_cue(block, is_vtt=is_vtt) for block in _blocks(lines, is_vtt=is_vtt))
    if not cues and not is_vtt:
        raise FaultyCaptions(1, "There is no cue in it, and it does not begin with WEBVTT.")
    return Captions(cues=tuple(cue for cue in cues if cue.text))


def write_vtt(captions: Captions) -> str:
    """WebVTT, always in the same form."""
    return "WEBVTT\n" + "".join(
        f"\n{_clock(cue.start, '.')} --> {_clock(cue.end, '.')} {cue.settings}".rstrip() + f"\n{cue.text}\n"
        for cue in captions.cues
    )


def write_srt(captions: Captions) -> str:
    """SubRip: bold, italics and underlines stay, other tags and the placing go."""
    return "\n".join(
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{_srt_text(cue.text)}\n"
        for number, cue in enumerate(captions.cues, 1)
    )


def write_txt(captions: Captions) -> str:
    """A transcript: paragraphs, divided where the speaker pauses or where a long one's sentence ends."""
    return "\n".join(" ".join(line.text for line in one) + "\n" for one in transcript(captions))


def transcript(captions: Captions) -> Sequence[Sequence[Line]]:
    """What is said, as the lines of its paragraphs, with when each of them begins."""
    return tuple(tuple(paragraph) for paragraph in _paragraphs(captions.cues))


def _blocks(lines: list[str], *, is_vtt: bool) -> Iterator[_Block]:
    """The cues' timings with the lines under them; what stands outside of cues is left out."""
    block: _Block | None = None
    is_skipped = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            if block:
                yield block
            block, is_skipped = None, False
        elif is_skipped or (is_vtt and not block and _VTT_ONLY_BLOCK.match(line)):
            is_skipped = True
        elif "-->" in line:
            if block:
                yield _without_next_number(block)
            block = _Block(number, _timing(line, number), [])
        elif block:
            block.texts.append(line.strip())
    if block:
        yield block


def _without_next_number(block: _Block) -> _Block:
    """A timing that follows without a blank line took its number for a line of this cue's text."""
    if block.texts and block.texts[-1].isdecimal():
        block.texts.pop()
    return block


def _timing(line: str, number: int) -> re.Match[str]:
    match = _TIMING.fullmatch(line)
    if match is None:
        raise FaultyCaptions(
            number, f"{line.strip()!r} is not a timing such as 00:00:01.000 --> 00:00:04.000."
        )
    return match


def _cue(block: _Block, *, is_vtt: bool) -> Cue:
    groups = block.timing.groups(default="")
    start, end = _milliseconds(groups[:4]), _milliseconds(groups[4:8])
    if end < start:
        raise FaultyCaptions(block.line, "The cue ends before it begins.")
    text = "\n".join(block.texts)
    if not is_vtt:
        return Cue(start=start, end=end, text=_vtt_text(text))
    return Cue(start=start, end=end, text=text, settings=" ".join(groups[8].split()))


def _milliseconds(groups: tuple[str, ...]) -> int:
    hours, minutes, seconds, fraction = groups
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


def _clock(milliseconds: int, point: str) -> str:
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{point}{fraction:03}"


def _vtt_text(srt: str) -> str:
    """SubRip has no escapes, and tags of its own that WebVTT lacks (`<font>`): those go."""
    text = _PLACING.sub("", srt)
    parts = re.split(r"(<[^<>\n]*>)", text)
    kept = (_PLAIN_TAG.fullmatch(part) for part in parts)
    written = (_tag(match) if match else _escaped(part) for part, match in zip(parts, kept, strict=True))
    return "\n".join(filter(None, (line.strip() for line in "".join(written).split("\n"))))


def _escaped(part: str) -> str:
    is_tag = re.fullmatch(r"</?(?:font|span|c|s)\b[^<>]*>", part, re.IGNORECASE)
    return "" if is_tag else html.escape(html.unescape(part), quote=False)


def _tag(match: re.Match[str]) -> str:
    return f"<{match[1]}{match[2].lower()}>"


def _srt_text(text: str) -> str:
    kept = _TAG.sub(lambda match: match[0] if _PLAIN_TAG.fullmatch(match[0]) else "", text)
    # An arrow in the text would be taken for a timing.
    return html.unescape(kept).replace("-->", "→")


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _paragraphs(cues: tuple[Cue, ...]) -> Iterator[list[Line]]:
    paragraph: list[Line] = []
    length, end = 0, 0
    for cue in cues:
        is_whole = length >= PARAGRAPH_LENGTH and paragraph[-1].text.endswith(_SENTENCE_END)
        if paragraph and (is_whole or cue.start - end >= PARAGRAPH_PAUSE):
            yield paragraph
            paragraph, length = [], 0
        end = cue.end
        if text := _plain(cue.text):
            length += len(text) + bool(paragraph)
            paragraph.append(Line(cue.start, text))
    if paragraph:
        yield paragraph
