"""What a site said about one course, as one value: the records of all its envelopes, by item.

It can be written down (JSON) and read again, so that what was seen once is not lost when the site no longer
shows it.
"""

from collections.abc import Iterable
from typing import Final, TypeVar

from msgspec import Struct

from carrel.resources.content import (
    AssetRecord,
    LectureVideoRecord,
    OpenCourseAssetRecord,
    VideoRecord,
)
from carrel.resources.course_materials import (
    ItemRecord,
    LessonRecord,
    ModuleRecord,
    PassableLessonElementRecord,
)
from carrel.resources.courses import CourseRecord, InstructorRecord, PartnerRecord
from carrel.resources.deadlines import CourseScheduleRecord

Said = TypeVar("Said")

FAILED: Final = "failed"
"""The kind of a refusal that should not be: the item may be seen, and the next mirror may see it."""


class Refusal(Struct, frozen=True):
    """Why an item could not be seen. `kind` is `locked`, `not enrolled`, `not allowed`, `gone` or
    `failed`."""

    kind: str
    reason: str


class LectureSaid(Struct, frozen=True, kw_only=True):
    """A lecture: its place in the course, its video, and what comes with it to take away."""

    lecture: LectureVideoRecord
    video: VideoRecord
    attachments: tuple[OpenCourseAssetRecord, ...] = ()


class Materials(Struct, frozen=True, kw_only=True):
    """A course's table of contents. The ids are in the order of study."""

    course_id: str
    module_ids: tuple[str, ...]
    modules: tuple[ModuleRecord, ...]
    lessons: tuple[LessonRecord, ...]
    items: tuple[ItemRecord, ...]
    passables: tuple[PassableLessonElementRecord, ...] = ()


class Envelopes(Struct, frozen=True, kw_only=True):
    """Everything that was said. `lectures`, `texts` and `refusals` are by the item's id, `files` by asset."""

    site: str
    slug: str
    course: CourseRecord
    materials: Materials
    partners: tuple[PartnerRecord, ...] = ()
    instructors: tuple[InstructorRecord, ...] = ()
    schedule: CourseScheduleRecord | None = None
    lectures: dict[str, LectureSaid] = {}
    texts: dict[str, OpenCourseAssetRecord] = {}
    files: dict[str, AssetRecord] = {}
    refusals: dict[str, Refusal] = {}


def remembering(now: Envelopes, before: Envelopes | None) -> Envelopes:
    """`now`, and of `before` what is refused today: items that are still in the course keep their content.

    A course that one may no longer open would otherwise take away what one has.
    """
    if before is None:
        return now
    kept = [item.id for item in now.materials.items if item.id in now.refusals]
    lectures = _of(before.lectures, kept) | now.lectures
    texts = _of(before.texts, kept) | now.texts
    refusals = {key: one for key, one in now.refusals.items() if key not in lectures and key not in texts}
    files = before.files | now.files
    return Envelopes(
        site=now.site,
        slug=now.slug,
        course=now.course,
        materials=now.materials,
        partners=now.partners,
        instructors=now.instructors,
        schedule=now.schedule or before.schedule,
        lectures=lectures,
        texts=texts,
        files=files,
        refusals=refusals,
    )


def _of(said: dict[str, Said], ids: Iterable[str]) -> dict[str, Said]:
    return {one: said[one] for one in ids if one in said}
