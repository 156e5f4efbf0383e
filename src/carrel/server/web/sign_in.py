"""Signing in with a password or with a link, and signing out."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application.signing_in import SignIn, follow_link, sign_out
from carrel.domain.errors import UnknownAccount
from carrel.domain.users import User
from carrel.server.signing_in import let_go, remember, sign_in_with_password
from carrel.server.visitors import token_of, visitors_of
from carrel.server.web import addresses
from carrel.server.web.forms import text_of
from carrel.server.web.rendering import frame_for, page, reader_of

FIELDS: Final = 10
"""Fields that the form may send; it has three."""


@dataclass(frozen=True, slots=True)
class SignInView:
    """The form. `reason` says why it is shown where another page was asked for, `fault` what was wrong."""

    email: str
    onward: str
    reason: str = ""
    fault: str = ""


async def show(request: Request) -> Response:
    """The form; who is signed in already goes on."""
    onward = onward_of(request.query_params.get("next", ""))
    actor = await visitors_of(request).reading(request, lambda visit: reader_of(visit).actor)
    if actor is not None:
        return RedirectResponse(onward, 303)
    return form_page(request, SignInView(email="", onward=onward))


async def submit(request: Request) -> Response:
    """Sign in with what the form says; a wrong password shows it again with the email kept."""
    form = await request.form(max_files=0, max_fields=FIELDS)
    email, onward = text_of(form, "email"), onward_of(text_of(form, "next"))
    try:
        made = await sign_in_with_password(request, email, text_of(form, "password"))
    except UnknownAccount as error:
        fault = f"{error} Check both and try again."
        return form_page(request, SignInView(email, onward, fault=fault), status=401)
    return _welcome(request, made, onward)


async def follow(request: Request) -> Response:
    """Sign in by a link, which works once. A `HEAD`, as link checkers send, does not spend it."""
    if request.method != "GET":
        return Response(headers={"Cache-Control": "no-store"})
    token = request.path_params["token"]
    made = await visitors_of(request).writing(request, lambda visit: follow_link(visit, token))
    return _welcome(request, made, addresses.DESK)


async def leave(request: Request) -> Response:
    """Sign out; for who is signed in nowhere that changes nothing."""
    token = token_of(request)
    if token:
        visitors = visitors_of(request)
        await visitors.writing(request, lambda visit: sign_out(visit, token))
        visitors.forget(token)
    answer = RedirectResponse(addresses.DESK, 303, headers={"Cache-Control": "no-store"})
    let_go(answer, visitors_of(request).settings)
    return answer


def onward_of(path: str) -> str:
    """Where signing in leads: a path of this school, or the desk."""
    return path if addresses.is_local(path) else addresses.DESK


def form_page(request: Request, view: SignInView, *, status: int = 200) -> Response:
    """The page with the form."""
    nobody: User | None = None
    return page("sign_in.html", view, frame_for(request, nobody), status=status)


def _welcome(request: Request, made: SignIn, onward: str) -> Response:
    answer = RedirectResponse(onward, 303, headers={"Cache-Control": "no-store"})
    remember(answer, made, visitors_of(request))
    return answer
