"""What an answer that is no success means: the one place where statuses become errors."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from carrel.client.answers import kind_of, read_json
from carrel.client.errors import (
    ClientError,
    Gone,
    LinkExpired,
    Locked,
    NotAuthorized,
    NotEnrolled,
    NotFound,
    NotSignedIn,
    NotTheApi,
    Refused,
    ServerFailed,
    SignInRefused,
    TooManyRequests,
)
from carrel.client.exchange import Request, Response
from carrel.client.retrying import retry_after
from carrel.protocol.errors import NaptimeError, RequestError, read_error

NO_REASON: Final = "Not Authorized"
"""The code of the commonest refusal, which gives no reason."""


def refusal(request: Request, response: Response) -> ClientError:
    """The error that this answer of the API means."""
    words = _words(request, response)
    code, message = _code(words), _message(words) or _plain_text(response)
    match response.status:
        case HTTPStatus.UNAUTHORIZED:
            return NotSignedIn(host_of(response))
        case HTTPStatus.FORBIDDEN if code == NO_REASON or message == NO_REASON:
            return NotEnrolled(request.place)
        case HTTPStatus.FORBIDDEN if "locked" in message.lower():
            return Locked(request.place, message)
        case HTTPStatus.FORBIDDEN:
            return NotAuthorized(request.place, message or code)
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE if response.body and words is None:
            # A server of this API says so in JSON; a page says that this is no such server.
            return NotTheApi(request.place, kind_of(response))
    return _common(request, response, code, message)


def download_refusal(request: Request, response: Response) -> ClientError:
    """The error that this answer to a download means."""
    words = _words(request, response)
    code, message = _code(words), _message(words) or _plain_text(response)
    match response.status:
        case HTTPStatus.UNAUTHORIZED:
            return NotSignedIn(host_of(response))
        case HTTPStatus.FORBIDDEN if "?" in response.url:
            return LinkExpired(request.place)
        case HTTPStatus.FORBIDDEN if "locked" in message.lower():
            return Locked(request.place, message)
        case HTTPStatus.FORBIDDEN:
            return NotAuthorized(request.place, message)
    return _common(request, response, code, message)


def sign_in_refusal(request: Request, response: Response) -> ClientError:
    """The error that this answer to a sign-in means."""
    words = _words(request, response)
    if response.status < HTTPStatus.INTERNAL_SERVER_ERROR and response.status != HTTPStatus.TOO_MANY_REQUESTS:
        if words is None:
            return NotTheApi(request.place, kind_of(response))
        return SignInRefused(host_of(response), _message(words) or _code(words))
    return refusal(request, response)


def host_of(response: Response) -> str:
    """The host that answered, with its port where that is unusual."""
    return urlsplit(response.url).netloc.rpartition("@")[2]


def _common(request: Request, response: Response, code: str, message: str) -> ClientError:
    match response.status:
        case HTTPStatus.NOT_FOUND:
            return NotFound(request.place)
        case HTTPStatus.GONE:
            return Gone(request.place)
        case HTTPStatus.TOO_MANY_REQUESTS:
            return TooManyRequests(host_of(response), retry_after(response))
        case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return ServerFailed(request.place, status, message)
        case status if status >= HTTPStatus.BAD_REQUEST:
            return Refused(request.place, status, code or None, message or None)
    return NotTheApi(request.place, f"status {response.status}")


def _words(request: Request, response: Response) -> RequestError | None:
    """The server's own words, in either of the protocol's forms; None when they are not a JSON object."""
    try:
        words = read_json(response, request.place)
    except NotTheApi:
        return None
    return read_error(response.status, words) if isinstance(words, dict) else None


def _code(words: RequestError | None) -> str:
    return (words.error_code or "") if isinstance(words, NaptimeError) else ""


def _message(words: RequestError | None) -> str:
    if isinstance(words, NaptimeError):
        return words.message or ""
    return "" if words is None else str(words)


def _plain_text(response: Response) -> str:
    is_text = response.headers.get("content-type", "").startswith("text/plain")
    return response.body[:1000].decode("utf-8", "replace") if is_text else ""
