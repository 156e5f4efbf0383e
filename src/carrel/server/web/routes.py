"""The web classroom's part of the URL map. Routes of a course's files must stand before these."""

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from carrel.domain.access import Deed, Standing, is_allowed, need_possible
from carrel.server.visitors import visitors_of
from carrel.server.web import (
    activity,
    applications,
    asking,
    assessment,
    beside,
    calendar,
    catalogue,
    course,
    course_references,
    discussing,
    discussions,
    finding,
    gradebook,
    graded_person,
    grades,
    home,
    item,
    own_notes,
    pace,
    peer,
    peer_reviewing,
    peer_writing,
    program,
    reading,
    reference,
    sessions,
    sign_in,
    specialization,
    static,
    thread,
    waiting_work,
    watchlist,
    you,
)

Endpoint = Callable[[Request], Awaitable[Response]]


class Page(Route):
    """A page for those who may do the deed in some course; in which, the page finds out for itself."""

    def __init__(
        self, path: str, endpoint: Endpoint, deed: Deed, *, method: str = "GET", name: str | None = None
    ) -> None:
        super().__init__(path, _guarded(endpoint, deed), methods=[method], name=name)
        self.method, self.deed = method, deed


def _guarded(endpoint: Endpoint, deed: Deed) -> Endpoint:
    if is_allowed(deed, Standing.GUEST):
        return endpoint

    @wraps(endpoint)
    async def guarded(request: Request) -> Response:
        need_possible(deed, await visitors_of(request).who(request))
        return await endpoint(request)

    return guarded


ROUTES: list[Page] = [
    Page("/", home.show, Deed.BROWSE, name="home"),
    Page("/sign-in", sign_in.show, Deed.SIGN_IN, name="sign-in"),
    Page("/sign-in", sign_in.submit, Deed.SIGN_IN, method="POST"),
    Page("/sign-in/link/{token}", sign_in.follow, Deed.SIGN_IN),
    Page("/sign-out", sign_in.leave, Deed.SIGN_IN, method="POST"),
    Page("/you", you.show, Deed.KNOW_ONESELF),
    Page("/you", you.save, Deed.KNOW_ONESELF, method="POST"),
    Page("/you/password", you.save_password, Deed.KNOW_ONESELF, method="POST"),
    Page("/calendar", calendar.renew, Deed.KNOW_ONESELF, method="POST"),
    Page("/calendar/{owner}/{secret}/deadlines.ics", calendar.feed, Deed.BROWSE),
    Page("/courses", catalogue.show, Deed.BROWSE, name="catalogue"),
    Page("/search", finding.show, Deed.BROWSE),
    Page("/docs/api", reference.show, Deed.BROWSE),
    Page("/docs/api/{resource}", reference.show_resource, Deed.BROWSE),
    Page("/docs/api/{resource}/try", reference.send, Deed.BROWSE),
    Page("/specializations/{specialization}", specialization.show, Deed.BROWSE),
    Page("/specializations/{specialization}/follow", specialization.follow, Deed.WATCH, method="POST"),
    Page("/specializations/{specialization}/unfollow", specialization.unfollow, Deed.WATCH, method="POST"),
    Page("/learn/{slug}/watch", watchlist.watch, Deed.WATCH, method="POST"),
    Page("/learn/{slug}/unwatch", watchlist.unwatch, Deed.WATCH, method="POST"),
    Page("/oauth2/v1/auth", applications.ask, Deed.BROWSE),
    Page("/oauth2/v1/auth", applications.answer, Deed.KNOW_ONESELF, method="POST"),
    Page("/applications", applications.show, Deed.KNOW_ONESELF),
    Page("/applications/revoke", applications.revoke, Deed.KNOW_ONESELF, method="POST"),
    Page("/static/{digest}/{name:path}", static.answer, Deed.BROWSE),
    Page("/learn/{slug}", course.redirect, Deed.BROWSE),
    Page("/learn/{slug}/home", course.redirect, Deed.BROWSE),
    Page("/learn/{slug}/home/welcome", course.show, Deed.BROWSE, name="course"),
    Page("/learn/{slug}/home/module/{number}", course.show_module, Deed.BROWSE),
    Page("/learn/{slug}/home/week/{number}", course.show_week, Deed.BROWSE),
    Page("/learn/{slug}/home/grades", grades.show, Deed.SEE_GRADES),
    Page("/learn/{slug}/gradebook", gradebook.show, Deed.GRADE),
    Page("/learn/{slug}/gradebook.csv", gradebook.download, Deed.GRADE),
    Page("/learn/{slug}/gradebook/{learner:int}", graded_person.show, Deed.GRADE),
    Page("/learn/{slug}/gradebook/{learner:int}/{item_id}", graded_person.submit, Deed.GRADE, method="POST"),
    Page("/learn/{slug}/notes", own_notes.show, Deed.KEEP_NOTES),
    Page("/learn/{slug}/notes", own_notes.write, Deed.KEEP_NOTES, method="POST"),
    Page("/learn/{slug}/notes.md", own_notes.download, Deed.KEEP_NOTES),
    Page("/learn/{slug}/told", beside.tell, Deed.TEACH, method="POST"),
    Page("/learn/{slug}/feedback", beside.rate, Deed.KEEP_NOTES, method="POST"),
    Page("/learn/{slug}/discussions", discussions.show, Deed.DISCUSS),
    Page("/learn/{slug}/discussions", discussing.write, Deed.DISCUSS, method="POST"),
    Page("/learn/{slug}/discussions/flagged", discussions.show_flagged, Deed.MODERATE),
    Page("/learn/{slug}/discussions/forum/{forum}", discussions.show_forum, Deed.DISCUSS),
    Page("/learn/{slug}/discussions/thread/{question}", thread.show, Deed.DISCUSS),
    Page("/learn/{slug}/sessions", sessions.show, Deed.TEACH),
    Page("/learn/{slug}/sessions", sessions.change, Deed.TEACH, method="POST"),
    Page("/learn/{slug}/pace", pace.show, Deed.STUDY),
    Page("/learn/{slug}/pace", pace.change, Deed.STUDY, method="POST"),
    Page("/learn/{slug}/resources", course_references.show_all, Deed.STUDY),
    Page("/learn/{slug}/resources/{reference}", course_references.show, Deed.STUDY),
    Page("/learn/{slug}/enroll", course.join, Deed.ENROLL, method="POST"),
    Page("/learn/{slug}/supplement/{item_id}/complete", reading.complete, Deed.STUDY, method="POST"),
    Page("/learn/{slug}/gradebook/work/{item_id}", waiting_work.show, Deed.GRADE),
    Page(
        "/learn/{slug}/gradebook/work/{item_id}/{learner:int}/{attempt:int}",
        waiting_work.submit,
        Deed.GRADE,
        method="POST",
    ),
    Page("/learn/{slug}/lecture/{item_id}/answer", asking.answer, Deed.STUDY, method="POST"),
    Page("/learn/{slug}/attempt/{item_id}/start", assessment.start, Deed.STUDY, method="POST"),
    Page("/learn/{slug}/attempt/{item_id}/save", assessment.save, Deed.STUDY, method="POST"),
    Page("/learn/{slug}/attempt/{item_id}/submit", assessment.submit, Deed.STUDY, method="POST"),
    Page("/learn/{slug}/peer/{item_id}/work/all", peer_reviewing.show_all, Deed.REVIEW),
    Page("/learn/{slug}/peer/{item_id}/work/save", peer_writing.save, Deed.STUDY, method="POST"),
    Page("/learn/{slug}/peer/{item_id}/work/ask", peer.ask, Deed.STUDY, method="POST"),
    Page("/learn/{slug}/peer/{item_id}/work/take", peer_reviewing.take, Deed.STUDY, method="POST"),
    Page("/learn/{slug}/peer/{item_id}/review/{submission_id}", peer_reviewing.show, Deed.STUDY),
    Page(
        "/learn/{slug}/peer/{item_id}/review/{submission_id}",
        peer_reviewing.submit,
        Deed.STUDY,
        method="POST",
    ),
    Page("/learn/{slug}/activity/{item_id}/done", activity.complete, Deed.STUDY, method="POST"),
    Page("/learn/{slug}/programming/{item_id}/secret", program.renew, Deed.STUDY, method="POST"),
    Page("/learn/{slug}/{segment}/{item_id}", item.show, Deed.STUDY),
    Page("/learn/{slug}/{segment}/{item_id}/{item_slug}", item.show, Deed.STUDY),
]
"""Every page. The part of an item's address that names its kind may be any: the item's id alone decides."""
