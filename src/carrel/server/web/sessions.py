"""The sessions of a course, for staff: what is announced, a form to announce one, a button to call it off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import sessions
from carrel.application.access import require
from carrel.application.classroom import current_edition
from carrel.application.sessions import Announcement
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.domain.access import Deed
from carrel.domain.errors import UnfitTime
from carrel.domain.sessions import Session, session_deadlines
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.forms import form_of
from carrel.server.web.moments import EPOCH, Moment, date_words, moment_of
from carrel.server.web.rendering import Reader, frame_for, page, reader_of

LAST_MOMENT: Final = timedelta(milliseconds=1)
DUE: Final = "due-"
"""What the names of the fields of modules begin with."""


@dataclass(frozen=True, slots=True)
class Field:
    """A module whose deadline can be said."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class AnnouncedLine:
    """A session that is announced. `dues` are its deadlines, in the order of the schedule."""

    id: str
    words: str
    joining: str
    dues: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SessionsView:
    """The sessions of a course, and the fields of the form."""

    course_name: str
    course_href: str
    language: str
    action: str
    lines: Sequence[AnnouncedLine]
    fields: Sequence[Field]


async def show(request: Request) -> Response:
    """What is announced, and the form."""
    slug = request.path_params["slug"]
    reader, course, held = await visitors_of(request).reading(request, lambda visit: _load(visit, slug))
    return page("sessions.html", view(course, held, reader.moment), frame_for(request, reader.actor))


async def change(request: Request) -> Response:
    """Announce a session, or call one off, and lead back to where that is seen."""
    slug, form = request.path_params["slug"], await form_of(request)

    def deed(visit: Visit) -> None:
        course = _taught(visit, slug)
        if form.get("do") == "call-off":
            sessions.call_off(visit, form.get("session", ""))
        else:
            sessions.announce(visit, announcement(course.id, form, moment_of(visit.actor, visit.now)))

    await visitors_of(request).writing(request, deed)
    return RedirectResponse(addresses.sessions_path(slug), 303)


def announcement(course_id: str, form: Mapping[str, str], moment: Moment) -> Announcement:
    """What a form says, in the days of who fills it in: sessions begin with a day, all else ends with one.

    Raises `UnfitTime` for what is not a day.
    """
    begins = _day(form.get("begins", ""))
    if begins is None:
        raise UnfitTime("Say when the session begins.")
    dues = {
        name.removeprefix(DUE): _end_of(day, moment)
        for name, text in form.items()
        if name.startswith(DUE) and (day := _day(text)) is not None
    }
    ends, joining = _day(form.get("ends", "")), _day(form.get("joining", ""))
    return Announcement(
        course_id=course_id,
        started_at=_start_of(begins, moment),
        ended_at=None if ends is None else _end_of(ends, moment),
        enrollment_ends_at=None if joining is None else _end_of(joining, moment),
        module_dues=dues,
    )


def view(course: Course, held: Sequence[Session], moment: Moment) -> SessionsView:
    """The page in words."""
    return SessionsView(
        course_name=course.name,
        course_href=addresses.course_path(course.slug),
        language=course.language,
        action=addresses.sessions_path(course.slug),
        lines=[_line(course, one, moment) for one in held],
        fields=[Field(f"{DUE}{module.id}", module.name) for module in course.modules],
    )


def _load(visit: Visit, slug: str) -> tuple[Reader, Course, Sequence[Session]]:
    course = _taught(visit, slug)
    held = sessions.sessions_of(visit, [course.id])[course.id]
    return reader_of(visit), course, [one for one in held if not one.is_self_paced]


def _taught(visit: Visit, slug: str) -> Course:
    """The course, for who teaches it."""
    course = current_edition(visit, slug=slug).course
    require(visit, Deed.TEACH, course_id=course.id)
    return course


def _line(course: Course, session: Session, moment: Moment) -> AnnouncedLine:
    names = {module.id: module.name for module in course.modules}
    ends, joining = session.ended_at, session.enrollment_ends_at
    until = "" if ends is None else f" to {_words(ends, moment)}"
    return AnnouncedLine(
        id=session.id,
        words=f"{_words(session.started_at, moment)}{until}",
        joining="" if joining is None else _words(joining, moment),
        dues=[
            (names[one.module_id], _words(one.due, moment))
            for one in session_deadlines(course, session)
            if one.module_id in names
        ],
    )


def _words(at: int, moment: Moment) -> str:
    return date_words(moment.local(at))


def _day(text: str) -> date | None:
    """The day that a field names; None where it was left empty."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UnfitTime(f"{text[:20]!r} is not a day. Write it like 2026-11-27.") from None


def _start_of(day: date, moment: Moment) -> int:
    return (datetime.combine(day, time(), moment.zone) - EPOCH) // LAST_MOMENT


def _end_of(day: date, moment: Moment) -> int:
    try:
        return _start_of(day + timedelta(days=1), moment) - 1
    except OverflowError:
        raise UnfitTime("A session lies within ten years of now.") from None
