"""What prose points at, and how the places of files are told to the conversions.

A file of the course is named in the terms of the spelling it was read from: by its path in Markdown, by its
asset in CML. `Files` says how to get from one to the other, and where a browser finds the file.
"""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlencode

from msgspec import Struct


class Path(Struct, frozen=True):
    """A file of the course by its POSIX path, relative to the document that names it."""

    path: str


class Asset(Struct, frozen=True):
    """A file of the course by the id of its asset.

    `extension` has no dot. `kind` is `generic`, `audio` or `pdf`; whatever else a site says is kept.
    """

    id: str
    extension: str = ""
    kind: str = "generic"


class Url(Struct, frozen=True):
    """An address of the web (`http`, `https`), of mail (`mailto`), or one without a scheme."""

    url: str


FileReference = Path | Asset
Reference = Path | Asset | Url


def unknown(_: object) -> None:
    """The answer about every file when nothing is known."""


class Files(Struct, frozen=True, kw_only=True):
    """What the conversions may ask about the files of a course. Each question may be answered by None.

    `asset_at`: the asset of a path. `path_of`: the path of an asset's id. `url_of`: the address at which a
    browser gets the file. Paths are relative to the document, as it writes them. A mapping's `get` will do:
    `Files(path_of={"aWTK9s": "assets/page.pdf"}.get)`.
    """

    asset_at: Callable[[str], Asset | None] = unknown
    path_of: Callable[[str], str | None] = unknown
    url_of: Callable[[FileReference], str | None] = unknown


NO_FILES: Final = Files()

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
SCHEMES: Final = frozenset({"http", "https", "mailto"})
ASSET_SCHEME: Final = "asset:"
TEXT_EXTENSIONS: Final = frozenset({"md", "markdown"})
NOT_IN_ADDRESSES = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
NOT_IN_PATHS = re.compile(r"[^\w./~()+,=@!'-]")
NOT_IN_URLS = re.compile(r'[\x00-\x20\x7f-\xa0"<>\\^`{|}\s]')


def read_reference(address: str) -> Reference | None:
    """The reference that an address of a link or image spells; None for one that may not be followed.

    Refused is every scheme but those of the web and of mail, so no prose holds a `javascript:` address.
    """
    address = NOT_IN_ADDRESSES.sub("", address).strip()
    if address.startswith(ASSET_SCHEME):
        return _read_asset(address.removeprefix(ASSET_SCHEME))
    if scheme := SCHEME.match(address):
        return _url(address) if scheme.group()[:-1].lower() in SCHEMES else None
    if not address or address[0] in "/#?" or "?" in address or "#" in address:
        return _url(address) if address else None
    return Path(unquote(address))


def spell_reference(reference: Reference) -> str:
    """The address that `read_reference` reads as `reference`."""
    match reference:
        case Path(path):
            # A colon could make the first step of the path look like a scheme.
            return NOT_IN_PATHS.sub(_quoted, path)
        case Asset(id=asset_id, extension=extension, kind=kind):
            facts = {"extension": extension} if extension else {}
            facts |= {"kind": kind} if kind != "generic" else {}
            return ASSET_SCHEME + quote(asset_id, safe="") + ("?" + urlencode(facts) if facts else "")
        case Url(url):
            return url


def settled(reference: Reference) -> Reference | None:
    """The reference that comes back when this one is spelled and read; None when it may not be followed."""
    return read_reference(spell_reference(reference))


def is_download(reference: Reference) -> bool:
    """Whether a paragraph that is only a link to this is a download: any file but another text."""
    match reference:
        case Path(path):
            stem, dot, extension = path.rpartition("/")[2].rpartition(".")
            return bool(stem and dot and extension) and extension.lower() not in TEXT_EXTENSIONS
        case _:
            return isinstance(reference, Asset)


def _read_asset(spelled: str) -> Asset | None:
    asset_id, _, query = spelled.partition("?")
    facts = parse_qs(query)
    if not asset_id:
        return None
    return Asset(
        unquote(asset_id), facts.get("extension", [""])[0], facts.get("kind", ["generic"])[0] or "generic"
    )


def _url(address: str) -> Url:
    return Url(NOT_IN_URLS.sub(_quoted, address))


def _quoted(part: re.Match[str]) -> str:
    return quote(part.group(), errors="ignore")
