"""`carrel courses`: what one is enrolled in, and how it stands."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click
import msgspec

if TYPE_CHECKING:
    from carrel.client import Client

DAY: Final = 86_400_000
DONE: Final = 100


class Standing(msgspec.Struct, kw_only=True, rename="camel"):
    """One course: `progress` in percent, `last_accessed` and `deadline` in epoch ms (None: not said).

    `deadline` is when the first module that is not over yet is due; the last one's when all are.
    """

    slug: str
    name: str
    progress: int | None = None
    last_accessed: int | None = None
    deadline: int | None = None


ORDERS: Final[dict[str, Callable[[Standing], Any]]] = {
    # Who was longest away comes first.
    "inactive": lambda one: (one.last_accessed or 0, one.name.casefold()),
    # What is due first comes first; what is never due, or done, comes last.
    "deadline": lambda one: (one.deadline is None, one.progress == DONE, one.deadline, one.name.casefold()),
    "progress": lambda one: (-(one.progress or 0), one.name.casefold()),
    "name": lambda one: one.name.casefold(),
}


@click.command(name="courses")
@click.option("--site", help="The site; the one you signed in to last, when left out.")
@click.option("--sort", type=click.Choice(list(ORDERS)), default="inactive", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(site: str | None, sort: str, *, as_json: bool) -> None:
    """List the courses that you are enrolled in, and how far you are."""
    from carrel.cli import sign_ins
    from carrel.client import Client
    from carrel.client.errors import quoted

    where, credentials = sign_ins.sign_in_for(site)
    with Client(where, credentials) as client:
        standings = sorted(_standings(client), key=ORDERS[sort])
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(standings), indent=2))
        return
    now = int(time.time() * 1000)
    for one in standings:
        done = "    ?" if one.progress is None else f"{one.progress:>4}%"
        when = _due(one, now) if sort == "deadline" else _when(one.last_accessed, now)
        click.echo(f"{done}  {when:<18}  {quoted(one.slug)}  {quoted(one.name)}")
    if not standings:
        click.echo(f"You are not enrolled in any course at {where}.", err=True)


def _standings(client: "Client") -> list[Standing]:
    from carrel.client import of
    from carrel.resources.courses import COURSES
    from carrel.resources.memberships import MEMBERSHIPS

    answer = client.find(
        MEMBERSHIPS,
        "me",
        fields=["course_id", "last_accessed_timestamp", of(COURSES, "name", "slug")],
        includes=["course_id"],
    )
    known = {course.id: course for course in answer.linked(COURSES)}
    now = int(time.time() * 1000)
    return [
        Standing(
            slug=known[one.course_id].slug or one.course_id,
            name=known[one.course_id].name or "",
            progress=_progress(client, one.user_id, one.course_id),
            last_accessed=one.last_accessed_timestamp or None,
            deadline=_deadline(client, one.user_id, one.course_id, now),
        )
        for one in answer.elements
        if one.course_id in known
    ]


def _progress(client: "Client", user_id: int, course_id: str) -> int | None:
    from carrel.client import ClientError
    from carrel.resources.progress import COURSES_PROGRESS

    try:
        found = client.get(COURSES_PROGRESS, (user_id, course_id)).element.overall
    except ClientError:
        # A teacher has none, and some sites do not say.
        return None
    return None if found is msgspec.UNSET else found


def _deadline(client: "Client", user_id: int, course_id: str, now: int) -> int | None:
    from carrel.client import ClientError
    from carrel.resources.deadlines import DEADLINE_SETTINGS

    try:
        answer = client.find(DEADLINE_SETTINGS, "byUserAndCourse", user_id=user_id, course_id=course_id)
        settings = answer.element
    except ClientError:
        return None
    if settings.is_enabled is False:
        return None
    due = sorted(one.deadline for one in settings.module_deadlines or ())
    return next((one for one in due if one >= now), due[-1] if due else None)


def _when(at: int | None, now: int) -> str:
    if at is None:
        return "never"
    days = (now - at) // DAY
    return _date(at) if days > 99 else _days(days, "today", "yesterday", "days ago")


def _due(one: Standing, now: int) -> str:
    if one.deadline is None or one.progress == DONE:
        return "done" if one.progress == DONE else "no deadline"
    days = (one.deadline - now) // DAY
    return f"was due {_date(one.deadline)}" if days < 0 else f"due {_date(one.deadline)}"


def _days(count: int, none: str, one: str, many: str) -> str:
    return {0: none, 1: one}.get(count, f"{count} {many}")


def _date(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d")
