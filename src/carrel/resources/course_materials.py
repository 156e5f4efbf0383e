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
    """The course."""
    module_ids: Maybe[list[str]] = UNSET
    """The modules, in the order of study."""


class ModuleRecord(Record):
    """A module. `time_commitment` is ms: the sum of its lessons."""

    id: str
    """The module."""
    name: Maybe[str] = UNSET
    """What it is called."""
    slug: Maybe[str] = UNSET
    """The name in addresses."""
    description: Maybe[str] = UNSET
    """What it is, in words."""
    time_commitment: Maybe[int] = UNSET
    """How long it takes: ms."""
    lesson_ids: Maybe[list[str]] = UNSET
    """The lessons, in the order of study."""
    optional: Maybe[bool] = UNSET
    """Whether it may be left out; absent means no."""
    learning_objectives: Maybe[list[str]] = UNSET
    """Ids of what one can do afterwards."""


class LessonRecord(Record):
    """A lesson. `element_ids` are `item~` and an item's id, in the order of `item_ids`."""

    id: str
    """The lesson."""
    module_id: Maybe[str] = UNSET
    """The module it stands in."""
    name: Maybe[str] = UNSET
    """What it is called."""
    slug: Maybe[str] = UNSET
    """The name in addresses."""
    time_commitment: Maybe[int] = UNSET
    """How long it takes: ms."""
    item_ids: Maybe[list[str]] = UNSET
    """The items, in the order of study."""
    element_ids: Maybe[list[str]] = UNSET
    """The items again, each as `item~{itemId}`."""
    optional: Maybe[bool] = UNSET
    """Whether it may be left out; absent means no."""
    track_id: Maybe[str] = UNSET
    """The track it belongs to; there is one, `core`."""


class TypedDefinition(Record):
    """A value that says its own type: `{"typeName": …, "definition": {…}}`."""

    type_name: str
    """Which kind it is."""
    definition: dict[str, Any]
    """What items of this kind have to say of themselves."""


class ItemRecord(Record):
    """An item. The lock's fields are there only while it is locked."""

    id: str
    """The item."""
    module_id: Maybe[str] = UNSET
    """The module it stands in."""
    lesson_id: Maybe[str] = UNSET
    """The lesson it stands in."""
    name: Maybe[str] = UNSET
    """What it is called."""
    original_name: Maybe[str] = UNSET
    """Its name before a teacher changed it; never set here."""
    slug: Maybe[str] = UNSET
    """The name in addresses."""
    time_commitment: Maybe[int] = UNSET
    """How long it takes: ms."""
    content_summary: Maybe[TypedDefinition] = UNSET
    """Its kind, and what there is to know before it is opened."""
    is_locked: Maybe[bool] = UNSET
    """Whether it is closed to the asker."""
    lockable_by_item: Maybe[bool] = UNSET
    """Whether other items can lock it."""
    item_locked_reason_code: Maybe[str] = UNSET
    """Why it is locked: `REQUIRE_ALL_ITEM_IN_LESSON`."""
    locked_status: Maybe[str] = UNSET
    """`LOCKED_FULLY` for a locked item."""
    item_lock_summary: Maybe[dict[str, Any]] = UNSET
    """The lock again, as `lockState`."""
    track_id: Maybe[str] = UNSET
    """The track it belongs to; there is one, `core`."""
    optional: Maybe[bool] = UNSET
    """Whether it may be left out; absent means no."""
    custom_display_typename_override: Maybe[str] = UNSET
    """Another word for its kind; never set here."""


class ItemV1Record(Record):
    """An item as the first version has it: `content` names the ids that lead to videos and assets."""

    id: str
    """The item."""
    module_id: Maybe[str] = UNSET
    """The module it stands in."""
    lesson_id: Maybe[str] = UNSET
    """The lesson it stands in."""
    name: Maybe[str] = UNSET
    """What it is called."""
    slug: Maybe[str] = UNSET
    """The name in addresses."""
    time_commitment: Maybe[int] = UNSET
    """How long it takes: ms."""
    content: Maybe[TypedDefinition] = UNSET
    """Its kind, and where its content is asked for."""
    is_locked: Maybe[bool] = UNSET
    """Whether it is closed to the asker; absent means no in the older generation."""
    lockable_by_item: Maybe[bool] = UNSET
    """Whether other items can lock it."""
    item_locked_reason_code: Maybe[str] = UNSET
    """Why it is locked: `REQUIRE_ALL_ITEM_IN_LESSON`."""
    track_id: Maybe[str] = UNSET
    """The track it belongs to; there is one, `core`."""


class PassableLessonElementRecord(Record):
    """An item that counts for the grade. `id` is `item~` and the item's id; weights are thousandths."""

    id: str
    """`item~{itemId}`."""
    grading_weight: Maybe[int] = UNSET
    """How much it counts, in thousandths."""
    is_required_for_passing: Maybe[bool] = UNSET
    """Whether the course cannot be passed without it."""


class PassableItemGroupRecord(Record):
    """A choice of items, some of which must be passed."""

    id: str
    """The group."""
    required_passed_count: Maybe[int] = UNSET
    """How many of its choices must be passed."""
    passable_item_group_choice_ids: Maybe[list[str]] = UNSET
    """Its choices."""
    track_id: Maybe[str] = UNSET
    """The track it belongs to; there is one, `core`."""


class PassableItemGroupChoiceRecord(Record):
    """One of the choices of a group."""

    id: str
    """The choice."""
    name: Maybe[str] = UNSET
    """What it is called."""
    description: Maybe[str] = UNSET
    """What it is, in words."""
    item_ids: Maybe[list[str]] = UNSET
    """The items, in the order of study."""


class TrackRecord(Record):
    """A way through the course, with how many passable elements lie on it."""

    id: str
    """The track: `core`."""
    passables_count: Maybe[int] = UNSET
    """How many items count for the grade."""


class GradePolicyRecord(Record):
    """How the course is passed: a union whose one key is the full name of its type."""

    id: str
    """The course."""
    mastery: Maybe[dict[str, Any]] = field(default=UNSET, name=MASTERY)
    """The policy under which the best attempt counts; it has no settings."""


class GradingParametersRecord(Record):
    """How assignments are grouped for grading."""

    id: str
    """The course."""
    graded_assignment_groups: Maybe[dict[str, Any]] = UNSET
    """Groups of assignments that are graded together; none here."""


class ContentAtomRelationRecord(Record):
    """Content that is embedded from another course."""

    id: str
    """The relation."""
    embedded_content_source_course_id: Maybe[str] = UNSET
    """The course that the content comes from."""
    sub_container_id: Maybe[str] = UNSET
    """Where it stands there."""


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
