"""Answers about how far the signed-in learner is in the weeks of a course, and what they completed."""

from collections.abc import Iterable
from typing import Any

from carrel.application import advancing
from carrel.application.classroom import Classroom
from carrel.courseware.course import Module
from carrel.courseware.items import Item
from carrel.domain.access import Deed
from carrel.domain.deadlines import WEEK
from carrel.domain.errors import NotEnrolled, UnknownCourse
from carrel.domain.weeks import Week, completed_modules, current_week, passed_modules, weeks
from carrel.protocol.paging import slice_page
from carrel.resources.course_materials import TypedDefinition
from carrel.resources.guided import (
    USER_AND_COURSE_NAME,
    USER_COURSE_AND_ITEM,
    CardItemRecord,
    CardModuleRecord,
    CompletionEventRecord,
    GuidedItemsProgressRecord,
    GuidedNextStepsRecord,
    GuidedWeekRecord,
    HomeProgressRecord,
    SessionProgressRecord,
    WeekCardRecord,
    WeekCardsRecord,
)
from carrel.resources.records import UNSET, USER_AND_COURSE, Maybe, Record
from carrel.server.api.asking import Answers, Ask, Found
from carrel.server.api.own import in_own_course
from carrel.server.api.summaries import summary
from carrel.server.web.addresses import item_path

NOT_STARTED, STARTED, COMPLETED = "NotStarted", "Started", "Completed"


def home_progress(ask: Ask) -> Found:
    """Which modules of a course the signed-in learner is through with."""
    user_id, course_id = ask.request.key
    classroom = _own(ask, user_id, course_id)
    course = classroom.edition.course
    record = HomeProgressRecord(
        id=USER_AND_COURSE.write((user_id, course_id)),
        user_id=user_id,
        course_id=course_id,
        modules_completed=completed_modules(course, classroom.done),
        modules_passed=passed_modules(course, classroom.done, classroom.scores),
    )
    return Found([record])


def completions(ask: Ask) -> Found:
    """What the signed-in learner completed in a course."""
    course_id = ask.argument("courseId")
    classroom = _own(ask, ask.visit.learner().id, course_id)
    events = advancing.completions(classroom)
    page, paging = slice_page(events, ask.request.start, ask.request.limit)
    user_id = ask.visit.learner().id
    records = [
        CompletionEventRecord(
            id=USER_COURSE_AND_ITEM.write((user_id, course_id, item_id)),
            user_id=user_id,
            course_id=course_id,
            item_id=item_id,
            completed_at=at,
        )
        for item_id, at in page
    ]
    return Found(records, paging=paging)


def session_progress(ask: Ask) -> Found:
    """How far the signed-in learner is in one course."""
    return Found([_session_progress(ask.request.key, _own(ask, *ask.request.key))])


def session_progresses(ask: Ask) -> Found:
    """The same of several courses; those that the learner does not take are left out."""
    return Found([_session_progress(key, classroom) for key, classroom in _taken(ask)])


def week_cards(ask: Ask) -> Found:
    """What there is to do for the signed-in learner in one course, week by week."""
    return Found([_week_cards(ask.request.key, _own(ask, *ask.request.key))])


def several_week_cards(ask: Ask) -> Found:
    """The same of several courses; those that the learner does not take are left out."""
    return Found([_week_cards(key, classroom) for key, classroom in _taken(ask)])


def items_progress_records(classroom: Classroom) -> list[Record]:
    """The states of the learner's items, to be linked to a course's materials."""
    states = {item_id: one.state.value for item_id, one in classroom.progress.items.items()}
    return [GuidedItemsProgressRecord(id=_own_id(classroom), progress_states=states)]


def next_step_records(classroom: Classroom) -> list[Record]:
    """What the learner does next, to be linked to a course's materials."""
    return [GuidedNextStepsRecord(id=_own_id(classroom), next_step=_next_step(classroom))]


def _own(ask: Ask, user_id: int, course: str) -> Classroom:
    return in_own_course(lambda: advancing.my_course(ask.visit, user_id, course))


def _taken(ask: Ask) -> Iterable[tuple[tuple[int, str], Classroom]]:
    taken = advancing.my_courses(ask.visit)
    for user_id, course in ask.request.keys:
        try:
            own = taken.get((user_id, course)) or advancing.my_course(ask.visit, user_id, course)
        except (UnknownCourse, NotEnrolled):
            continue
        yield (user_id, course), own


def _session_progress(key: tuple[int, str], classroom: Classroom) -> SessionProgressRecord:
    course, pace = classroom.edition.course, classroom.pace
    session = pace.session if pace else None
    ends = [one.due for one in classroom.deadlines]
    if session is not None and session.ended_at is not None:
        ends = [session.ended_at]
    started_at = session.started_at if session else pace.settings.start if pace else UNSET
    return SessionProgressRecord(
        id=USER_AND_COURSE_NAME.write(key),
        user_id=key[0],
        course_id=course.id,
        session_id=session.id if session else course.id,
        started_at=started_at,
        ended_at=max(ends, default=UNSET),
        weeks=[_week(classroom, week) for week in weeks(course)],
        course_progress_state=_state(
            classroom, course.modules, is_completed=classroom.progress.overall == 100
        ),
        current_week_by_user_progress=current_week(course, classroom.done),
        has_session_module_deadlines=session is not None,
    )


def _week(classroom: Classroom, week: Week) -> GuidedWeekRecord:
    ids = [module.id for module in week.modules]
    dues = [one.due for one in classroom.deadlines if one.module_id in ids]
    ends: Maybe[int] = max(dues) if dues else UNSET
    return GuidedWeekRecord(
        week_number=week.number,
        number_of_weeks=week.length,
        module_ids=ids,
        progress_state=_state(classroom, week.modules, is_completed=week.is_completed(classroom.done)),
        started_at=UNSET if ends is UNSET else ends - week.length * WEEK,
        ended_at=ends,
    )


def _state(classroom: Classroom, modules: Iterable[Module], *, is_completed: bool) -> str:
    items = [item for module in modules for lesson in module.lessons for item in lesson.items]
    if is_completed and items:
        return COMPLETED
    return STARTED if any(item.id in classroom.items for item in items) else NOT_STARTED


def _week_cards(key: tuple[int, str], classroom: Classroom) -> WeekCardsRecord:
    cards = [
        WeekCardRecord(
            week_number=week.number, modules=[_card_module(classroom, module) for module in week.modules]
        )
        for week in weeks(classroom.edition.course)
    ]
    return WeekCardsRecord(
        id=USER_AND_COURSE_NAME.write(key), user_id=key[0], course_id=classroom.edition.course.id, weeks=cards
    )


def _card_module(classroom: Classroom, module: Module) -> CardModuleRecord:
    dues = {one.module_id: one.due for one in classroom.deadlines}
    return CardModuleRecord(
        id=module.id,
        name=module.name,
        items=[_card_item(classroom, item) for lesson in module.lessons for item in lesson.items],
        deadline=dues.get(module.id, UNSET),
    )


def _card_item(classroom: Classroom, item: Item) -> CardItemRecord:
    known = classroom.items.get(item.id)
    return CardItemRecord(
        id=item.id,
        name=item.name,
        content_summary=TypedDefinition(type_name=item.kind, definition=summary(item)),
        resource_path=item_path(classroom.edition.course, item),
        time_commitment=item.time_commitment,
        is_locked=item.id in classroom.locks,
        progress_state=known.state.value if known else NOT_STARTED,
    )


def _next_step(classroom: Classroom) -> TypedDefinition:
    next_id = classroom.progress.next_item
    if next_id is None:
        done = classroom.progress.overall == 100
        return TypedDefinition(type_name="courseCompletedNextStep" if done else "noNextStep", definition={})
    place = classroom.edition.places[next_id]
    definition: dict[str, Any] = {
        "itemId": next_id,
        "moduleId": place.module.id,
        "lessonId": place.lesson.id,
        "resourcePath": item_path(classroom.edition.course, place.item),
    }
    return TypedDefinition(type_name="courseMaterialNextStep", definition=definition)


def _own_id(classroom: Classroom) -> str:
    return USER_AND_COURSE.write((classroom.actor.id if classroom.actor else 0, classroom.edition.course.id))


HOME_PROGRESS = Answers(reads=Deed.STUDY, get=home_progress)
COMPLETION_EVENTS = Answers(reads=Deed.STUDY, finders={"byCourse": completions})
SESSION_PROGRESSES = Answers(reads=Deed.STUDY, get=session_progress, multi_get=session_progresses)
WEEK_CARDS = Answers(reads=Deed.STUDY, get=week_cards, multi_get=several_week_cards)
