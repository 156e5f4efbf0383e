"""What learners write for a peer review, between the wire and what is kept."""

from collections.abc import Mapping
from typing import Any

from carrel.application.editions import Edition
from carrel.application.texts import text_at
from carrel.courseware.faults import BadCml
from carrel.courseware.items import Item, PeerReview
from carrel.courseware.peer_review import Criterion, Part
from carrel.courseware.prose.cml import read_cml, write_cml
from carrel.courseware.prose.markdown import read_markdown, write_markdown
from carrel.domain.errors import Unfit
from carrel.resources.peer_review import SubmissionContent
from carrel.store.uploads import Upload

MEMBERS: Mapping[str, str] = {"plainText": "value", "richText": "value", "url": "url", "fileUpload": "fileId"}
"""Where the definition of each kind of part has what was written."""
WRITING, ASKING = "peerSubmission/1", "assess/1"
"""The kinds of CML that learners write, and that they are asked in."""


def cml(value: str, dtd: str = ASKING) -> dict[str, Any]:
    """A text of CML, as texts stand within records."""
    return {"typeName": "cml", "definition": {"dtdId": dtd, "value": value}}


def prompt(edition: Edition, item: Item, markdown: str) -> dict[str, Any]:
    """A text of the course, as CML."""
    path = item.content.path if isinstance(item.content, PeerReview) else ""
    return cml(text_at(edition.course, path, markdown).cml)


def part_schema(edition: Edition, item: Item, part: Part) -> dict[str, Any]:
    """One thing to hand in."""
    details = {"typeName": part.kind, "definition": {"required": part.required}}
    return {"id": part.id, "prompt": prompt(edition, item, part.prompt), "details": details}


def criterion_schema(edition: Edition, item: Item, criterion: Criterion) -> dict[str, Any]:
    """One question to reviewers."""
    definition: dict[str, Any]
    match criterion.kind:
        case "points":
            definition = {"maxScore": criterion.points}
        case "options":
            definition = {
                "options": [
                    {"id": one.id, "display": prompt(edition, item, one.text), "points": one.points}
                    for one in criterion.options
                ]
            }
        case "text":
            definition = {"required": criterion.required}
    details = {"typeName": criterion.kind, "definition": definition}
    return {"id": criterion.id, "prompt": prompt(edition, item, criterion.prompt), "details": details}


def written(content: SubmissionContent) -> dict[str, str]:
    """What a client sends for each part; raises `Unfit` for what makes no sense."""
    return {part_id: _written(sent) for part_id, sent in content.parts.items()}


def told(peer: PeerReview, title: str, parts: Mapping[str, str], files: Mapping[str, Any]) -> dict[str, Any]:
    """The same as it is answered; `files` describe what was uploaded, by id."""
    return {
        "title": title,
        "parts": {
            part.id: {"typeName": part.kind, "definition": _told(part, parts[part.id], files)}
            for part in peer.parts
            if part.id in parts
        },
    }


def file_told(upload: Upload, url: str) -> dict[str, Any]:
    """A file that was uploaded, and where it is."""
    return {"fileId": upload.id, "name": upload.name, "size": upload.size, "url": url}


def _written(sent: Mapping[str, Any]) -> str:
    kind, definition = sent.get("typeName"), sent.get("definition")
    if not isinstance(kind, str) or kind not in MEMBERS or not isinstance(definition, dict):
        raise Unfit("A part is {typeName, definition}.")
    value = definition.get(MEMBERS[kind], "")
    if not isinstance(value, str):
        raise Unfit(f"The {MEMBERS[kind]} of a part is a text.")
    return _markdown(value) if kind == "richText" and value.lstrip().startswith("<co-content") else value


def _markdown(value: str) -> str:
    try:
        return write_markdown(read_cml(value))
    except BadCml as error:
        raise Unfit(f"A part is not CML: {error}") from error


def _told(part: Part, text: str, files: Mapping[str, Any]) -> Mapping[str, Any]:
    if part.kind == "richText":
        return {"dtdId": WRITING, "value": write_cml(read_markdown(text))}
    if part.kind == "fileUpload":
        known: Mapping[str, Any] = files.get(text, {"fileId": text})
        return known
    return {MEMBERS[part.kind]: text}
