"""Programming assignments: their instructions. By what outputs are judged is not told."""

from typing import Final

from carrel.archiver.inquiries import Content
from carrel.archiver.kinds.kind import Ask, Asker, Filed, Heard, Kind, Telling
from carrel.archiver.kinds.said import PromptSaid
from carrel.courseware.items import Programming
from carrel.resources import programming

INSTRUCTIONS: Final = Content(programming.PROGRAMMING_IMMEDIATE_INSTRUCTIONS)


def _said(heard: Heard, _asker: Asker) -> dict[str, PromptSaid]:
    told = heard.of(programming.PROGRAMMING_IMMEDIATE_INSTRUCTIONS).values()
    return {
        one.item_id: PromptSaid(cml=one.assignment_instructions.definition.value)
        for one in told
        if one.assignment_instructions
    }


def _filed(telling: Telling[PromptSaid]) -> Filed:
    path = f"{telling.folder}/instructions.md"
    return telling.filed(Programming(path=path, instructions=telling.said.cml))


KIND: Final = Kind((Ask(lambda asker, item: INSTRUCTIONS.of((asker.course_id, item))),), _said, _filed)
