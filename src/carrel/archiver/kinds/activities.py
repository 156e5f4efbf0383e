"""Activities that are done elsewhere: their instructions, and where they open.

An address that opens for one person alone is nobody else's to have, and so is not carried.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from carrel.archiver.kinds import assignments
from carrel.archiver.kinds.kind import Asker, Filed, Heard, Kind, Telling
from carrel.archiver.kinds.questions import says
from carrel.archiver.kinds.readings import not_carried
from carrel.archiver.kinds.said import TextSaid
from carrel.courseware.items import Activity, Unseen
from carrel.resources.records import UNSET

UNTOLD: Final = "The site tells neither what it says nor an address that is the same for everybody."
_ADDRESS: Final = re.compile(r"https://\S+")
_PERMISSION: Final = re.compile(
    r"(?:.*[_.?/;-])?(?:(?:id|access|auth|csrf)?tokens?|secret|(?:api)?key|auth(?:orization)?|jwt|nonce|session(?:_?id)?"
    r"|sig(?:nature)?|hmac|hash|password|ticket|code|state|user(?:_?id)?|email)"
    r"|(?:oauth|lti|x-amz|x-goog).*|expir.*|policy",
    re.IGNORECASE,
)
"""The parameters of an address that say who may open it, or who comes."""


def _said(heard: Heard, asker: Asker) -> Mapping[str, TextSaid]:
    return assignments.texts_said(heard, asker)


def _filed(telling: Telling[TextSaid]) -> Filed:
    said, launch = telling.said, telling.said.text.launch
    if said.cml is None:
        return telling.filed(not_carried(said))
    address = launch.url if launch and is_open_to_all(launch.url) else ""
    has_text = says(said.cml)
    if not has_text and not address and (launch is UNSET or launch.url):
        return telling.filed(Unseen(reason=UNTOLD))
    return telling.filed(
        Activity(
            path=f"{telling.folder}/instructions.md" if has_text else "",
            instructions=said.cml if has_text else "",
            launch=address,
            launch_title=launch.title if launch else "",
        )
    )


def is_open_to_all(address: str) -> bool:
    """Whether an address is the same for everybody: it names neither a person nor a permission."""
    try:
        parts = urlsplit(address)
        named = [name for text in (parts.query, parts.fragment) for name, _ in parse_qsl(text)]
    except ValueError:
        return False
    is_address = _ADDRESS.fullmatch(address) and parts.hostname and parts.username is None
    return bool(is_address) and not any(map(_PERMISSION.fullmatch, named))


KIND: Final = Kind((assignments.TEXT,), _said, _filed, untold=UNTOLD)
