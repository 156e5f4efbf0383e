"""Who asks: the cookies of a sign-in, kept in a value that never shows them, and where they come from.

Also the pairs of cookie and header with which browsers show that a write is their own (rows 36, 46, 47, 92).
They prove nothing but that the sender knows both halves, so a client invents them for each write.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from carrel.client.errors import BadCredentials

CAUTH: Final = "CAUTH"
"""The cookie that proves a sign-in."""
CSRF: Final = "csrftoken"
CSRF3: Final = "CSRF3-Token"
CSRF3_LIFETIME: Final = 4 * 24 * 3600
"""Seconds: how far in the future the captured tokens end."""
HTTP_ONLY: Final = "#HttpOnly_"
COLUMNS: Final = 7

_VALUE: Final = re.compile(r"[\x21-\x3a\x3c-\x7e]+")
_REMOVAL: Final = re.compile(r";\s*max-age=0\b", re.IGNORECASE)
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Credentials:
    """The cookies that prove to one site who asks.

    They go to that site's own host and nowhere else. They are not shown by `repr`, `str` or a log, and
    cannot be pickled; `reveal` is the one way to get at them, for who keeps them safe on disk.
    """

    __slots__ = ("_cookies",)

    def __init__(self, cookies: Mapping[str, str]) -> None:
        """Cookies by name. Raises `BadCredentials` for one that cannot be sent, or when CAUTH is missing."""
        for name, value in cookies.items():
            if not _NAME.fullmatch(name) or not (value == "" or _VALUE.fullmatch(value)):
                raise BadCredentials(
                    f"The cookie {name[:40]!r} holds characters that no cookie can hold. Copy its value "
                    "again, the whole of it and nothing else."
                )
        if not cookies.get(CAUTH):
            raise BadCredentials(
                f"There is no cookie {CAUTH} among these, and it is the one that proves a sign-in. "
                "Sign in with a browser first, then copy the cookies of the site."
            )
        self._cookies = dict(cookies)

    @classmethod
    def from_cauth(cls, text: str) -> "Credentials":
        """From the value of the cookie CAUTH, as people paste it: `CAUTH=` and quotes may be around it."""
        bare = text.strip().removeprefix(f"{CAUTH}=").strip().strip("\"'").rstrip(";")
        return cls({CAUTH: bare})

    @classmethod
    def from_cookies_txt(cls, text: str, host: str, now: float) -> "Credentials":
        """From the text of a cookies.txt file (Netscape's format), those for `host` that live at `now`.

        `now` is in epoch seconds. Raises `BadCredentials`, which tells an expired cookie from a missing one.
        """
        ours = [line for line in _lines(text) if _is_for(line.domain, host)]
        living = [line for line in ours if line.expires == 0 or line.expires > now]
        # The more of the host a domain names, the later it comes: the last one of a name is kept.
        cookies = {line.name: line.value for line in sorted(living, key=lambda line: len(line.domain))}
        if not cookies.get(CAUTH):
            raise BadCredentials(_what_is_missing(ours, host))
        return cls({name: value for name, value in cookies.items() if _can_be_sent(name, value)})

    @classmethod
    def from_set_cookies(cls, texts: Iterable[str]) -> "Credentials":
        """From the `Set-Cookie` headers that answered a sign-in."""
        cookies: dict[str, str] = {}
        for text in texts:
            name, _, value = text.partition(";")[0].strip().partition("=")
            if _can_be_sent(name, value.strip('"')) and not _REMOVAL.search(text):
                cookies[name] = value.strip('"')
        return cls(cookies)

    def reveal(self) -> dict[str, str]:
        """The cookies by name: secrets, for a file that only their owner can read."""
        return dict(self._cookies)

    def __repr__(self) -> str:
        return f"Credentials({', '.join(sorted(self._cookies))})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Credentials) and self._cookies == other._cookies

    __hash__ = None  # type: ignore[assignment]  # the usual way to say so; the checker knows no other

    def __reduce__(self) -> NoReturn:
        raise TypeError("Credentials are not pickled, so that they never end up where nobody looks for them.")


@dataclass(frozen=True, slots=True)
class _Line:
    domain: str
    expires: float
    name: str
    value: str


def write_cookies(cookies: Mapping[str, str]) -> str:
    """The value of a `Cookie` header."""
    return "; ".join([f"{name}={value}" for name, value in cookies.items()])


def pairs_for_a_write(
    cookies: Mapping[str, str], now: float, letters: Callable[[int], str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The further cookies and the headers that a write carries.

    What the sign-in brought is repeated, the rest invented: `letters` makes that many random characters,
    `now` is in epoch seconds.
    """
    csrf2 = f"csrf2_token_{letters(8)}"
    own = {
        CSRF: cookies.get(CSRF) or letters(24),
        csrf2: letters(24),
        CSRF3: cookies.get(CSRF3) or f"{int(now) + CSRF3_LIFETIME}.{letters(16)}",
    }
    headers = {
        "x-csrftoken": own[CSRF],
        "x-csrf2-cookie": csrf2,
        "x-csrf2-token": own[csrf2],
        "x-csrf3-token": own[CSRF3],
    }
    return own, headers


def _lines(text: str) -> list[_Line]:
    """The cookies in a file. Whatever is no cookie is passed over: comments, headings, broken lines."""
    read = [_line(raw) for raw in text.removeprefix("\ufeff").splitlines()]
    return [line for line in read if line is not None]


def _line(raw: str) -> _Line | None:
    text = raw.strip("\r\n ").removeprefix(HTTP_ONLY)
    if text.startswith("#"):
        return None
    # Editors turn tabs into spaces, and only the last column could hold one; an empty value loses its own.
    columns = text.split("\t") if "\t" in text else text.split(maxsplit=COLUMNS - 1)
    if len(columns) == COLUMNS - 1:
        columns.append("")
    if len(columns) != COLUMNS:
        return None
    domain, _, _, _, expires, name, value = [column.strip() for column in columns]
    try:
        return _Line(domain.lower().lstrip("."), float(expires), name, value.strip('"'))
    except ValueError:
        return None


def _is_for(domain: str, host: str) -> bool:
    return bool(domain) and (host.lower() == domain or host.lower().endswith("." + domain))


def _can_be_sent(name: str, value: str) -> bool:
    return bool(_NAME.fullmatch(name) and _VALUE.fullmatch(value))


def _what_is_missing(ours: list[_Line], host: str) -> str:
    if any(line.name == CAUTH for line in ours):
        return (
            f"The sign-in at {host} in this cookie file has expired. "
            "Sign in again with the browser and export its cookies once more."
        )
    if ours:
        return (
            f"This cookie file knows {host}, but nobody is signed in there: it holds no {CAUTH}. "
            "Sign in with the browser, then export its cookies again."
        )
    return (
        f"This cookie file holds nothing for {host}. Export the cookies while a page of {host} is open, "
        "in Netscape's format (cookies.txt)."
    )
