"""What is within an item, or beside all of them: videos, texts, files (rows 65, 68, 99–101; shapes §6)."""

from typing import Any

from carrel.protocol.keys import TEXT, CompositeKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder
from carrel.resources.assessing import InVideoQuestionRecord
from carrel.resources.records import COURSE_AND_ITEM, READ, UNSET, Maybe, Record, declare


class LectureVideoRecord(Record):
    """A lecture's video in its course. Times are ms from the video's start."""

    id: str
    """`{courseId}~{itemId}`."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    video_id: Maybe[str] = UNSET
    """The video."""
    disable_skipping_forward: Maybe[bool] = UNSET
    """Whether the player must not skip what was not watched."""
    start_ms: Maybe[int] = UNSET
    """Where it begins: ms."""
    end_ms: Maybe[int] = UNSET
    """Where it ends: ms."""
    questions: Maybe[list[InVideoQuestionRecord]] = UNSET
    """What it asks while it plays, without what is right; not there when it asks nothing. Carrel's own."""


class VideoRecord(Record):
    """A video. `sources` holds absolute URLs by resolution; subtitles are site paths by language."""

    id: str
    """The video."""
    sources: Maybe[dict[str, Any]] = UNSET
    """Signed absolute addresses by resolution, under `byResolution`; `playlists` is empty."""
    subtitles: Maybe[dict[str, str]] = UNSET
    """The captions as SubRip: signed site paths by language."""
    subtitles_vtt: Maybe[dict[str, str]] = UNSET
    """The captions as WebVTT: signed site paths by language."""
    subtitles_txt: Maybe[dict[str, str]] = UNSET
    """The captions as plain text: signed site paths by language."""


class LectureAssetsRecord(Record):
    """What comes with a lecture to take away: ids of open course assets."""

    id: str
    """`{courseId}~{itemId}`."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    open_course_asset_ids: Maybe[list[str]] = UNSET
    """What stands beside the lecture to be taken away."""


class SupplementRecord(Record):
    """A reading in its course, with the id of its text."""

    id: str
    """`{courseId}~{itemId}`."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    asset_id: Maybe[str] = UNSET
    """The reading's text."""


class ReferenceRecord(Record):
    """A text of a course beside its items, to look things up in (shapes §6.6)."""

    id: str
    """`{courseId}~{shortId}`."""
    short_id: str
    """The reference, within its course."""
    course_id: Maybe[str] = UNSET
    """The course."""
    name: Maybe[str] = UNSET
    """What it is called."""
    slug: Maybe[str] = UNSET
    """The same in addresses."""
    content: Maybe[dict[str, dict[str, str]]] = UNSET
    """The `assetId` of its text, under the name of the form that it has."""


class LaunchRecord(Record):
    """Where an activity opens that is done elsewhere."""

    url: str
    """Its address, as the course names it; empty where it names none."""
    title: str
    """What stands on the link; empty for the item's name."""


class OpenCourseAssetRecord(Record):
    """A text (`cml`), a file (`asset`) or an address (`url`) that a course shows."""

    id: str
    """The text or download."""
    type_name: Maybe[str] = UNSET
    """`cml` for a text, `asset` for a file, `url` for an address."""
    definition: Maybe[dict[str, Any]] = UNSET
    """For `cml` `dtdId`, `value` and safe HTML; for `asset` `assetId` and `name`."""
    item_id: Maybe[str] = UNSET
    """The item that shows it; not there for the text of a reference."""
    launch: Maybe[LaunchRecord] = UNSET
    """For the text of a widget, an external tool, a coached item or a lab: where that opens. Carrel's own."""


class AssetRecord(Record):
    """A file. `url` is `{url, expires}`: a signed absolute URL and when it ends (epoch ms)."""

    id: str
    """The file."""
    name: Maybe[str] = UNSET
    """A name to save it under, with its extension."""
    type_name: Maybe[str] = UNSET
    """`pdf`, `image`, `audio`, `video` or `generic`."""
    url: Maybe[dict[str, Any]] = UNSET
    """A signed absolute `url`, and when it `expires`: epoch ms."""
    file_extension: Maybe[str] = UNSET
    """The extension of the file's name."""
    audio_source_urls: Maybe[list[dict[str, Any]]] = UNSET
    """Where it can be heard: `url` and `mimeType`."""
    video_source_urls: Maybe[list[dict[str, Any]]] = UNSET
    """Where it can be seen: `url` and `mimeType`."""
    video_thumbnail_urls: Maybe[list[dict[str, Any]]] = UNSET
    """Always empty: none are made."""
    tags: Maybe[list[dict[str, Any]]] = UNSET
    """Always empty: files have none."""


class AssetUrlRecord(Record):
    """Where a file can be fetched, and until when (epoch ms)."""

    id: str
    """The file."""
    url: Maybe[str] = UNSET
    """A signed absolute address."""
    expires: Maybe[int] = UNSET
    """Until when it holds: epoch ms."""


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
COURSE_AND_REFERENCE = CompositeKey({"courseId": TEXT, "shortId": TEXT})
"""`{courseId}~{shortId}`, both shown."""
_OF_COURSE = Parameter("courseId", required=True, doc="The course.")
REFERENCES = declare(
    "onDemandReferences.v1",
    ReferenceRecord,
    key=COURSE_AND_REFERENCE,
    default=("name", "slug"),
    relations={"assets": "openCourseAssets.v1"},
    operations=READ,
    finders=(
        Finder("courseListed", (_OF_COURSE,), "All references of a course, in their order."),
        Finder(
            "shortId",
            (_OF_COURSE, Parameter("shortId", required=True, doc="The reference, within its course.")),
            "One reference of a course.",
        ),
    ),
)
OPEN_COURSE_ASSETS = declare(
    "openCourseAssets.v1", OpenCourseAssetRecord, default=("typeName", "definition"), operations=READ
)
ASSETS = declare("assets.v1", AssetRecord, default=("name", "typeName", "url"), operations=READ)
ASSET_URLS = declare("assetUrls.v1", AssetUrlRecord, default=("url", "expires"), operations=READ)
