"""Items as a site tells them: each by its kind, and a placeholder where nothing was told."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from carrel.archiver.envelopes import Envelopes
from carrel.archiver.kinds import KINDS
from carrel.archiver.kinds.kind import Filed, Telling
from carrel.courseware.items import (
    SUPPLEMENT,
    Assignment,
    Content,
    DiscussionPrompt,
    Item,
    PeerReview,
    Reading,
    Unseen,
)
from carrel.resources.course_materials import ItemRecord

UNTOLD: Final = "The site told nothing about its content."


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
    return UNTOLD if kind in KINDS else f"Items of the kind {kind} are not carried yet."


def respelled(content: Content, spell: Callable[[str], str]) -> Content:
    """The same content, each of its texts spelled anew."""
    match content:
        case Reading():
            return replace(content, markdown=spell(content.markdown))
        case Assignment() | DiscussionPrompt():
            return replace(content, instructions=spell(content.instructions))
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
