"""The files of a course, before they are fetched: what each is, where it belongs, where it can be had."""

import re
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from carrel.archiver.names import tag

AssetKind = Literal["video", "captions", "file"]

PERMISSIONS: Final = re.compile(
    r"expir(?:y|es|ation)|hmac|sig(?:nature)?|policy|key-?pair-?id|token|x-amz-.*|x-goog-.*|awsaccesskeyid",
    re.IGNORECASE,
)
"""The parameters of an address that say who may use it until when, and nothing about the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file of a course. `key` says what it is for ever, `version` changes when its bytes do.

    `place` is its path within the course's folder, `url` where it can be had now: an absolute address or a
    path of the site, signed and soon over. `item_ids` are the items that show it; none for what the course's
    own page shows. `file_id` and `name` are the site's own, where it has any.
    """

    key: str
    version: str
    place: str
    url: str
    kind: AssetKind = "file"
    item_ids: tuple[str, ...] = ()
    file_id: str = ""
    name: str = ""
    height: int = 0
    language: str = ""


def version_of(url: str) -> str:
    """What changes when an address leads to another file: the address without the permission in it."""
    parts = urlsplit(url)
    told = [pair for pair in parse_qsl(parts.query) if not PERMISSIONS.fullmatch(pair[0])]
    return tag(f"{parts.path}?{urlencode(sorted(told))}")


def last_step(url: str) -> str:
    """The last part of an address's path: often the name of a file."""
    return unquote(urlsplit(url).path.rpartition("/")[2])
