"""Answers about how far the signed-in learner is: the resource, and the older address of the same facts."""

from collections.abc import Iterable, Mapping

from carrel.application.classroom import Classroom, enter_course, enter_course_by_id, my_classrooms
from carrel.application.learning import what_is_missing
from carrel.application.visit import Visit
from carrel.domain.access import Deed
from carrel.domain.progress import ItemProgress, required_items
from carrel.domain.watching import Missing
from carrel.resources.operations import ProgressSummary, ProgressSummaryAnswer
from carrel.resources.progress import CourseProgressRecord, ItemProgressRecord, MissingRecord
from carrel.resources.records import UNSET, USER_AND_COURSE
from carrel.server.api.asking import Answers, Ask, Found
from carrel.server.api.own import in_own_course


def by_key(ask: Ask) -> Found:
    """The progress of the signed-in user in one course."""
    user_id, course_id = ask.request.key
    classroom = in_own_course(lambda: enter_course_by_id(ask.visit, course_id))
    return Found([_record(ask.visit, classroom, user_id)])


def of_course(visit: Visit, user_id: int, slug: str) -> CourseProgressRecord:
    """The same by slug (row 73), for whose it is; raises as `enter_course`."""
    return _record(visit, enter_course(visit, slug), user_id)


def summary_of_course(visit: Visit, user_id: int, slug: str) -> ProgressSummaryAnswer:
    """How many items there are, and how many are done; raises as `of_course`."""
    classroom = enter_course(visit, slug)
    course, done = classroom.edition.course, classroom.done
    all_items, required = list(course.items()), required_items(course)
    summary = ProgressSummary(
        num_completed_items=sum(item.id in done for item in all_items),
        num_total_items=len(all_items),
        num_completed_required_items=sum(item.id in done for item in required),
        num_required_items=len(required),
        overall=classroom.progress.overall,
    )
    return ProgressSummaryAnswer(
        id=USER_AND_COURSE.write((user_id, course.id)),
        user_id=user_id,
        course_id=course.id,
        progress_summary=summary,
    )


def linked_progress(ask: Ask, course_ids: Iterable[str]) -> list[CourseProgressRecord]:
    """How far the signed-in user is in these courses; what single lectures wait for is not told."""
    wanted = set(course_ids)
    own = my_classrooms(ask.visit) if ask.visit.actor else ()
    return [
        _told(classroom, member.learner_id, {})
        for member, classroom in own
        if member.course_id in wanted and classroom.is_open
    ]


def _record(visit: Visit, classroom: Classroom, user_id: int) -> CourseProgressRecord:
    return _told(classroom, user_id, what_is_missing(visit, classroom))


def _told(classroom: Classroom, user_id: int, missing: Mapping[str, Missing]) -> CourseProgressRecord:
    progress, course_id = classroom.progress, classroom.edition.course.id
    return CourseProgressRecord(
        id=USER_AND_COURSE.write((user_id, course_id)),
        user_id=user_id,
        course_id=course_id,
        overall=progress.overall,
        modules=dict(progress.modules),
        lessons=dict(progress.lessons),
        items=_items(progress.items, missing),
        next_item=progress.next_item or UNSET,
        graded_assignment_group_progress={},
    )


def _items(
    items: Mapping[str, ItemProgress], missing: Mapping[str, Missing]
) -> dict[str, ItemProgressRecord]:
    return {
        item_id: ItemProgressRecord(
            progress_state=one.state.value,
            timestamp=one.at,
            missing=_missing_record(missing[item_id]) if item_id in missing else UNSET,
        )
        for item_id, one in items.items()
    }


def _missing_record(missing: Missing) -> MissingRecord:
    return MissingRecord(
        watched_milli_seconds=missing.watched,
        needed_milli_seconds=missing.needed,
        end_reached=missing.end_reached,
    )


COURSES_PROGRESS = Answers(reads=Deed.STUDY, is_lasting=True, get=by_key)
