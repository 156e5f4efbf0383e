"""A peer-reviewed assignment for who has to do it: writing, handing in, and what others said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import peer_review
from carrel.application.access import standing_in
from carrel.application.classroom import current_edition
from carrel.application.peer_review import Assigned, see_assignment
from carrel.application.visit import Visit
from carrel.domain.access import Deed, is_allowed
from carrel.domain.peer_review import PATIENCE
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.assignment import Fact, facts_of
from carrel.server.web.forms import form_of
from carrel.server.web.moments import date_words, due_of
from carrel.server.web.opened import Opened
from carrel.server.web.peer_words import (
    CriterionView,
    PartView,
    criterion_views,
    part_views,
    points_words,
)
from carrel.server.web.percents import percent_words
from carrel.server.web.prose import item_html
from carrel.store.uploads import Upload


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What one reviewer said."""

    by_staff: bool
    answers: Sequence[CriterionView]


@dataclass(frozen=True, slots=True)
class PeerBody:
    """An assignment as its learner finds it.

    `parts` are what the form holds, `handed_in` what was handed in last, `handed_in_on` when; `score` and
    `total` are empty until there is one. `is_scored_otherwise` is true where staff gave a score without work.
    """

    html: Markup
    facts: Sequence[Fact]
    title: str
    parts: Sequence[PartView]
    revision: int
    is_begun: bool
    may_hand_in: bool
    handed_in: Sequence[PartView]
    handed_in_title: str
    handed_in_on: str
    submission_id: str
    given: int
    to_give: int
    received: int
    to_receive: int
    may_review: bool
    more_to_review: bool
    may_ask: bool
    is_scored_otherwise: bool
    score: str
    total: str
    reviews: Sequence[ReviewView]
    save_href: str
    take_href: str
    ask_href: str
    all_href: str


async def body_of(opened: Opened) -> PeerBody:
    """The assignment as this learner finds it."""
    course_id, item_id = opened.course.id, opened.item.id

    def read(visit: Visit) -> tuple[Assigned, Mapping[str, Upload], bool]:
        theirs = see_assignment(visit, visit.learner().id, course_id, item_id)
        named = [one.parts for one in theirs.submissions[:1]] + ([theirs.draft.parts] if theirs.draft else [])
        files = {
            key: file
            for parts in named
            for key, file in peer_review.files_in(visit, theirs.peer, parts).items()
        }
        return theirs, files, is_allowed(Deed.REVIEW, standing_in(visit, course_id))

    theirs, files, is_guide = await visitors_of(opened.request).reading(opened.request, read)
    return view(opened, theirs, files, is_guide=is_guide)


async def ask(request: Request) -> Response:
    """Ask that the work be graded."""
    slug, item_id = request.path_params["slug"], request.path_params["item_id"]
    form = await form_of(request)

    def deed(visit: Visit) -> str:
        edition = current_edition(visit, slug=slug)
        submission_id = form.get("submission", "")
        peer_review.request_grading(visit, visit.learner().id, edition.course.id, item_id, submission_id, "")
        return addresses.item_path(edition.course, edition.place_of(item_id).item)

    return RedirectResponse(await visitors_of(request).writing(request, deed), 303)


def view(opened: Opened, theirs: Assigned, files: Mapping[str, Upload], *, is_guide: bool) -> PeerBody:
    """The assignment in words."""
    course, item, current, draft = opened.course, opened.item, theirs.current, theirs.draft
    found, moment = theirs.result, opened.reader.moment
    path = {step: addresses.peer_path(course.slug, item.id, step) for step in ("save", "take", "ask", "all")}
    return PeerBody(
        html=item_html(theirs.edition, item),
        facts=[*facts_of(course, item, opened.classroom.scores.get(item.id)), *_due_facts(theirs, opened)],
        title=draft.title if draft else "",
        parts=part_views(theirs.edition, item, theirs.peer, draft.parts if draft else {}, files),
        revision=draft.revision if draft else 0,
        is_begun=theirs.is_writing,
        may_hand_in=current is None or not theirs.received or theirs.is_graded,
        handed_in=part_views(theirs.edition, item, theirs.peer, current.parts, files) if current else (),
        handed_in_title=current.title if current else "",
        handed_in_on=date_words(moment.local(current.submitted_at)) if current else "",
        submission_id=current.id if current else "",
        given=theirs.authored,
        to_give=theirs.duty.authored,
        received=len(theirs.counting),
        to_receive=theirs.duty.received,
        may_review=current is not None and not theirs.peer.mentor_graded,
        more_to_review=theirs.authored < theirs.crowd.authors,
        may_ask=current is not None
        and not theirs.is_graded
        and theirs.now - current.submitted_at >= PATIENCE,
        is_scored_otherwise=current is None and item.id in opened.classroom.scores,
        score="" if theirs.score is None else percent_words(theirs.score),
        total=f"{points_words(found.total)} of {found.most}" if found and found.most else "",
        reviews=[
            ReviewView(one.is_staff, criterion_views(theirs.edition, item, theirs.peer, one.answers or {}))
            for one in (theirs.counting if found else ())
        ],
        save_href=path["save"],
        take_href=path["take"],
        ask_href=path["ask"],
        all_href=path["all"] if is_guide else "",
    )


def _due_facts(theirs: Assigned, opened: Opened) -> Sequence[Fact]:
    moment = opened.reader.moment
    facts = []
    if theirs.due is not None:
        facts.append(Fact("Your work is due", due_of(theirs.due, moment).exact))
    if theirs.reviews_due is not None:
        facts.append(Fact("Your reviews are due", due_of(theirs.reviews_due, moment).exact))
    return facts
