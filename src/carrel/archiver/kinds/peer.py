"""Peer reviews: what they ask their learners to hand in, and by what that is reviewed."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any, Final, cast, get_args

from msgspec.structs import replace

from carrel.archiver.inquiries import Inquiry
from carrel.archiver.kinds.kind import Ask, Asker, Filed, Heard, Kind, Telling
from carrel.archiver.kinds.said import PeerSaid, cml_of
from carrel.client import of, questions
from carrel.courseware.ids import is_short_id, short_id
from carrel.courseware.items import PHASED_PEER, PeerReview
from carrel.courseware.peer_review import Criterion, CriterionKind, Level, Part, PartKind
from carrel.protocol.spelling import split
from carrel.resources import peer_review
from carrel.resources.course_materials import ItemRecord

USUAL_REVIEWS: Final = 3
MOST: Final = 10**12
"""A number beyond this means nothing."""
_OUTERMOST: Final = re.compile(r"\A\s*<co-content[^>]*>(.*)</co-content>\s*\Z", re.DOTALL)


def _instructions(asker: Asker, item: str) -> Inquiry[Any]:
    schemas = (peer_review.SUBMISSION_SCHEMAS, peer_review.REVIEW_SCHEMAS)
    question = questions.find(
        peer_review.INSTRUCTIONS,
        "latest",
        user_id=asker.user_id,
        course_id=asker.course_id,
        item_id=item,
        fields=["instructions", *[of(one) for one in schemas]],
        includes=["submission_schemas", "review_schemas"],
    )
    return Inquiry(question, schemas)


def _said(heard: Heard, asker: Asker) -> dict[str, PeerSaid]:
    handed_in, reviewed = heard.of(peer_review.SUBMISSION_SCHEMAS), heard.of(peer_review.REVIEW_SCHEMAS)
    found: dict[str, PeerSaid] = {}
    for key, one in heard.of(peer_review.INSTRUCTIONS).items():
        named = split(key)
        if len(named) > 2 and named[1] == asker.course_id and one.instructions:
            found[named[2]] = PeerSaid(
                instructions=one.instructions,
                submission=(handed_in[key].submission_schema if key in handed_in else None) or {},
                review=(reviewed[key].review_schema if key in reviewed else None) or {},
            )
    return found


def _filed(telling: Telling[PeerSaid]) -> Filed:
    said = telling.said
    content = replace(
        settings(telling.record),
        path=f"{telling.folder}/instructions.md",
        instructions=_text(said.instructions),
        submission=_identified([_part(one) for one in _parts(said.submission)]),
        rubric=_identified([_criterion(one) for one in _parts(said.review)]),
    )
    return telling.filed(content)


def settings(record: ItemRecord) -> PeerReview:
    """What is told before it is opened."""
    definition: dict[str, Any] = record.content_summary.definition if record.content_summary else {}
    is_phased = record.content_summary and record.content_summary.type_name == PHASED_PEER
    return PeerReview(
        required_reviews=_count(definition.get("requiredReviewCount"), USUAL_REVIEWS),
        mentor_graded=definition.get("isMentorGraded") is True,
        review_deadline_offset=_count(definition.get("reviewDeadlineOffset"), 0) if is_phased else None,
    )


def _text(instructions: dict[str, Any]) -> str:
    """The introduction and the sections after it, as one text."""
    pieces = [cml_of(instructions.get("introduction"))]
    sections = instructions.get("sections")
    for one in sections if isinstance(sections, list) else ():
        if isinstance(one, dict) and (cml := cml_of(one.get("content"))):
            title = str(one.get("title") or "").strip()
            pieces += [f'<heading level="2">{escape(title)}</heading>' if title else "", cml]
    if len(pieces) == 1:
        return pieces[0]
    inner = [_OUTERMOST.sub(lambda whole: whole[1], one) for one in pieces]
    return f"<co-content>{''.join(inner)}</co-content>"


def _parts(schema: dict[str, Any]) -> list[dict[str, Any]]:
    parts = schema.get("parts")
    return [one for one in parts if isinstance(one, dict)] if isinstance(parts, list) else []


def _details(told: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    details = told.get("details")
    known: dict[str, Any] = details if isinstance(details, dict) else {}
    definition = known.get("definition")
    return str(known.get("typeName") or ""), definition if isinstance(definition, dict) else {}


def _part(told: dict[str, Any]) -> Part:
    kind, definition = _details(told)
    return Part(
        id=str(told.get("id") or ""),
        prompt=cml_of(told.get("prompt")),
        kind=cast("PartKind", kind) if kind in get_args(PartKind) else "richText",
        required=definition.get("required") is not False,
    )


def _criterion(told: dict[str, Any]) -> Criterion:
    """One question to reviewers; one that gives no points in a way that is known asks for words."""
    kind, definition = _details(told)
    options, points = _levels(definition.get("options")), _count(definition.get("maxScore"), 0)
    fits = (kind == "points" and points) or (kind == "options" and len(options) > 1) or kind == "text"
    return Criterion(
        id=str(told.get("id") or ""),
        prompt=cml_of(told.get("prompt")),
        kind=cast("CriterionKind", kind) if fits else "text",
        points=points if fits and kind == "points" else 0,
        options=options if fits and kind == "options" else (),
        required=definition.get("required") is not False
        if kind == "text"
        else kind in get_args(CriterionKind),
    )


def _levels(options: object) -> tuple[Level, ...]:
    return _identified(
        [
            Level(
                id=str(one.get("id") or ""),
                text=cml_of(one.get("display")),
                points=_count(one.get("points"), 0),
            )
            for one in (options if isinstance(options, list) else ())
            if isinstance(one, dict)
        ]
    )


def _identified(told: Sequence[Any]) -> tuple[Any, ...]:
    """Each under its own id, made anew where that is none or is there twice."""
    taken: set[str] = set()
    found = []
    for one in told:
        own = one.id
        if not is_short_id(own) or own in taken:
            own = short_id("peer", own, taken=taken)
        taken.add(own)
        found.append(replace(one, id=own))
    return tuple(found)


def _count(value: object, otherwise: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST:
        return otherwise
    return int(value)


KIND: Final = Kind((Ask(_instructions),), _said, _filed, settings)
