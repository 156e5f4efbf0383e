"""A learner's own grades in a course: what counts, how much, what it came to, and what is still lacking."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from carrel.application.classroom import Classroom, enter_course
from carrel.application.gradebook import my_grades
from carrel.application.grading import has_grade
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.courseware.items import Item
from carrel.domain.grading import (
    GradeRecord,
    ItemGrade,
    is_passed,
    is_required,
    late_rule,
    shortfall,
    threshold,
)
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.moments import Due, Moment, date_words, due_of
from carrel.server.web.outline import ItemLine, item_line
from carrel.server.web.percents import late_words, needed_words, percent_words
from carrel.server.web.rendering import Reader, frame_for, page, reader_of


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One item that is graded. `score` is empty while there is none; `remarks` say how it came about."""

    item: ItemLine
    weight: str
    due: Due | None
    score: str
    needed: str
    passed: bool
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True)
class GradesView:
    """The grades of one learner in one course."""

    course_name: str
    language: str
    course_href: str
    grade: str
    passed: bool
    passing: str
    lacking: Sequence[str]
    counting: Sequence[GradeLine]
    practice: Sequence[GradeLine]


async def show(request: Request) -> Response:
    """The grades of who is signed in."""
    slug = request.path_params["slug"]
    reader, classroom, own = await visitors_of(request).reading(request, lambda visit: _load(visit, slug))
    return page("grades.html", view(classroom, own, reader), frame_for(request, reader.actor))


def view(classroom: Classroom, own: Mapping[str, ItemGrade], reader: Reader) -> GradesView:
    """The grades in words."""
    course = classroom.edition.course
    items = [item for item in course.items() if has_grade(item)]
    return GradesView(
        course_name=course.name,
        language=course.language,
        course_href=addresses.course_path(course.slug),
        grade=percent_words(classroom.grade.score),
        passed=classroom.grade.record is GradeRecord.PASSED,
        passing=needed_words(course.grading.passing_fraction),
        lacking=list(lacking_words(classroom)),
        counting=[_line(classroom, one, own, reader.moment) for one in items if one.is_passable],
        practice=[_line(classroom, one, own, reader.moment) for one in items if not one.is_passable],
    )


def lacking_words(classroom: Classroom) -> Iterator[str]:
    """What passing the course still takes, in sentences; none once it is passed."""
    course, places = classroom.edition.course, classroom.edition.places
    lacks = shortfall(course, classroom.scores)
    if lacks.lacking and lacks.needed is not None:
        yield f"To pass the course, you need an average of {needed_words(lacks.needed)} on all the rest."
    elif lacks.lacking:
        yield (
            f"{needed_words(lacks.lacking)} of the grade is missing, and what has no score yet cannot give "
            "all of it: try again where you can."
        )
    if lacks.required:
        names = ", ".join(f"“{places[item_id].item.name}”" for item_id in lacks.required)
        yield f"Each of these still has to be passed: {names}."


def remarks_on(grade: ItemGrade, moment: Moment) -> Iterator[str]:
    """How a grade came about, in short sentences."""
    best = grade.best
    if grade.override is not None:
        said = grade.override
        yield f"Set by staff on {date_words(moment.local(said.given_at))}: “{said.note}”"
    if len(grade.attempts) > 1:
        yield f"The best of {len(grade.attempts)} attempts"
    if best is not None and best.penalty:
        yield f"{percent_words(best.score)} before {percent_words(best.penalty)} was taken off for lateness"


def _load(visit: Visit, slug: str) -> tuple[Reader, Classroom, Mapping[str, ItemGrade]]:
    classroom = enter_course(visit, slug)
    return reader_of(visit), classroom, my_grades(visit, classroom)


def _line(classroom: Classroom, item: Item, own: Mapping[str, ItemGrade], moment: Moment) -> GradeLine:
    course, grade = classroom.edition.course, own.get(item.id, ItemGrade())
    due, score = classroom.item_due(item.id), grade.score
    passed = is_passed(course, item, score)
    return GradeLine(
        item=item_line(classroom, item, ""),
        weight=weight_words(course, item),
        due=due_of(due, moment) if due is not None and not passed and item.id not in classroom.done else None,
        score="" if score is None else percent_words(score),
        needed=needed_words(threshold(course, item)) + (", required" if is_required(course, item) else ""),
        passed=passed,
        remarks=[*remarks_on(grade, moment), *_warnings(course, item, due, moment, passed=passed)],
    )


def _warnings(course: Course, item: Item, due: int | None, moment: Moment, *, passed: bool) -> Iterator[str]:
    if due is not None and due < moment.now and not passed and (words := late_words(late_rule(course, item))):
        yield f"Late now: that costs {words}"


def weight_words(course: Course, item: Item) -> str:
    """How much an item counts for the course's grade; empty where it does not."""
    total = sum(one.weight for one in course.items())
    return f"{item.weight / total:.0%}" if item.is_passable else ""
