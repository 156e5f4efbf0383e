"""The resources of a course: texts beside its items, to look things up in."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from carrel.application.classroom import Classroom, enter_course, open_reference
from carrel.application.visit import Visit
from carrel.courseware.course import Reference
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.prose import item_html
from carrel.server.web.rendering import Reader, frame_for, page, reader_of
from carrel.server.web.visiting import note_visit


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """One of them in a list."""

    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ReferencesView:
    """All of a course, and the text of the one that is shown. `name` is empty where only the list is."""

    course_name: str
    course_href: str
    language: str
    href: str
    lines: Sequence[ReferenceLine]
    name: str
    html: Markup


async def show_all(request: Request) -> Response:
    """The list, for who takes the course."""
    return await _answer(request, "")


async def show(request: Request) -> Response:
    """One of them."""
    return await _answer(request, request.path_params["reference"])


async def _answer(request: Request, reference_id: str) -> Response:
    slug = request.path_params["slug"]
    reader, room, found = await visitors_of(request).reading(
        request, lambda visit: _load(visit, slug, reference_id)
    )
    await note_visit(request, room, reader.moment.now)
    return page("references.html", _view(room, found), frame_for(request, reader.actor))


def _load(visit: Visit, slug: str, reference_id: str) -> tuple[Reader, Classroom, Reference | None]:
    room = enter_course(visit, slug)
    return reader_of(visit), room, open_reference(room, reference_id) if reference_id else None


def _view(room: Classroom, found: Reference | None) -> ReferencesView:
    course = room.edition.course
    return ReferencesView(
        course_name=course.name,
        course_href=addresses.course_path(course.slug),
        language=course.language,
        href=addresses.references_path(course.slug),
        lines=[
            ReferenceLine(one.name, addresses.reference_path(course.slug, one.id), one is found)
            for one in course.references
        ],
        name=found.name if found else "",
        html=item_html(room.edition, found) if found else Markup(),
    )
