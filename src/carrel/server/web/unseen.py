"""A placeholder: what a mirror could not see, and why."""

from dataclasses import dataclass

from carrel.courseware.items import Unseen
from carrel.server.web.opened import Opened


@dataclass(frozen=True, slots=True)
class UnseenBody:
    """Why the item's content is not here."""

    reason: str


async def body_of(opened: Opened) -> UnseenBody:
    """The reason that the mirror noted."""
    content = opened.item.content
    return UnseenBody(content.reason if isinstance(content, Unseen) else "")
