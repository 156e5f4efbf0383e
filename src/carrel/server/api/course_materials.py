"""Answers about what a course holds: one walk over the document, from which every generation is drawn."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from carrel.application import advancing, sessions
from carrel.application.classroom import (
    Classroom,
    freshness,
    locked_items,
    see_course,
    see_course_by_id,
)
from carrel.application.handles import download_id, text_id, video_id
from carrel.application.visit import Visit
from carrel.courseware.course import Course, Lesson, Module
from carrel.courseware.ids import long_id
from carrel.courseware.items import (
    Item,
    Lecture,
    Unseen,
)
from carrel.domain.access import Deed
from carrel.domain.grading import is_required
from carrel.domain.locking import Lock
from carrel.protocol.request import Request
from carrel.resources.course_materials import (
    TRACK,
    CourseMaterialRecord,
    GradePolicyRecord,
    GradingParametersRecord,
    ItemRecord,
    ItemV1Record,
    LessonRecord,
    ModuleRecord,
    PassableLessonElementRecord,
    TrackRecord,
    TypedDefinition,
)
from carrel.resources.records import UNSET, Maybe, Record
from carrel.server.api.asking import Answers, Ask, Found, Linked
from carrel.server.api.deadlines import schedule_record
from carrel.server.api.guided import items_progress_records, next_step_records
from carrel.server.api.own import in_own_course
from carrel.server.api.sessions import SESSION_MEMBERSHIPS_V1, linked_sessions, membership_record
from carrel.server.api.summaries import summary

LOCKED_FULLY = "LOCKED_FULLY"


class Materials:
    """A course's contents as one visitor is to be told them: with its locked items or without them."""

    def __init__(self, classroom: Classroom, *, with_locked: bool) -> None:
        self.course: Course = classroom.edition.course
        self.locks: Mapping[str, Lock] = classroom.locks
        self._with_locked = with_locked

    def items_of(self, lesson: Lesson) -> list[Item]:
        """The items of a lesson that are told."""
        return [item for item in lesson.items if self._with_locked or item.id not in self.locks]

    def walk(self) -> Iterator[tuple[Module, Lesson, Item]]:
        """Every item that is told, where it stands, in the order of study."""
        for module in self.course.modules:
            for lesson in module.lessons:
                for item in self.items_of(lesson):
                    yield module, lesson, item

    def passable(self) -> list[Item]:
        """The told items that count for the grade."""
        return [item for _, _, item in self.walk() if item.is_passable]


def by_slug(ask: Ask) -> Found:
    """What the course of a slug holds, in the current generation."""
    return _found(ask, _materials_by_slug(ask), CURRENT)


def by_id(ask: Ask) -> Found:
    """The same, by the course's id."""
    return _found(ask, _materials_by_id(ask), CURRENT)


def of_learner(ask: Ask) -> Found:
    """The same for the signed-in learner, with how far they are."""
    user_id, course_id = ask.argument("learnerId"), ask.argument("courseId")
    classroom = in_own_course(lambda: advancing.my_course(ask.visit, user_id, course_id))
    told = Materials(classroom, with_locked=ask.argument("showLockedItems"))
    found = _found(ask, told, CURRENT)
    return Found(found.records, {**found.linked, **_of_learner(ask, classroom)})


def by_slug_v1(ask: Ask) -> Found:
    """What the course of a slug holds, in the first generation; every relation is there, also when empty."""
    return _found(ask, _materials_by_slug(ask), FIRST)


def by_id_v1(ask: Ask) -> Found:
    """The same, by the course's id."""
    return _found(ask, _materials_by_id(ask), FIRST)


def stamp(visit: Visit, request: Request) -> Hashable:
    """What changes whenever the visitor would be told something else."""
    return freshness(visit, str(request.arguments["slug"]))


def likeness(visit: Visit, request: Request) -> Hashable:
    """What two visitors have in common who are told the same: an edition, and what is locked for them."""
    return locked_items(visit, str(request.arguments["slug"]))


def _materials_by_slug(ask: Ask) -> Materials:
    classroom = see_course(ask.visit, ask.argument("slug"))
    return Materials(classroom, with_locked=ask.argument("showLockedItems"))


def _materials_by_id(ask: Ask) -> Materials:
    classroom = see_course_by_id(ask.visit, ask.request.key)
    return Materials(classroom, with_locked=ask.argument("showLockedItems"))


def _of_learner(ask: Ask, classroom: Classroom) -> Linked:
    """What only the learner is told. Answers by slug are shared by those for whom the same is locked."""
    course = classroom.edition.course
    linked: dict[str, Sequence[Record]] = {}
    if ask.wants("itemsProgress"):
        linked["onDemandGuidedItemsProgress.v1"] = items_progress_records(classroom)
    if ask.wants("nextSteps"):
        linked["onDemandGuidedNextSteps.v1"] = next_step_records(classroom)
    if ask.wants("schedule"):
        linked["onDemandCourseSchedules.v1"] = [schedule_record(course)]
    if ask.wants("sessionMemberships"):
        active = sessions.active_sessions(ask.visit).get(course.id)
        linked[SESSION_MEMBERSHIPS_V1] = [membership_record(active)] if active else []
        if active and ask.wants("sessions", SESSION_MEMBERSHIPS_V1):
            linked |= linked_sessions(ask, [active.session_id])
    return linked


Linker = Callable[[Materials], Sequence[Record]]


def _found(ask: Ask, told: Materials, linkers: Mapping[str, tuple[str, Linker]]) -> Found:
    linked: Linked = {
        resource: linker(told) for relation, (resource, linker) in linkers.items() if ask.wants(relation)
    }
    modules = [module.id for module in told.course.modules]
    return Found([CourseMaterialRecord(id=told.course.id, module_ids=modules)], linked)


def _modules(told: Materials) -> list[Record]:
    return [
        ModuleRecord(
            id=module.id,
            name=module.name,
            slug=module.slug,
            description=module.description,
            time_commitment=module.time_commitment,
            lesson_ids=[lesson.id for lesson in module.lessons],
            optional=module.optional or UNSET,
            learning_objectives=[objective_id(one.id) for one in module.objectives],
        )
        for module in told.course.modules
    ]


def objective_id(short: str) -> str:
    """The id under which an objective is told."""
    return short if len(short) == 22 else long_id("objective", short)


def _lessons(told: Materials) -> list[Record]:
    return [
        LessonRecord(
            id=lesson.id,
            module_id=module.id,
            name=lesson.name,
            slug=lesson.slug,
            time_commitment=lesson.time_commitment,
            item_ids=[item.id for item in told.items_of(lesson)],
            element_ids=[element_id(item) for item in told.items_of(lesson)],
            optional=lesson.optional or UNSET,
            track_id=TRACK,
        )
        for module in told.course.modules
        for lesson in module.lessons
    ]


def _items(told: Materials) -> list[Record]:
    return [_item(module, lesson, item, told.locks.get(item.id)) for module, lesson, item in told.walk()]


def _item(module: Module, lesson: Lesson, item: Item, lock: Lock | None) -> ItemRecord:
    return ItemRecord(
        id=item.id,
        module_id=module.id,
        lesson_id=lesson.id,
        name=item.name,
        slug=item.slug,
        time_commitment=item.time_commitment,
        content_summary=TypedDefinition(type_name=item.kind, definition=summary(item)),
        is_locked=lock is not None,
        item_locked_reason_code=lock.reason if lock else UNSET,
        locked_status=LOCKED_FULLY if lock else UNSET,
        item_lock_summary=_lock_summary(lock),
        track_id=TRACK,
        optional=item.optional or UNSET,
    )


def _lock_summary(lock: Lock | None) -> Maybe[dict[str, Any]]:
    if lock is None:
        return UNSET
    return {"lockState": {"lockStatus": LOCKED_FULLY, "reasonCode": lock.reason}}


def _items_v1(told: Materials) -> list[Record]:
    return [
        ItemV1Record(
            id=item.id,
            module_id=module.id,
            lesson_id=lesson.id,
            name=item.name,
            slug=item.slug,
            time_commitment=item.time_commitment,
            content=TypedDefinition(type_name=item.kind, definition=content(told.course, item)),
            is_locked=item.id in told.locks,
            item_locked_reason_code=told.locks[item.id].reason if item.id in told.locks else UNSET,
            track_id=TRACK,
        )
        for module, lesson, item in told.walk()
    ]


def _passable_lesson_elements(told: Materials) -> list[Record]:
    return [
        PassableLessonElementRecord(
            id=element_id(item),
            grading_weight=item.weight,
            is_required_for_passing=is_required(told.course, item),
        )
        for item in told.passable()
    ]


def _tracks(told: Materials) -> list[Record]:
    return [TrackRecord(id=TRACK, passables_count=sum(item.is_passable for item in told.course.items()))]


def _grade_policy(told: Materials) -> list[Record]:
    return [GradePolicyRecord(id=told.course.id, mastery={})]


def _grading_parameters(told: Materials) -> list[Record]:
    return [GradingParametersRecord(id=told.course.id, graded_assignment_groups={})]


def _none(_: Materials) -> list[Record]:
    return []


def element_id(item: Item) -> str:
    """The id of an item as an element of its lesson."""
    return f"item~{item.id}"


def content(course: Course, item: Item) -> dict[str, Any]:
    """The `definition` of the first generation: the ids that lead on to videos and assets."""
    match item.content:
        case Lecture() as lecture:
            return {
                "duration": lecture.duration,
                "videoId": video_id(course.id, item.id),
                "optional": item.optional,
                "assets": [
                    f"{download_id(course.id, course.file_at[path].id)}@1" for path in lecture.attachments
                ],
            }
        case Unseen():
            return {}
        case _:
            return {"assetId": text_id(course.id, item.id)}


_SHARED: Mapping[str, tuple[str, Linker]] = {
    "passableLessonElements": (
        "onDemandCourseMaterialPassableLessonElements.v1",
        _passable_lesson_elements,
    ),
    "tracks": ("onDemandCourseMaterialTracks.v1", _tracks),
    "gradePolicy": ("onDemandCourseMaterialGradePolicy.v1", _grade_policy),
}

CURRENT: Mapping[str, tuple[str, Linker]] = {
    "modules": ("onDemandCourseMaterialModules.v1", _modules),
    "lessons": ("onDemandCourseMaterialLessons.v1", _lessons),
    "items": ("onDemandCourseMaterialItems.v2", _items),
    **_SHARED,
    "gradingParameters": ("onDemandGradingParameters.v1", _grading_parameters),
    "embeddedContentMapping": ("contentAtomRelations.v1", _none),
}
"""What the current generation links. Groups of passable items are not there at all when there are none."""

FIRST: Mapping[str, tuple[str, Linker]] = {
    "moduleIds": ("onDemandCourseMaterialModules.v1", _modules),
    "lessonIds": ("onDemandCourseMaterialLessons.v1", _lessons),
    "itemIds": ("onDemandCourseMaterialItems.v1", _items_v1),
    **_SHARED,
    "passableItemGroups": ("onDemandCourseMaterialPassableItemGroups.v1", _none),
    "passableItemGroupChoices": ("onDemandCourseMaterialPassableItemGroupChoices.v1", _none),
}
"""What the first generation links: all of it, also when there is none (row 98)."""

COURSE_MATERIALS = Answers(
    reads=Deed.BROWSE,
    deeds={"learner": Deed.STUDY},
    get=by_id,
    finders={"slug": by_slug, "learner": of_learner},
    stamps={"slug": stamp},
    likenesses={"slug": likeness},
)
COURSE_MATERIALS_V1 = Answers(
    reads=Deed.BROWSE,
    get=by_id_v1,
    finders={"slug": by_slug_v1},
    stamps={"slug": stamp},
    likenesses={"slug": likeness},
)
