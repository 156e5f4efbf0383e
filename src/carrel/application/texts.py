"""An item's prose in every spelling: the Markdown it was written in, CML for clients, HTML for pages."""

import hashlib
import posixpath
from dataclasses import dataclass
from urllib.parse import quote

from carrel.application.handles import linked_path
from carrel.courseware.course import Course, File, Reference
from carrel.courseware.faults import BadCml
from carrel.courseware.items import Item, Reading, Task
from carrel.courseware.prose.cml import read_cml, write_cml
from carrel.courseware.prose.html import write_html
from carrel.courseware.prose.markdown import read_markdown, write_markdown
from carrel.courseware.prose.references import Asset, FileReference, Files, Path

ASSET_KINDS = {"audio/mpeg": "audio", "audio/mp4": "audio", "application/pdf": "pdf"}
"""How CML tells files apart; everything else is `generic`."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """One text. `html` is safe to show as it stands; files in it are reached at `address_of`.

    Two that say the same are told apart: so whatever is made of one can be found by it.
    """

    markdown: str
    cml: str
    html: str

    @property
    def has_math(self) -> bool:
        """Whether there is a formula in it."""
        return "data-tex=" in self.html

    @property
    def has_code(self) -> bool:
        """Whether there is a block of code in it."""
        return "<code language=" in self.cml

    @property
    def has_downloads(self) -> bool:
        """Whether there is a file to take away in it."""
        return "<asset " in self.cml


def address_of(course: Course, file: File) -> str:
    """Where a file of the course is handed out to those who may see it: a path that never changes."""
    # The file's own name, which is the same wherever the course is taught; an address has no slash in it.
    name = quote(file.saved_as.replace("/", "-"))
    return f"/learn/{course.slug}/file/{file.id}/{name}"


def text_of(course: Course, part: Item | Reference) -> Text:
    """The part's reading or instructions; empty for what has no text."""
    path, markdown = _source(part)
    files = files_beside(course, path)
    prose = read_markdown(markdown)
    # The Markdown may say more than the original, such as which words within a line are code.
    cml = _unchanged_original(part) or write_cml(prose, files)
    return Text(markdown, cml, write_html(prose, files))


def _unchanged_original(part: Item | Reference) -> str | None:
    """The CML that the reading came from, for as long as its Markdown is what was made from it."""
    reading = part.content
    if not isinstance(reading, Reading) or reading.original is None:
        return None
    is_unchanged = hashlib.sha256(reading.markdown.encode()).hexdigest() == reading.original.markdown_sha256
    return reading.original.cml if is_unchanged else None


def html_of(markdown: str) -> str:
    """A short text, such as a description, as HTML that is safe to show."""
    return write_html(read_markdown(markdown))


def _source(part: Item | Reference) -> tuple[str, str]:
    match part.content:
        case Reading() as reading:
            return reading.path, reading.markdown
        case task if isinstance(task, Task):
            return task.path, task.instructions
        case _:
            return "", ""


def text_at(course: Course, path: str, markdown: str) -> Text:
    """A text that stands in the file at `path`, such as a question's prompt."""
    files, prose = files_beside(course, path), read_markdown(markdown)
    return Text(markdown, write_cml(prose, files), write_html(prose, files))


def plain_text_of(markdown: str) -> Text:
    """What a learner wrote, in Markdown without files."""
    prose = read_markdown(markdown)
    return Text(markdown, write_cml(prose), write_html(prose, shows_others=False))


def cml_as_markdown(text: str) -> str:
    """A text that is CML as the Markdown that says the same; any other as it stands."""
    if not text.lstrip().startswith("<co-content"):
        return text
    try:
        return write_markdown(read_cml(text))
    except BadCml:
        return text


def files_beside(course: Course, text_path: str) -> Files:
    """How a text in the file at `text_path` finds the course's files."""
    folder = posixpath.dirname(text_path) or "."

    def found(path: str) -> File | None:
        return course.file_at.get(linked_path(text_path, path))

    def asset_at(path: str) -> Asset | None:
        file = found(path)
        return _asset(file) if file else None

    def path_of(asset_id: str) -> str | None:
        file = course.file_of.get(asset_id)
        return posixpath.relpath(file.path, folder) if file else None

    def url_of(reference: FileReference) -> str | None:
        file = found(reference.path) if isinstance(reference, Path) else course.file_of.get(reference.id)
        return address_of(course, file) if file else None

    return Files(asset_at=asset_at, path_of=path_of, url_of=url_of)


def _asset(file: File) -> Asset:
    extension = file.path.rpartition(".")[2]
    return Asset(file.id, extension, ASSET_KINDS.get(file.media_type, "generic"))
