"""Texts on their way into the library: which files a text shows, and its Markdown once they have a place."""

import posixpath
from collections.abc import Mapping

from carrel.courseware.faults import BadCml
from carrel.courseware.prose import Files, read_cml, read_html, write_markdown


def assets_in(cml: str) -> list[str]:
    """The ids of the files that a text shows or hands out, each once; none of one that is no CML."""
    if "asset" not in cml:
        return []
    found: list[str] = []
    try:
        write_markdown(read_cml(cml), Files(path_of=found.append))
    except BadCml:
        return []
    return list(dict.fromkeys(found))


def markdown_of(cml: str, text_path: str, places: Mapping[str, str]) -> str:
    """A text as Markdown that stands at `text_path`; `places` are those of its files by asset id.

    A file that is not there is named by its id alone. Of a text that is no CML nothing can be said: it is
    empty, and the original beside it is served as it was.
    """
    folder = posixpath.dirname(text_path)

    def path_of(asset_id: str) -> str | None:
        place = places.get(asset_id)
        return posixpath.relpath(place, folder or ".") if place else None

    try:
        return write_markdown(read_cml(cml), Files(path_of=path_of))
    except BadCml:
        return ""


def markdown_of_html(html: str) -> str:
    """A short text that a site hands out as HTML."""
    return write_markdown(read_html(html)) if html else ""
