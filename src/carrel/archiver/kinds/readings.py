"""Readings: a text, kept as Markdown and as it was."""

from typing import Final

from carrel.archiver.inquiries import Content
from carrel.archiver.kinds.kind import Asker, Filed, Heard, Kind, Telling, by_course_and_item
from carrel.archiver.kinds.said import TextSaid
from carrel.courseware.items import Reading, Unseen
from carrel.resources import content

READINGS: Final = Content(content.SUPPLEMENTS, "asset", (content.OPEN_COURSE_ASSETS,))


def _said(heard: Heard, _asker: Asker) -> dict[str, TextSaid]:
    texts = heard.of(content.OPEN_COURSE_ASSETS)
    return {
        one.item_id: TextSaid(text=texts[one.asset_id])
        for one in heard.of(content.SUPPLEMENTS).values()
        if one.asset_id and one.asset_id in texts
    }


def _filed(telling: Telling[TextSaid]) -> Filed:
    place, cml = f"{telling.place}.md", telling.said.cml
    if cml is None:
        return telling.filed(not_carried(telling.said), place)
    return telling.filed(Reading(path=f"{telling.lesson}/{place}", markdown=cml), place)


def not_carried(said: TextSaid) -> Unseen:
    """A placeholder for a text that is not CML."""
    return Unseen(reason=f"Its text is of the form {said.text.type_name!r}, which is not carried.")


KIND: Final = Kind((by_course_and_item(READINGS),), _said, _filed)
