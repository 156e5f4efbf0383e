"""Assignments that staff or the school grades: their settings, and their instructions."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec.structs import replace

from carrel.archiver.inquiries import Content, Inquiry
from carrel.archiver.kinds import quizzes
from carrel.archiver.kinds.kind import Ask, Asker, Filed, Heard, Kind, Telling
from carrel.archiver.kinds.readings import not_carried
from carrel.archiver.kinds.said import AssessedSaid, TextSaid
from carrel.courseware.items import Assignment
from carrel.resources import content
from carrel.resources.course_materials import ItemRecord

TEXTS: Final = Content(content.OPEN_COURSE_ASSETS)


def _text(asker: Asker, item: str) -> Inquiry[Any] | None:
    return TEXTS.of(asker.text_ids[item]) if item in asker.text_ids else None


def _texts(asker: Asker, items: Sequence[str]) -> list[Inquiry[Any]]:
    return [*TEXTS.of_each([asker.text_ids[one] for one in items if one in asker.text_ids])]


def texts_said(heard: Heard, asker: Asker) -> dict[str, TextSaid]:
    """The texts that were told, by item."""
    texts = heard.of(content.OPEN_COURSE_ASSETS)
    return {item: TextSaid(text=texts[one]) for item, one in asker.text_ids.items() if one in texts}


def _said(heard: Heard, asker: Asker) -> dict[str, TextSaid | AssessedSaid]:
    return {**texts_said(heard, asker), **quizzes.said(heard, asker)}


def _filed(telling: Telling[TextSaid | AssessedSaid]) -> Filed:
    said, known = telling.said, settings(telling.record)
    if isinstance(said, AssessedSaid):
        return telling.filed(replace(known, **quizzes.fields(said, telling.folder)))
    if said.cml is None:
        return telling.filed(not_carried(said))
    return telling.filed(replace(known, path=f"{telling.folder}/instructions.md", instructions=said.cml))


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


TEXT: Final = Ask(_text, _texts)
"""The text of an item of which the first generation told the id."""
KIND: Final = Kind((TEXT,), _said, _filed, settings, is_taken=True)
