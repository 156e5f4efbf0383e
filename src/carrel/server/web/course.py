"""A course's own page: what it holds, how far the reader is, when what is due, and who teaches it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anyio import to_thread
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application.classroom import Classroom, see_course
from carrel.application.enrolling import enroll
from carrel.application.following import my_watchlist
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.domain.access import Deed, is_allowed
from carrel.domain.deadlines import is_overdue, schedule
from carrel.domain.enrollment import CourseRole
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.beside import NOTHING, Beside, beside_course
from carrel.server.web.moments import Due, due_of, duration_words
from carrel.server.web.outline import ModulePart, module_parts
from carrel.server.web.percents import percent_words
from carrel.server.web.prose import html_of
from carrel.server.web.rendering import Reader, frame_for, page, reader_of
from carrel.server.web.visiting import note_visit

SHORT = 12
"""Items up to which a course is shown with all of them in sight."""
LARGE = 500
"""Items from which on a course's page is made in a thread, so that nobody else waits for it."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Who teaches."""

    name: str
    role: str
    bio: Markup
    photo: str


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """The institution that gives the course."""

    name: str
    description: Markup
    link: str
    logo: str


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course and how its reader stands. `part` is the heading where only some modules are shown.

    `waiting` is who has a place but is not let in yet; `movable` deadlines are overdue and the reader’s own.
    `searched` is the slug of a course whose texts the reader may find.
    """

    name: str
    language: str
    href: str
    description: Markup
    image: str
    facts: Sequence[str]
    signed_in: bool
    enrolled: bool
    waiting: bool
    watched: bool
    watch_href: str
    unwatch_href: str
    staff: bool
    enroll_href: str
    sign_in_href: str
    percent: int
    done: int
    required: int
    due: Due | None
    due_module: str
    pace_href: str
    movable: bool
    next_name: str
    next_href: str
    grade: str
    grades_href: str
    gradebook_href: str
    sessions_href: str
    part: str
    unfolded: frozenset[int]
    modules: Sequence[ModulePart]
    instructors: Sequence[PersonLine]
    partners: Sequence[PartnerLine]
    beside: Beside
    told_href: str
    feedback_href: str
    notes_href: str
    references_href: str
    searched: str
    discussions_href: str


async def redirect(request: Request) -> Response:
    """A course's short address leads to its page."""
    return RedirectResponse(addresses.course_path(request.path_params["slug"]), 307)


async def show(request: Request) -> Response:
    """The whole course."""
    return await _answer(request, {})


async def show_module(request: Request) -> Response:
    """One module, counted from 1 in the order of the course."""
    return await _answer(request, {"module": _number(request)})


async def show_week(request: Request) -> Response:
    """The modules that the schedule studies in a week, counted from 1."""
    return await _answer(request, {"week": _number(request)})


async def join(request: Request) -> Response:
    """Enrol the reader, and show the course."""
    slug = request.path_params["slug"]
    await visitors_of(request).writing(request, lambda visit: _enroll(visit, slug))
    return RedirectResponse(addresses.course_path(slug), 303)


def view(
    classroom: Classroom,
    reader: Reader,
    numbers: Sequence[int] = (),
    part: str = "",
    beside: Beside = NOTHING,
    *,
    watched: bool = False,
) -> CourseView:
    """The course in words, or only the modules of these `numbers` under the heading `part`."""
    course, member = classroom.edition.course, classroom.membership
    parts = module_parts(classroom, reader.moment)
    deadline = classroom.next_deadline
    next_id = classroom.progress.next_item if classroom.is_open else None
    following = classroom.edition.places[next_id].item if next_id else None
    return CourseView(
        name=course.name,
        language=course.language,
        href=addresses.course_path(course.slug),
        description=html_of(course.description),
        image=addresses.public_path(course, course.image),
        facts=_facts(course),
        signed_in=reader.actor is not None,
        enrolled=member is not None and member.is_current,
        waiting=member is not None and not member.hidden and member.role is CourseRole.PRE_ENROLLED_LEARNER,
        watched=watched,
        watch_href=addresses.watch_path(course.slug),
        unwatch_href=addresses.unwatch_path(course.slug),
        staff=is_allowed(Deed.OPEN_LOCKED, classroom.standing),
        enroll_href=addresses.enroll_path(course.slug),
        sign_in_href=addresses.following(addresses.course_path(course.slug)),
        percent=classroom.progress.overall,
        done=sum(one.done for one in parts if not one.optional),
        required=sum(one.required for one in parts if not one.optional),
        due=due_of(deadline.due, reader.moment) if deadline else None,
        due_module=next((m.name for m in course.modules if deadline and m.id == deadline.module_id), ""),
        pace_href=addresses.pace_path(course.slug),
        movable=_is_behind(classroom, reader.moment.now),
        next_name=following.name if following else "",
        next_href=addresses.item_path(course, following) if following else "",
        grade=_grade(classroom),
        grades_href=addresses.grades_path(course.slug),
        gradebook_href=addresses.gradebook_path(course.slug),
        sessions_href=addresses.sessions_path(course.slug),
        part=part,
        unfolded=unfolded(classroom, numbers),
        modules=[one for one in parts if not numbers or one.number in numbers],
        instructors=_instructors(course),
        partners=_partners(course),
        beside=beside,
        told_href=addresses.told_path(course.slug),
        feedback_href=addresses.feedback_path(course.slug),
        notes_href=addresses.notes_path(course.slug),
        references_href=addresses.references_path(course.slug) if course.references else "",
        searched=course.slug if classroom.is_open else "",
        discussions_href=addresses.discussions_path(course.slug),
    )


def unfolded(classroom: Classroom, numbers: Sequence[int]) -> frozenset[int]:
    """The numbers of the modules whose items lie open: those asked for, a short course’s, or the next."""
    course, next_id = classroom.edition.course, classroom.progress.next_item
    if numbers:
        return frozenset(numbers)
    if len(classroom.edition.places) <= SHORT:
        return frozenset(range(1, len(course.modules) + 1))
    here = classroom.edition.places[next_id].module if next_id else None
    return frozenset(number for number, module in enumerate(course.modules, 1) if module is here)


def modules_of_week(course: Course, week: int) -> Sequence[int]:
    """The numbers of the modules that are studied in a week, counted from 1; none past the end."""
    ends = 0
    for period in schedule(course):
        ends += period.weeks
        if week <= ends:
            return [number for number, m in enumerate(course.modules, 1) if m.id in period.module_ids]
    return ()


async def _answer(request: Request, asked: Mapping[str, int]) -> Response:
    slug = request.path_params["slug"]
    reader, classroom, beside, watched = await visitors_of(request).reading(
        request, lambda visit: _load(visit, slug)
    )
    numbers, part = _part(classroom.edition.course, asked)
    await note_visit(request, classroom, reader.moment.now)
    frame = frame_for(request, reader.actor)

    def shown() -> Response:
        return page("course.html", view(classroom, reader, numbers, part, beside, watched=watched), frame)

    return await to_thread.run_sync(shown) if len(classroom.edition.places) > LARGE else shown()


def _number(request: Request) -> int:
    text = request.path_params["number"]
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise HTTPException(404)
    return int(text)


def _part(course: Course, asked: Mapping[str, int]) -> tuple[Sequence[int], str]:
    numbers: Sequence[int]
    if "module" in asked:
        numbers, part = (asked["module"],), f"Module {asked['module']}"
    elif "week" in asked:
        numbers, part = modules_of_week(course, asked["week"]), f"Week {asked['week']}"
    else:
        return (), ""
    if not numbers or not all(1 <= number <= len(course.modules) for number in numbers):
        raise HTTPException(404)
    return numbers, part


def _load(visit: Visit, slug: str) -> tuple[Reader, Classroom, Beside, bool]:
    classroom = see_course(visit, slug)
    own = my_watchlist(visit) if visit.actor else ()
    watched = any(one.course_id == classroom.edition.course.id for one in own)
    return reader_of(visit), classroom, beside_course(visit, classroom), watched


def _enroll(visit: Visit, slug: str) -> None:
    enroll(visit, visit.learner().id, see_course(visit, slug).edition.course.id)


def _is_behind(classroom: Classroom, now: int) -> bool:
    """Whether something is overdue by deadlines that the learner may move."""
    late = classroom.next_deadline
    is_own = classroom.pace is not None and classroom.pace.session is None
    return is_own and late is not None and is_overdue(late, now)


def _facts(course: Course) -> Sequence[str]:
    time = duration_words(sum(module.time_commitment for module in course.modules))
    count = len(course.modules)
    words = f"{count} modules" if count != 1 else "1 module"
    return [
        fact for fact in (course.level.capitalize(), course.workload or time, words if count else "") if fact
    ]


def _grade(classroom: Classroom) -> str:
    """The grade so far, once there is a score; empty before."""
    return percent_words(classroom.grade.score) if classroom.scores else ""


def _instructors(course: Course) -> Sequence[PersonLine]:
    return [
        PersonLine(
            name=one.full_name,
            role=", ".join(filter(None, (one.title, one.department))),
            bio=html_of(one.bio),
            photo=addresses.public_path(course, one.photo),
        )
        for one in course.instructors
    ]


def _partners(course: Course) -> Sequence[PartnerLine]:
    return [
        PartnerLine(
            name=one.name,
            description=html_of(one.description),
            link=one.home_link if one.home_link.startswith(("https://", "http://")) else "",
            logo=addresses.public_path(course, one.logo),
        )
        for one in course.partners
    ]
