"""A reading: its text."""

from dataclasses import dataclass

from markupsafe import Markup

from carrel.server.web.opened import Opened
from carrel.server.web.prose import item_html


@dataclass(frozen=True, slots=True)
class ReadingBody:
    """The text of a reading."""

    html: Markup


async def body_of(opened: Opened) -> ReadingBody:
    """The reading's text; it was computed with the first reader of this edition."""
    return ReadingBody(item_html(opened.classroom.edition, opened.item))
