"""A learner's notebook of a course as one Markdown file, to take away."""

from collections.abc import Iterator

from carrel.application.notes import Notebook, Page
from carrel.domain.notes import Highlight, Note


def as_markdown(notebook: Notebook) -> str:
    """The notebook as Markdown: a heading for each item, quotations for highlights, times in minutes."""
    return "\n".join([f"# Notes on {_line(notebook.edition.course.name)}", "", *_pages(notebook)])


def clock(milliseconds: int) -> str:
    """A place in a lecture: `0:07`, `12:30`, `1:02:03`."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _pages(notebook: Notebook) -> Iterator[str]:
    if not notebook.pages:
        yield "Nothing is written here yet.\n"
    for page in notebook.pages:
        yield f"## {_line(page.name) or 'An item that the course no longer has'}\n"
        yield from _written(page)


def _written(page: Page) -> Iterator[str]:
    marked: list[tuple[int, int, Note | Highlight]] = [
        *((one.moment or 0, one.created_at, one) for one in page.notes),
        *((one.starts_at or 0, one.created_at, one) for one in page.highlights),
    ]
    for _, _, one in sorted(marked, key=lambda entry: entry[:2]):
        yield f"{_note(one) if isinstance(one, Note) else _highlight(one)}\n"


def _note(note: Note) -> str:
    return f"**{clock(note.moment)}** {note.text}" if note.moment is not None else note.text


def _highlight(one: Highlight) -> str:
    quoted = "\n".join(f"> {line}".rstrip() for line in one.quote.splitlines())
    place = f"\n>\n> {clock(one.starts_at)}" if one.starts_at is not None else ""
    return f"{quoted}{place}" + (f"\n\n{one.note}" if one.note else "")


def _line(text: str) -> str:
    return " ".join(text.split())
