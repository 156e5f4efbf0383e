"""Assignments that staff or the school grades: their settings, and their instructions."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec.structs import replace

from carrel.archiver.inquiries import Content, Inquiry
from carrel.archiver.kinds.kind import Ask, Asker, Filed, Heard, Kind, Telling
from carrel.archiver.kinds.readings import not_carried
from carrel.archiver.kinds.said import TextSaid
from carrel.courseware.items import Assignment
from carrel.resources import content
from carrel.resources.course_materials import ItemRecord

TEXTS: Final = Content(content.OPEN_COURSE_ASSETS)


def _text(asker: Asker, item: str) -> Inquiry[Any] | None:
    return TEXTS.of(asker.text_ids[item]) if item in asker.text_ids else None


def _texts(asker: Asker, items: Sequence[str]) -> list[Inquiry[Any]]:
    return [*TEXTS.of_each([asker.text_ids[one] for one in items if one in asker.text_ids])]


def _said(heard: Heard, asker: Asker) -> dict[str, TextSaid]:
    texts = heard.of(content.OPEN_COURSE_ASSETS)
    return {item: TextSaid(text=texts[one]) for item, one in asker.text_ids.items() if one in texts}


def _filed(telling: Telling[TextSaid]) -> Filed:
    if telling.said.cml is None:
        return telling.filed(not_carried(telling.said))
    path = f"{telling.folder}/instructions.md"
    return telling.filed(replace(settings(telling.record), path=path, instructions=telling.said.cml))


def settings(record: ItemRecord) -> Assignment:
    """All but the text, which is told before the assignment is opened."""
    definition: dict[str, Any] = record.content_summary.definition if record.content_summary else {}
    return Assignment(
        features=_words(definition.get("assignmentFeatures")),
        team=definition.get("isTeamSubmissionEnabled") is True,
        proctoring=str(definition.get("standardProctorConfigurationId") or ""),
        mobile_features=_words(definition.get("requiredMobileFeatures")),
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple([str(one) for one in value]) if isinstance(value, list) else ()


KIND: Final = Kind((Ask(_text, _texts),), _said, _filed, settings)
