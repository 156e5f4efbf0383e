"""What went wrong, told on a page: what happened, what it means, what to do next. One table says it all."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from carrel.domain.errors import (
    AccountTaken,
    AttemptClosed,
    BadLink,
    BadRedirect,
    ClosedThread,
    FixedDeadlines,
    ItemLocked,
    NoAssessment,
    NoSuchThing,
    NotAuthorized,
    NotEnrolled,
    NotNow,
    NotSignedIn,
    OutOfAttempts,
    PostingTooOften,
    SessionClosed,
    SlugTaken,
    Unfit,
    UnfitTime,
    UnknownAccount,
    UnknownClient,
    UnknownCourse,
    UnknownFile,
    UnknownItem,
    UnknownMember,
    UnknownSession,
    UnknownSpecialization,
    WrongKind,
)
from carrel.protocol.errors import RequestError
from carrel.server.visitors import token_of, visitors_of
from carrel.server.web import addresses
from carrel.server.web.rendering import Frame, page
from carrel.server.web.sign_in import SignInView, form_page
from carrel.store.errors import Conflict, DatabaseUnavailable, DiskFull, NotFound, StoreError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Telling:
    """How one kind of trouble is told. `advice` follows the error's own words, or stands for them."""

    status: int
    title: str
    advice: str
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A link out of the trouble."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class ErrorView:
    """The page of an error. `enroll_href` is there for who could come in by enrolling."""

    status: int
    title: str
    message: str
    enroll_href: str = ""
    ways: Sequence[Way] = field(default=())


TELLINGS: Mapping[type[Exception], Telling] = {
    NotSignedIn: Telling(401, "Sign in", "Sign in to see this page."),
    UnknownAccount: Telling(401, "Not signed in", "Check both and try again.", own_words=True),
    BadLink: Telling(403, "This link no longer works", "", own_words=True),
    NotEnrolled: Telling(
        403,
        "You are not enrolled",
        "Enrol to open its lectures, readings and assignments. It costs nothing.",
        own_words=True,
    ),
    NotAuthorized: Telling(403, "This is not yours to open", "", own_words=True),
    ItemLocked: Telling(403, "Locked for now", "", own_words=True),
    UnknownCourse: Telling(404, "No such course", "It may have been withdrawn or renamed.", own_words=True),
    UnknownItem: Telling(
        404,
        "No such item",
        "The course may have changed since the link was made. Its page shows what it holds now.",
        own_words=True,
    ),
    UnknownMember: Telling(404, "Nobody of that name here", "They may have left the course.", own_words=True),
    UnknownSession: Telling(404, "No such session", "It may have been called off.", own_words=True),
    UnknownClient: Telling(400, "This program is not known", "Tell whoever made it.", own_words=True),
    BadRedirect: Telling(400, "This program cannot be returned to", "Tell whoever made it.", own_words=True),
    UnknownSpecialization: Telling(
        404, "No such specialization", "It may have been withdrawn or renamed.", own_words=True
    ),
    UnknownFile: Telling(404, "No such file", "The course may have changed since.", own_words=True),
    PostingTooOften: Telling(429, "A moment, please", "", own_words=True),
    ClosedThread: Telling(403, "This discussion is closed", "", own_words=True),
    NoSuchThing: Telling(404, "Not here any more", "", own_words=True),
    Unfit: Telling(400, "That cannot be kept", "Go back and change it.", own_words=True),
    NotFound: Telling(404, "Not found", "What was asked for is not kept here any more."),
    AccountTaken: Telling(409, "This account exists", "", own_words=True),
    SlugTaken: Telling(409, "This address is taken", "", own_words=True),
    Conflict: Telling(409, "Somebody was faster", "Go back, look again and repeat what you did."),
    SessionClosed: Telling(409, "This session is closed", "", own_words=True),
    FixedDeadlines: Telling(409, "These deadlines cannot be moved", "", own_words=True),
    NoAssessment: Telling(404, "Nothing to answer here", "", own_words=True),
    OutOfAttempts: Telling(403, "No attempt is left", "", own_words=True),
    AttemptClosed: Telling(409, "This attempt is closed", "", own_words=True),
    NotNow: Telling(409, "Not now", "", own_words=True),
    UnfitTime: Telling(400, "That date does not fit", "", own_words=True),
    WrongKind: Telling(400, "That does not fit", "", own_words=True),
    DiskFull: Telling(
        507,
        "The school’s disk is full",
        "What you just did was not kept; everything from before is safe. "
        "Tell whoever runs the school; until there is space again, you can still read.",
    ),
    DatabaseUnavailable: Telling(
        503,
        "The school cannot be reached just now",
        "Nothing is lost. Wait a moment, then load the page again.",
    ),
}
"""By type; an error that is not listed is told as its nearest ancestor that is."""

STATUS_TELLINGS: Mapping[int, Telling] = {
    400: Telling(
        400, "That request made no sense here", "Go back, load the page again and repeat what you did."
    ),
    401: TELLINGS[NotSignedIn],
    403: Telling(
        403,
        "This was refused",
        "The request did not come from a page of this school. Go back and try again from there.",
    ),
    404: Telling(404, "There is no such page", "The address may be mistyped, or what was here has moved."),
    405: Telling(
        405,
        "That cannot be done here",
        "This address is for another kind of request. Go back to where you were.",
    ),
    413: Telling(
        413,
        "That was too much at once",
        "What you sent is larger than this page takes. Nothing was kept. Send less.",
    ),
    429: Telling(
        429,
        "A moment’s patience",
        "There were too many tries in a short time. Nothing is lost: wait a minute, then try again.",
    ),
    503: TELLINGS[DatabaseUnavailable],
    507: TELLINGS[DiskFull],
}
UNEXPECTED = Telling(
    500,
    "Something went wrong on our side",
    "It was written into the school’s log. What you did may not have been kept. "
    "Load the page again; if it happens twice, tell whoever runs the school.",
)


def page_for(request: Request, error: Exception) -> Response:
    """The page that tells an error, with its status and the headers that come with it (`Retry-After`)."""
    telling = telling_of(error)
    if telling is UNEXPECTED and isinstance(error, StoreError):
        # Any other error is logged by the server that runs us; this one it takes for answered.
        log.error("The school could not show a page", exc_info=error)
    if telling.status == HTTPStatus.UNAUTHORIZED:
        return form_page(request, SignInView("", _onward(request), reason=telling.advice), status=401)
    headers = error.headers if isinstance(error, HTTPException) else None
    frame = Frame(visitors_of(request).school.name, bool(token_of(request)))
    slug = request.path_params.get("slug", "")
    return page("error.html", view(telling, error, slug), frame, status=telling.status, headers=headers)


def telling_of(error: Exception) -> Telling:
    """How an error is told."""
    for ancestor in type(error).__mro__:
        if ancestor in TELLINGS:
            return TELLINGS[ancestor]
    match error:
        case HTTPException(status_code=status) | RequestError(status=status):
            return STATUS_TELLINGS.get(status) or _by_status(status)
        case _:
            return UNEXPECTED


def view(telling: Telling, error: Exception, slug: str) -> ErrorView:
    """The page in words; `slug` names the course whose address was asked, if it was one's."""
    own = str(error) if telling.own_words else ""
    knows_course = slug and not isinstance(error, UnknownCourse)
    ways = [Way("To the course", addresses.course_path(slug))] if knows_course else []
    return ErrorView(
        status=telling.status,
        title=telling.title,
        message=" ".join(filter(None, (own, telling.advice))),
        enroll_href=addresses.enroll_path(slug) if slug and isinstance(error, NotEnrolled) else "",
        ways=[*ways, Way("To your desk", addresses.DESK), Way("All courses", addresses.CATALOGUE)],
    )


def _by_status(status: int) -> Telling:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Telling(status, UNEXPECTED.title, UNEXPECTED.advice)
    return Telling(status, STATUS_TELLINGS[400].title, STATUS_TELLINGS[400].advice)


def _onward(request: Request) -> str:
    """Back to the page that was asked for; what was to be changed is found again on the course's page."""
    if request.method in {"GET", "HEAD"}:
        query = request.url.query
        return f"{request.url.path}?{query}" if query else request.url.path
    slug = request.path_params.get("slug", "")
    return addresses.course_path(slug) if slug else addresses.DESK
