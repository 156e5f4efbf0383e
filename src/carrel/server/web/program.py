"""A programming assignment: what to do, how a script hands it in, and what was handed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import programming
from carrel.application.classroom import current_edition
from carrel.application.visit import Visit
from carrel.courseware.items import Programming
from carrel.domain.programs import ProgramSubmission
from carrel.resources.programming import PROGRAMMING_SCRIPT_SUBMISSIONS
from carrel.resources.records import COURSE_AND_ITEM
from carrel.server.proofs import script_secret
from carrel.server.visitors import base_of, visitors_of
from carrel.server.web import addresses
from carrel.server.web.assignment import Fact, facts_of
from carrel.server.web.moments import Moment, date_words
from carrel.server.web.opened import Opened
from carrel.server.web.percents import percent_words
from carrel.server.web.prose import item_html


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part: how scripts call it, its name, and its points or what it got of them.

    `is_judged` is false where nobody knows what is right.
    """

    id: str
    name: str
    points: str
    is_judged: bool = True


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """One submission, with what each part of it got."""

    number: int
    date: str
    score: str
    parts: Sequence[PartLine]


@dataclass(frozen=True, slots=True)
class ProgramBody:
    """The assignment. `address`, `key`, `email` and `secret` are what a script needs.

    `takes` says whether anything can be handed in.
    """

    html: Markup
    facts: Sequence[Fact]
    parts: Sequence[PartLine]
    takes: bool
    address: str
    key: str
    email: str
    secret: str
    renew_href: str
    submissions: Sequence[SubmissionLine]


async def body_of(opened: Opened) -> ProgramBody:
    """The assignment as this learner finds it."""
    item, course, actor, request = opened.item, opened.course, opened.reader.actor, opened.request
    visitors = visitors_of(request)
    salt, submitted = await visitors.reading(
        request,
        lambda visit: (
            programming.my_salt(visit, course.id, item.id),
            programming.my_submissions(visit, course.id, item.id),
        ),
    )
    content = item.content if isinstance(item.content, Programming) else Programming()
    names = {one.id: one.name or one.id for one in content.parts}
    identifier = PROGRAMMING_SCRIPT_SUBMISSIONS.schema.identifier
    return ProgramBody(
        html=item_html(opened.classroom.edition, item),
        facts=facts_of(course, item, opened.classroom.scores.get(item.id)),
        parts=[PartLine(one.id, names[one.id], f"{one.points:g}", not one.key) for one in content.parts],
        takes=any(not one.key for one in content.parts),
        address=f"{base_of(request, visitors.settings)}/api/{identifier}",
        key=COURSE_AND_ITEM.write((course.id, item.id)),
        email=actor.email if actor else "",
        secret=script_secret(visitors.school.secret, actor.id if actor else 0, course.id, item.id, salt),
        renew_href=addresses.secret_path(course, item),
        submissions=[_line(one, names, opened.reader.moment) for one in submitted],
    )


async def renew(request: Request) -> Response:
    """Make a new secret, and lead back to where it stands."""
    slug, item_id = request.path_params["slug"], request.path_params["item_id"]

    def deed(visit: Visit) -> str:
        edition = current_edition(visit, slug=slug)
        programming.renew_secret(visit, edition.course.id, item_id)
        return addresses.item_path(edition.course, edition.place_of(item_id).item)

    path = await visitors_of(request).writing(request, deed, is_own=True)
    return RedirectResponse(f"{path}#hand-in", 303)


def _line(one: ProgramSubmission, names: dict[str, str], moment: Moment) -> SubmissionLine:
    return SubmissionLine(
        number=one.number,
        date=date_words(moment.local(one.submitted_at)),
        score=percent_words(one.score),
        parts=[
            PartLine(part_id, names.get(part_id, part_id), f"{got.points:g} of {got.most:g}")
            for part_id, got in one.results.items()
        ],
    )
