"""Answers that are no Naptime resources: signing in and out, and the `opencourse.v1` family.

They share the checks and errors of the resources, but not the envelope.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import msgspec
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from carrel.application import learning, signing_in
from carrel.application.classroom import current_edition, see_course
from carrel.application.handing_out import find_file, find_video
from carrel.application.visit import Visit
from carrel.courseware.course import Course
from carrel.courseware.items import Item, Lecture
from carrel.domain.access import Deed
from carrel.domain.errors import UnknownFile
from carrel.domain.progress import ItemProgress
from carrel.domain.watching import Ended, Message, Played
from carrel.protocol.errors import (
    NaptimeError,
    RoutingError,
    not_found,
)
from carrel.resources.learning import VideoEvent, VideoEventAnswer
from carrel.resources.operations import (
    FormatSources,
    LoginAnswer,
    LoginRequest,
    NestedCourse,
    NestedItem,
    NestedLesson,
    NestedMaterial,
    NestedModule,
    VideoAnswer,
)
from carrel.resources.records import UNSET
from carrel.server.access import let_in_to, user_id_in
from carrel.server.answers import READ_HEADERS, Answer, empty_answer, json_answer, options_answer
from carrel.server.api import progress
from carrel.server.api.bodies import decoded, read_body
from carrel.server.api.content import captions, given, sources
from carrel.server.api.course_materials import Materials, content
from carrel.server.api.dispatch import links_of, refused
from carrel.server.api.learning import state_record
from carrel.server.errors import REFUSED
from carrel.server.links import Links
from carrel.server.origin import refuse_foreign
from carrel.server.signing_in import cleared_cookie, cookie_of, sign_in_with_password
from carrel.server.visitors import token_of, visitors_of


class Operation:
    """An ASGI application that answers one method with what `answer` returns, or with what it refuses."""

    def __init__(self, method: str, answer: Callable[[Request], Awaitable[Answer]], deed: Deed) -> None:
        self.method = method
        self._methods = ("GET", "HEAD", "OPTIONS") if method == "GET" else ("OPTIONS", method)
        self._answer = answer
        self.deed = deed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        method = scope["method"]
        try:
            answered = await self._answered(method, Request(scope, receive))
        except REFUSED as error:
            answered = refused(error, method, lambda: self._methods)
        await answered(scope, receive, send)

    async def _answered(self, method: str, request: Request) -> Answer:
        if method not in self._methods:
            raise RoutingError(f"'{method}' not implemented")
        if method == "OPTIONS":
            return options_answer(self._methods)
        await let_in_to(request, self.deed)
        return await self._answer(request)


async def login(request: Request) -> Answer:
    """`POST login/v3`: JSON or a form; the cookie `CAUTH` comes with the answer (row 92)."""
    visitors = visitors_of(request)
    refuse_foreign(request, visitors.settings)
    wanted = _login_request(request, await read_body(request, visitors.settings.largest_body))
    signed_in = await sign_in_with_password(request, wanted.email, wanted.password)
    return json_answer(LoginAnswer(), more={"set-cookie": cookie_of(signed_in, visitors)})


async def logout(request: Request) -> Answer:
    """`POST logout/v3`: the sign-in ends, for every holder of its cookie."""
    visitors, token = visitors_of(request), token_of(request)
    refuse_foreign(request, visitors.settings)
    if token:
        await visitors.writing(request, lambda visit: signing_in.sign_out(visit, token))
        visitors.forget(token)
    return empty_answer(more={"set-cookie": cleared_cookie(visitors.settings)})


async def events(request: Request) -> Answer:
    """`POST eventing/{kind}`: what clients say of what their users do is read to its end and kept nowhere."""
    await read_body(request, visitors_of(request).settings.largest_body)
    return empty_answer()


async def course(request: Request) -> Answer:
    """`GET opencourse.v1/course/{slug}`: everything in a course, nested (row 97)."""
    slug, with_locked = request.path_params["slug"], request.query_params.get("showLockedItems") == "true"
    nested = await visitors_of(request).reading(
        request, lambda visit: _nested(Materials(see_course(visit, slug), with_locked=with_locked))
    )
    return json_answer(nested, headers=READ_HEADERS)


async def course_progress(request: Request) -> Answer:
    """`GET opencourse.v1/user/{u}/course/{slug}`: one's own progress (row 73)."""
    user, slug = request.path_params["user"], request.path_params["slug"]

    def read(visit: Visit) -> dict[str, Any]:
        own = progress.of_course(visit, user_id_in(visit, user), slug)
        shown: dict[str, Any] = msgspec.to_builtins(own)
        return {name: shown[name] for name in PROGRESS if name in shown}

    return json_answer(await visitors_of(request).reading(request, read), headers=READ_HEADERS)


async def progress_summary(request: Request) -> Answer:
    """`GET opencourse.v1/user/{u}/course/{slug}/progressV2`: one's own progress in numbers (shapes 4.4)."""
    user, slug = request.path_params["user"], request.path_params["slug"]

    def read(visit: Visit) -> dict[str, Any]:
        own: dict[str, Any] = msgspec.to_builtins(
            progress.summary_of_course(visit, user_id_in(visit, user), slug)
        )
        return own

    return json_answer(await visitors_of(request).reading(request, read), headers=READ_HEADERS)


async def video_event(request: Request) -> Answer:
    """`POST opencourse.v1/user/{u}/course/{slug}/item/{i}/lecture/videoEvents/{event}` (rows 34–38, 42)."""
    visitors, path = visitors_of(request), request.path_params
    message = VIDEO_EVENTS.get(path["event"])
    if message is None:
        raise not_found()
    refuse_foreign(request, visitors.settings)
    decoded(await read_body(request, visitors.settings.largest_body) or b"{}", VideoEvent)
    auto_enroll = request.query_params.get("autoEnroll") == "true"

    def record(visit: Visit) -> ItemProgress:
        user_id = user_id_in(visit, path["user"])
        edition = current_edition(visit, slug=path["slug"])
        return learning.record_watching(
            visit, user_id, edition, path["item"], message, auto_enroll=auto_enroll
        )

    progress = await visitors.writing(request, record, is_own=True)
    return json_answer(VideoEventAnswer(item_progress=state_record(progress)))


async def video(request: Request) -> Answer:
    """`GET opencourse.v1/video/{id}`: where a video and its captions are (row 99)."""
    return json_answer(await _asked_video(request), headers=READ_HEADERS)


async def subtitles(request: Request) -> Answer:
    """`GET opencourse.v1/video/{id}/subtitles/{language}`: the way to captions (shapes 6.1)."""
    told, language = await _asked_video(request), request.path_params["language"]
    known = told.subtitles if request.query_params.get("vtt") == "false" else told.subtitles_vtt
    if language not in known:
        raise not_found()
    return empty_answer(READ_HEADERS, {"location": known[language]}, status=302)


async def _asked_video(request: Request) -> VideoAnswer:
    wanted = request.path_params["video"]

    def read(visit: Visit) -> VideoAnswer:
        found = find_video(visit, wanted)
        lecture = found.placed().item.content
        if not isinstance(lecture, Lecture):
            raise UnknownFile(f"There is no video {wanted}.")
        links = links_of(request, visitors_of(request))
        return _video(given(links, found.classroom, found.place), found.classroom.edition.course, lecture)

    return await visitors_of(request).reading(request, read)


async def download(request: Request) -> Answer:
    """`GET rest/v1/asset/download/pdf/{id}`: the way to the bytes of a file that is a PDF (shapes 6.4)."""
    wanted = request.path_params["file_id"]

    def read(visit: Visit) -> str:
        _, file = find_file(visit, wanted)
        if file.media_type != "application/pdf":
            raise UnknownFile(f"The file {wanted} is not a PDF.")
        return links_of(request, visitors_of(request)).media(file)

    address = await visitors_of(request).reading(request, read)
    return empty_answer(READ_HEADERS, {"location": address}, status=302)


VIDEO_EVENTS: Mapping[str, Message] = {"play": Played(), "ended": Ended()}
"""What a player tells of a lecture."""

PROGRESS = ("modules", "lessons", "overall", "items", "nextItem")
"""What the older address of a learner's progress shows."""


def _login_request(request: Request, body: bytes) -> LoginRequest:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        wanted: LoginRequest = decoded(body, LoginRequest)
        return wanted
    form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    if "email" not in form or "password" not in form:
        raise NaptimeError(400, None, "A sign-in needs an email and a password.")
    return LoginRequest(form["email"][0], form["password"][0])


def _nested(told: Materials) -> NestedCourse:
    modules = [
        NestedModule(
            id=module.id,
            name=module.name,
            slug=module.slug,
            description=module.description,
            time_commitment=module.time_commitment,
            optional=module.optional or UNSET,
            elements=[
                NestedLesson(
                    id=lesson.id,
                    name=lesson.name,
                    slug=lesson.slug,
                    time_commitment=lesson.time_commitment,
                    optional=lesson.optional or UNSET,
                    elements=[_nested_item(told, item) for item in told.items_of(lesson)],
                )
                for lesson in module.lessons
            ],
        )
        for module in told.course.modules
    ]
    course = told.course
    return NestedCourse(
        id=course.id, slug=course.slug, name=course.name, course_material=NestedMaterial(elements=modules)
    )


def _nested_item(told: Materials, item: Item) -> NestedItem:
    lock = told.locks.get(item.id)
    return NestedItem(
        id=item.id,
        name=item.name,
        slug=item.slug,
        time_commitment=item.time_commitment,
        content={"typeName": item.kind, "definition": content(told.course, item)},
        is_locked=lock is not None,
        optional=item.optional or UNSET,
        item_locked_reason_code=lock.reason if lock else UNSET,
    )


def _video(links: Links, course: Course, lecture: Lecture) -> VideoAnswer:
    return VideoAnswer(
        sources=[
            FormatSources(resolution=resolution, format_sources={"video/mp4": urls["mp4VideoUrl"]})
            for resolution, urls in sources(links, course, lecture).items()
        ],
        subtitles=captions(links, course, lecture, "srt"),
        subtitles_vtt=captions(links, course, lecture, "vtt"),
        subtitles_txt=captions(links, course, lecture, "txt"),
        playlists={},
        posters=[],
    )
