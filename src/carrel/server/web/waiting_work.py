"""Work that waits for staff: what learners handed in to an item, each with a form that marks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import staff_grading
from carrel.application.classroom import current_edition
from carrel.application.editions import Place
from carrel.application.staff_grading import StaffMark, Waiting
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.domain.errors import Unfit
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.assessment import QuestionPart, part_of
from carrel.server.web.forms import text_of
from carrel.server.web.moments import Moment, date_words
from carrel.server.web.rendering import Reader, frame_for, page, reader_of

FIELDS: Final = 400
"""Fields of a form at most: two for each question."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer. `most` is empty for what a program has marked already."""

    question_id: str
    part: QuestionPart
    most: str


@dataclass(frozen=True, slots=True)
class WorkCard:
    """What one learner handed in, and where its form leads."""

    learner: str
    number: int
    date: str
    action: str
    answers: Sequence[AnswerLine]


@dataclass(frozen=True, slots=True)
class WaitingView:
    """The work in an item that waits, the oldest first."""

    course_name: str
    course_href: str
    book_href: str
    item_name: str
    item_href: str
    language: str
    cards: Sequence[WorkCard]


async def show(request: Request) -> Response:
    """What waits in an item."""

    def look(visit: Visit) -> tuple[Reader, Course, Place, Sequence[Waiting]]:
        edition = current_edition(visit, slug=request.path_params["slug"])
        found = staff_grading.waiting(visit, edition.course.id, request.path_params["item_id"])
        return reader_of(visit), edition.course, edition.place_of(request.path_params["item_id"]), found

    reader, course, place, found = await visitors_of(request).reading(request, look)
    return page(
        "waiting_work.html", view(course, place, found, reader.moment), frame_for(request, reader.actor)
    )


async def submit(request: Request) -> Response:
    """Mark one attempt, and show what waits still."""
    path = request.path_params
    form = await request.form(max_files=0, max_fields=FIELDS)
    said = marks_in({name: text_of(form, name) for name in form})

    def deed(visit: Visit) -> None:
        course_id = current_edition(visit, slug=path["slug"]).course.id
        staff_grading.give_marks(visit, path["learner"], course_id, path["item_id"], path["attempt"], said)

    await visitors_of(request).writing(request, deed)
    return RedirectResponse(addresses.waiting_work_path(path["slug"], path["item_id"]), 303)


def marks_in(form: Mapping[str, str]) -> dict[str, StaffMark]:
    """The marks that a form gives; a question whose points are left empty keeps waiting. Raises `Unfit`."""
    return {
        name.removeprefix("p."): StaffMark(_points(text), form.get(f"c.{name.removeprefix('p.')}", ""))
        for name, text in form.items()
        if name.startswith("p.") and text.strip()
    }


def view(course: Course, place: Place, found: Sequence[Waiting], moment: Moment) -> WaitingView:
    """What waits, in words."""
    return WaitingView(
        course_name=course.name,
        course_href=addresses.course_path(course.slug),
        book_href=addresses.gradebook_path(course.slug),
        item_name=place.item.name,
        item_href=addresses.item_path(course, place.item),
        language=course.language,
        cards=[_card(course, place, one, moment) for one in found],
    )


def _card(course: Course, place: Place, one: Waiting, moment: Moment) -> WorkCard:
    attempt = one.attempt
    local = moment.local(attempt.submitted_at or 0)
    return WorkCard(
        learner=one.learner_name,
        number=attempt.number,
        date=f"{date_words(local)}, {local:%H:%M}",
        action=addresses.mark_path(course.slug, place.item.id, attempt.learner_id, attempt.number),
        answers=[
            AnswerLine(
                question.id,
                part_of(question, number),
                f"{question.points:g}" if question.mark and question.mark.points is None else "",
            )
            for number, question in enumerate(one.questions, 1)
        ],
    )


def _points(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise Unfit(f"“{text}” is not a number of points.") from None
