"""Addresses of the web, as they are connected to: read once, and by one reader.

That is the HTTP library's. Plain addresses, which are nearly all, come out as it would read them without it.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from carrel.client.errors import BadAddress

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
LOCAL: Final = ("localhost", "127.", "[::1]")
LONGEST: Final = 65_536

_TEXT: Final = r"[A-Za-z0-9._~!$&'()*+,;=:@/-]"
_PERCENT: Final = rf"(?:%[0-9A-Fa-f]{{2}}{_TEXT}*)*"
_TARGET: Final = re.compile(rf"/(?!/){_TEXT}*{_PERCENT}(?:\?{_TEXT}+{_PERCENT})?")
_ORIGIN: Final = re.compile(r"(https?)://([a-z][a-z0-9._-]*|([0-9.]+))(?::([1-9][0-9]{0,4}))?")
_HOST: Final = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_BYTES: Final = frozenset(map(str, range(256)))


class Address(NamedTuple):
    """An address without a fragment. `host` and `target` (path and query) are ASCII, as they are sent;
    `port` is None where it is the usual one."""

    scheme: str
    host: str
    port: int | None
    target: str

    @property
    def netloc(self) -> str:
        """The host, with its port where that is unusual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what must agree for cookies to be sent."""
        return self.scheme, self.host.lower(), self.port or DEFAULT_PORTS[self.scheme]

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"


@lru_cache(maxsize=256)
def locate(site: Address, target: str) -> Address:
    """The address of a target: a path of the site with its query, or a whole address. Raises `BadAddress`."""
    # Kept, because a download locates twice what is long: signed addresses are.
    if _TARGET.fullmatch(target) and _needs_no_reading(target):
        return site._replace(target=target)
    is_path = target.startswith("/") and not target.startswith("//")
    whole = f"{site.scheme}://{site.netloc}{target}" if is_path else target
    try:
        address = _read_plain(whole) or _read(whole, site)
    except ValueError as error:
        raise BadAddress(
            f"{target.partition('?')[0]!r} is not an address: {error}. Check how it is spelled."
        ) from error
    if address is None:
        raise BadAddress(
            f"{target.partition('?')[0]!r} is not an address of the web that can be asked. "
            "Give one that begins with https:// or http:// and holds no password."
        )
    return address


def read_site(text: str) -> Address:
    """The address of a site: scheme, host and port, whatever follows. Without a scheme it is https.

    Raises `BadAddress`.
    """
    bare = text.strip()
    if "://" not in bare:
        bare = f"{'http' if bare.startswith(LOCAL) else 'https'}://{bare}"
    try:
        address = _read_plain(bare) or _read(bare)
    except ValueError as error:
        raise _not_a_site(text) from error
    if address is None:
        raise _not_a_site(text)
    return address._replace(target="/")


def _needs_no_reading(text: str) -> bool:
    return "/." not in text and len(text) < LONGEST


def _read_plain(text: str) -> Address | None:
    """An address that the library would leave as it is; None for any other."""
    found = _ORIGIN.match(text)
    if found is None or not _needs_no_reading(text):
        return None
    scheme, host, number, port = found.groups()
    target = text[found.end() :] or "/"
    if not _TARGET.fullmatch(target) or (number and not _is_ipv4(number)):
        return None
    return _address(scheme, host, int(port) if port else None, target)


def _is_ipv4(number: str) -> bool:
    parts = number.split(".")
    return len(parts) == 4 and _BYTES.issuperset(parts)


def _read(text: str, site: Address | None = None) -> Address | None:
    """Any address, relative to the site or whole; None when it is not of the web. Raises `ValueError`."""
    # Imported here: most programs meet only plain addresses.
    import httpx2

    try:
        # Joining reads an address twice, and reading one takes long.
        is_whole = site is None or text.startswith(("http://", "https://"))
        url = httpx2.URL(text) if is_whole else httpx2.URL(str(site)).join(text)
    except httpx2.InvalidURL as error:
        raise ValueError(str(error)) from error
    # A name or password in an address is a trick or a mistake.
    if url.scheme not in DEFAULT_PORTS or not _HOST.fullmatch(url.raw_host) or url.userinfo:
        return None
    return _address(url.scheme, url.raw_host.decode("ascii"), url.port, url.raw_path.decode("ascii"))


def _address(scheme: str, host: str, port: int | None, target: str) -> Address:
    return Address(scheme, host, None if port == DEFAULT_PORTS[scheme] else port, target)


def _not_a_site(text: str) -> BadAddress:
    return BadAddress(
        f"{text[:100]!r} is not the address of a site. Give one such as https://school.example.org."
    )
