"""Every resource, by hand: nothing is published that does not stand here."""

from typing import Final

from carrel.protocol.schema import Schemas
from carrel.resources import (
    content,
    course_materials,
    courses,
    deadlines,
    grades,
    learning,
    memberships,
    progress,
    users,
)
from carrel.resources.records import Record, Resource

RESOURCES: Final[tuple[Resource[Record], ...]] = (
    courses.COURSES,
    courses.PARTNERS,
    courses.INSTRUCTORS,
    courses.COURSE_DETAILS,
    courses.SESSION_COURSE_DETAILS,
    courses.COURSE_SESSIONS,
    courses.SPECIALIZATIONS,
    memberships.MEMBERSHIPS,
    memberships.OPEN_COURSE_MEMBERSHIPS,
    memberships.SESSIONS,
    memberships.SESSION_MEMBERSHIPS,
    memberships.VERIFIED_MEMBERSHIPS,
    course_materials.COURSE_MATERIALS,
    course_materials.COURSE_MATERIALS_V1,
    course_materials.MODULES,
    course_materials.LESSONS,
    course_materials.ITEMS,
    course_materials.ITEMS_V1,
    course_materials.PASSABLE_LESSON_ELEMENTS,
    course_materials.PASSABLE_ITEM_GROUPS,
    course_materials.PASSABLE_ITEM_GROUP_CHOICES,
    course_materials.TRACKS,
    course_materials.GRADE_POLICY,
    course_materials.GRADING_PARAMETERS,
    course_materials.CONTENT_ATOM_RELATIONS,
    content.LECTURE_VIDEOS,
    content.VIDEOS,
    content.LECTURE_ASSETS,
    content.SUPPLEMENTS,
    content.OPEN_COURSE_ASSETS,
    content.ASSETS,
    content.ASSET_URLS,
    deadlines.COURSE_SCHEDULES,
    deadlines.DEADLINE_SETTINGS,
    deadlines.LEARNER_COURSE_SCHEDULES,
    progress.COURSES_PROGRESS,
    learning.VIDEO_PROGRESSES,
    learning.SUPPLEMENT_COMPLETIONS,
    learning.LEARNING_HOURS,
    grades.COURSE_GRADES,
    grades.ITEM_GRADES,
    users.ADMIN_USER_PERMISSIONS,
)

SCHEMAS: Final = Schemas(resource.schema for resource in RESOURCES)
