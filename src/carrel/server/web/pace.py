"""How a learner keeps their time in a course: when what is due, moving that, sessions, and leaving."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import enrolling, pacing, sessions
from carrel.application.classroom import Classroom, current_edition
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.domain.sessions import Session
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.forms import form_of
from carrel.server.web.moments import Due, Moment, date_words, due_of
from carrel.server.web.rendering import Reader, frame_for, page, reader_of

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class DueLine:
    """A module and when it is due; `is_done` where nothing required is left in it."""

    name: str
    due: Due
    is_done: bool


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session that can be joined, or that the reader is in."""

    id: str
    words: str
    is_self_paced: bool
    is_mine: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class PaceView:
    """A course's time for one learner. `shared` means that deadlines are a session's."""

    course_name: str
    course_href: str
    language: str
    action: str
    enabled: bool
    shared: bool
    overdue: bool
    lines: Sequence[DueLine]
    sessions: Sequence[SessionLine]


async def show(request: Request) -> Response:
    """The page of one's pace."""
    slug = request.path_params["slug"]
    reader, classroom, held, mine = await visitors_of(request).reading(
        request, lambda visit: _load(visit, slug)
    )
    return page("pace.html", view(classroom, reader, held, mine), frame_for(request, reader.actor))


async def change(request: Request) -> Response:
    """Do what a button of the page says, and lead back to where that is seen."""
    slug, form = request.path_params["slug"], await form_of(request)
    do = form.get("do", "")

    def deed(visit: Visit) -> None:
        course_id = current_edition(visit, slug=slug).course.id
        pacing.my_deadlines(visit, visit.learner().id, course_id)
        if do not in DOINGS:
            raise HTTPException(400)
        DOINGS[do](visit, visit.learner().id, course_id, form)

    await visitors_of(request).writing(request, deed)
    back = addresses.DESK if do == "leave" else addresses.pace_path(slug)
    return RedirectResponse(addresses.course_path(slug) if form.get("from") == "course" else back, 303)


def view(classroom: Classroom, reader: Reader, held: Sequence[Session], mine: str) -> PaceView:
    """The page in words. `mine` is the id of the session that the reader is in."""
    course, pace, overdue = classroom.edition.course, classroom.pace, classroom.next_deadline
    return PaceView(
        course_name=course.name,
        course_href=addresses.course_path(course.slug),
        language=course.language,
        action=addresses.pace_path(course.slug),
        enabled=pace is not None and pace.settings.is_enabled,
        shared=pace is not None and pace.session is not None,
        overdue=overdue is not None and overdue.due < reader.moment.now,
        lines=_lines(classroom, course, reader.moment),
        sessions=[_session_line(one, mine, reader.moment) for one in held],
    )


def _load(visit: Visit, slug: str) -> tuple[Reader, Classroom, Sequence[Session], str]:
    course_id = current_edition(visit, slug=slug).course.id
    classroom = pacing.my_deadlines(visit, visit.learner().id, course_id)
    mine = sessions.active_sessions(visit)[course_id].session_id
    held = sessions.sessions_of(visit, [course_id])[course_id]
    shown = [one for one in held if one.id == mine or one.ended_at is None or one.ended_at > visit.now]
    return reader_of(visit), classroom, shown, mine


def _lines(classroom: Classroom, course: Course, moment: Moment) -> Sequence[DueLine]:
    names = {module.id: module.name for module in course.modules}
    return [
        DueLine(
            name=names[one.module_id],
            due=due_of(one.due, moment),
            is_done=classroom.progress.modules[one.module_id] == 100,
        )
        for one in classroom.deadlines
        if one.module_id in names
    ]


def _session_line(session: Session, mine: str, moment: Moment) -> SessionLine:
    starts = date_words(moment.local(session.started_at))
    ends = f" to {date_words(moment.local(session.ended_at))}" if session.ended_at is not None else ""
    return SessionLine(
        id=session.id,
        words="My own time" if session.is_self_paced else f"{starts}{ends}",
        is_self_paced=session.is_self_paced,
        is_mine=session.id == mine,
        is_open=session.takes_in(moment.now),
    )


def _shift(visit: Visit, user_id: int, course_id: str, form: Mapping[str, str]) -> None:
    days = form.get("days", "")
    if not (days.removeprefix("-").isascii() and days.removeprefix("-").isdigit() and len(days) < 5):
        raise HTTPException(400)
    if not 0 < abs(int(days)) <= MOST_DAYS:
        raise HTTPException(400)
    pacing.shift_deadlines(visit, user_id, course_id, int(days))


def _restart(visit: Visit, user_id: int, course_id: str, _: Mapping[str, str]) -> None:
    pacing.restart_deadlines(visit, user_id, course_id)


def _turn_on(visit: Visit, user_id: int, course_id: str, _: Mapping[str, str]) -> None:
    pacing.enable_deadlines(visit, user_id, course_id, is_enabled=True)


def _turn_off(visit: Visit, user_id: int, course_id: str, _: Mapping[str, str]) -> None:
    pacing.enable_deadlines(visit, user_id, course_id, is_enabled=False)


def _join(visit: Visit, user_id: int, course_id: str, form: Mapping[str, str]) -> None:
    sessions.join(visit, user_id, course_id, form.get("session", ""))


def _leave(visit: Visit, user_id: int, course_id: str, _: Mapping[str, str]) -> None:
    enrolling.leave(visit, user_id, course_id)


Doing = Callable[[Visit, int, str, Mapping[str, str]], None]

DOINGS: Mapping[str, Doing] = {
    "shift": _shift,
    "restart": _restart,
    "on": _turn_on,
    "off": _turn_off,
    "join": _join,
    "leave": _leave,
}
"""What the buttons of the page do, by their values."""
