"""The school as one ASGI application: every address on this page."""

from contextlib import asynccontextmanager
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from carrel.application.school import School
from carrel.domain.errors import LearningError
from carrel.protocol.errors import NoSuchResourceError, RequestError
from carrel.server.answers import Answer
from carrel.server.api.dispatch import Dispatch, refused
from carrel.server.api.operations import course, course_progress, login, logout, operation, video
from carrel.server.media import caption, course_file, guarded, media, public_file
from carrel.server.settings import Settings
from carrel.server.visitors import Visitors
from carrel.server.web import errors as pages
from carrel.server.web.routes import ROUTES as PAGES
from carrel.store.errors import StoreError


def create_app(school: School, settings: Settings) -> Starlette:
    """The application that serves an open school."""
    app = Starlette(routes=[*_api(), *_files(), *PAGES], exception_handlers=_refusals())
    app.state.visitors = Visitors(school, settings)
    return app


def _api() -> list[Route]:
    dispatch = Dispatch()
    return [
        Route("/api/login/v3", operation(login), methods=["POST"]),
        Route("/api/logout/v3", operation(logout), methods=["POST"]),
        Route("/api/opencourse.v1/course/{slug}", operation(course), methods=["GET"]),
        Route("/api/opencourse.v1/user/{user}/course/{slug}", operation(course_progress), methods=["GET"]),
        Route("/api/opencourse.v1/video/{video}", operation(video), methods=["GET"]),
        Route("/api/subtitleAssetProxy.v1/{file_id}", guarded(caption), methods=["GET"]),
        Route("/api/{resource:path}", dispatch),
    ]


def _files() -> list[Route]:
    return [
        Route("/media/{sha256}/{name}", guarded(media), methods=["GET"]),
        Route("/files/{file_id}/{name}", guarded(public_file), methods=["GET"]),
        Route("/learn/{slug}/file/{file_id}/{name}", guarded(course_file), methods=["GET"]),
    ]
