"""Questions as a site told them. What is right is never told: their keys are unknown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from carrel.courseware import questions as types
from carrel.courseware.ids import is_short_id, short_id
from carrel.courseware.questions import (
    Blank,
    Blanks,
    Block,
    Choice,
    Numeric,
    Option,
    Question,
    Work,
    Written,
)
from carrel.courseware.units import read_unit

MOST_POINTS: Final = 1_000_000
_MARKUP: Final = re.compile(r"<[^>]*>")

Texts = Sequence[tuple[object, str]]
"""Ids and texts of what there is to choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question. Its texts are CML, its type is spelled as here; `at` is a place in a lecture (ms)."""

    id: object
    type: str
    prompt: str
    points: object = None
    title: str = ""
    unit: str = ""
    options: Texts = ()
    blanks: Sequence[tuple[object, Texts]] = ()
    at: int | None = None


def questions_of(told: Iterable[Asked]) -> tuple[Question, ...]:
    """Those that ask or say something, each under an id that a course folder may have."""
    taken: set[str] = set()
    found = [_question(one, own_id(one.id, taken)) for one in told]
    return tuple([one for one in found if one is not None])


def for_thought(questions: Iterable[Question]) -> tuple[Question, ...]:
    """The same where nobody looks at works that are handed in: they are for thought."""
    return tuple([replace(one, type=types.REFLECT) if isinstance(one, Work) else one for one in questions])


def says(cml: str) -> bool:
    """Whether a text has words, or shows a file."""
    return bool(_MARKUP.sub("", cml).strip()) or "asset" in cml


def _question(told: Asked, identity: str) -> Question | None:
    kind, has_words = told.type, says(told.prompt)
    if not has_words and kind != types.CONTINUE and not told.title:
        return None
    common: dict[str, Any] = {
        "id": identity,
        "type": kind,
        "prompt": told.prompt if has_words else "",
        "points": points_of(told.points),
        "at": told.at,
    }
    made = _asking(told, common) if has_words else None
    if made is None:
        pause = types.CONTINUE if kind == types.CONTINUE else types.TEXT
        return Block(**common | {"type": pause, "title": " ".join(told.title.split())})
    return made if made.type in types.OPEN_ENDED or isinstance(made, Work) else replace(made, key="unknown")


def _asking(told: Asked, common: dict[str, Any]) -> Question | None:
    """None for what asks nothing that is known here."""
    options, blanks = _options(told.options), _blanks(told)
    if told.type in types.CHOICES and len(options) > 1:
        return Choice(options=options, **common)
    if told.type == types.FILLABLE_BLANKS and blanks:
        return Blanks(blanks=blanks, **common)
    if told.type == types.SINGLE_NUMERIC:
        return Numeric(unit=told.unit if read_unit(told.unit) else "", **common)
    if told.type in types.WRITTEN:
        return Written(**common)
    return Work(**common) if told.type in types.WORKS else None


def _options(told: Texts) -> tuple[Option, ...]:
    taken: set[str] = set()
    return tuple([Option(id=own_id(one, taken), text=text) for one, text in told if says(text)])


def _blanks(told: Asked) -> tuple[Blank, ...]:
    """The gaps; none where they and the prompt do not agree."""
    blanks = [Blank(id=str(one), options=_options(options)) for one, options in told.blanks]
    names = [one.id for one in blanks]
    agree = len(set(names)) == len(names) and all(
        is_short_id(one) and f"{{{{{one}}}}}" in told.prompt for one in names
    )
    return tuple(blanks) if agree and all(len(one.options) > 1 for one in blanks) else ()


def own_id(told: object, taken: set[str]) -> str:
    """The id that was told, or one made of it where a course folder may not have that, or has it."""
    own = str(told or "")
    if not is_short_id(own) or own in taken:
        own = short_id("part", own, taken=taken)
    taken.add(own)
    return own


def points_of(value: object) -> float:
    """The points that were told, where that makes sense, and 1 where it does not."""
    return float(value) if isinstance(value, int | float) and 0 <= value <= MOST_POINTS else 1.0
