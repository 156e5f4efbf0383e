"""Items as a site tells them: each by its kind, and a placeholder where nothing was told."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from carrel.archiver.envelopes import Envelopes
from carrel.archiver.kinds import KINDS
from carrel.archiver.kinds.kind import Filed, Telling
from carrel.courseware.items import (
    SUPPLEMENT,
    Activity,
    Assignment,
    Content,
    DiscussionPrompt,
    Item,
    Lecture,
    PeerReview,
    Programming,
    Quiz,
    Reading,
    Unseen,
)
from carrel.courseware.questions import Assessment, Blanks, Choice, Option, Question
from carrel.resources.course_materials import ItemRecord


def kind_of(record: ItemRecord) -> str:
    """The item's kind; `unknown` when the site does not say."""
    return (record.content_summary.type_name if record.content_summary else "") or "unknown"


def filed_item(
    envelopes: Envelopes, record: ItemRecord, *, folder: str, place: str, facts: Mapping[str, Any]
) -> Filed:
    """The item that stands at `place` in the folder of its lesson; `facts` are all but kind and content."""
    kind = kind_of(record)
    said = envelopes.contents.get(record.id)
    if kind not in KINDS or said is None:
        own = f"{place}.md" if kind == SUPPLEMENT else place
        return Filed(Item(kind=kind, place=own, content=_unseen(envelopes, record, kind), **facts))
    return KINDS[kind].filed(
        Telling(
            record=record,
            kind=kind,
            said=said,
            files=envelopes.files,
            lesson=folder,
            place=place,
            facts=facts,
        )
    )


def _unseen(envelopes: Envelopes, record: ItemRecord, kind: str) -> Unseen:
    settings = KINDS[kind].settings(record) if kind in KINDS else None
    is_usual = settings in {PeerReview(), Assignment()}
    return Unseen(reason=_reason(envelopes, record, kind), settings=None if is_usual else settings)


def _reason(envelopes: Envelopes, record: ItemRecord, kind: str) -> str:
    if refusal := envelopes.refusals.get(record.id):
        return f"{refusal.kind}: {refusal.reason}"
    return KINDS[kind].untold if kind in KINDS else f"Items of the kind {kind} are not carried yet."


def respelled(content: Content, spell: Callable[[str], str]) -> Content:
    """The same content, each of its texts spelled anew."""
    match content:
        case Reading():
            return replace(content, markdown=spell(content.markdown))
        case DiscussionPrompt() | Programming() | Activity():
            return replace(content, instructions=spell(content.instructions))
        case Lecture():
            return replace(content, assessment=_assessment_respelled(content.assessment, spell))
        case Assignment() | Quiz():
            asked = _assessment_respelled(content.assessment, spell)
            return replace(content, instructions=spell(content.instructions), assessment=asked)
        case PeerReview():
            return _peer_respelled(content, spell)
    return content


def texts_in(content: Content) -> list[str]:
    """Every text of a content."""
    found: list[str] = []

    def noted(text: str) -> str:
        found.append(text)
        return text

    respelled(content, noted)
    return found


def _assessment_respelled(asked: Assessment | None, spell: Callable[[str], str]) -> Assessment | None:
    if asked is None:
        return None

    def short(text: str) -> str:
        return spell(text).strip("\n")

    def options(told: tuple[Option, ...]) -> tuple[Option, ...]:
        return tuple([replace(one, text=short(one.text)) for one in told])

    def asking(question: Question) -> Question:
        question = replace(question, prompt=short(question.prompt))
        match question:
            case Choice():
                return replace(question, options=options(question.options))
            case Blanks():
                blanks = tuple([replace(one, options=options(one.options)) for one in question.blanks])
                return replace(question, blanks=blanks)
        return question

    return replace(asked, questions=tuple([asking(one) for one in asked.questions]))


def _peer_respelled(content: PeerReview, spell: Callable[[str], str]) -> PeerReview:
    def short(text: str) -> str:
        return spell(text).strip("\n")

    return replace(
        content,
        instructions=spell(content.instructions),
        submission=tuple([replace(one, prompt=short(one.prompt)) for one in content.submission]),
        rubric=tuple(
            [
                replace(
                    one,
                    prompt=short(one.prompt),
                    options=tuple([replace(level, text=short(level.text)) for level in one.options]),
                )
                for one in content.rubric
            ]
        ),
    )
