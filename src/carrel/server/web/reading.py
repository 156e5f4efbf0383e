"""A reading: its text, and the reader's word that they have read it."""

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application.classroom import current_edition
from carrel.application.learning import complete_reading
from carrel.application.visit import Visit
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.opened import Opened
from carrel.server.web.own_notes import OwnNotes, own_notes
from carrel.server.web.prose import item_html


@dataclass(frozen=True, slots=True)
class ReadingBody:
    """The text of a reading. `complete_href` takes the reader's word; the rest goes with reports."""

    html: Markup
    complete_href: str
    learner: int
    course: str
    notes: OwnNotes


async def body_of(opened: Opened) -> ReadingBody:
    """The reading's text; it was computed with the first reader of this edition."""
    return ReadingBody(
        html=item_html(opened.classroom.edition, opened.item),
        complete_href=addresses.complete_path(opened.course, opened.item),
        learner=opened.reader.actor.id if opened.reader.actor else 0,
        course=opened.course.id,
        notes=await own_notes(opened),
    )


async def complete(request: Request) -> Response:
    """Take the reader's word, once or again, and show the reading as it stands then."""
    slug, item_id = request.path_params["slug"], request.path_params["item_id"]
    path = await visitors_of(request).writing(request, lambda visit: _complete(visit, slug, item_id))
    return RedirectResponse(f"{path}#completed", 303)


def _complete(visit: Visit, slug: str, item_id: str) -> str:
    learner = visit.learner()
    edition = current_edition(visit, slug=slug)
    complete_reading(visit, learner.id, edition.course.id, item_id)
    return addresses.item_path(edition.course, edition.place_of(item_id).item)
