"""Every call of the SDK, written once: what is sent, and how what comes back is read. No input or output.

See `exchange` for what a flow is. `Client` and `AsyncClient` have each of these as a method.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import wraps
from http import HTTPStatus
from typing import Any, Final, ParamSpec, TypeVar
from urllib.parse import quote, urljoin, urlsplit

import msgspec
from msgspec import Struct

from carrel.client import questions
from carrel.client.answers import (
    Answer,
    Created,
    answer_of,
    read_answer,
    read_created,
    read_json,
    read_page,
    read_plain,
    read_written,
)
from carrel.client.auth import CAUTH, Credentials
from carrel.client.downloading import Facts, Rest, read_facts
from carrel.client.errors import (
    BadCredentials,
    BadQuestion,
    BadRedirect,
    ClientError,
    NotEnrolled,
    NotSignedIn,
    NotTheApi,
    SignInRefused,
)
from carrel.client.exchange import Flow, Request, Response
from carrel.client.questions import API, Argument, KeyLike, Question, Wanted
from carrel.client.refusals import download_refusal, host_of, refusal, sign_in_refusal
from carrel.protocol.schema import Operation
from carrel.resources.operations import CourseProgressAnswer, LoginRequest, NestedCourse, VideoAnswer
from carrel.resources.records import Record, Resource
from carrel.resources.users import ADMIN_USER_PERMISSIONS

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Record)

Body = Mapping[str, Any] | Struct
"""What is sent: a record, or members by the names of the wire."""

REDIRECTS: Final = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)
MOST_REDIRECTS: Final = 8
GATEWAY: Final = "/graphql-gateway"
JSON: Final = "application/json; charset=UTF-8"


def read(question: Question[R]) -> Flow[Answer[R]]:
    """The answer to a question: of one that has pages, its first page."""
    request = question.request()
    response = yield from _answered(request)
    return read_answer(question.resource, response, request.place)


def reread(question: Question[R], etag: str) -> Flow[Answer[R] | None]:
    """The answer to a question if it is another one than `etag` names; None when nothing has changed."""
    request = question.request(etag)
    response = yield from _answered(request)
    if response.status == HTTPStatus.NOT_MODIFIED:
        return None
    return read_answer(question.resource, response, request.place)


def _read_all(question: Question[R]) -> Flow[Answer[R]]:
    """The answer to a question with all its pages."""
    request, pages, etag = question.request(), [], ""
    following: Question[R] | None = question
    while following is not None:
        response = yield from _answered(following.request())
        pages.append(read_page(response, request.place))
        etag = response.headers.get("etag", "")
        following = following.after(pages[-1].paging)
    return answer_of(question.resource, pages, request.place, etag if len(pages) == 1 else "")


def _reading(build: Callable[P, Question[R]]) -> Callable[P, Flow[Answer[R]]]:
    @wraps(build)
    def flow(*args: P.args, **kwargs: P.kwargs) -> Flow[Answer[R]]:
        return _read_all(build(*args, **kwargs))

    return flow


get = _reading(questions.get)
get_all = _reading(questions.get_all)
find = _reading(questions.find)


def multi_get(
    resource: Resource[R],
    keys: Iterable[KeyLike],
    /,
    *,
    fields: Wanted = (),
    includes: Wanted = (),
    every_field: bool = False,
    **arguments: Argument,
) -> Flow[Answer[R]]:
    """Several elements by their keys, in as many requests as it takes. What is not there is left out."""
    asked = questions.multi_get(
        resource, keys, fields=fields, includes=includes, every_field=every_field, **arguments
    )
    return _read_each(resource, asked)


def _read_each(resource: Resource[R], asked: list[Question[R]]) -> Flow[Answer[R]]:
    pages = []
    for question in asked:
        request = question.request()
        response = yield from _answered(request)
        pages.append(read_page(response, request.place))
    return answer_of(resource, pages, f"{API}/{resource.schema.identifier}")


def create(
    resource: Resource[R], body: Body, /, *, fields: Wanted = (), includes: Wanted = ()
) -> Flow[Created[R]]:
    """Create an element. It is sent once: whether it was done when no answer came, only the site knows."""
    asked = questions.asking(resource, Operation.CREATE, fields=fields, includes=includes)
    request = _write(*questions.written(asked), body)
    return (yield from _then(request, lambda response: read_created(resource, response, request.place)))


def update(resource: Resource[R], key: KeyLike, body: Body, /) -> Flow[Answer[R]]:
    """Replace an element as a whole. The answer is empty when the site sends none."""
    return _change(resource, Operation.UPDATE, key, body)


def patch(resource: Resource[R], key: KeyLike, body: Body, /) -> Flow[Answer[R]]:
    """Change some of an element. The answer is empty when the site sends none."""
    return _change(resource, Operation.PATCH, key, body)


def delete(resource: Resource[Record], key: KeyLike, /) -> Flow[None]:
    """Take an element away."""
    yield from _change(resource, Operation.DELETE, key, None)


def _change(resource: Resource[R], operation: Operation, key: KeyLike, body: Body | None) -> Flow[Answer[R]]:
    asked = questions.asking(resource, operation, key=questions.read_key(resource, key))
    request = _write(*questions.written(asked), body)
    return (yield from _then(request, lambda response: read_written(resource, response, request.place)))


def act(
    resource: Resource[Record], action: str, body: Body | None = None, /, **arguments: Argument
) -> Flow[Any]:
    """Do an action. Its answer is any JSON value, or None."""
    declared = resource.schema.action(action)
    if declared is None:
        raise BadQuestion(f"{resource.schema.identifier} has no action {action!r}.")
    asked = questions.asking(
        resource,
        Operation.ACTION,
        name=action,
        arguments=questions.read_arguments(resource, declared.parameters, arguments),
    )
    return (yield from call(*questions.written(asked), body))


def call(method: str, target: str, body: Body | None = None, /) -> Flow[Any]:
    """Ask for what is not declared here: any path under `/api`, with its query. The answer is any JSON."""
    path = target if target.startswith(f"{API}/") else f"{API}/{target.lstrip('/')}"
    request = Request(target=path) if method == "GET" else _write(method, path, body)
    return (yield from _then(request, lambda response: read_json(response, request.place)))


def query(name: str, text: str, /, **variables: str) -> Flow[dict[str, Any]]:
    """The data that a query of GraphQL of this name answers, asked at the gateway. Raises `Refused`."""
    body = {"operationName": name, "query": text, "variables": variables}
    request = _write("POST", f"{GATEWAY}?opname={_segment(name)}", body)
    answer = yield from _then(request, lambda response: read_json(response, request.place))
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict):
        raise NotTheApi(request.place, "no data")
    return data


def me() -> Flow[int]:
    """The id of the user who is signed in. Raises `NotSignedIn`."""
    answer = yield from find(ADMIN_USER_PERMISSIONS, "my")
    try:
        return int(answer.element.id)
    except ValueError as error:
        raise NotTheApi(f"{API}/{ADMIN_USER_PERMISSIONS.schema.identifier}", "an id that is none") from error


def course(slug: str, /, *, show_locked_items: bool = True) -> Flow[NestedCourse]:
    """Everything in a course, nested as it is studied."""
    query = f"?showLockedItems={'true' if show_locked_items else 'false'}"
    return _plain(f"/opencourse.v1/course/{_segment(slug)}{query}", NestedCourse)


def course_progress(user_id: int, slug: str, /) -> Flow[CourseProgressAnswer]:
    """How far the signed-in user is in a course, by its slug."""
    return _plain(f"/opencourse.v1/user/{user_id}/course/{_segment(slug)}", CourseProgressAnswer)


def video(video_id: str, /) -> Flow[VideoAnswer]:
    """Where a video and its captions are."""
    return _plain(f"/opencourse.v1/video/{_segment(video_id)}", VideoAnswer)


def sign_in(email: str, password: str) -> Flow[Credentials]:
    """Sign in by password (row 92). Raises `SignInRefused`."""
    wanted = {**msgspec.to_builtins(LoginRequest(email, password)), "webrequest": True}
    request = _write("POST", f"{API}/login/v3", wanted)
    response = yield from _followed(request)
    if response.status != HTTPStatus.OK:
        raise sign_in_refusal(request, response)
    read_json(response, request.place)
    try:
        return Credentials.from_set_cookies(response.cookies)
    except BadCredentials as error:
        raise SignInRefused(host_of(response), f"it answered without the cookie {CAUTH}") from error


def sign_out() -> Flow[None]:
    """End the sign-in at the site."""
    yield from _answered(_write("POST", f"{API}/logout/v3", {}))


def download(url: str, *, rest: Rest | None = None, etag: str = "") -> Flow[Facts]:
    """Begin a download: the facts about what will come. Its body is the driver's to read."""
    headers = {"accept": "*/*", "accept-encoding": "identity"}
    if etag:
        headers["if-none-match"] = etag
    if rest is not None:
        headers |= rest.headers()
    request = Request(target=url, headers=headers, streams=True)
    response = yield from _followed(request, may_leave=True)
    facts = read_facts(request, response)
    if facts is None:
        raise download_refusal(request, response)
    return facts


def _then(request: Request, read_it: Callable[[Response], T]) -> Flow[T]:
    response = yield from _answered(request)
    return read_it(response)


def _plain(path: str, kind: type[T]) -> Flow[T]:
    request = Request(target=API + path)
    return _then(request, lambda response: read_plain(response, kind, request.place))


def _answered(request: Request) -> Flow[Response]:
    """A success, or the error that the answer means."""
    response = yield from _followed(request)
    if response.status in _SUCCESSES or (
        response.status == HTTPStatus.NOT_MODIFIED and "if-none-match" in request.headers
    ):
        return response
    error = refusal(request, response)
    if isinstance(error, NotEnrolled):
        error = yield from _told_apart(error)
    raise error


_SUCCESSES: Final = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT})


def _told_apart(error: NotEnrolled) -> Flow[ClientError]:
    """A refusal without a reason is that of a sign-in that has ended, too: who am I, then?"""
    who = yield from _followed(Request(target=f"{API}/adminUserPermissions.v1?q=my"))
    if who.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return NotSignedIn(host_of(who), has_expired=who.status == HTTPStatus.FORBIDDEN)
    return error


def _followed(request: Request, *, may_leave: bool = False) -> Flow[Response]:
    """The answer after its redirects; to other hosts only for a download, which takes no cookies there."""
    for _ in range(MOST_REDIRECTS + 1):
        response = yield request
        location = response.headers.get("location", "")
        if response.status not in REDIRECTS or not location:
            return response
        there = _redirected(request, response, location, may_leave=may_leave)
        request = replace(request, target=there)
    raise BadRedirect(request.place, "redirects that lead in circles")


def _redirected(request: Request, response: Response, location: str, *, may_leave: bool) -> str:
    try:
        there = urljoin(response.url, location)
        here, new = urlsplit(response.url), urlsplit(there)
        is_same = (here.scheme, here.hostname, here.port) == (new.scheme, new.hostname, new.port)
    except ValueError as error:
        raise BadRedirect(request.place, "a redirect to something that is not an address") from error
    if request.method != "GET":
        raise BadRedirect(request.place, f"a redirect of a write to {new.netloc}")
    if new.scheme not in {"http", "https"} or (here.scheme == "https" and new.scheme == "http"):
        raise BadRedirect(request.place, f"a redirect to an address that is not safe ({new.scheme})")
    if not (is_same or may_leave):
        raise BadRedirect(request.place, f"a redirect to another host ({new.netloc})")
    return there


def _write(method: str, target: str, body: Body | None) -> Request:
    encoded = None if body is None else msgspec.json.encode(body)
    headers = {} if encoded is None else {"content-type": JSON}
    return Request(method=method, target=target, headers=headers, body=encoded)


def _segment(text: str) -> str:
    return quote(text, safe="~!@")
