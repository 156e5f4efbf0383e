"""What files say, read without any of Carrel's own readers."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

_TIMES = re.compile(r"(\d\d:\d\d:\d\d)[.,](\d{3}) --> (\d\d:\d\d:\d\d)[.,](\d{3})")
_SENTENCE = re.compile(r"(?<=[.!?]) |\n")
_MARKUP = re.compile(r"[*_`$\[\]<>|\\#\"'&~+-]")
_WORDS_OF_A_SENTENCE = 6


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def times(captions: Path) -> list[tuple[str, ...]]:
    """When each cue begins and ends."""
    return _TIMES.findall(captions.read_text())


def spoken(captions: Path) -> list[str]:
    """The words of captions or of a transcript."""
    lines = captions.read_text().splitlines()
    said = [line for line in lines if line != "WEBVTT" and "-->" not in line and not line.isdecimal()]
    return " ".join(said).split()


def sentences(markdown: Path) -> list[str]:
    """The sentences of a text that are plain words, as text without spaces."""
    found = _SENTENCE.split(markdown.read_text().rpartition("+++")[2])
    plain = [one for one in found if not _MARKUP.search(one) and len(one.split()) >= _WORDS_OF_A_SENTENCE]
    return [_closed_up(one) for one in plain]


def visible(page: Path) -> str:
    """What a saved page shows, as text without spaces."""
    reader = _Text()
    reader.feed(page.read_text())
    return _closed_up("".join(reader.parts))


def embedded(page: Path) -> set[str]:
    """The hashes of the pictures within a saved page."""
    pictures = re.findall(r"src=\"data:image/png;base64,([^\"]+)\"", page.read_text())
    return {hashlib.sha256(base64.b64decode(one)).hexdigest() for one in pictures}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _closed_up(text: str) -> str:
    return "".join(text.split())
