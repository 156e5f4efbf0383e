"""Programming assignments: instructions, and which outputs are asked for. What is right is not told."""

from collections.abc import Sequence
from typing import Final

from carrel.archiver.inquiries import Content
from carrel.archiver.kinds.kind import Ask, Asker, Filed, Heard, Kind, Telling
from carrel.archiver.kinds.questions import own_id, points_of
from carrel.archiver.kinds.said import ProgramSaid
from carrel.courseware.items import Programming
from carrel.courseware.programming import ProgramPart
from carrel.resources import programming
from carrel.resources.programming import ProgramPartRecord

ASSIGNMENT: Final = Content(programming.PROGRAMMING_LEARNER_ASSIGNMENTS)
INSTRUCTIONS: Final = Content(programming.PROGRAMMING_IMMEDIATE_INSTRUCTIONS)


def _said(heard: Heard, _asker: Asker) -> dict[str, ProgramSaid]:
    alone = {
        one.item_id: ProgramSaid(cml=one.assignment_instructions.definition.value)
        for one in heard.of(programming.PROGRAMMING_IMMEDIATE_INSTRUCTIONS).values()
        if one.assignment_instructions
    }
    whole = {
        one.item_id: ProgramSaid(
            cml=schema.definition.assignment_instructions.definition.value,
            parts=tuple(schema.definition.parts),
        )
        for one in heard.of(programming.PROGRAMMING_LEARNER_ASSIGNMENTS).values()
        if (schema := one.submission_learner_schema)
    }
    return {**alone, **whole}


def _filed(telling: Telling[ProgramSaid]) -> Filed:
    path, parts = f"{telling.folder}/instructions.md", _parts(telling.said.parts)
    return telling.filed(Programming(path=path, instructions=telling.said.cml, parts=parts))


def _parts(told: Sequence[ProgramPartRecord]) -> tuple[ProgramPart, ...]:
    taken: set[str] = set()
    return tuple(
        [
            ProgramPart(
                id=own_id(one.id, taken),
                name="" if one.name == one.id else one.name,
                points=points_of(one.max_score),
                key="unknown",
            )
            for one in told
        ]
    )


KIND: Final = Kind(
    (
        Ask(
            lambda asker, item: ASSIGNMENT.of((asker.course_id, item)),
            otherwise=lambda asker, item: INSTRUCTIONS.of((asker.course_id, item)),
        ),
    ),
    _said,
    _filed,
)
