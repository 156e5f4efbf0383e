"""Reviewing on pages: being given work, saying what it is worth, and everybody's work for staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import peer_reviewing
from carrel.application.classroom import current_edition
from carrel.application.peer_review import content_of
from carrel.application.peer_reviewing import Waiting, Work, take_work
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.courseware.items import Item, PeerReview
from carrel.domain.errors import Unfit
from carrel.domain.peer_review import Given
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.forms import form_of
from carrel.server.web.moments import Moment, date_words
from carrel.server.web.peer_words import CriterionView, PartView, criterion_views, part_views
from carrel.server.web.percents import percent_words
from carrel.server.web.rendering import Reader, frame_for, page, reader_of

PAGE = 50
"""Submissions on a page."""


@dataclass(frozen=True, slots=True)
class WorkView:
    """Work to review. `is_done` when its review was given and stays; `can_drop` when it can be given back."""

    course_name: str
    language: str
    course_href: str
    item_name: str
    item_href: str
    action: str
    title: str
    parts: Sequence[PartView]
    criteria: Sequence[CriterionView]
    is_done: bool
    is_mine: bool
    can_drop: bool
    fault: str


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One submission in the list of staff."""

    href: str
    day: str
    reviews: int
    by_staff: bool
    asked: str
    score: str


@dataclass(frozen=True, slots=True)
class AllView:
    """Everybody's work, page by page."""

    course_name: str
    language: str
    course_href: str
    item_name: str
    item_href: str
    lines: Sequence[WaitingLine]
    total: int
    before_href: str
    after_href: str


async def take(request: Request) -> Response:
    """Give the reader work, and show it."""
    slug, item_id = request.path_params["slug"], request.path_params["item_id"]

    def deed(visit: Visit) -> str:
        taken = take_work(visit, current_edition(visit, slug=slug).course.id, item_id)
        return addresses.peer_review_path(slug, item_id, taken.submission_id)

    return RedirectResponse(await visitors_of(request).writing(request, deed), 303)


async def show(request: Request) -> Response:
    """The work, and the form to say what it is worth."""
    return await _answer(request, None)


async def submit(request: Request) -> Response:
    """Take the review in, or the work back; what is not finished comes back as it was filled in."""
    submission_id = request.path_params["submission_id"]
    form = await form_of(request)

    def deed(visit: Visit) -> str:
        work = peer_reviewing.open_work(visit, submission_id)
        if form.get("do") == "drop":
            peer_reviewing.drop_work(visit, submission_id)
        else:
            peer_reviewing.give_review(visit, submission_id, _given(form, content_of(work.item)))
        return addresses.item_path(work.edition.course, work.item)

    try:
        path = await visitors_of(request).writing(request, deed)
    except Unfit as error:
        return await _answer(request, form, str(error))
    return RedirectResponse(f"{path}#reviews", 303)


async def show_all(request: Request) -> Response:
    """Everybody's work for staff and mentors, from the one on that `?from=` counts."""
    slug, item_id = request.path_params["slug"], request.path_params["item_id"]
    text = request.query_params.get("from", "")
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def read(visit: Visit) -> tuple[Reader, Course, Item, Sequence[Waiting], int]:
        edition = current_edition(visit, slug=slug)
        found, total = peer_reviewing.all_work(visit, edition.course.id, item_id, start, PAGE)
        return reader_of(visit), edition.course, edition.place_of(item_id).item, found, total

    reader, course, item, found, total = await visitors_of(request).reading(request, read)
    here = addresses.peer_path(course.slug, item.id, "all")
    shown = AllView(
        course_name=course.name,
        language=course.language,
        course_href=addresses.course_path(course.slug),
        item_name=item.name,
        item_href=addresses.item_path(course, item),
        lines=[_line(course, item, one, reader.moment) for one in found],
        total=total,
        before_href=f"{here}?from={max(0, start - PAGE)}" if start else "",
        after_href=f"{here}?from={start + PAGE}" if start + PAGE < total else "",
    )
    return page("peer_all.html", shown, frame_for(request, reader.actor))


async def _answer(request: Request, form: Mapping[str, str] | None, fault: str = "") -> Response:
    submission_id = request.path_params["submission_id"]

    def read(visit: Visit) -> tuple[Reader, Work]:
        return reader_of(visit), peer_reviewing.open_work(visit, submission_id)

    reader, work = await visitors_of(request).reading(request, read)
    course, peer, review = work.edition.course, content_of(work.item), work.review
    kept = review.answers if review and review.answers else {}
    given = kept if form is None else _given(form, peer)
    is_given = review is not None and review.reviewed_at is not None
    shown = WorkView(
        course_name=course.name,
        language=course.language,
        course_href=addresses.course_path(course.slug),
        item_name=work.item.name,
        item_href=addresses.item_path(course, work.item),
        action=addresses.peer_review_path(course.slug, work.item.id, submission_id),
        title=work.submission.title,
        parts=part_views(work.edition, work.item, peer, work.submission.parts, work.files, submission_id),
        criteria=criterion_views(work.edition, work.item, peer, given),
        is_done=is_given and not (review is not None and review.is_staff),
        is_mine=reader.actor is not None and work.submission.learner_id == reader.actor.id,
        can_drop=review is not None and not is_given,
        fault=fault,
    )
    status = 400 if fault else 200
    return page("peer_review.html", shown, frame_for(request, reader.actor), status=status)


def _given(form: Mapping[str, str], peer: PeerReview) -> dict[str, Given]:
    """What the form says of each criterion: points are numbers, everything else is words."""
    given: dict[str, Given] = {}
    for criterion in peer.criteria:
        text = form.get(f"answer-{criterion.id}", "")
        is_number = criterion.kind == "points" and text.isascii() and text.isdigit() and len(text) < 10
        given[criterion.id] = int(text) if is_number else text
    return given


def _line(course: Course, item: Item, one: Waiting, moment: Moment) -> WaitingLine:
    return WaitingLine(
        href=addresses.peer_review_path(course.slug, item.id, one.submission.id),
        day=date_words(moment.local(one.submission.submitted_at)),
        reviews=len(one.reviews),
        by_staff=any(review.is_staff for review in one.reviews),
        asked=one.submission.reason or ("asked" if one.submission.asked_at else ""),
        score="" if one.score is None else percent_words(one.score),
    )
