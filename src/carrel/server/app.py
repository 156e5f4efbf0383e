"""The school as one ASGI application: every address on this page."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from importlib import import_module

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from carrel.application.school import School
from carrel.domain.access import Deed
from carrel.domain.errors import LearningError
from carrel.protocol.errors import NaptimeError, NoSuchResourceError, RequestError
from carrel.resources.registry import SCHEMAS
from carrel.server import uploads
from carrel.server.answers import SAFE_METHODS, Answer, as_response
from carrel.server.api.activities import lti_launch
from carrel.server.api.assessing import (
    exam_action,
    in_video_action,
    in_video_session,
    quiz_action,
    quiz_session,
)
from carrel.server.api.batch import batch
from carrel.server.api.catalog import collection, enrollments
from carrel.server.api.dispatch import Dispatch, refused
from carrel.server.api.kept import KeptAnswers, Recall
from carrel.server.api.operations import (
    Operation,
    course,
    course_progress,
    download,
    events,
    login,
    logout,
    progress_summary,
    subtitles,
    video,
    video_event,
)
from carrel.server.api.peer_operations import (
    get_assignment,
    get_latest_submission,
    get_review_stats,
    upload,
)
from carrel.server.granting import token
from carrel.server.media import Guarded, caption, course_file, media, public_file
from carrel.server.origin import refuse_foreign
from carrel.server.settings import Settings
from carrel.server.visitors import Visitors
from carrel.server.web import errors as pages
from carrel.server.web.routes import ROUTES as PAGES
from carrel.store.errors import StoreError

API = "/api/"
GATEWAY = "/graphql-gateway"
PROGRAMS = (API, "/graphql", "/openapi.json")
"""How the addresses begin that belong to programs."""


def create_app(school: School, settings: Settings) -> Starlette:
    """The application that serves an open school."""
    visitors, kept = Visitors(school, settings), KeptAnswers()
    dispatch, operations = Dispatch(kept), _operations()
    app = Starlette(
        routes=[*operations, Route("/api/{resource:path}", dispatch), *_graphql(), *_files(), *PAGES],
        middleware=[Middleware(SameSite, settings)],
        exception_handlers=dict.fromkeys(
            (LearningError, StoreError, RequestError, HTTPException, Exception), _refuse
        ),
    )
    app.router.redirect_slashes = False
    app.state.visitors = visitors
    resources = SCHEMAS.keys() - {_resource_in(one.path) for one in operations}
    door = ServerErrorMiddleware(dispatch, _refuse)
    straight = Straight(app.build_middleware_stack(), door, frozenset(resources))
    app.middleware_stack = Recall(straight, kept, visitors)
    return app


def _operations() -> list[Route]:
    """The addresses of the API that are not resources."""
    return [
        *_both("/api/batch", Operation("POST", batch, Deed.BROWSE)),
        *_both("/oauth2/v1/token", Operation("POST", token, Deed.SIGN_IN)),
        *_both("/api/login/v3", Operation("POST", login, Deed.SIGN_IN)),
        *_both("/api/logout/v3", Operation("POST", logout, Deed.SIGN_IN)),
        *_both("/api/users/v1/me/enrollments", Operation("GET", enrollments, Deed.SEE_MEMBERSHIPS)),
        *_both("/api/catalog.v1/{collection}", Operation("GET", collection, Deed.BROWSE)),
        *_both("/api/catalog.v1/{collection}/{id}", Operation("GET", collection, Deed.BROWSE)),
        *_both("/api/opencourse.v1/course/{slug}", Operation("GET", course, Deed.BROWSE)),
        *_both("/api/opencourse.v1/user/{user}/course/{slug}", Operation("GET", course_progress, Deed.STUDY)),
        *_both(
            "/api/opencourse.v1/user/{user}/course/{slug}/progressV2",
            Operation("GET", progress_summary, Deed.STUDY),
        ),
        *_both(
            "/api/opencourse.v1/user/{user}/course/{slug}/item/{item}/lecture/videoEvents/{event}",
            Operation("POST", video_event, Deed.STUDY),
        ),
        *_assessments(),
        *_peer_reviews(),
        *_both("/api/rest/v1/lti/ungradedLaunches", Operation("POST", lti_launch, Deed.STUDY)),
        *_both("/api/eventing/{kind}", Operation("POST", events, Deed.BROWSE)),
        *_both("/api/opencourse.v1/video/{video}", Operation("GET", video, Deed.STUDY)),
        *_both(
            "/api/opencourse.v1/video/{video}/subtitles/{language}",
            Operation("GET", subtitles, Deed.STUDY),
        ),
        *_both("/api/rest/v1/asset/download/pdf/{file_id}", Operation("GET", download, Deed.BROWSE)),
        *_both("/api/subtitleAssetProxy.v1/{file_id}", Operation("GET", caption, Deed.BROWSE)),
    ]


def _assessments() -> list[Route]:
    item = "/api/opencourse.v1/user/{user}/course/{slug}/item/{item}"
    quiz, in_video = f"{item}/quiz/session", f"{item}/lecture/inVideoQuiz/session"
    exam = "/api/onDemandExamSessions.v1/{session}/actions"
    return [
        *_both(quiz, Operation("POST", quiz_session, Deed.STUDY)),
        *_both(f"{quiz}/{{session}}/action/{{action}}", Operation("POST", quiz_action, Deed.STUDY)),
        *_both(in_video, Operation("POST", in_video_session, Deed.STUDY)),
        *_both(f"{in_video}/{{session}}/action/{{action}}", Operation("POST", in_video_action, Deed.STUDY)),
        *_both(exam, Operation("POST", exam_action, Deed.STUDY)),
    ]


def _peer_reviews() -> list[Route]:
    peer = "/api/opencourse.v1/user/{user}/course/{slug}/item/{item}/peer"
    return [
        *_both(f"{peer}/getAssignment", Operation("GET", get_assignment, Deed.STUDY)),
        *_both(f"{peer}/getLatestSubmission", Operation("GET", get_latest_submission, Deed.STUDY)),
        *_both(f"{peer}/getReviewStats", Operation("GET", get_review_stats, Deed.STUDY)),
        *_both(f"{peer}/upload", Operation("POST", upload, Deed.STUDY)),
    ]


def _both(path: str, app: ASGIApp) -> list[Route]:
    """An address of the API, with and without the slash that clients send before the query."""
    return [Route(path, app), Route(f"{path}/", app)]


def _graphql() -> list[Route]:
    gateway = Operation("POST", _Lazily("graphql.gateway", "gateway"), Deed.BROWSE)
    return [
        *_both(GATEWAY, gateway),
        *_both(f"{GATEWAY}-wrapper", gateway),
        *_both("/graphql", Operation("POST", _Lazily("graphql.resource_gateway", "query"), Deed.BROWSE)),
        *_both("/graphqlBatch", Operation("POST", _Lazily("graphql.resource_gateway", "batch"), Deed.BROWSE)),
        *_both("/openapi.json", Operation("GET", _Lazily("reference.openapi", "openapi"), Deed.BROWSE)),
        *_both(
            "/graphql-schema", Operation("GET", _Lazily("graphql.resource_gateway", "language"), Deed.BROWSE)
        ),
    ]


def _files() -> list[Route]:
    return [
        Route("/media/{sha256}/{name}", Guarded(media), methods=["GET"]),
        Route("/files/{file_id}/{name}", Guarded(public_file), methods=["GET"]),
        Route("/learn/{slug}/file/{file_id}/{name}", Guarded(course_file), methods=["GET"]),
        Route("/uploads/{upload_id}/{name}", Guarded(uploads.show), methods=["GET"]),
    ]


class _Lazily:
    """A door that is imported with the first request to it, in a thread: nobody else waits for that.

    A school that is never asked in GraphQL, or for its description, does not pay for it.
    """

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name
        self._answer: Callable[[Request], Awaitable[Answer]] | None = None

    async def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        if self._answer is None:
            self._answer = await to_thread.run_sync(self._imported)
        return await self._answer(request)

    def _imported(self) -> Callable[[Request], Awaitable[Answer]]:
        module = import_module(f"carrel.server.{self._module}")
        module.schema()
        answer: Callable[[Request], Awaitable[Answer]] = getattr(module, self._name)
        return answer


class Straight:
    """Leads whoever asks for a resource to its door; the framework would try one address after the other.

    `names` are those of resources beneath which nothing has an address of its own.
    """

    def __init__(self, app: ASGIApp, door: ASGIApp, names: frozenset[str]) -> None:
        self._app = app
        self._door = door
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_straight = scope["type"] == "http" and _resource_in(scope["path"]) in self._names
        await (self._door if is_straight else self._app)(scope, receive, send)


def _resource_in(path: str) -> str:
    """What follows `/api/` in a path, up to the next slash; empty where it begins otherwise."""
    return path[len(API) :].partition("/")[0] if path.startswith(API) else ""


class SameSite:
    """Refuses what another site makes a browser send to our pages.

    The API is left to its own door, where this check has its place in the order of checks.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not _is_api(scope):
            request = Request(scope, receive)
            try:
                refuse_foreign(request, self._settings)
            except NaptimeError as error:
                answer = pages.page_for(request, HTTPException(403, error.message))
                return await answer(scope, receive, send)
        return await self._app(scope, receive, send)


def _refuse(request: Request, error: Exception) -> Response:
    """JSON for programs, a page for people."""
    if not _is_api(request.scope):
        return pages.page_for(request, error)
    if isinstance(error, HTTPException):
        is_missing = error.status_code == HTTPStatus.NOT_FOUND
        told = NoSuchResourceError() if is_missing else NaptimeError(error.status_code, None, error.detail)
        return as_response(refused(told, request.method))
    return as_response(refused(error, request.method))


def _is_api(scope: Scope) -> bool:
    """Whether the address belongs to programs. What a `Host` header makes of it is of no account."""
    path: str = scope["path"]
    return path == API.rstrip("/") or path.startswith(PROGRAMS)
