"""Answers about what is within items: videos, readings, files. Only for those to whom the item is open."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from carrel.application.classroom import Classroom, enter_course_by_id, open_item
from carrel.application.editions import Place
from carrel.application.handing_out import find_download, find_file, find_text
from carrel.application.handles import download_id, text_id, video_id
from carrel.application.papers import asked_in_video
from carrel.courseware.course import Course, File, Reference
from carrel.courseware.items import LECTURE, SUPPLEMENT, Activity, Content, Item, Lecture
from carrel.domain.access import Deed
from carrel.domain.errors import LearningError, UnknownFile
from carrel.resources.assessing import InVideoQuestionRecord
from carrel.resources.content import (
    AssetRecord,
    AssetUrlRecord,
    LaunchRecord,
    LectureAssetsRecord,
    LectureVideoRecord,
    OpenCourseAssetRecord,
    SupplementRecord,
    VideoRecord,
)
from carrel.resources.records import COURSE_AND_ITEM, UNSET, Maybe
from carrel.server.api.asking import Answers, Ask, Found
from carrel.server.api.own import in_own_course
from carrel.server.api.questions import in_video_questions
from carrel.server.links import CaptionFormat, Links

T = TypeVar("T")

DTD = "supplement/1"
"""The dialect of CML that readings are in."""


def lecture_videos(ask: Ask) -> Found:
    """The video of one lecture, or of several: those that are open to the learner."""
    opened = _opened(ask, LECTURE)
    tells_questions = ask.asked.wants_field(ask.request.schema, "questions")
    records = [
        LectureVideoRecord(
            id=COURSE_AND_ITEM.write((room.edition.course.id, place.item.id)),
            course_id=room.edition.course.id,
            item_id=place.item.id,
            video_id=video_id(room.edition.course.id, place.item.id),
            disable_skipping_forward=lecture.disable_skipping_forward,
            start_ms=0,
            end_ms=lecture.duration,
            questions=_questions(room, place) if tells_questions else UNSET,
        )
        for room, place, lecture in _lectures(opened)
    ]
    videos = [
        video_record(given(ask.links, room, place), room.edition.course, place.item.id, lecture)
        for room, place, lecture in _lectures(opened)
        if ask.wants("video")
    ]
    return Found(records, {"onDemandVideos.v1": videos})


def _questions(room: Classroom, place: Place) -> Maybe[list[InVideoQuestionRecord]]:
    return in_video_questions(asked_in_video(room.edition, place.item)) or UNSET


def lecture_assets(ask: Ask) -> Found:
    """What comes with one lecture, or with several, to take away."""
    records, assets = [], []
    for room, place, lecture in _lectures(_opened(ask, LECTURE)):
        course = room.edition.course
        own = [download_record(course, place.item.id, course.file_at[path]) for path in lecture.attachments]
        assets += own
        records.append(
            LectureAssetsRecord(
                id=COURSE_AND_ITEM.write((course.id, place.item.id)),
                course_id=course.id,
                item_id=place.item.id,
                open_course_asset_ids=[asset.id for asset in own],
            )
        )
    return Found(records, {"openCourseAssets.v1": assets})


def supplements(ask: Ask) -> Found:
    """One reading, or several, with their texts."""
    opened = _opened(ask, SUPPLEMENT)
    records = [
        SupplementRecord(
            id=COURSE_AND_ITEM.write((room.edition.course.id, place.item.id)),
            course_id=room.edition.course.id,
            item_id=place.item.id,
            asset_id=text_id(room.edition.course.id, place.item.id),
        )
        for room, place in opened
    ]
    texts = [text_record(room, place.item) for room, place in opened if ask.wants("asset")]
    return Found(records, {"openCourseAssets.v1": texts})


def open_course_assets(ask: Ask) -> Found:
    """Texts and downloads by id."""
    return Found(each(ask, lambda asset_id: _open_course_asset(ask, asset_id)))


def assets(ask: Ask) -> Found:
    """Files by id, with signed addresses."""
    return Found(each(ask, lambda file_id: _asset_record(*_file(ask, file_id))))


def asset_urls(ask: Ask) -> Found:
    """Only the signed addresses of files."""
    return Found(each(ask, lambda file_id: _asset_url_record(*_file(ask, file_id))))


def given(links: Links, room: Classroom, place: Place | None) -> Links:
    """The addresses to give to whom an item is open: those of a lecture's media say so."""
    if room.actor is None or place is None or place.item.kind != LECTURE:
        return links
    return links.given_to(room.actor.id, room.edition.course.id, place.item.id)


def video_record(links: Links, course: Course, item_id: str, lecture: Lecture) -> VideoRecord:
    """A video with its renditions and its captions in every form."""
    return VideoRecord(
        id=video_id(course.id, item_id),
        sources={"byResolution": sources(links, course, lecture), "playlists": {}},
        subtitles=captions(links, course, lecture, "srt"),
        subtitles_vtt=captions(links, course, lecture, "vtt"),
        subtitles_txt=captions(links, course, lecture, "txt"),
    )


def sources(links: Links, course: Course, lecture: Lecture) -> dict[str, dict[str, str]]:
    """The signed absolute addresses of a lecture's renditions, by resolution."""
    return {
        f"{one.height}p": {"mp4VideoUrl": links.media(course.file_at[one.path])} for one in lecture.renditions
    }


def captions(links: Links, course: Course, lecture: Lecture, form: CaptionFormat) -> dict[str, str]:
    """The signed site paths of a lecture's captions, by language."""
    return {one.language: links.caption(course.file_at[one.path], form) for one in lecture.captions}


def text_record(room: Classroom, part: Item | Reference) -> OpenCourseAssetRecord:
    """An item's or a reference's text, as CML and as HTML that is safe to show."""
    text = room.edition.text_of(part)
    metadata = {
        "hasMath": text.has_math,
        "isPlainText": False,
        "hasAssetBlock": text.has_downloads,
        "hasCodeBlock": text.has_code,
    }
    html = {"renderableHtml": text.html, "metadata": metadata}
    return OpenCourseAssetRecord(
        id=text_id(room.edition.course.id, part.id),
        type_name="cml",
        definition={"dtdId": DTD, "value": text.cml, "renderableHtmlWithMetadata": html},
        item_id=UNSET if isinstance(part, Reference) else part.id,
        launch=_launch(part.content),
    )


def _launch(content: Content) -> Maybe[LaunchRecord]:
    if not isinstance(content, Activity):
        return UNSET
    return LaunchRecord(url=content.launch, title=content.launch_title)


def download_record(course: Course, item_id: str, file: File) -> OpenCourseAssetRecord:
    """An attachment, which leads on to its file."""
    return OpenCourseAssetRecord(
        id=download_id(course.id, file.id),
        type_name="asset",
        definition={"assetId": file.id, "name": file.name},
        item_id=item_id,
    )


def _opened(ask: Ask, kind: str) -> list[tuple[Classroom, Place]]:
    return list(each(ask, lambda key: _open(ask, key, kind)))


def _open(ask: Ask, key: tuple[str, str], kind: str) -> tuple[Classroom, Place]:
    course_id, item_id = key
    classroom = entered(ask, course_id)
    return classroom, open_item(classroom, item_id, kind)


def entered(ask: Ask, course_id: str) -> Classroom:
    """The course for somebody who takes it; one that does not exist is refused like one that is closed."""
    return in_own_course(lambda: enter_course_by_id(ask.visit, course_id))


def _lectures(opened: Iterable[tuple[Classroom, Place]]) -> Iterator[tuple[Classroom, Place, Lecture]]:
    for room, place in opened:
        if isinstance(place.item.content, Lecture):
            yield room, place, place.item.content


def _open_course_asset(ask: Ask, asset_id: str) -> OpenCourseAssetRecord:
    try:
        found, file = find_download(ask.visit, asset_id)
    except UnknownFile:
        found = find_text(ask.visit, asset_id)
        return text_record(found.classroom, found.reference or found.placed().item)
    return download_record(found.classroom.edition.course, found.placed().item.id, file)


def _file(ask: Ask, file_id: str) -> tuple[Links, File]:
    found, file = find_file(ask.visit, file_id)
    content = found.place.item.content if found.place else None
    is_media = isinstance(content, Lecture) and any(one.path == file.path for one in content.renditions)
    return given(ask.links, found.classroom, found.place) if is_media else ask.links, file


def _asset_record(links: Links, file: File) -> AssetRecord:
    kind = file.media_type.partition("/")[0]
    extension = file.path.rpartition(".")[2]
    url = links.media(file)
    source = [{"url": url, "mimeType": file.media_type}]
    return AssetRecord(
        id=file.id,
        name=file.saved_as,
        type_name=_asset_type(file),
        url={"url": url, "expires": links.expires},
        file_extension=extension,
        audio_source_urls=source if kind == "audio" else [],
        video_source_urls=source if kind == "video" else [],
        video_thumbnail_urls=[],
        tags=[],
    )


def _asset_type(file: File) -> str:
    if file.media_type == "application/pdf":
        return "pdf"
    kind = file.media_type.partition("/")[0]
    return kind if kind in {"image", "audio", "video"} else "generic"


def _asset_url_record(links: Links, file: File) -> AssetUrlRecord:
    return AssetUrlRecord(id=file.id, url=links.media(file), expires=links.expires)


def each(ask: Ask, answer: Callable[[Any], T]) -> list[T]:
    """The answer for one key, or for several: asked for several, whatever is refused is left out."""
    if ask.request.key is not None:
        return [answer(ask.request.key)]
    answered = []
    for key in ask.request.keys:
        try:
            answered.append(answer(key))
        except LearningError:
            continue
    return answered


LECTURE_VIDEOS = Answers(reads=Deed.STUDY, is_lasting=True, get=lecture_videos, multi_get=lecture_videos)
LECTURE_ASSETS = Answers(reads=Deed.STUDY, is_lasting=True, get=lecture_assets, multi_get=lecture_assets)
SUPPLEMENTS = Answers(reads=Deed.STUDY, is_lasting=True, get=supplements, multi_get=supplements)
OPEN_COURSE_ASSETS = Answers(
    reads=Deed.STUDY, is_lasting=True, get=open_course_assets, multi_get=open_course_assets
)
ASSETS = Answers(reads=Deed.STUDY, is_lasting=True, get=assets, multi_get=assets)
ASSET_URLS = Answers(reads=Deed.STUDY, is_lasting=True, get=asset_urls, multi_get=asset_urls)
