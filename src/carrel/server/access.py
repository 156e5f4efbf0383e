"""Who may come in: the door's part of the table of who may do what.

A request to a resource names what it is about by names that mean the same everywhere: `userId` and
`learnerId` are whose data it is, `courseId` is the course. Whatever way they come (key, parameter, body),
they are found here, so no answer has to ask for itself whether they are the visitor's own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec
from starlette.requests import HTTPConnection

from carrel.application.access import admit, sieve
from carrel.application.visit import Visit
from carrel.domain.access import Deed, need_possible
from carrel.domain.errors import NotSignedIn
from carrel.domain.users import User
from carrel.protocol.errors import GrammarError, missing_authentication, not_authorized
from carrel.protocol.keys import INTEGER
from carrel.protocol.request import Request
from carrel.server.visitors import sign_in_of, visitors_of

PEOPLE: Final = ("userId", "learnerId")
COURSE: Final = "courseId"


def let_in(http: HTTPConnection, actor: User | None, deed: Deed | None, *, own: bool = True) -> None:
    """Let in whoever may do this at all, in some course. What has no row in the table, nobody may do.

    A sign-in that has ended is not the same as none.
    """
    if deed is None:
        raise not_authorized()
    try:
        need_possible(deed, actor, own=own)
    except NotSignedIn:
        raise not_authorized() if sign_in_of(http) else missing_authentication() from None


async def let_in_to(http: HTTPConnection, deed: Deed) -> User | None:
    """As `let_in`, for an address that names the user whose data it is as `{user}`; answers who comes in.

    There, `~` is whoever is signed in.
    """
    actor = await visitors_of(http).who(http)
    named = http.path_params.get("user", "~")
    own = named == "~" or (actor is not None and _number(named) == actor.id)
    let_in(http, actor, deed, own=own)
    return actor


def user_id_in(visit: Visit, text: str) -> int:
    """The user that a path names; `~` is whoever is signed in."""
    if text == "~":
        return visit.learner().id
    try:
        return INTEGER.read(text)
    except GrammarError:
        raise not_authorized() from None


def permit(visit: Visit, deed: Deed, request: Request, body: object, key_name: str) -> Request:
    """Refuse what the table forbids; of several keys asked for at once, leave out the forbidden ones.

    `key_name` is the name of what a key without parts stands for.
    """
    if request.keys:
        passes = sieve(visit, deed)
        parts = request.schema.key.parts
        return replace(
            request,
            keys=tuple(key for key in request.keys if _passes(passes, _named(parts(key), key_name))),
        )
    told = [_named(request.parts, key_name), dict(request.arguments), _members(body)]
    courses = {one[COURSE] for one in told if isinstance(one.get(COURSE), str)}
    people: set[int | None] = {number for one in told for number in _people(one)}
    for course_id in courses or {None}:
        for about in people or {None}:
            admit(visit, deed, course_id=course_id, about=about)
    return request


def _passes(passes: Callable[[str | None, int | None], bool], told: Mapping[str, Any]) -> bool:
    return all(passes(told.get(COURSE), about) for about in list[int | None](_people(told)) or [None])


def _people(told: Mapping[str, Any]) -> Iterator[int]:
    """Those who are named as people are. What is no number is nobody's, and refused by who reads it."""
    for name in PEOPLE:
        if name in told and (number := _number(told[name])) is not None:
            yield number


def _number(value: object) -> int | None:
    try:
        return INTEGER.read_json(value)
    except GrammarError:
        return None


def _named(parts: Mapping[str, Any], key_name: str) -> dict[str, Any]:
    return {key_name if name == "id" else name: value for name, value in parts.items()}


def _members(body: object) -> dict[str, Any]:
    """The first level of a body, by the names of the wire."""
    if not isinstance(body, msgspec.Struct):
        return dict(body) if isinstance(body, Mapping) else {}
    kind = type(body)
    return {
        wire: getattr(body, name)
        for name, wire in zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
    }
