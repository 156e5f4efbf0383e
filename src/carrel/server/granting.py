"""Where a program fetches its tokens: `POST /oauth2/v1/token` (RFC 6749)."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from starlette.requests import Request

from carrel.application import granting
from carrel.application.granting import Refusal, Tokens
from carrel.application.visit import Visit
from carrel.domain.granting import ACCESS_LIFETIME
from carrel.server.answers import Answer, json_answer
from carrel.server.api.bodies import read_body
from carrel.server.origin import refuse_foreign
from carrel.server.visitors import visitors_of

HEADERS: Final = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"pragma", b"no-cache"),
    (b"x-content-type-options", b"nosniff"),
)
_UNREADABLE: Final = Refusal("invalid_request", "Send a form whose members stand there once each.")


async def token(request: Request) -> Answer:
    """Tokens for a code or for a refresh token."""
    visitors = visitors_of(request)
    refuse_foreign(request, visitors.settings)
    form = _form(await read_body(request, visitors.settings.largest_body))
    given = _credentials(request, form) if form is not None else None
    if form is None or given is None:
        return _refused(_UNREADABLE)
    client_id, secret = given
    got = await visitors.school.writing(
        lambda visit: _granted(visit, client_id, secret, form), None, visitors.clock()
    )
    if isinstance(got, Refusal):
        # What comes a second time ends what was given for it the first time.
        visitors.forget_programs()
        return _refused(got)
    return _answer(got)


def _granted(visit: Visit, client_id: str, secret: str, form: Mapping[str, str]) -> Tokens | Refusal:
    match form.get("grant_type"):
        case "authorization_code":
            return granting.exchange_code(
                visit,
                client_id,
                secret,
                form.get("code", ""),
                form.get("redirect_uri", ""),
                form.get("code_verifier", ""),
            )
        case "refresh_token":
            sent = form.get("refresh_token", "")
            return granting.refresh(visit, client_id, secret, sent, form.get("scope", ""))
        case None:
            return Refusal("invalid_request", "The grant_type is missing.")
        case _:
            return Refusal("unsupported_grant_type", "Known are authorization_code and refresh_token.")


def _form(body: bytes) -> dict[str, str] | None:
    """The members of a form; None where one stands twice, which nobody may guess about."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return None
    return dict(pairs) if len(dict(pairs)) == len(pairs) else None


def _credentials(request: Request, form: Mapping[str, str]) -> tuple[str, str] | None:
    """The program's id and secret, from the header or else from the form; None for both, or neither."""
    header = request.headers.get("authorization")
    if header is None:
        return form.get("client_id", ""), form.get("client_secret", "")
    scheme, _, encoded = header.partition(" ")
    try:
        client_id, _, secret = b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except ValueError:
        return None
    if scheme.lower() != "basic" or "client_secret" in form:
        return None
    return unquote_plus(client_id), unquote_plus(secret)


def _answer(tokens: Tokens) -> Answer:
    told = {
        "access_token": tokens.access,
        "token_type": "Bearer",
        "expires_in": ACCESS_LIFETIME // 1000,
        "refresh_token": tokens.refresh,
        "scope": tokens.scope,
    }
    return json_answer(told, headers=HEADERS)


def _refused(refusal: Refusal) -> Answer:
    is_client = refusal.error == "invalid_client"
    return json_answer(
        {"error": refusal.error, "error_description": refusal.description},
        status=401 if is_client else 400,
        headers=HEADERS,
        more={"www-authenticate": 'Basic realm="oauth2"'} if is_client else {},
    )
