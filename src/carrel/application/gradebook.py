"""Reading grades: one's own, and, for staff, those of everybody in a course."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from carrel.application.access import require
from carrel.application.classroom import Classroom, current_edition
from carrel.application.editions import Edition
from carrel.application.grading import need_member
from carrel.application.visit import Visit
from carrel.domain.access import Deed
from carrel.domain.grading import CourseGrade, ItemGrade, course_grade
from carrel.domain.users import User
from carrel.store import courses, grades, memberships, users


@dataclass(frozen=True, slots=True)
class Line:
    """One learner in a gradebook: what they got for each item, and for the course."""

    learner: User
    grades: Mapping[str, ItemGrade]
    grade: CourseGrade


@dataclass(frozen=True, slots=True)
class Gradebook:
    """A page of a course's gradebook, and how many learners there are in all."""

    edition: Edition
    lines: Sequence[Line]
    total: int


@dataclass(frozen=True, slots=True)
class Person:
    """One learner's line, and the names of the staff who said something in it, by user id."""

    edition: Edition
    line: Line
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Given:
    """One grade in a course, and whose it is."""

    learner_id: int
    item_id: str
    grade: ItemGrade


def my_grades(visit: Visit, classroom: Classroom) -> Mapping[str, ItemGrade]:
    """The visitor's grades in a course that they have entered, by item id."""
    learner, course_id = visit.learner(), classroom.edition.course.id
    return grades.grades_in(visit.connection, course_id, [learner.id])[learner.id]


def my_course_grades(visit: Visit, course_ids: Iterable[str]) -> Mapping[str, CourseGrade]:
    """The visitor's grades of courses; those that are not taught any more are left out."""
    scores = grades.scores_by_course(visit.connection, visit.learner().id)
    return {
        course_id: course_grade(visit.shelf.edition(visit.connection, edition_id).course, scores[course_id])
        for course_id, edition_id in courses.current_editions(visit.connection, course_ids).items()
    }


def grade_of(visit: Visit, learner_id: int, course_id: str, item_id: str) -> ItemGrade:
    """A grade: one's own, or anybody's for staff; an empty one while there is none.

    Raises `NotSignedIn`, `NotAuthorized`, `UnknownCourse`, `UnknownItem`, `UnknownMember`.
    """
    require(visit, Deed.SEE_GRADES, course_id=course_id, about=learner_id)
    current_edition(visit, course_id=course_id).place_of(item_id)
    need_member(visit, learner_id, course_id)
    return grades.grade_of(visit.connection, learner_id, course_id, item_id)


def grades_given(visit: Visit, course_id: str, start: int, limit: int) -> tuple[Sequence[Given], int]:
    """A page of all grades in a course for staff, and how many there are in all.

    Raises `NotSignedIn`, `NotAuthorized`, `UnknownCourse`.
    """
    require(visit, Deed.GRADE, course_id=course_id)
    current_edition(visit, course_id=course_id)
    keys = grades.graded(visit.connection, course_id, start, limit)
    found = grades.grades_in(visit.connection, course_id, {learner_id for learner_id, _ in keys})
    given = [Given(learner_id, item_id, found[learner_id][item_id]) for learner_id, item_id in keys]
    return given, grades.count_graded(visit.connection, course_id)


def gradebook(visit: Visit, slug: str, start: int, limit: int) -> Gradebook:
    """A page of a course's learners by name, with their grades, for staff; raises as `grades_given`."""
    visit.learner()
    edition = current_edition(visit, slug=slug)
    course = edition.course
    require(visit, Deed.GRADE, course_id=course.id)
    learners = memberships.learners_in(visit.connection, course.id, start, limit)
    found = grades.grades_in(visit.connection, course.id, [one.id for one in learners])
    lines = [Line(one, found[one.id], _course_grade(edition, found[one.id])) for one in learners]
    return Gradebook(edition, lines, memberships.count_learners(visit.connection, course.id))


def person_in(visit: Visit, slug: str, learner_id: int) -> Person:
    """One learner's line for staff, also of who has left; raises as `grades_given`, and `UnknownMember`."""
    visit.learner()
    edition = current_edition(visit, slug=slug)
    require(visit, Deed.GRADE, course_id=edition.course.id)
    need_member(visit, learner_id, edition.course.id)
    own = grades.grades_in(visit.connection, edition.course.id, [learner_id])[learner_id]
    said_by = {said.given_by for one in own.values() for said in one.overrides}
    people = users.users_by_id(visit.connection, {learner_id, *said_by})
    line = Line(people[learner_id], own, _course_grade(edition, own))
    return Person(edition, line, {user.id: user.name or user.email for user in people.values()})


def _course_grade(edition: Edition, own: Mapping[str, ItemGrade]) -> CourseGrade:
    scores = {item_id: one.score for item_id, one in own.items() if one.score is not None}
    return course_grade(edition.course, scores)
