"""Noting that a learner was here: the one write that looking at pages can cost."""

import logging

from starlette.requests import Request

from carrel.application.classroom import ACCESS_INTERVAL, Classroom, record_visit
from carrel.server.floods import TooMany
from carrel.server.visitors import visitors_of
from carrel.store.errors import StoreError

log = logging.getLogger(__name__)


async def note_visit(request: Request, classroom: Classroom, now: int) -> None:
    """Note the visit to a course, unless it was noted just before, as the classroom just read can tell.

    Where it cannot be kept (a full disk, too many writes), that is logged and the page is shown all the same.
    """
    member = classroom.membership
    if member is None or request.method != "GET" or now - (member.last_accessed_at or 0) < ACCESS_INTERVAL:
        return
    course_id = classroom.edition.course.id
    try:
        await visitors_of(request).writing(request, lambda visit: record_visit(visit, course_id), is_own=True)
    except (StoreError, TooMany) as error:
        log.warning("A visit to the course %s could not be noted: %s", course_id, error)
