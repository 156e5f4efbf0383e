"""Everything that can go wrong in the protocol.

ProtocolError
├── DeclarationError            a schema contradicts itself
├── GrammarError                a text does not follow its grammar, or a value has no spelling in it
├── AnswerError                 an answer is not in the form the protocol promises
└── RequestError                a request is refused; knows its status and its body
    ├── RoutingError            405: the address, method or operation does not fit
    │   └── ParameterError      400: a query parameter does not fit
    └── NaptimeError            any status, with errorCode, message and details
        └── NoSuchResourceError     404: no declared path matches
"""

from collections.abc import Mapping
from typing import Final

ROUTING_PREFIX: Final = "Routing error: "


class ProtocolError(Exception):
    """Any failure of this room."""


class DeclarationError(ProtocolError):
    """A schema, key or parameter is declared in a way that contradicts itself."""


class GrammarError(ProtocolError):
    """A text cannot be read by its grammar, or a value cannot be written in it."""


class AnswerError(ProtocolError):
    """A JSON value from the other side is not in the form that the protocol promises."""


class RequestError(ProtocolError):
    """A request that is answered with `status` and the JSON object `body()`."""

    status: int

    def body(self) -> dict[str, object]:
        """The JSON object to answer with."""
        raise NotImplementedError


class RoutingError(RequestError):
    """The address was found, but the method or operation does not fit it."""

    def __init__(self, text: str, status: int = 405) -> None:
        super().__init__(text)
        self.text = text
        self.status = status

    def body(self) -> dict[str, object]:
        """`{"msg": "Routing error: <text>"}`."""
        return {"msg": ROUTING_PREFIX + self.text}


class ParameterError(RoutingError):
    """A query parameter is missing, repeated or unreadable. Status 400, with the body of a routing error."""

    def __init__(self, text: str) -> None:
        super().__init__(text, status=400)


class NaptimeError(RequestError):
    """A refusal with the standard body. Each of its three members may be null, none may be absent."""

    def __init__(
        self, status: int, error_code: str | None = None, message: str | None = None, details: object = None
    ) -> None:
        super().__init__(f"{status} {error_code or ''} {message or ''}".rstrip())
        self.status = status
        self.error_code = error_code
        self.message = message
        self.details = details

    def body(self) -> dict[str, object]:
        """`{"errorCode", "message", "details"}`, always all three."""
        return {"errorCode": self.error_code, "message": self.message, "details": self.details}


class NoSuchResourceError(NaptimeError):
    """No declared resource has this path."""

    def __init__(self) -> None:
        super().__init__(404, "notFound", "not found")


def not_found() -> NaptimeError:
    """404: the address is right, but nothing has this id."""
    return NaptimeError(404, "notFound", "not found")


def malformed_fields(reason: str) -> NaptimeError:
    """400: the `fields` parameter does not follow the grammar of selections."""
    return NaptimeError(400, "naptime.parse.fields", _UNREADABLE_SELECTION + reason)


def malformed_includes(reason: str) -> NaptimeError:
    """400: the `includes` parameter does not follow the grammar of selections."""
    return NaptimeError(400, "naptime.parse.includes", _UNREADABLE_SELECTION + reason)


# The framework names the includes parameter in both messages.
_UNREADABLE_SELECTION: Final = "Failed to parse includes query parameter. Error: "


def malformed_fields_header() -> NaptimeError:
    """400: the header `X-Coursera-Naptime-Fields` has another value than `all`."""
    return NaptimeError(400, "naptime.parse.fieldsHeader", "Invalid X-Coursera-Naptime-Fields option")


def did_not_validate(violations: Mapping[str, str]) -> NaptimeError:
    """400: a JSON body does not fit. `violations` maps each path (`/itemId`) to what is wrong with it."""
    details = {path: [{"message": text, "args": []}] for path, text in violations.items()}
    return NaptimeError(400, None, "JSON didn't validate", details)


def refused_value(text: str) -> NaptimeError:
    """400: every member is well formed, but the value as a whole is refused, for the reason `text`."""
    return NaptimeError(400, "request.validation", text)


def missing_authentication() -> NaptimeError:
    """401: nobody is signed in."""
    return NaptimeError(401, "auth.perms", "Missing authentication")


def malformed_authentication(text: str) -> NaptimeError:
    """401: credentials were sent, but they cannot be read."""
    return NaptimeError(401, "auth.parse", text)


def forbidden(text: str) -> NaptimeError:
    """403 with a reason, such as `Item is locked`."""
    return NaptimeError(403, "auth.perms", text)


def not_authorized() -> NaptimeError:
    """403 without a reason: not enrolled, somebody else's data, or a sign-in that has ended."""
    return NaptimeError(403, "Not Authorized")


def body_too_large(limit: int) -> NaptimeError:
    """413: the body is longer than `limit` bytes."""
    return NaptimeError(413, None, f"The request body is longer than the {limit} bytes that are accepted.")


def too_many_requests(text: str) -> NaptimeError:
    """429: slow down."""
    return NaptimeError(429, "tooManyRequests", text)


def read_error(status: int, body: object) -> RequestError:
    """The refusal that another server's answer means. A body in neither form gives one without a code."""
    if isinstance(body, Mapping):
        text = body.get("msg")
        if isinstance(text, str):
            return RoutingError(text.removeprefix(ROUTING_PREFIX), status)
        return NaptimeError(
            status, _text(body.get("errorCode")), _text(body.get("message")), body.get("details")
        )
    return NaptimeError(status)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
