"""The gradebook of a course, for staff: everybody's grades as a table, and as a file."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from carrel.application.gradebook import Gradebook, Line, gradebook
from carrel.courseware.course import Course
from carrel.courseware.items import Item
from carrel.domain.grading import GradeRecord, ItemGrade, is_passed
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.grades import weight_words
from carrel.server.web.percents import percent_words
from carrel.server.web.rendering import frame_for, page, reader_of

PAGE: Final = 50
"""Learners on a page."""
CHUNK: Final = 200
"""Learners that are read at once for the file."""
FORMULAS: Final = tuple("=+-@\t\r\n＝＋－＠")
"""With what a text begins that a spreadsheet would take for a formula."""
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""Spreadsheets take it for the sign that a file is in UTF-8."""


@dataclass(frozen=True, slots=True)
class Head:
    """One item that is graded, at the head of its column."""

    name: str
    href: str
    weight: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One grade in the table. `score` is empty while there is none."""

    score: str
    passed: bool
    by_staff: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One learner in the table."""

    name: str
    email: str
    href: str
    grade: str
    passed: bool
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class BookView:
    """A page of the gradebook. The addresses of the pages beside it are empty where there is none."""

    course_name: str
    language: str
    course_href: str
    file_href: str
    heads: Sequence[Head]
    rows: Sequence[Row]
    total: int
    first: int
    before_href: str
    after_href: str


async def show(request: Request) -> Response:
    """A page of the gradebook, from the learner on that `?from=` counts."""
    slug, text = request.path_params["slug"], request.query_params.get("from", "")
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    reader, book = await visitors_of(request).reading(
        request, lambda visit: (reader_of(visit), gradebook(visit, slug, start, PAGE))
    )
    return page("gradebook.html", view(book, start), frame_for(request, reader.actor))


async def download(request: Request) -> Response:
    """The whole gradebook as a file of comma-separated values."""
    slug = request.path_params["slug"]

    async def read(start: int) -> Gradebook:
        return await visitors_of(request).reading(request, lambda visit: gradebook(visit, slug, start, CHUNK))

    async def lines(first: Gradebook) -> AsyncIterator[bytes]:
        yield BYTE_ORDER_MARK + as_csv([_file_head(first.edition.course)])
        start, book = 0, first
        while book.lines:
            yield as_csv([_file_row(book.edition.course, one) for one in book.lines])
            start += CHUNK
            book = await read(start)

    # Before the first byte, so that a refusal is still a page.
    first = await read(0)
    headers = {
        "Content-Disposition": f'attachment; filename="{first.edition.course.slug}-grades.csv"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return StreamingResponse(lines(first), media_type="text/csv; charset=utf-8", headers=headers)


def view(book: Gradebook, start: int) -> BookView:
    """A page of the gradebook in words."""
    course = book.edition.course
    here, end = addresses.gradebook_path(course.slug), start + PAGE
    return BookView(
        course_name=course.name,
        language=course.language,
        course_href=addresses.course_path(course.slug),
        file_href=addresses.gradebook_file_path(course.slug),
        heads=[
            Head(item.name, addresses.item_path(course, item), weight_words(course, item))
            for item in _columns(course)
        ],
        rows=[_row(course, line) for line in book.lines],
        total=book.total,
        first=start + 1,
        before_href=f"{here}?from={max(0, start - PAGE)}" if start else "",
        after_href=f"{here}?from={end}" if end < book.total else "",
    )


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Lines of comma-separated values in which no text is a formula."""
    written = io.StringIO()
    # All of it quoted: some spreadsheets part what is not at semicolons as well, and begin a formula there.
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([[_inert(text) for text in row] for row in rows])
    return written.getvalue().encode()


def _inert(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULAS) else text


def _columns(course: Course) -> Sequence[Item]:
    return [item for item in course.items() if item.is_passable]


def _row(course: Course, line: Line) -> Row:
    return Row(
        name=line.learner.name or line.learner.email,
        email=line.learner.email,
        href=addresses.graded_person_path(course.slug, line.learner.id),
        grade=percent_words(line.grade.score),
        passed=line.grade.record is GradeRecord.PASSED,
        cells=[_cell(course, item, line.grades.get(item.id, ItemGrade())) for item in _columns(course)],
    )


def _cell(course: Course, item: Item, grade: ItemGrade) -> Cell:
    return Cell(
        score="" if grade.score is None else percent_words(grade.score),
        passed=is_passed(course, item, grade.score),
        by_staff=grade.override is not None,
    )


def _file_head(course: Course) -> Sequence[str]:
    names = [item.name for item in _columns(course)]
    return ["Name", "Email", "User id", "Course grade (%)", "Passed", *(f"{name} (%)" for name in names)]


def _file_row(course: Course, line: Line) -> Sequence[str]:
    grades = [line.grades.get(item.id, ItemGrade()).score for item in _columns(course)]
    return [
        line.learner.name,
        line.learner.email,
        str(line.learner.id),
        _plain(line.grade.score),
        "yes" if line.grade.record is GradeRecord.PASSED else "no",
        *(_plain(score) for score in grades),
    ]


def _plain(score: float | None) -> str:
    return "" if score is None else percent_words(score).removesuffix("%")
