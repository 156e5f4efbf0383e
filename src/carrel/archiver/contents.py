"""Items as a site tells them: what each holds, where its files belong, and what of it could not be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from carrel.archiver.assets import Asset, version_of
from carrel.archiver.envelopes import Envelopes, LectureSaid
from carrel.archiver.names import distinct, file_name
from carrel.courseware.ids import is_language
from carrel.courseware.items import (
    DISCUSSION_PROMPT,
    LECTURE,
    PEER,
    PHASED_PEER,
    STAFF_GRADED,
    SUPPLEMENT,
    UNGRADED_ASSIGNMENT,
    Assignment,
    Caption,
    Content,
    DiscussionPrompt,
    Item,
    Lecture,
    PeerReview,
    Reading,
    Rendition,
    Unseen,
)
from carrel.resources.content import OpenCourseAssetRecord
from carrel.resources.course_materials import ItemRecord
from carrel.resources.records import UNSET

TASKS: Final = frozenset({PEER, PHASED_PEER, STAFF_GRADED, UNGRADED_ASSIGNMENT, DISCUSSION_PROMPT})
"""The kinds whose text is their instructions."""
UNTOLD: Final = "The site told nothing about its content"


@dataclass(frozen=True, slots=True)
class Filed:
    """An item in its place, its files, its text as CML, and what cannot be had: places and reasons."""

    item: Item
    assets: tuple[Asset, ...] = ()
    cml: str = ""
    missing: tuple[tuple[str, str], ...] = ()


def kind_of(record: ItemRecord) -> str:
    """The item's kind; `unknown` when the site does not say."""
    return (record.content_summary.type_name if record.content_summary else "") or "unknown"


def filed_item(
    said: Envelopes, record: ItemRecord, *, folder: str, place: str, facts: Mapping[str, Any]
) -> Filed:
    """The item that stands at `place` in the folder of its lesson; `facts` are all but kind and content."""
    kind = kind_of(record)
    if kind == LECTURE and record.id in said.lectures:
        return _lecture(said, said.lectures[record.id], record.id, folder, place, facts)
    own = f"{place}.md" if kind == SUPPLEMENT else place
    cml = _cml(said.texts.get(record.id))
    if cml is not None:
        content = _text_content(kind, record, f"{folder}/{own}")
    else:
        settings = _settings(kind, record) if kind in TASKS else None
        if settings in {PeerReview(), Assignment()} or isinstance(settings, DiscussionPrompt):
            settings = None
        content = Unseen(reason=_reason(said, record, kind), settings=settings)
    return Filed(Item(kind=kind, place=own, content=content, **facts), cml=cml or "")


def _reason(said: Envelopes, record: ItemRecord, kind: str) -> str:
    if refusal := said.refusals.get(record.id):
        return f"{refusal.kind}: {refusal.reason}"
    if text := said.texts.get(record.id):
        return f"Its text is of the form {text.type_name!r}, which is not carried."
    if kind in TASKS or kind in {LECTURE, SUPPLEMENT}:
        return f"{UNTOLD}."
    return f"Items of the kind {kind} are not carried yet."


def _cml(text: OpenCourseAssetRecord | None) -> str | None:
    if text is None or text.type_name != "cml" or text.definition is UNSET:
        return None
    value = text.definition.get("value")
    return value if isinstance(value, str) else None


def _text_content(kind: str, record: ItemRecord, path: str) -> Content:
    if kind == SUPPLEMENT:
        return Reading(path=path)
    return replace(_settings(kind, record), path=f"{path}/instructions.md")


def _settings(kind: str, record: ItemRecord) -> PeerReview | Assignment | DiscussionPrompt:
    """An assignment or a prompt without its text, which is told before it is opened."""
    if kind == DISCUSSION_PROMPT:
        return DiscussionPrompt()
    definition: dict[str, Any] = record.content_summary.definition if record.content_summary else {}
    if kind in {PEER, PHASED_PEER}:
        offset = definition.get("reviewDeadlineOffset")
        return PeerReview(
            required_reviews=_count(definition.get("requiredReviewCount"), 3),
            mentor_graded=definition.get("isMentorGraded") is True,
            review_deadline_offset=_count(offset, 0) if kind == PHASED_PEER else None,
        )
    return Assignment(
        features=_texts(definition.get("assignmentFeatures")),
        team=definition.get("isTeamSubmissionEnabled") is True,
        proctoring=str(definition.get("standardProctorConfigurationId") or ""),
        mobile_features=_texts(definition.get("requiredMobileFeatures")),
    )


def _lecture(
    said: Envelopes, lecture: LectureSaid, item_id: str, lesson: str, place: str, facts: Mapping[str, Any]
) -> Filed:
    folder = f"{lesson}/{place}"
    videos, captions = _videos(lecture, item_id, folder), _captions(lecture, item_id, folder)
    attachments, links, missing = _attachments(said, lecture, item_id, folder)
    content = Lecture(
        renditions=tuple([Rendition(height=one.height, path=one.place) for one in videos]),
        captions=tuple([Caption(language=one.language, path=one.place) for one in captions]),
        attachments=tuple([one.place for one in attachments]),
        duration=facts["time_commitment"],
        disable_skipping_forward=lecture.lecture.disable_skipping_forward is True,
    )
    extra: dict[str, object] = {"links": links} if links else {}
    item = Item(kind=LECTURE, place=place, content=content, extra=extra, **facts)
    return Filed(item, (*videos, *captions, *attachments), missing=tuple(missing))


def _videos(lecture: LectureSaid, item_id: str, folder: str) -> list[Asset]:
    """The renditions, the tallest first."""
    sources = lecture.video.sources or {}
    by_resolution = sources.get("byResolution")
    heights: dict[int, str] = {}
    for name, source in by_resolution.items() if isinstance(by_resolution, dict) else ():
        digits = str(name).removesuffix("p")
        url = source.get("mp4VideoUrl") if isinstance(source, dict) else None
        if digits.isascii() and digits.isdecimal() and 0 < int(digits) < 100_000 and isinstance(url, str):
            heights[int(digits)] = url
    return [
        Asset(
            key=f"video/{item_id}/{height}",
            version=version_of(url),
            place=f"{folder}/video.{height}p.mp4",
            url=url,
            kind="video",
            item_ids=(item_id,),
            height=height,
        )
        for height, url in sorted(heights.items(), reverse=True)
    ]


def _captions(lecture: LectureSaid, item_id: str, folder: str) -> list[Asset]:
    """One file for each language: WebVTT where the site has it."""
    as_srt = {key: (url, "srt") for key, url in (lecture.video.subtitles or {}).items()}
    as_vtt = {key: (url, "vtt") for key, url in (lecture.video.subtitles_vtt or {}).items()}
    found: dict[str, Asset] = {}
    for spelled, (url, form) in sorted((as_srt | as_vtt).items()):
        language = spelled.replace("_", "-")
        if is_language(language):
            asset = Asset(
                key=f"captions/{item_id}/{language.lower()}",
                version=version_of(url),
                place=f"{folder}/captions.{language}.{form}",
                url=url,
                kind="captions",
                item_ids=(item_id,),
                language=language,
            )
            found.setdefault(language.lower(), asset)
    return sorted(found.values(), key=lambda one: one.place)


def _attachments(
    said: Envelopes, lecture: LectureSaid, item_id: str, folder: str
) -> tuple[list[Asset], list[dict[str, str]], list[tuple[str, str]]]:
    """The files to take away, the addresses that stand among them, and what cannot be had."""
    wanted: list[tuple[str, str, str, str]] = []
    links: list[dict[str, str]] = []
    missing: list[tuple[str, str]] = []
    for record in lecture.attachments:
        definition = record.definition or {}
        name, asset_id = str(definition.get("name") or ""), str(definition.get("assetId") or "")
        file = said.files.get(asset_id)
        url = str((file.url or {}).get("url", "")) if file else ""
        if record.type_name == "url":
            links.append({"name": name, "url": str(definition.get("url") or "")})
        elif url and file:
            wanted.append((asset_id, name or file.name or "", file.name or name, url))
        else:
            missing.append((f"{folder}/{file_name(name, 'attachment')}", "The site gives no address for it."))
    names = distinct([(one, _attachment_name(name)) for one, _, name, _ in wanted])
    assets = [
        Asset(
            key=f"attachment/{item_id}/{asset_id}",
            version=version_of(url),
            place=f"{folder}/{own}",
            url=url,
            item_ids=(item_id,),
            file_id=asset_id,
            name=name,
        )
        for (asset_id, name, _, url), own in zip(wanted, names, strict=True)
    ]
    return sorted(assets, key=lambda one: one.place), links, missing


def _attachment_name(text: str) -> str:
    """A name that no part of the lecture itself has."""
    name = file_name(text, "attachment")
    lower = name.lower()
    if lower.startswith(("video.", "captions.")):
        name = f"file-{name}"
    return f"{name}.txt" if lower.endswith(".toml") else name


def _count(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else otherwise


def _texts(value: object) -> tuple[str, ...]:
    return tuple([str(one) for one in value]) if isinstance(value, list) else ()
