"""An item's prose in every spelling: the Markdown it was written in, CML for clients, HTML for pages."""

from dataclasses import dataclass
from urllib.parse import quote

from carrel.courseware.course import Course, File
from carrel.courseware.items import Item


@dataclass(frozen=True, slots=True)
class Text:
    """One text. `html` is safe to show as it stands; files in it are reached at `address_of`."""

    markdown: str
    cml: str
    html: str


def address_of(course: Course, file: File) -> str:
    """Where a file of the course is handed out to those who may see it: a path that never changes."""
    name = quote(file.path.rpartition("/")[2])
    return f"/learn/{course.slug}/file/{file.id}/{name}"


def text_of(course: Course, item: Item) -> Text:
    """The item's reading or instructions; empty for what has no text."""
    raise NotImplementedError
