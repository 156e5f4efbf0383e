"""Addresses that carry their own permission: signed, and good for a while.

Who fetches media sends no cookie (players and download tools do not), so the address itself says until when
it may be used, and the school's secret vouches for it. Forging or stretching one is refused. The address of a
lecture's media also says to whom it was given for which lecture: what they fetch, they may watch offline.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from carrel.application.texts import address_of
from carrel.courseware.course import Course, File

CaptionFormat = Literal["srt", "vtt", "txt"]
Holder = tuple[int, str, str]
"""Whom media was given to, for which lecture: the ids of a learner, a course, an item."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where things are, for one request. `base` is scheme and host; `expires` is epoch ms."""

    base: str
    secret: bytes
    expires: int
    holder: Holder | None = None

    def given_to(self, learner_id: int, course_id: str, item_id: str) -> "Links":
        """The same addresses, which say that this learner has them for this lecture."""
        return replace(self, holder=(learner_id, course_id, item_id))

    def media(self, file: File) -> str:
        """The absolute address of a file's bytes; it ends at `expires`."""
        name, holder = quote(file.path.rpartition("/")[2]), write_holder(self.holder)
        signature = sign(self.secret, "media", file.sha256, name, holder, str(self.expires))
        given = f"&for={holder}" if holder else ""
        return f"{self.base}/media/{file.sha256}/{name}?expires={self.expires}{given}&signature={signature}"

    def caption(self, file: File, form: CaptionFormat) -> str:
        """The site path of captions in one of three forms; it ends at `expires`."""
        signature = sign(self.secret, "caption", file.id, form, str(self.expires))
        # The version says nothing to us: who keeps copies sees by it that captions were corrected.
        return (
            f"/api/subtitleAssetProxy.v1/{file.id}"
            f"?version={file.sha256[:8]}&expiry={self.expires}&hmac={signature}&fileExtension={form}"
        )

    def file(self, course: Course, file: File) -> str:
        """The absolute address of a file for those who are signed in; it never ends."""
        return self.base + address_of(course, file)

    def public_file(self, file: File) -> str:
        """The absolute address of a file that everybody may see, such as a logo; it never ends."""
        return f"{self.base}/files/{file.id}/{quote(file.path.rpartition('/')[2])}"

    def page(self, path: str) -> str:
        """The absolute address of one of the school's pages."""
        return self.base + path


def upload_path(upload_id: str, name: str, submission_id: str = "") -> str:
    """Where a file that a learner uploaded is handed out; to others, as part of the submission it is in."""
    query = f"?submission={quote(submission_id, safe='')}" if submission_id else ""
    return f"/uploads/{quote(upload_id, safe='')}/{quote(name, safe='')}{query}"


def upload_id_in(path: str) -> str:
    """The id in the path of an upload; anything else as it is."""
    return path.split("/")[2] if path.startswith("/uploads/") else path


def write_holder(holder: Holder | None) -> str:
    """A holder as it stands in an address; empty for nobody."""
    return "~".join(map(str, holder)) if holder else ""


def read_holder(text: str) -> Holder | None:
    """The holder in an address whose signature holds."""
    if not text:
        return None
    learner_id, course_id, item_id = text.split("~")
    return int(learner_id), course_id, item_id


def sign(secret: bytes, *parts: str) -> str:
    """The signature of some parts: 43 characters of base64url."""
    digest = hmac.digest(secret, "\n".join(parts).encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def is_signed(secret: bytes, signature: str, *parts: str) -> bool:
    """Whether the signature is that of the parts; takes as long for a wrong one as for a right one."""
    return hmac.compare_digest(sign(secret, *parts).encode(), signature.encode())
