"""What is within an item: videos, readings, files (rows 65, 68, 99–101; shapes §6)."""

from typing import Any

from carrel.resources.records import COURSE_AND_ITEM, READ, UNSET, Maybe, Record, declare


class LectureVideoRecord(Record):
    """A lecture's video in its course. Times are ms from the video's start."""

    id: str
    course_id: str
    item_id: str
    video_id: Maybe[str] = UNSET
    disable_skipping_forward: Maybe[bool] = UNSET
    start_ms: Maybe[int] = UNSET
    end_ms: Maybe[int] = UNSET


class VideoRecord(Record):
    """A video. `sources` holds absolute URLs by resolution; subtitles are site paths by language."""

    id: str
    sources: Maybe[dict[str, Any]] = UNSET
    subtitles: Maybe[dict[str, str]] = UNSET
    subtitles_vtt: Maybe[dict[str, str]] = UNSET
    subtitles_txt: Maybe[dict[str, str]] = UNSET


class LectureAssetsRecord(Record):
    """What comes with a lecture to take away: ids of open course assets."""

    id: str
    course_id: str
    item_id: str
    open_course_asset_ids: Maybe[list[str]] = UNSET


class SupplementRecord(Record):
    """A reading in its course, with the id of its text."""

    id: str
    course_id: str
    item_id: str
    asset_id: Maybe[str] = UNSET


class OpenCourseAssetRecord(Record):
    """A text (`cml`), a file (`asset`) or an address (`url`) that a course shows."""

    id: str
    type_name: Maybe[str] = UNSET
    definition: Maybe[dict[str, Any]] = UNSET
    item_id: Maybe[str] = UNSET


class AssetRecord(Record):
    """A file. `url` is `{url, expires}`: a signed absolute URL and when it ends (epoch ms)."""

    id: str
    name: Maybe[str] = UNSET
    type_name: Maybe[str] = UNSET
    url: Maybe[dict[str, Any]] = UNSET
    file_extension: Maybe[str] = UNSET
    audio_source_urls: Maybe[list[dict[str, Any]]] = UNSET
    video_source_urls: Maybe[list[dict[str, Any]]] = UNSET
    video_thumbnail_urls: Maybe[list[dict[str, Any]]] = UNSET
    tags: Maybe[list[dict[str, Any]]] = UNSET


class AssetUrlRecord(Record):
    """Where a file can be fetched, and until when (epoch ms)."""

    id: str
    url: Maybe[str] = UNSET
    expires: Maybe[int] = UNSET


LECTURE_VIDEOS = declare(
    "onDemandLectureVideos.v1",
    LectureVideoRecord,
    key=COURSE_AND_ITEM,
    relations={"video": "onDemandVideos.v1"},
    operations=READ,
)
VIDEOS = declare("onDemandVideos.v1", VideoRecord)
LECTURE_ASSETS = declare(
    "onDemandLectureAssets.v1",
    LectureAssetsRecord,
    key=COURSE_AND_ITEM,
    default=("openCourseAssetIds",),
    relations={"openCourseAssets": "openCourseAssets.v1"},
    operations=READ,
)
SUPPLEMENTS = declare(
    "onDemandSupplements.v1",
    SupplementRecord,
    key=COURSE_AND_ITEM,
    default=("assetId",),
    relations={"asset": "openCourseAssets.v1"},
    operations=READ,
)
OPEN_COURSE_ASSETS = declare(
    "openCourseAssets.v1", OpenCourseAssetRecord, default=("typeName", "definition"), operations=READ
)
ASSETS = declare("assets.v1", AssetRecord, default=("name", "typeName", "url"), operations=READ)
ASSET_URLS = declare("assetUrls.v1", AssetUrlRecord, default=("url", "expires"), operations=READ)
