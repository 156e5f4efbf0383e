"""How far learners advanced in a course of theirs, and what they completed in it."""

from collections.abc import Mapping

from carrel.application.classroom import Classroom, enter_course, enter_course_by_id, my_classrooms
from carrel.application.visit import Visit
from carrel.domain.errors import NotAuthorized, UnknownCourse
from carrel.domain.progress import ItemState


def my_course(visit: Visit, user_id: int, course: str) -> Classroom:
    """A course of the visitor's, by its id or its slug.

    Raises `NotSignedIn`, `UnknownCourse`, `NotEnrolled`, and `NotAuthorized` for somebody else's.
    """
    if visit.learner().id != user_id:
        raise NotAuthorized("This progress is somebody else's.")
    try:
        return enter_course_by_id(visit, course)
    except UnknownCourse:
        return enter_course(visit, course)


def my_courses(visit: Visit) -> Mapping[tuple[int, str], Classroom]:
    """Every course that the visitor takes, by their own id and the course's id, and again by its slug.

    Costs as many reads as one of them; raises `NotSignedIn`.
    """
    return {
        (member.learner_id, name): classroom
        for member, classroom in my_classrooms(visit)
        if classroom.is_open
        for name in (classroom.edition.course.id, classroom.edition.course.slug)
    }


def completions(classroom: Classroom) -> list[tuple[str, int]]:
    """The items that the learner completed, and when (epoch ms), the newest first."""
    done = [
        (item_id, one.at)
        for item_id, one in classroom.progress.items.items()
        if one.state is ItemState.COMPLETED
    ]
    return sorted(done, key=lambda one: (-one[1], one[0]))
