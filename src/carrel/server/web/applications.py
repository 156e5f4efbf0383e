"""What programs ask of a user: the page that asks, and the page on which it is taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.datastructures import QueryParams
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from carrel.application import granting
from carrel.application.granting import Refusal, Refused, Request, Wish
from carrel.application.visit import Visit
from carrel.domain.granting import SCOPES, origin_of
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.moments import Moment, date_words
from carrel.server.web.rendering import Reader, content_policy, frame_for, page, reader_of

FIELDS = 20
"""Fields that the form may send."""
_REFUSED = Refusal("access_denied", "The user did not allow it.")


@dataclass(frozen=True, slots=True)
class ConsentView:
    """Who asks, for what, and what goes back with the answer."""

    program: str
    returns_to: str
    allowed: Sequence[str]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProgramLine:
    """A program, what it may do, since when, and where the button leads that ends it."""

    id: str
    name: str
    allowed: Sequence[str]
    since: str


@dataclass(frozen=True, slots=True)
class ApplicationsView:
    """The programs that act for the reader."""

    programs: Sequence[ProgramLine]


async def ask(request: HttpRequest) -> Response:
    """Ask the user; who is not signed in signs in first."""
    wish = _wish(request.query_params)

    def read(visit: Visit) -> tuple[Reader, Request | Refused]:
        return reader_of(visit), granting.consider(visit, wish)

    reader, asked = await visitors_of(request).reading(request, read)
    if isinstance(asked, Refused):
        return _back(asked.redirect_uri, asked.state, _told(asked.refusal))
    if reader.actor is None:
        return RedirectResponse(addresses.following(f"{request.url.path}?{request.url.query}"), 303)
    view = ConsentView(
        program=asked.client.name,
        returns_to=origin_of(asked.redirect_uri),
        allowed=_words(asked.scope),
        fields=_fields(request.query_params),
    )
    # Browsers hold the address that an answer to a form leads on to against the policy of the page.
    policy = content_policy({"form-action": f"'self' {origin_of(asked.redirect_uri)}"})
    frame = frame_for(request, reader.actor)
    return page("consent.html", view, frame, headers={"Content-Security-Policy": policy})


async def answer(request: HttpRequest) -> Response:
    """Take the user's answer back to the program."""
    form = await request.form(max_files=0, max_fields=FIELDS)
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    wish, is_allowed = _wish(fields), fields.get("answer") == "allow"

    def deed(visit: Visit) -> tuple[Request | Refused, str]:
        visit.learner()
        asked = granting.consider(visit, wish)
        return asked, granting.allow(visit, asked) if is_allowed and isinstance(asked, Request) else ""

    asked, code = await visitors_of(request).writing(request, deed)
    if isinstance(asked, Refused):
        return _back(asked.redirect_uri, asked.state, _told(asked.refusal))
    return _back(asked.redirect_uri, asked.state, {"code": code} if code else _told(_REFUSED))


async def show(request: HttpRequest) -> Response:
    """The programs that the reader has allowed something."""
    reader, grants = await visitors_of(request).reading(
        request, lambda visit: (reader_of(visit), granting.my_grants(visit))
    )
    lines = [
        ProgramLine(one.client.id, one.client.name, _words(one.scope), _since(reader.moment, one.granted_at))
        for one in grants
    ]
    return page("applications.html", ApplicationsView(lines), frame_for(request, reader.actor))


async def revoke(request: HttpRequest) -> Response:
    """Take back what the reader allowed a program, at once."""
    form = await request.form(max_files=0, max_fields=FIELDS)
    client_id = form.get("client_id", "")
    visitors = visitors_of(request)
    await visitors.writing(request, lambda visit: granting.revoke(visit, str(client_id)))
    visitors.forget_all()
    return RedirectResponse(addresses.APPLICATIONS, 303)


def _wish(sent: Mapping[str, str] | QueryParams) -> Wish:
    return Wish(
        response_type=sent.get("response_type", ""),
        client_id=sent.get("client_id", ""),
        redirect_uri=sent.get("redirect_uri", ""),
        scope=sent.get("scope", ""),
        state=sent.get("state", ""),
        challenge=sent.get("code_challenge", ""),
        method=sent.get("code_challenge_method", ""),
    )


NAMES = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
)
"""What an address that asks may say; what else it says is not looked at."""


def _fields(sent: QueryParams) -> Mapping[str, str]:
    return {name: sent[name] for name in NAMES if name in sent}


def _words(scope: str) -> Sequence[str]:
    return [SCOPES[one] for one in scope.split() if one in SCOPES]


def _told(refusal: Refusal) -> dict[str, str]:
    return {"error": refusal.error, "error_description": refusal.description}


def _back(redirect_uri: str, state: str, told: Mapping[str, str]) -> Response:
    """To the program, with the answer and its state; the address keeps the parameters that it has."""
    parts = urlsplit(redirect_uri)
    returned = {**told, "state": state} if state else told
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *returned.items()]
    target = urlunsplit(parts._replace(query=urlencode(pairs)))
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(target, 303, headers=headers)


def _since(moment: Moment, at: int) -> str:
    return date_words(moment.local(at))
