"""Lectures: a video in its renditions, captions in every language, and what comes with it to take away."""

from collections.abc import Mapping, Sequence
from typing import Final

from carrel.archiver.assets import Asset, version_of
from carrel.archiver.inquiries import Content
from carrel.archiver.kinds.kind import Asker, Filed, Heard, Kind, Telling, by_course_and_item
from carrel.archiver.kinds.questions import Asked, Texts, for_thought, questions_of
from carrel.archiver.kinds.said import LectureSaid
from carrel.archiver.names import distinct, file_name
from carrel.courseware.ids import is_language
from carrel.courseware.items import LECTURE, Caption, Item, Lecture, Rendition
from carrel.courseware.questions import Assessment
from carrel.resources import content
from carrel.resources.assessing import InVideoQuestionRecord, OptionRecord
from carrel.resources.content import AssetRecord, LectureVideoRecord

VIDEO: Final = Content(content.LECTURE_VIDEOS, "video", (content.VIDEOS,))
ATTACHMENTS: Final = Content(content.LECTURE_ASSETS, "open_course_assets", (content.OPEN_COURSE_ASSETS,))


def _said(heard: Heard, _asker: Asker) -> dict[str, LectureSaid]:
    videos, downloads = heard.of(content.VIDEOS), heard.of(content.OPEN_COURSE_ASSETS)
    listed = {one.item_id: one for one in heard.of(content.LECTURE_ASSETS).values()}
    return {
        one.item_id: LectureSaid(
            lecture=one,
            video=videos[one.video_id],
            attachments=tuple(
                [
                    downloads[key]
                    for key in (listed[one.item_id].open_course_asset_ids if one.item_id in listed else None)
                    or ()
                    if key in downloads
                ]
            ),
        )
        for one in heard.of(content.LECTURE_VIDEOS).values()
        if one.video_id and one.video_id in videos
    }


def _filed(telling: Telling[LectureSaid]) -> Filed:
    lecture, item_id, folder = telling.said, telling.record.id, telling.folder
    videos, captions = _videos(lecture, item_id, folder), _captions(lecture, item_id, folder)
    attachments, links, missing = _attachments(telling.files, lecture, item_id, folder)
    content = Lecture(
        renditions=tuple([Rendition(height=one.height, path=one.place) for one in videos]),
        captions=tuple([Caption(language=one.language, path=one.place) for one in captions]),
        attachments=tuple([one.place for one in attachments]),
        duration=telling.facts["time_commitment"],
        disable_skipping_forward=lecture.lecture.disable_skipping_forward is True,
        assessment=_assessment(lecture.lecture, folder),
    )
    extra: dict[str, object] = {"links": links} if links else {}
    item = Item(kind=LECTURE, place=telling.place, content=content, extra=extra, **telling.facts)
    return Filed(item, (*videos, *captions, *attachments), missing=tuple(missing))


def _assessment(record: LectureVideoRecord, folder: str) -> Assessment | None:
    """What it asks while it plays, where the site tells that without beginning anything."""
    questions = for_thought(questions_of([_asked(one) for one in record.questions or ()]))
    return Assessment(path=f"{folder}/questions.toml", questions=questions) if questions else None


def _asked(record: InVideoQuestionRecord) -> Asked:
    variant = record.variant
    return Asked(
        id=record.id,
        type=record.question.type,
        prompt=variant.prompt.definition.value,
        points=record.weighted_scoring.max_score,
        title=variant.title or "",
        unit=variant.unit or "",
        options=_texts(variant.options or ()),
        blanks=[(one.id, _texts(one.options)) for one in variant.fillable_blanks or ()],
        at=max(0, record.video.cue_point_ms),
    )


def _texts(options: Sequence[OptionRecord]) -> Texts:
    return [(one.id, one.display.definition.value) for one in options]


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
    files: Mapping[str, AssetRecord], lecture: LectureSaid, item_id: str, folder: str
) -> tuple[list[Asset], list[dict[str, str]], list[tuple[str, str]]]:
    """The files to take away, the addresses that stand among them, and what cannot be had."""
    wanted: list[tuple[str, str, str, str]] = []
    links: list[dict[str, str]] = []
    missing: list[tuple[str, str]] = []
    for record in lecture.attachments:
        definition = record.definition or {}
        name, asset_id = str(definition.get("name") or ""), str(definition.get("assetId") or "")
        file = files.get(asset_id)
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


KIND: Final = Kind((by_course_and_item(VIDEO), by_course_and_item(ATTACHMENTS)), _said, _filed)
