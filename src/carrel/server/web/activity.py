"""An activity that is done elsewhere: what it is, where it opens, and the learner's word that it is done."""

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application.activities import complete_activity, open_activity
from carrel.application.classroom import current_edition
from carrel.application.visit import Visit
from carrel.courseware.items import Activity
from carrel.domain.activities import needed_time
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.moments import duration_words
from carrel.server.web.opened import Opened
from carrel.server.web.prose import item_html


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
    item, course, actor = opened.item, opened.course, opened.reader.actor
    if actor and item.id not in opened.classroom.items and opened.request.method == "GET":
        await visitors_of(opened.request).writing(
            opened.request, lambda visit: open_activity(visit, actor.id, course.id, item.id), is_own=True
        )
    content = item.content if isinstance(item.content, Activity) else Activity()
    return ActivityBody(
        html=item_html(opened.classroom.edition, item),
        launch=content.launch,
        title=content.launch_title or item.name,
        done_href=addresses.done_path(course, item),
        needed=duration_words(needed_time(item.time_commitment)),
    )


async def complete(request: Request) -> Response:
    """Take the learner's word, and show the activity as it stands then."""
    slug, item_id = request.path_params["slug"], request.path_params["item_id"]

    def deed(visit: Visit) -> str:
        edition = current_edition(visit, slug=slug)
        complete_activity(visit, visit.learner().id, edition.course.id, item_id)
        return addresses.item_path(edition.course, edition.place_of(item_id).item)

    path = await visitors_of(request).writing(request, deed, is_own=True)
    return RedirectResponse(f"{path}#completed", 303)
