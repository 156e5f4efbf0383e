"""An activity that is done elsewhere: what it is, where it opens, and the learner's word that it is done."""

import logging
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application.activities import complete_activity, open_activity
from carrel.application.classroom import current_edition
from carrel.application.visit import Visit
from carrel.courseware.items import Activity
from carrel.domain.activities import needed_time
from carrel.server.floods import TooMany
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.moments import duration_words
from carrel.server.web.opened import Opened
from carrel.server.web.prose import item_html
from carrel.store.errors import StoreError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ActivityBody:
    """`launch` is where it opens, `title` what stands on the link. `done_href` takes the learner's word."""

    html: Markup
    launch: str
    title: str
    done_href: str
    needed: str


async def body_of(opened: Opened) -> ActivityBody:
    """The activity, which is open from now on for whoever sees its page the first time."""
    item, course = opened.item, opened.course
    if item.id not in opened.classroom.items and opened.request.method == "GET":
        await _note_opening(opened)
    content = item.content if isinstance(item.content, Activity) else Activity()
    return ActivityBody(
        html=item_html(opened.classroom.edition, item),
        launch=content.launch,
        title=content.launch_title or item.name,
        done_href=addresses.done_path(course, item),
        needed=duration_words(needed_time(item.time_commitment)),
    )


async def _note_opening(opened: Opened) -> None:
    """Note that the activity is open from now on.

    Where that cannot be kept (a full disk, too many writes), it is logged and the page is shown all the same.
    """
    course_id, item_id = opened.course.id, opened.item.id
    try:
        await visitors_of(opened.request).writing(
            opened.request,
            lambda visit: open_activity(visit, visit.learner().id, course_id, item_id),
            is_own=True,
        )
    except (StoreError, TooMany) as error:
        log.warning("That the activity %s was opened could not be noted: %s", item_id, error)


async def complete(request: Request) -> Response:
    """Take the learner's word, and show the activity as it stands then."""
    slug, item_id = request.path_params["slug"], request.path_params["item_id"]

    def deed(visit: Visit) -> str:
        edition = current_edition(visit, slug=slug)
        complete_activity(visit, visit.learner().id, edition.course.id, item_id)
        return addresses.item_path(edition.course, edition.place_of(item_id).item)

    path = await visitors_of(request).writing(request, deed, is_own=True)
    return RedirectResponse(f"{path}#completed", 303)
