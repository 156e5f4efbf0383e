"""Putting a course on one's watchlist, and taking it off."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import following
from carrel.application.classroom import see_course
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses


async def watch(request: Request) -> Response:
    """Put the course on the reader's watchlist, and show it."""
    slug = request.path_params["slug"]
    await visitors_of(request).writing(
        request,
        lambda visit: following.watch(visit, visit.learner().id, see_course(visit, slug).edition.course.id),
    )
    return RedirectResponse(addresses.course_path(slug), 303)


async def unwatch(request: Request) -> Response:
    """Take the course off the reader's watchlist, and show it."""
    slug = request.path_params["slug"]
    await visitors_of(request).writing(
        request,
        lambda visit: following.unwatch(visit, visit.learner().id, see_course(visit, slug).edition.course.id),
    )
    return RedirectResponse(addresses.course_path(slug), 303)
