"""How a page is made: a view in a template, in the school's frame, with the headers of every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse

from carrel.application.visit import Visit
from carrel.domain.users import User
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses, static
from carrel.server.web.moments import Moment, moment_of

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
POLICY = {
    "default-src": "'none'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "script-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""What a page may load and do. A page that needs more says what, for itself alone: see `content_policy`."""


def content_policy(more: Mapping[str, str]) -> str:
    """The content security policy, with what one page needs besides."""
    return "; ".join(f"{name} {sources}" for name, sources in {**POLICY, **more}.items())


EVERY_PAGE = {
    "Content-Security-Policy": content_policy({}),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Cookie",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page, and when."""

    actor: User | None
    moment: Moment


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round every page. `here` is its path, `name` the reader's where it was looked up."""

    school: str
    signed_in: bool
    name: str = ""
    here: str = ""


def reader_of(visit: Visit) -> Reader:
    """The reader on whose behalf a deed is done."""
    return Reader(visit.actor, moment_of(visit.actor, visit.now))


def frame_for(request: Request, actor: User | None) -> Frame:
    """The frame of a page for this reader."""
    school = visitors_of(request).school.name
    here = request.url.path if request.method in {"GET", "HEAD"} else ""
    return Frame(school, actor is not None, actor.name if actor else "", here)


def page(
    template: str, view: object, frame: Frame, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """A page. What was made for somebody who is signed in is kept nowhere."""
    caching = "no-store" if frame.signed_in else "no-cache"
    return HTMLResponse(
        render(template, view, frame),
        status_code=status,
        headers={**EVERY_PAGE, "Cache-Control": caching, **(headers or {})},
    )


def render(template: str, view: object, frame: Frame) -> str:
    """The HTML of a page."""
    return _environment().get_template(template).render(view=view, frame=frame)


@cache
def _environment() -> "Environment":
    # Imported with the first page: a school that only speaks the API never pays for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["static"] = static.address
    environment.globals["addresses"] = addresses
    return environment
