"""The feed of a learner's deadlines, for calendar programs, at an address that is its own key.

Calendar programs send no cookie, so who knows the address may read it. It is derived from the school's secret
and a salt, so that a stolen database gives no address away; with a new salt the old address is dead. Whatever
is wrong with an address, the answer is the same.
"""

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import calendar
from carrel.application.calendar import DueEvent
from carrel.application.visit import Visit
from carrel.courseware.ids import long_id
from carrel.domain.enrollment import DAY
from carrel.protocol.etag import etag_of
from carrel.server.links import sign
from carrel.server.visitors import base_of, visitors_of
from carrel.server.web import addresses

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
HEADERS: Final = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
MOST_DIGITS: Final = 18


async def feed(request: Request) -> Response:
    """The deadlines of whose address this is."""
    owner, secret = request.path_params["owner"], request.path_params["secret"]
    if not (owner.isascii() and owner.isdigit() and len(owner) <= MOST_DIGITS):
        raise HTTPException(404)
    visitors = visitors_of(request)

    def read(visit: Visit) -> Sequence[DueEvent]:
        found = calendar.as_owner(visit, int(owner))
        if found is None:
            raise HTTPException(404)
        theirs, salt = found
        if not hmac.compare_digest(
            secret.encode(), secret_part(visitors.school.secret, int(owner), salt).encode()
        ):
            raise HTTPException(404)
        return calendar.due_events(theirs)

    events = await visitors.reading(request, read)
    base, today = base_of(request, visitors.settings), visitors.clock() // DAY * DAY
    body = await to_thread.run_sync(written, events, int(owner), visitors.school.name, base, today)
    tag = etag_of(body)
    headers = {**HEADERS, "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


async def renew(request: Request) -> Response:
    """Make an address, or a new one in place of the old."""
    await visitors_of(request).writing(request, calendar.renew_calendar, is_own=True)
    return RedirectResponse(f"{addresses.DESK}#calendar-address", 303)


def address_of(request: Request, learner_id: int, salt: bytes | None) -> str:
    """The absolute address of a learner's calendar; empty where they never asked for one."""
    if salt is None:
        return ""
    visitors = visitors_of(request)
    secret = secret_part(visitors.school.secret, learner_id, salt)
    return base_of(request, visitors.settings) + addresses.calendar_path(learner_id, secret)


def secret_part(secret: bytes, learner_id: int, salt: bytes) -> str:
    """What nobody else can guess of the address of a learner's calendar."""
    return sign(secret, "calendar", str(learner_id), salt.hex())


def written(events: Sequence[DueEvent], learner_id: int, school: str, base: str, today: int) -> bytes:
    """The events as a calendar, in UTC. `today` (epoch ms) is the day on which it is made."""
    # Imported with the first calendar: a school in which nobody has one never pays for it.
    from icalendar import Calendar, Event

    feed = Calendar()
    feed.add("prodid", "-//Carrel//Deadlines//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", f"Deadlines, {school}")
    feed.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT6H")
    for one in events:
        event = Event()
        apart = one.item.id if one.item else ""
        event.add(
            "uid", f"{long_id('deadline', str(learner_id), one.course.id, one.module.id, apart)}@carrel"
        )
        event.add("sequence", one.revision)
        event.add("dtstamp", _instant(today))
        event.add("dtstart", _instant(one.due))
        event.add("summary", f"Due: {one.item.name if one.item else one.module.name} ({one.course.name})")
        event.add("url", base + addresses.module_path(one.course.slug, one.number))
        event.add("transp", "TRANSPARENT")
        feed.add_component(event)
    body: bytes = feed.to_ical()
    return body


def _instant(at: int) -> datetime:
    return EPOCH + timedelta(milliseconds=at // 1000 * 1000)
