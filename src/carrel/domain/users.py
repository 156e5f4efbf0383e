"""Users: who acts, and in which role."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class SchoolRole(StrEnum):
    """What a user is in the whole school."""

    LEARNER = "learner"
    TEACHER = "teacher"
    ADMINISTRATOR = "administrator"


class Privacy(StrEnum):
    """To whom a user shows who they are: everybody signed in, classmates, or teachers."""

    PUBLIC = "public"
    CLASSMATES = "classmates"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class User:
    """An account.

    `external_id` (32 hexadecimal digits) is the name it goes by outside; `created_at` is epoch ms.
    """

    id: int
    email: str
    name: str
    role: SchoolRole
    external_id: str
    locale: str
    timezone: str
    created_at: int
    privacy: Privacy = Privacy.CLASSMATES


def normalized_email(text: str) -> str:
    """The one spelling under which an address is kept and looked up.

    Lower case, and not more: folding would write `ss` for `ß`, which is somebody else's address.
    """
    return unicodedata.normalize("NFC", text.strip().lower())


def is_email(text: str) -> bool:
    """Whether the text could be an address: something, an `@`, something, and nothing invisible."""
    local, _, host = text.partition("@")
    return bool(local and host) and "@" not in host and " " not in text and text.isprintable()
