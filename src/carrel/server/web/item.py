"""An item's page: the item itself, where it stands in its module, and what comes before and after it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from carrel.application.classroom import Classroom, enter_course, open_item
from carrel.application.editions import Place
from carrel.application.visit import Visit
from carrel.courseware.items import (
    Activity,
    Assignment,
    Content,
    DiscussionPrompt,
    Lecture,
    PeerReview,
    Programming,
    Quiz,
    Reading,
    Unseen,
    Untaught,
    assessment_of,
)
from carrel.domain.progress import ItemState
from carrel.server.visitors import visitors_of
from carrel.server.web import (
    activity,
    addresses,
    assessment,
    assignment,
    lecture,
    peer,
    program,
    reading,
    thread,
    unseen,
)
from carrel.server.web.discussions import DiscussionPart, item_discussion
from carrel.server.web.moments import Moment, date_words
from carrel.server.web.opened import Opened
from carrel.server.web.outline import ItemLine, ModulePart, item_line, module_parts
from carrel.server.web.rendering import Reader, content_policy, frame_for, page, reader_of
from carrel.server.web.visiting import note_visit

Body = Callable[[Opened], Awaitable[object]]

REPORTING = {"connect-src": "'self'"}
"""What a page needs that tells the school what its reader does."""
PLAYING = {**REPORTING, "style-src-elem": "'self' 'unsafe-inline'"}
"""What the player needs besides: the library under it writes style elements into its shadow roots."""
POLICIES: Mapping[str, Mapping[str, str]] = {
    "lecture.html": PLAYING,
    "reading.html": REPORTING,
    "assessment.html": REPORTING,
}
"""What some pages may do beyond what every page may."""

PAGES: Mapping[type, tuple[str, Body]] = {
    Lecture: ("lecture.html", lecture.body_of),
    Reading: ("reading.html", reading.body_of),
    PeerReview: ("peer.html", peer.body_of),
    Assignment: ("assignment.html", assignment.body_of),
    Quiz: ("assignment.html", assignment.body_of),
    DiscussionPrompt: ("prompt.html", thread.body_of),
    Programming: ("program.html", program.body_of),
    Activity: ("activity.html", activity.body_of),
    Untaught: ("assignment.html", assignment.body_of),
    Unseen: ("unseen.html", unseen.body_of),
}
"""For each type of content: its template, and what makes the view of its own part."""
ASKING: tuple[str, Body] = ("assessment.html", assessment.body_of)
"""The same for an item that asks questions, other than a lecture."""


@dataclass(frozen=True, slots=True)
class LockedBody:
    """What has to be completed before the item opens."""

    missing: Sequence[ItemLine]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item in its surroundings. `body` is the view of its own part, by its kind.

    `completed_on` is a date, and empty until the item is completed.
    """

    item: ItemLine
    language: str
    course_name: str
    course_href: str
    module: ModulePart
    modules: Sequence[ModulePart]
    lesson_name: str
    previous: ItemLine | None
    following: ItemLine | None
    completed_on: str
    body: object
    discussion: DiscussionPart | None = None


async def show(request: Request) -> Response:
    """An item for who takes its course; what it waits for, where it is locked."""
    slug, item_id = request.path_params["slug"], request.path_params["item_id"]
    reader, classroom = await visitors_of(request).reading(request, lambda visit: _load(visit, slug))
    place = classroom.edition.place_of(item_id)
    await note_visit(request, classroom, reader.moment.now)
    frame = frame_for(request, reader.actor)
    if item_id in classroom.locks:
        return page(
            "locked.html", view(classroom, place, reader, _locked(classroom, item_id)), frame, status=403
        )
    open_item(classroom, item_id)
    template, body_of = _page_of(place.item.content)
    opened = Opened(request, reader, classroom, place.item)
    body = await body_of(opened)
    # A prompt is a discussion itself.
    is_prompt = isinstance(place.item.content, DiscussionPrompt)
    discussion = None if is_prompt else await item_discussion(opened)
    policy = content_policy(POLICIES.get(template, {}))
    headers = {"Content-Security-Policy": policy}
    return page(template, view(classroom, place, reader, body, discussion), frame, headers=headers)


def view(
    classroom: Classroom,
    place: Place,
    reader: Reader,
    body: object,
    discussion: DiscussionPart | None = None,
) -> ItemView:
    """The item's surroundings in words."""
    course, item_id = classroom.edition.course, place.item.id
    modules = module_parts(classroom, reader.moment, item_id)
    before, after = neighbours(list(classroom.edition.places), item_id)
    return ItemView(
        item=item_line(classroom, place.item, item_id),
        language=course.language,
        course_name=course.name,
        course_href=addresses.course_path(course.slug),
        module=next(one for one in modules if one.current),
        modules=modules,
        lesson_name=place.lesson.name,
        previous=_line(classroom, before),
        following=_line(classroom, after),
        completed_on=_completed_on(classroom, item_id, reader.moment),
        body=body,
        discussion=discussion,
    )


def _page_of(content: Content) -> tuple[str, Body]:
    asks = assessment_of(content) is not None and not isinstance(content, Lecture)
    return ASKING if asks else PAGES[type(content)]


def neighbours(ids: Sequence[str], item_id: str) -> tuple[str | None, str | None]:
    """The ids before and after this one in the order of study."""
    here = ids.index(item_id)
    return ids[here - 1] if here else None, ids[here + 1] if here + 1 < len(ids) else None


def _load(visit: Visit, slug: str) -> tuple[Reader, Classroom]:
    return reader_of(visit), enter_course(visit, slug)


def _line(classroom: Classroom, item_id: str | None) -> ItemLine | None:
    return item_line(classroom, classroom.edition.places[item_id].item) if item_id else None


def _completed_on(classroom: Classroom, item_id: str, moment: Moment) -> str:
    kept = classroom.items.get(item_id)
    if kept is None or kept.state is not ItemState.COMPLETED:
        return ""
    return date_words(moment.local(kept.at))


def _locked(classroom: Classroom, item_id: str) -> LockedBody:
    missing = classroom.locks[item_id].missing
    return LockedBody([item_line(classroom, classroom.edition.places[one].item) for one in missing])
