"""What is drawn from what a site said, however it said it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.archiver.document import complete
from carrel.archiver.envelopes import Envelopes, Materials, Refusal, remembering
from carrel.archiver.kinds.said import LectureSaid
from carrel.archiver.names import folded
from carrel.archiver.plan import Row
from carrel.archiver.syllabus import write_syllabus
from carrel.courseware.folder.writing import texts_of
from carrel.courseware.items import Lecture, Unseen
from carrel.resources.content import AssetRecord, LectureVideoRecord, OpenCourseAssetRecord, VideoRecord
from carrel.resources.course_materials import ItemRecord, LessonRecord, ModuleRecord, TypedDefinition
from carrel.resources.courses import CourseRecord

HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "../../etc",
        "CON",
        "",
        "item.toml",
        "video.720p.mp4",
        "course.toml",
        "\u202egnp.exe",
        "x" * 300,
        ".part",
    ]
)


def said_about(names: list[str], attachments: list[str] | None = None, **changes: Any) -> Envelopes:
    """A course of one lesson with a lecture for each name."""
    items = [f"item{at}" for at in range(len(names))]
    files = {f"file{at}": name for at, name in enumerate(attachments or [])}
    listed = tuple(
        OpenCourseAssetRecord(id=key, type_name="asset", definition={"assetId": key, "name": name})
        for key, name in files.items()
    )
    values: dict[str, Any] = {
        "site": "https://school.example.org",
        "slug": "a-course",
        "course": CourseRecord(id="c" * 22, name=names[0] if names else "A course"),
        "materials": Materials(
            course_id="c" * 22,
            module_ids=("m1",),
            modules=(ModuleRecord(id="m1", name=names[0] if names else "", slug="", lesson_ids=["l1"]),),
            lessons=(LessonRecord(id="l1", name="", slug="../..", item_ids=items),),
            items=tuple(
                ItemRecord(
                    id=item,
                    name=name,
                    slug=name,
                    content_summary=TypedDefinition(type_name="lecture", definition={}),
                )
                for item, name in zip(items, names, strict=True)
            ),
        ),
        "contents": {item: a_lecture(item, listed) for item in items},
        "files": {
            key: AssetRecord(id=key, name=name, url={"url": f"/f/{key}"}) for key, name in files.items()
        },
    }
    return Envelopes(**(values | changes))


def a_lecture(item: str, attachments: tuple[OpenCourseAssetRecord, ...] = ()) -> LectureSaid:
    return LectureSaid(
        lecture=LectureVideoRecord(id=item, course_id="c", item_id=item, video_id=f"v-{item}"),
        video=VideoRecord(
            id=f"v-{item}",
            sources={"byResolution": {"720p": {"mp4VideoUrl": f"https://m.example.org/{item}/720"}}},
            subtitles_vtt={"en": "/s/en", "../x": "/s/x", "zh_CN": "/s/zh"},
        ),
        attachments=attachments,
    )


def all_there(said: Envelopes) -> dict[str, Row]:
    return {
        asset.key: Row(
            key=asset.key, version=asset.version, place=asset.place, sha256="0" * 64, size=1, duration=5
        )
        for asset in write_syllabus(said).assets
    }


@settings(max_examples=60)
@given(st.lists(HOSTILE, min_size=1, max_size=5), st.lists(HOSTILE, max_size=4))
def test_whatever_things_are_called_the_course_can_stand_in_a_folder(
    names: list[str], attachments: list[str]
):
    said = said_about(names, attachments)

    course = complete(write_syllabus(said), all_there(said))

    places = [*texts_of(course), *(file.path for file in course.files)]
    assert len({folded(place) for place in places}) == len(places)
    assert all(".." not in place.split("/") and not place.startswith("/") for place in places)
    assert max(len(place) for place in places) < 240


def test_languages_are_tags_or_nothing():
    places = [asset.place for asset in write_syllabus(said_about(["One"])).assets if asset.kind == "captions"]

    assert [place.rpartition("/")[2] for place in places] == ["captions.en.vtt", "captions.zh-CN.vtt"]


def test_the_order_is_that_of_the_lesson_and_not_of_the_records():
    said = said_about(["One", "Two"])
    turned = Materials(
        course_id="c" * 22,
        module_ids=("m1",),
        modules=said.materials.modules,
        lessons=said.materials.lessons,
        items=said.materials.items[::-1],
    )

    course = write_syllabus(said_about(["One", "Two"], materials=turned)).course

    assert [item.place for item in course.items()] == ["01-one", "02-two"]


def test_a_lecture_without_its_video_is_a_placeholder():
    said = said_about(["One"])

    (item,) = complete(write_syllabus(said), {}).items()

    assert isinstance(item.content, Unseen)


def test_what_was_seen_once_is_remembered_when_it_is_refused():
    before = said_about(["One", "Two"])
    refused = {"item0": Refusal("locked", "Not today.")}
    now = said_about(["One", "Two"], contents={"item1": before.contents["item1"]}, refusals=refused)

    first, second = write_syllabus(remembering(now, before)).course.items()

    assert isinstance(first.content, Lecture)
    assert isinstance(second.content, Lecture)


@pytest.mark.parametrize("kind", ["locked", "not enrolled", "gone", "failed"])
def test_a_refusal_is_told_with_its_kind(kind: str):
    said = said_about(["One"], contents={}, refusals={"item0": Refusal(kind, "So it is.")})

    (item,) = write_syllabus(said).course.items()

    assert item.content == Unseen(reason=f"{kind}: So it is.")
