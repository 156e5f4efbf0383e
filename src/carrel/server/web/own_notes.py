"""One's own notes and highlights: beside an item, and the notebook of a course."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import notes
from carrel.application.classroom import current_edition
from carrel.application.notebook import as_markdown, clock
from carrel.application.notes import Notebook, Page, my_notebook
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.courseware.items import LECTURE, Item
from carrel.domain.errors import Unfit
from carrel.domain.notes import Highlight, Note
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.forms import form_of
from carrel.server.web.opened import Opened
from carrel.server.web.prose import html_of
from carrel.server.web.rendering import EVERY_PAGE, Reader, frame_for, page, reader_of

MINUTES = 3
"""Numbers that a moment may be written with: hours, minutes, seconds."""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note. `clock` is empty for a note on the whole item; `seek` leads to its moment."""

    id: str
    clock: str
    moment: int | None
    seek: str
    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One highlight, with what finds it again in the page."""

    id: str
    clock: str
    seek: str
    mark: Highlight
    html: Markup


@dataclass(frozen=True, slots=True)
class OwnNotes:
    """What one has on an item. `action` takes the forms; `has_moments` is true of lectures."""

    item_id: str
    action: str
    book_href: str
    has_moments: bool
    notes: Sequence[NoteLine]
    marks: Sequence[MarkLine]


@dataclass(frozen=True, slots=True)
class PageView:
    """One item in the notebook; `href` is empty when the course no longer has it."""

    name: str
    href: str
    own: OwnNotes


@dataclass(frozen=True, slots=True)
class NotebookView:
    """All that one wrote and marked in a course."""

    course_name: str
    course_href: str
    language: str
    download: str
    pages: Sequence[PageView]


async def own_notes(opened: Opened) -> OwnNotes:
    """What its reader has on an open item."""
    course, item = opened.course, opened.item
    has = await visitors_of(opened.request).reading(
        opened.request,
        lambda visit: (
            notes.my_notes(visit, course.id, item.id),
            notes.my_highlights(visit, course.id, item.id),
        ),
    )
    return _own(course, item.id, item, *has)


async def show(request: Request) -> Response:
    """The notebook of a course."""
    reader, book = await visitors_of(request).reading(
        request, lambda visit: _load(visit, request.path_params["slug"])
    )
    return page("notebook.html", view(book), frame_for(request, reader.actor))


async def download(request: Request) -> Response:
    """The notebook as one Markdown file."""
    _, book = await visitors_of(request).reading(
        request, lambda visit: _load(visit, request.path_params["slug"])
    )
    headers = {
        **EVERY_PAGE,
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="notes-{book.edition.course.slug}.md"',
    }
    return Response(as_markdown(book), media_type="text/markdown; charset=utf-8", headers=headers)


async def write(request: Request) -> Response:
    """Write a note, or do to one or to a highlight what the form's button says; back to where it stands."""
    slug, form = request.path_params["slug"], await form_of(request)
    deed = DEEDS.get(form.get("deed", "write"), _write)
    path = await visitors_of(request).writing(
        request, lambda visit: _done(visit, slug, deed(visit, slug, form)), is_own=True
    )
    back = form.get("back", "")
    return RedirectResponse(f"{back if addresses.is_local(back) else path}#notes", 303)


def view(book: Notebook) -> NotebookView:
    """The notebook in words."""
    course = book.edition.course
    return NotebookView(
        course_name=course.name,
        course_href=addresses.course_path(course.slug),
        language=course.language,
        download=addresses.notes_file_path(course.slug),
        pages=[_page(course, one) for one in book.pages],
    )


def moment_of_text(text: str) -> int | None:
    """`1:02:03`, `12:30`, `7`: a moment in ms; None for nothing. Raises `Unfit` for anything else."""
    if not text.strip():
        return None
    parts = text.strip().split(":")
    if len(parts) > MINUTES or not all(one.isascii() and one.isdigit() and len(one) < 6 for one in parts):
        raise Unfit("A moment is written as minutes and seconds, such as 12:30.")
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds * 1000


def _page(course: Course, one: Page) -> PageView:
    href = addresses.item_path(course, one.item) if one.item else ""
    return PageView(one.name, href, _own(course, one.item_id, one.item, one.notes, one.highlights))


def _own(
    course: Course, item_id: str, item: Item | None, written: Sequence[Note], marks: Sequence[Highlight]
) -> OwnNotes:
    path = addresses.item_path(course, item) if item else ""
    return OwnNotes(
        item_id=item_id,
        action=addresses.notes_path(course.slug),
        book_href=addresses.notes_path(course.slug),
        has_moments=item is not None and item.kind == LECTURE,
        notes=[_note_line(path, one) for one in sorted(written, key=lambda one: one.moment or 0)],
        marks=[_mark_line(path, one) for one in sorted(marks, key=lambda one: one.starts_at or 0)],
    )


def _note_line(path: str, one: Note) -> NoteLine:
    has_moment = one.moment is not None
    return NoteLine(
        id=one.id,
        clock=clock(one.moment) if one.moment is not None else "",
        moment=one.moment,
        seek=_seek(path, one.moment) if has_moment else "",
        html=html_of(one.text),
        text=one.text,
    )


def _mark_line(path: str, one: Highlight) -> MarkLine:
    return MarkLine(
        id=one.id,
        clock=clock(one.starts_at) if one.starts_at is not None else "",
        seek=_seek(path, one.starts_at),
        mark=one,
        html=html_of(one.note),
    )


def _seek(path: str, moment: int | None) -> str:
    return f"{path}#t={moment // 1000}" if moment is not None and path else ""


def _load(visit: Visit, slug: str) -> tuple[Reader, Notebook]:
    return reader_of(visit), my_notebook(visit, slug)


def _done(visit: Visit, slug: str, item_id: str) -> str:
    """Where somebody goes on after writing on an item."""
    edition = current_edition(visit, slug=slug)
    place = edition.places.get(item_id)
    return addresses.item_path(edition.course, place.item) if place else addresses.notes_path(slug)


def _write(visit: Visit, slug: str, form: Mapping[str, str]) -> str:
    visit.learner()
    course_id, item_id = current_edition(visit, slug=slug).course.id, form.get("item", "")
    moment = moment_of_text(form.get("moment", ""))
    return notes.write_note(visit, course_id, item_id, form.get("text", ""), moment).item_id


def _change(visit: Visit, _: str, form: Mapping[str, str]) -> str:
    return notes.change_note(visit, form.get("note", ""), form.get("text", "")).item_id


def _remove(visit: Visit, _: str, form: Mapping[str, str]) -> str:
    return notes.remove_note(visit, form.get("note", "")).item_id


def _comment(visit: Visit, _: str, form: Mapping[str, str]) -> str:
    return notes.change_highlight(visit, form.get("mark", ""), form.get("text", "")).item_id


def _unmark(visit: Visit, _: str, form: Mapping[str, str]) -> str:
    return notes.remove_highlight(visit, form.get("mark", "")).item_id


DEEDS: Mapping[str, Callable[[Visit, str, Mapping[str, str]], str]] = {
    "write": _write,
    "change": _change,
    "remove": _remove,
    "comment": _comment,
    "unmark": _unmark,
}
"""What the buttons of the forms say."""
