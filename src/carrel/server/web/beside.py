"""What stands beside a course on its page: what its teachers tell, and what its reader thinks of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import feedback, instructor_notes
from carrel.application.classroom import Classroom, current_edition
from carrel.application.guiding import teaches
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.domain.errors import Unfit
from carrel.domain.notes import BEST_RATING, Feedback, InstructorNote
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.forms import form_of
from carrel.server.web.moments import Moment, date_words, moment_of
from carrel.server.web.prose import html_of


@dataclass(frozen=True, slots=True)
class Told:
    """One note of teachers. `by` is empty where it is written in nobody's name."""

    id: str
    html: Markup
    markdown: str
    by: str
    date: str
    later: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a course. `rates` is true of who may rate it."""

    told: Sequence[Told] = ()
    teaches: bool = False
    rates: bool = False
    rating: int = 0
    comment: str = ""
    best: int = BEST_RATING


NOTHING = Beside()
"""For who is not in the course."""


def beside_course(visit: Visit, classroom: Classroom) -> Beside:
    """What this visitor finds beside a course."""
    if visit.actor is None or not classroom.is_open:
        return NOTHING
    course, moment = classroom.edition.course, moment_of(visit.actor, visit.now)
    said: Feedback | None = feedback.my_feedback(visit, course.id)
    return Beside(
        told=[_told(course, one, moment) for one in instructor_notes.notes_in(visit, classroom)],
        teaches=teaches(visit, course.id),
        rates=classroom.membership is not None,
        rating=said.rating if said else 0,
        comment=said.comment if said else "",
    )


async def tell(request: Request) -> Response:
    """Tell a course something, or do to what was told what the form's button says."""
    return await _written(request, _tell, "told")


async def rate(request: Request) -> Response:
    """Rate a course, or take the rating back."""
    return await _written(request, _rate, "feedback")


async def _written(
    request: Request, deed: Callable[[Visit, str, Mapping[str, str]], None], place: str
) -> Response:
    slug, form = request.path_params["slug"], await form_of(request)
    await visitors_of(request).writing(
        request, lambda visit: deed(visit, current_edition(visit, slug=slug).course.id, form)
    )
    return RedirectResponse(f"{addresses.course_path(slug)}#{place}", 303)


def _tell(visit: Visit, course_id: str, form: Mapping[str, str]) -> None:
    note_id, body = form.get("note", ""), form.get("body", "")
    match form.get("deed"):
        case "remove":
            instructor_notes.remove_instructor_note(visit, note_id)
        case "change":
            instructor_notes.change_instructor_note(visit, note_id, body=body)
        case _:
            instructor_notes.write_instructor_note(visit, course_id, body, ())


def _rate(visit: Visit, course_id: str, form: Mapping[str, str]) -> None:
    user_id, rating = visit.learner().id, form.get("rating", "")
    if form.get("deed") == "withdraw":
        feedback.withdraw_feedback(visit, user_id, course_id)
        return
    if rating not in {str(one) for one in range(1, BEST_RATING + 1)}:
        raise Unfit(f"A rating is a whole number from 1 to {BEST_RATING}.")
    feedback.give_feedback(visit, user_id, course_id, int(rating), form.get("comment", ""))


def _told(course: Course, one: InstructorNote, moment: Moment) -> Told:
    names = [by.full_name for by in course.instructors if by.id in one.instructor_ids]
    return Told(
        id=one.id,
        html=html_of(one.body),
        markdown=one.body,
        by=", ".join(names),
        date=date_words(moment.local(one.published_at)),
        later=one.published_at > moment.now,
    )
