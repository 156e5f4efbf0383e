"""Addresses that carry their own permission: signed, and good for a while.

Who fetches media sends no cookie (players and download tools do not), so the address itself says until when
it may be used, and the school's secret vouches for it. Forging or stretching one is refused.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from carrel.application.texts import address_of
from carrel.courseware.course import Course, File

CaptionFormat = Literal["srt", "vtt", "txt"]


@dataclass(frozen=True, slots=True)
class Links:
    """Where things are, for one request. `base` is scheme and host; `expires` is epoch ms."""

    base: str
    secret: bytes
    expires: int

    def media(self, file: File) -> str:
        """The absolute address of a file's bytes; it ends at `expires`."""
        name = quote(file.path.rpartition("/")[2])
        signature = sign(self.secret, "media", file.sha256, name, str(self.expires))
        return f"{self.base}/media/{file.sha256}/{name}?expires={self.expires}&signature={signature}"

    def caption(self, file: File, form: CaptionFormat) -> str:
        """The site path of captions in one of three forms; it ends at `expires`."""
        signature = sign(self.secret, "caption", file.id, form, str(self.expires))
        return (
            f"/api/subtitleAssetProxy.v1/{file.id}"
            f"?expiry={self.expires}&hmac={signature}&fileExtension={form}"
        )

    def file(self, course: Course, file: File) -> str:
        """The absolute address of a file for those who are signed in; it never ends."""
        return self.base + address_of(course, file)

    def public_file(self, file: File) -> str:
        """The absolute address of a file that everybody may see, such as a logo; it never ends."""
        return f"{self.base}/files/{file.id}/{quote(file.path.rpartition('/')[2])}"


def sign(secret: bytes, *parts: str) -> str:
    """The signature of some parts: 43 characters of base64url."""
    digest = hmac.digest(secret, "\n".join(parts).encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def is_signed(secret: bytes, signature: str, *parts: str) -> bool:
    """Whether the signature is that of the parts; takes as long for a wrong one as for a right one."""
    return hmac.compare_digest(sign(secret, *parts).encode(), signature.encode())
