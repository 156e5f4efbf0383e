"""Between values and the network: what both drivers do alike before they send and after they received.

This is the one place where cookies are put on a request, by the very address that is then connected to. The
HTTP library keeps no cookies of its own and follows no redirects.
"""

import logging
import re
import secrets
import string
import time
from dataclasses import dataclass
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpx2

from carrel.client.auth import Credentials, pairs_for_a_write, write_cookies
from carrel.client.errors import BadAddress, NotTheApi, TimedOut, Unreachable
from carrel.client.exchange import Failure, Request, Response

MOST_BYTES: Final = 64 * 1024 * 1024
"""Of an answer that is no download."""
LOCAL: Final = ("localhost", "127.", "[::1]")
ERROR_NUMBER: Final = re.compile(r"\[Errno -?\d+\] ")
LETTERS: Final = string.ascii_letters + string.digits
USER_AGENT: Final = "Carrel"
NEVER_ARRIVED: Final = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.UnsupportedProtocol,
)

_HOST: Final = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")

# Their lines show headers and whole addresses, cookies and signatures among them. Whoever wants to see those
# sets the levels again.
logging.getLogger("httpcore2").setLevel(logging.INFO)
logging.getLogger("httpx2").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long each step may take, in seconds. `read` is the longest silence, also within a download."""

    connect: float = 10.0
    read: float = 30.0
    write: float = 30.0
    pool: float = 30.0

    def within(self, seconds: float) -> dict[str, float]:
        """The same, and none longer than `seconds`."""
        return {
            "connect": min(self.connect, seconds),
            "read": min(self.read, seconds),
            "write": min(self.write, seconds),
            "pool": min(self.pool, seconds),
        }


LIMITS: Final = httpx2.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=15.0)
"""What is under way is limited by politeness, host by host, and not by the pool."""
USUAL_TIMEOUTS: Final = Timeouts()


class Connection:
    """One site, and who asks it."""

    def __init__(self, site: str, credentials: Credentials | None, timeouts: Timeouts) -> None:
        self.site = read_site(site)
        self.credentials = credentials
        self._timeouts = timeouts

    def locate(self, target: str) -> httpx2.URL:
        """The whole address of a target. Raises `BadAddress`."""
        return _located(self.site, target)

    def prepare(self, request: Request, seconds: float) -> httpx2.Request:
        """What to send, with cookies if it goes to the site itself. It may take `seconds`."""
        url = self.locate(request.target)
        headers = {
            "accept": "application/json",
            "accept-encoding": "gzip, deflate",
            "user-agent": USER_AGENT,
            **request.headers,
        }
        if origin_of(url) == origin_of(self.site):
            headers |= self._proofs(request)
        # The body of a download may take as long as it likes, as long as it does not stall.
        timeouts = self._timeouts.within(float("inf") if request.streams else seconds)
        return httpx2.Request(
            request.method, url, headers=headers, content=request.body, extensions={"timeout": timeouts}
        )

    def _proofs(self, request: Request) -> dict[str, str]:
        cookies = self.credentials.reveal() if self.credentials else {}
        headers: dict[str, str] = {}
        if request.method != "GET":
            pairs, headers = pairs_for_a_write(cookies, time.time(), random_letters)
            cookies |= pairs
        return {**headers, "cookie": write_cookies(cookies)} if cookies else headers


@lru_cache(maxsize=256)
def _located(site: httpx2.URL, target: str) -> httpx2.URL:
    # Kept, because a download locates twice what is long: signed addresses are.
    try:
        # Joining reads an address twice, and reading a signed one costs more than all else that is done here.
        url = httpx2.URL(target) if target.startswith(("http://", "https://")) else site.join(target)
    except (httpx2.InvalidURL, ValueError) as error:
        raise BadAddress(
            f"{target.partition('?')[0]!r} is no address: {error}. Check how it is spelled."
        ) from error
    if not _is_of_the_web(url):
        raise BadAddress(
            f"{target.partition('?')[0]!r} is no address of the web that can be asked. "
            "Give one that begins with https:// or http:// and holds no password."
        )
    return url


def response_of(answer: httpx2.Response, body: bytes) -> Response:
    """The value of what came back."""
    return Response(
        status=answer.status_code,
        url=str(answer.request.url),
        headers=dict(answer.headers.items()),
        body=body,
        cookies=tuple(answer.headers.get_list("set-cookie")),
    )


def failure_of(request: httpx2.Request, error: httpx2.HTTPError, seconds: float) -> Failure:
    """The value of what went wrong."""
    host = host_of(request.url)
    told = (
        TimedOut(host, "an answer")
        if isinstance(error, httpx2.TimeoutException)
        else Unreachable(host, ERROR_NUMBER.sub("", str(error)) or type(error).__name__)
    )
    told.__cause__ = error
    return Failure(error=told, may_have_arrived=not isinstance(error, NEVER_ARRIVED), seconds=seconds)


def grow(body: bytearray, chunk: bytes, request: httpx2.Request) -> None:
    """Add to an answer's body; raises `NotTheApi` for one that never ends."""
    body += chunk
    if len(body) > MOST_BYTES:
        raise NotTheApi(request.url.path, f"more than {MOST_BYTES // 1024 // 1024} MiB")


def too_late(request: httpx2.Request) -> httpx2.ReadTimeout:
    """The error of an answer that took longer than it may, although there was never a long silence."""
    return httpx2.ReadTimeout("the answer took too long as a whole", request=request)


def read_site(text: str) -> httpx2.URL:
    """The address of a site: scheme, host and port, whatever follows. Without a scheme it is https.

    Raises `BadAddress`.
    """
    bare = text.strip()
    if "://" not in bare:
        bare = f"{'http' if bare.startswith(LOCAL) else 'https'}://{bare}"
    try:
        url = httpx2.URL(bare)
    except (httpx2.InvalidURL, ValueError) as error:
        raise _not_a_site(text) from error
    if not _is_of_the_web(url):
        raise _not_a_site(text)
    return httpx2.URL(scheme=url.scheme, host=url.host, port=url.port, path="/")


def origin_of(url: httpx2.URL) -> tuple[str, str, int]:
    """Scheme, host and port: what must agree for cookies to be sent."""
    return url.scheme, url.host.lower(), url.port or (443 if url.scheme == "https" else 80)


def host_of(url: httpx2.URL) -> str:
    """The host, with its port where that is unusual."""
    return url.netloc.decode("ascii", "replace")


def no_cookies() -> CookieJar:
    """A jar that never takes a cookie in."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def random_letters(count: int) -> str:
    """Letters and digits that nobody can guess."""
    return "".join([secrets.choice(LETTERS) for _ in range(count)])


def _is_of_the_web(url: httpx2.URL) -> bool:
    """Whether it names a host, and nobody: a name or password in an address is a trick or a mistake."""
    return url.scheme in {"http", "https"} and bool(_HOST.fullmatch(url.raw_host)) and not url.userinfo


def _not_a_site(text: str) -> BadAddress:
    return BadAddress(
        f"{text[:100]!r} is not the address of a site. Give one such as https://school.example.org."
    )
