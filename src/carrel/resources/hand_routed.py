"""What is reached by an address of its own without being a Naptime resource: declared, to be described."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from carrel.protocol.keys import BOOLEAN, INTEGER
from carrel.protocol.parameters import Parameter
from carrel.resources.activities import LtiLaunchAnswer, NewLtiLaunch
from carrel.resources.assessing import (
    ActionAnswer,
    ExamAction,
    SessionActionRequest,
    SessionAnswer,
    SessionRequest,
)
from carrel.resources.catalog import EnrollmentsAnswer
from carrel.resources.learning import VideoEvent, VideoEventAnswer
from carrel.resources.operations import (
    BatchedAnswer,
    BatchMember,
    CourseProgressAnswer,
    LoginAnswer,
    LoginRequest,
    NestedCourse,
    ProgressSummaryAnswer,
    VideoAnswer,
)

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class HandRouted:
    """One address and what it does. `statuses` are those beside the usual ones, with their meaning.

    `body` and `answer` are types; `Any` is any JSON, None nothing at all. `forms` are the media types in
    which a body may come, `gives` that of the answer.
    """

    method: str
    path: str
    doc: str
    in_path: Mapping[str, str] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    body: Any = None
    forms: tuple[str, ...] = (JSON,)
    answer: Any = None
    gives: str = JSON
    statuses: Mapping[int, str] = field(default_factory=dict)


_SLUG: Final = {"slug": "The course's name in addresses."}
_OWN: Final = {"user": "The signed-in user's id, or `~`.", **_SLUG}
_ITEM: Final = "/api/opencourse.v1/user/{user}/course/{slug}/item/{item}"
_ON_ITEM: Final = {**_OWN, "item": "The item."}
_SESSION: Final = {"session": "The attempt's name, as it was given when it was begun."}
_NAMES: Final = (
    Parameter("fields", doc="Which members beside the default ones, between commas."),
    Parameter(
        "includes", doc="What to link: `universities`, `categories`, `instructors`, `sessions`, `courses`."
    ),
)
_COLLECTION: Final = {"collection": "`courses`, `universities`, `categories`, `instructors` or `sessions`."}
_GRAPHQL: Final = {200: "Also where something is wrong with the query: then the body says what."}

HAND_ROUTED: Final = (
    HandRouted(
        method="POST",
        path="/api/login/v3",
        doc="Sign in (row 92). The cookie `CAUTH` comes with the answer.",
        body=LoginRequest,
        forms=(JSON, FORM),
        answer=LoginAnswer,
        statuses={429: "Too many wrong passwords."},
    ),
    HandRouted(
        method="POST",
        path="/api/logout/v3",
        doc="Sign out, for every holder of the cookie.",
        statuses={204: "The sign-in has ended."},
    ),
    HandRouted(
        method="POST",
        path="/api/batch",
        doc="Several requests in one, each answered as if it had been sent alone (row 63).",
        body=dict[str, BatchMember],
        answer=dict[str, BatchedAnswer],
    ),
    HandRouted(
        method="POST",
        path="/oauth2/v1/token",
        doc="Tokens for a code or for a refresh token (RFC 6749).",
        body=dict[str, str],
        forms=(FORM,),
        answer=Any,
        statuses={400: "`error` says what does not fit.", 401: "The program is not who it says."},
    ),
    HandRouted(
        method="GET",
        path="/api/users/v1/me/enrollments",
        doc="One's own courses, and one's enrolments in them (row 56).",
        answer=EnrollmentsAnswer,
    ),
    HandRouted(
        method="GET",
        path="/api/catalog.v1/{collection}",
        doc="The catalogue as it was read in 2014 (rows 58–62).",
        in_path=_COLLECTION,
        parameters=(
            *_NAMES,
            Parameter("ids", doc="Only these, between commas."),
            Parameter("q", doc="`search`, for courses."),
            Parameter("query", doc="What to search for."),
            Parameter("start", doc="Where the page starts."),
            Parameter("limit", INTEGER, doc="How many at most."),
        ),
        answer=Any,
    ),
    HandRouted(
        method="GET",
        path="/api/catalog.v1/{collection}/{id}",
        doc="One element of the catalogue of 2014.",
        in_path={**_COLLECTION, "id": "Its number."},
        parameters=_NAMES,
        answer=Any,
    ),
    HandRouted(
        method="GET",
        path="/api/opencourse.v1/course/{slug}",
        doc="Everything in a course, nested as it is studied (row 97).",
        in_path=_SLUG,
        parameters=(Parameter("showLockedItems", BOOLEAN, default=False, doc="Locked items, too."),),
        answer=NestedCourse,
    ),
    HandRouted(
        method="GET",
        path="/api/opencourse.v1/user/{user}/course/{slug}",
        doc="One's own progress in a course (row 73).",
        in_path=_OWN,
        answer=CourseProgressAnswer,
    ),
    HandRouted(
        method="GET",
        path="/api/opencourse.v1/user/{user}/course/{slug}/progressV2",
        doc="One's own progress in a course, in numbers.",
        in_path=_OWN,
        answer=ProgressSummaryAnswer,
    ),
    HandRouted(
        method="POST",
        path="/api/opencourse.v1/user/{user}/course/{slug}/item/{item}/lecture/videoEvents/{event}",
        doc="What a player says of a lecture (rows 34–38, 42).",
        in_path={**_OWN, "item": "The lecture.", "event": "`play` or `ended`."},
        parameters=(
            Parameter("autoEnroll", BOOLEAN, default=False, doc="Enrol who is not enrolled, first."),
        ),
        body=VideoEvent,
        answer=VideoEventAnswer,
    ),
    HandRouted(
        method="POST",
        path=f"{_ITEM}/quiz/session",
        doc="Begin an attempt at a quiz, or be told of the one that is open.",
        in_path=_ON_ITEM,
        body=SessionRequest,
        answer=SessionAnswer,
    ),
    HandRouted(
        method="POST",
        path=f"{_ITEM}/quiz/session/{{session}}/action/{{action}}",
        doc="Ask for the state of an attempt, save answers, or hand it in.",
        in_path={**_ON_ITEM, **_SESSION, "action": "`getState`, `saveResponses` or `submitResponses`."},
        body=SessionActionRequest,
        answer=ActionAnswer,
    ),
    HandRouted(
        method="POST",
        path=f"{_ITEM}/lecture/inVideoQuiz/session",
        doc="A name under which to ask what a lecture asks.",
        in_path=_ON_ITEM,
        body=SessionRequest,
        answer=SessionAnswer,
    ),
    HandRouted(
        method="POST",
        path=f"{_ITEM}/lecture/inVideoQuiz/session/{{session}}/action/{{action}}",
        doc="Be asked what a lecture asks, or answer it.",
        in_path={**_ON_ITEM, **_SESSION, "action": "`getQuestions` or `submitResponses`."},
        body=SessionActionRequest,
        answer=ActionAnswer,
    ),
    HandRouted(
        method="POST",
        path="/api/onDemandExamSessions.v1/{session}/actions",
        doc="Ask for the state of an attempt at an exam, save answers, or hand it in.",
        in_path=_SESSION,
        parameters=(Parameter("includes", doc="`gradingAttempts`, which is empty."),),
        body=ExamAction,
        answer=Any,
    ),
    HandRouted(
        method="GET",
        path=f"{_ITEM}/peer/getAssignment",
        doc="What a peer review asks for, and by what it is reviewed (row 64).",
        in_path=_ON_ITEM,
        answer=Any,
    ),
    HandRouted(
        method="GET",
        path=f"{_ITEM}/peer/getLatestSubmission",
        doc="What one handed in last (row 66).",
        in_path=_ON_ITEM,
        answer=Any,
    ),
    HandRouted(
        method="GET",
        path=f"{_ITEM}/peer/getReviewStats",
        doc="How many reviews one has given and received, of how many (row 67).",
        in_path=_ON_ITEM,
        answer=Any,
    ),
    HandRouted(
        method="POST",
        path=f"{_ITEM}/peer/upload",
        doc="Send the bytes of a file, to name it in a draft by the id that is answered.",
        in_path=_ON_ITEM,
        parameters=(Parameter("name", doc="What the file is called."),),
        body=Any,
        forms=("application/octet-stream",),
        answer=Any,
        statuses={201: "The file is kept."},
    ),
    HandRouted(
        method="GET",
        path="/api/opencourse.v1/video/{video}",
        doc="Where a video and its captions are (row 99).",
        in_path={"video": "The video's id."},
        answer=VideoAnswer,
    ),
    HandRouted(
        method="GET",
        path="/api/opencourse.v1/video/{video}/subtitles/{language}",
        doc="The way to captions by their language.",
        in_path={"video": "The video's id.", "language": "A language that the video has captions in."},
        parameters=(Parameter("vtt", BOOLEAN, default=True, doc="False for SubRip instead of WebVTT."),),
        statuses={302: "`Location` is the signed path of the captions."},
    ),
    HandRouted(
        method="GET",
        path="/api/rest/v1/asset/download/pdf/{file_id}",
        doc="The way to a PDF, the whole of it.",
        in_path={"file_id": "The file's id, as in `assets.v1`."},
        parameters=(
            Parameter("pageStart", INTEGER, doc="Not looked at."),
            Parameter("pageEnd", INTEGER, doc="Not looked at."),
        ),
        statuses={302: "`Location` is the signed address of the file."},
    ),
    HandRouted(
        method="GET",
        path="/api/subtitleAssetProxy.v1/{file_id}",
        doc="Captions, at the signed address that came with a video.",
        in_path={"file_id": "The caption file's id."},
        parameters=(
            Parameter("expiry", required=True, doc="Until when the address holds: epoch ms."),
            Parameter("hmac", required=True, doc="The signature."),
            Parameter("fileExtension", required=True, doc="`srt`, `vtt` or `txt`."),
        ),
        answer=str,
        gives="text/plain",
    ),
    HandRouted(
        method="POST",
        path="/api/rest/v1/lti/ungradedLaunches",
        doc="Open an external tool, and say that one is done with it.",
        body=NewLtiLaunch,
        answer=LtiLaunchAnswer,
    ),
    HandRouted(
        method="POST",
        path="/api/eventing/{kind}",
        doc="What clients say of what their users do: read to its end, and kept nowhere.",
        in_path={"kind": "As `infoBatch.v2`."},
        body=Any,
        statuses={204: "It was read."},
    ),
    HandRouted(
        method="POST",
        path="/graphql-gateway",
        doc="GraphQL operations such as heartbeats: one, or an array (rows 27–33).",
        body=Any,
        answer=Any,
        statuses={400: "Also for a query on its own that is faulty."},
    ),
    HandRouted(
        method="POST",
        path="/graphql-gateway-wrapper",
        doc="The same under its other name.",
        body=Any,
        answer=Any,
        statuses={400: "Also for a query on its own that is faulty."},
    ),
    HandRouted(
        method="POST",
        path="/graphql",
        doc="A query of any resource over GraphQL.",
        body=Any,
        answer=Any,
        statuses=_GRAPHQL,
    ),
    HandRouted(
        method="POST",
        path="/graphqlBatch",
        doc="Several such queries in an array, answered by an array.",
        body=Any,
        answer=Any,
        statuses=_GRAPHQL,
    ),
    HandRouted(
        method="GET",
        path="/graphql-schema",
        doc="The schema of those queries, in GraphQL's own language.",
        answer=str,
        gives="text/plain",
    ),
    HandRouted(method="GET", path="/openapi.json", doc="The learner API as an OpenAPI document.", answer=Any),
)
"""Every one, by hand."""
