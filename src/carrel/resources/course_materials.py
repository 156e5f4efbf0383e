"""What a course holds, module by module, and what of it is locked (rows 1–23, 98; shapes §3).

The second version is current; the first is what older clients still ask for. They share all that is linked
but the items.
"""

from typing import Any

from msgspec import field

from carrel.protocol.keys import BOOLEAN, INTEGER
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.records import UNSET, Maybe, Record, declare

MASTERY = "org.coursera.ondemand.coursematerial.MasteryGradePolicy"
"""The one policy: a course is passed by the weighted mean of its passable items."""

TRACK = "core"
"""The one track that every course has."""


class CourseMaterialRecord(Record):
    """A course's table of contents."""

    id: str
    module_ids: Maybe[list[str]] = UNSET


class ModuleRecord(Record):
    """A module. `time_commitment` is ms: the sum of its lessons."""

    id: str
    name: Maybe[str] = UNSET
    slug: Maybe[str] = UNSET
    description: Maybe[str] = UNSET
    time_commitment: Maybe[int] = UNSET
    lesson_ids: Maybe[list[str]] = UNSET
    optional: Maybe[bool] = UNSET
    learning_objectives: Maybe[list[str]] = UNSET


class LessonRecord(Record):
    """A lesson. `element_ids` are `item~` and an item's id, in the order of `item_ids`."""

    id: str
    module_id: Maybe[str] = UNSET
    name: Maybe[str] = UNSET
    slug: Maybe[str] = UNSET
    time_commitment: Maybe[int] = UNSET
    item_ids: Maybe[list[str]] = UNSET
    element_ids: Maybe[list[str]] = UNSET
    optional: Maybe[bool] = UNSET
    track_id: Maybe[str] = UNSET


class TypedDefinition(Record):
    """A value that says its own type: `{"typeName": …, "definition": {…}}`."""

    type_name: str
    definition: dict[str, Any]


class ItemRecord(Record):
    """An item. The lock's fields are there only while it is locked."""

    id: str
    module_id: Maybe[str] = UNSET
    lesson_id: Maybe[str] = UNSET
    name: Maybe[str] = UNSET
    original_name: Maybe[str] = UNSET
    slug: Maybe[str] = UNSET
    time_commitment: Maybe[int] = UNSET
    content_summary: Maybe[TypedDefinition] = UNSET
    is_locked: Maybe[bool] = UNSET
    lockable_by_item: Maybe[bool] = UNSET
    item_locked_reason_code: Maybe[str] = UNSET
    locked_status: Maybe[str] = UNSET
    item_lock_summary: Maybe[dict[str, Any]] = UNSET
    track_id: Maybe[str] = UNSET
    optional: Maybe[bool] = UNSET
    custom_display_typename_override: Maybe[str] = UNSET


class ItemV1Record(Record):
    """An item as the first version has it: `content` names the ids that lead to videos and assets."""

    id: str
    module_id: Maybe[str] = UNSET
    lesson_id: Maybe[str] = UNSET
    name: Maybe[str] = UNSET
    slug: Maybe[str] = UNSET
    time_commitment: Maybe[int] = UNSET
    content: Maybe[TypedDefinition] = UNSET
    is_locked: Maybe[bool] = UNSET
    lockable_by_item: Maybe[bool] = UNSET
    item_locked_reason_code: Maybe[str] = UNSET
    track_id: Maybe[str] = UNSET


class PassableLessonElementRecord(Record):
    """An item that counts for the grade. `id` is `item~` and the item's id; weights are thousandths."""

    id: str
    grading_weight: Maybe[int] = UNSET
    is_required_for_passing: Maybe[bool] = UNSET


class PassableItemGroupRecord(Record):
    """A choice of items, some of which must be passed."""

    id: str
    required_passed_count: Maybe[int] = UNSET
    passable_item_group_choice_ids: Maybe[list[str]] = UNSET
    track_id: Maybe[str] = UNSET


class PassableItemGroupChoiceRecord(Record):
    """One of the choices of a group."""

    id: str
    name: Maybe[str] = UNSET
    description: Maybe[str] = UNSET
    item_ids: Maybe[list[str]] = UNSET


class TrackRecord(Record):
    """A way through the course, with how many passable elements lie on it."""

    id: str
    passables_count: Maybe[int] = UNSET


class GradePolicyRecord(Record):
    """How the course is passed: a union whose one key is the full name of its type."""

    id: str
    mastery: Maybe[dict[str, Any]] = field(default=UNSET, name=MASTERY)


class GradingParametersRecord(Record):
    """How assignments are grouped for grading."""

    id: str
    graded_assignment_groups: Maybe[dict[str, Any]] = UNSET


class ContentAtomRelationRecord(Record):
    """Content that is embedded from another course."""

    id: str
    embedded_content_source_course_id: Maybe[str] = UNSET
    sub_container_id: Maybe[str] = UNSET


_WITH_LOCKED = Parameter(
    "showLockedItems", BOOLEAN, default=False, doc="Without it, locked items are left out."
)
_BY_SLUG = Finder(
    "slug",
    (Parameter("slug", required=True, doc="The course's name in addresses."), _WITH_LOCKED),
    "What the course of a slug holds. An unknown slug is answered without `elements`.",
)
_OF_LEARNER = Finder(
    "learner",
    (
        Parameter("learnerId", INTEGER, required=True, doc="The signed-in user."),
        Parameter("courseId", required=True, doc="A course that they take."),
        _WITH_LOCKED,
    ),
    "What a course holds for the signed-in learner. Only here it is linked how far they are.",
)
_SHARED = {
    "passableItemGroups": "onDemandCourseMaterialPassableItemGroups.v1",
    "passableItemGroupChoices": "onDemandCourseMaterialPassableItemGroupChoices.v1",
    "passableLessonElements": "onDemandCourseMaterialPassableLessonElements.v1",
    "tracks": "onDemandCourseMaterialTracks.v1",
    "gradePolicy": "onDemandCourseMaterialGradePolicy.v1",
}

COURSE_MATERIALS = declare(
    "onDemandCourseMaterials.v2",
    CourseMaterialRecord,
    relations={
        "modules": "onDemandCourseMaterialModules.v1",
        "lessons": "onDemandCourseMaterialLessons.v1",
        "items": "onDemandCourseMaterialItems.v2",
        **_SHARED,
        "gradingParameters": "onDemandGradingParameters.v1",
        "embeddedContentMapping": "contentAtomRelations.v1",
        "itemsProgress": "onDemandGuidedItemsProgress.v1",
        "nextSteps": "onDemandGuidedNextSteps.v1",
        "sessionMemberships": "onDemandSessionMemberships.v1",
        "schedule": "onDemandCourseSchedules.v1",
    },
    operations=frozenset({Operation.GET}),
    parameters={Operation.GET: (_WITH_LOCKED,)},
    finders=(_BY_SLUG, _OF_LEARNER),
)
COURSE_MATERIALS_V1 = declare(
    "onDemandCourseMaterials.v1",
    CourseMaterialRecord,
    relations={
        "moduleIds": "onDemandCourseMaterialModules.v1",
        "lessonIds": "onDemandCourseMaterialLessons.v1",
        "itemIds": "onDemandCourseMaterialItems.v1",
        **_SHARED,
    },
    operations=frozenset({Operation.GET}),
    parameters={Operation.GET: (_WITH_LOCKED,)},
    finders=(_BY_SLUG,),
)
MODULES = declare("onDemandCourseMaterialModules.v1", ModuleRecord)
LESSONS = declare("onDemandCourseMaterialLessons.v1", LessonRecord, default=("itemIds", "moduleId"))
ITEMS = declare("onDemandCourseMaterialItems.v2", ItemRecord, default=("moduleId", "lessonId"))
ITEMS_V1 = declare("onDemandCourseMaterialItems.v1", ItemV1Record, default=("moduleId", "lessonId"))
PASSABLE_LESSON_ELEMENTS = declare(
    "onDemandCourseMaterialPassableLessonElements.v1", PassableLessonElementRecord
)
PASSABLE_ITEM_GROUPS = declare("onDemandCourseMaterialPassableItemGroups.v1", PassableItemGroupRecord)
PASSABLE_ITEM_GROUP_CHOICES = declare(
    "onDemandCourseMaterialPassableItemGroupChoices.v1", PassableItemGroupChoiceRecord
)
TRACKS = declare("onDemandCourseMaterialTracks.v1", TrackRecord)
GRADE_POLICY = declare("onDemandCourseMaterialGradePolicy.v1", GradePolicyRecord, default=(MASTERY,))
GRADING_PARAMETERS = declare("onDemandGradingParameters.v1", GradingParametersRecord)
CONTENT_ATOM_RELATIONS = declare("contentAtomRelations.v1", ContentAtomRelationRecord)
