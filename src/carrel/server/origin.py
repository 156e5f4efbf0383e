"""Where a write may come from: our own pages, or a program that is no browser.

A browser names the page's origin on every write it sends to another site; a program names none. The pairs of
cookie and header that clients of the learner API invent for themselves are looked at only when presented:
one that matches is enough (row 92), and none that matches is a refusal.
"""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from carrel.protocol.errors import NaptimeError
from carrel.server.settings import Settings


class ForeignOrigin(NaptimeError):
    """A write that another site made a browser send."""

    def __init__(self, text: str) -> None:
        super().__init__(403, "foreignOrigin", text)


def refuse_foreign(request: HTTPConnection, settings: Settings) -> None:
    """Raise `ForeignOrigin` for a write that comes from another site."""
    headers = request.headers
    origin = headers.get("origin")
    if origin is not None:
        if not _is_ours(origin, headers.get("host", ""), settings.base_url):
            raise ForeignOrigin(f"This was sent from {origin[:200]}, and only our own pages may send it.")
    elif headers.get("sec-fetch-site") == "cross-site":
        raise ForeignOrigin("This was sent from another site, and only our own pages may send it.")
    pairs = _presented_pairs(request)
    if pairs and not any(sent and sent == kept for sent, kept in pairs):
        raise ForeignOrigin("The tokens against forged requests do not match their cookies.")


def _is_ours(origin: str, host: str, base_url: str) -> bool:
    try:
        named = urlsplit(origin)
    except ValueError:
        return False
    if base_url:
        return origin == base_url
    return bool(named.netloc) and named.netloc == host


def _presented_pairs(request: HTTPConnection) -> list[tuple[str, str | None]]:
    if not any(name.startswith(b"x-csrf") for name, _ in request.scope["headers"]):
        return []
    headers = request.headers
    named = [
        ("x-csrftoken", "csrftoken"),
        ("x-csrf2-token", headers.get("x-csrf2-cookie", "CSRF2-Token")),
        ("x-csrf3-token", "CSRF3-Token"),
    ]
    presented = [(headers[header], cookie) for header, cookie in named if header in headers]
    cookies = request.cookies
    return [(sent, cookies.get(cookie) if cookie else None) for sent, cookie in presented]
