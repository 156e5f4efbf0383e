"""What a site said about one course, as one value: the records of all its envelopes, by item.

It can be written down (JSON) and read again, so that what was seen once is not lost when the site no longer
shows it.
"""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from carrel.archiver.kinds.said import Said
from carrel.archiver.own import OwnSaid
from carrel.archiver.references import ReferenceSaid
from carrel.resources.content import AssetRecord
from carrel.resources.course_materials import (
    ItemRecord,
    LessonRecord,
    ModuleRecord,
    PassableLessonElementRecord,
)
from carrel.resources.courses import CourseRecord, InstructorRecord, PartnerRecord
from carrel.resources.deadlines import CourseScheduleRecord
from carrel.resources.designs import CourseDesignRecord

FAILED: Final = "failed"
"""The kind of a refusal that should not be: the item may be seen, and the next mirror may see it."""


class Refusal(Struct, frozen=True):
    """Why an item could not be seen. `kind` is `locked`, `not enrolled`, `not allowed`, `gone` or
    `failed`."""

    kind: str
    reason: str


class Materials(Struct, frozen=True, kw_only=True):
    """A course's table of contents. The ids are in the order of study."""

    course_id: str
    module_ids: tuple[str, ...]
    modules: tuple[ModuleRecord, ...]
    lessons: tuple[LessonRecord, ...]
    items: tuple[ItemRecord, ...]
    passables: tuple[PassableLessonElementRecord, ...] = ()


class Envelopes(Struct, frozen=True, kw_only=True):
    """Everything that was said. `contents` and `refusals` are by the item's id, `files` by asset."""

    site: str
    slug: str
    course: CourseRecord
    materials: Materials
    partners: tuple[PartnerRecord, ...] = ()
    instructors: tuple[InstructorRecord, ...] = ()
    schedule: CourseScheduleRecord | None = None
    references: tuple[ReferenceSaid, ...] = ()
    design: CourseDesignRecord | None = None
    contents: dict[str, Said] = {}
    files: dict[str, AssetRecord] = {}
    refusals: dict[str, Refusal] = {}
    own: OwnSaid = OwnSaid()


def remembering(now: Envelopes, before: Envelopes | None) -> Envelopes:
    """`now`, and of `before` what is refused today: items that are still in the course keep their content.

    A course that one may no longer open would otherwise take away what one has.
    """
    if before is None:
        return now
    refused = [item.id for item in now.materials.items if item.id in now.refusals]
    known = {one: before.contents[one] for one in refused if one in before.contents}
    # Of what failed only a part may have come.
    whole = {one: said for one, said in known.items() if now.refusals[one].kind == FAILED}
    contents = known | now.contents | whole
    return replace(
        now,
        schedule=now.schedule or before.schedule,
        references=now.references or before.references,
        design=now.design or before.design,
        own=now.own.after(before.own),
        contents=contents,
        files=before.files | now.files,
        refusals={key: one for key, one in now.refusals.items() if key not in contents},
    )
