"""What the fields of the schema answer."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from graphql import GraphQLError, GraphQLResolveInfo
from msgspec import Struct

from carrel import __version__
from carrel.application.activities import complete_activity, open_activity
from carrel.application.learning import record_heartbeat
from carrel.application.peer_review import request_grading
from carrel.application.visit import Visit
from carrel.courseware.items import COACH
from carrel.domain.access import Deed
from carrel.domain.errors import LearningError
from carrel.domain.watching import LONGEST_BEAT
from carrel.server.graphql import submissions
from carrel.server.graphql.searching import languages_for_course, search, search_result


class ItemDetails(Struct, rename="camel", frozen=True):
    """Which item is studied."""

    item_id: str


class Heartbeat(Struct, rename="camel", frozen=True):
    """What a heartbeat has to say; its other members are not looked at."""

    course_id: str
    duration_milli_seconds: int
    client_date_time: datetime
    item_details: ItemDetails


def carrel_version(_root: object, _info: GraphQLResolveInfo[Any]) -> str:
    """The version of this school's software."""
    return _version()


@cache
def _version() -> str:
    return __version__


async def send_event(_root: object, info: GraphQLResolveInfo[Any], input: dict[str, Any]) -> dict[str, str]:  # noqa: A002
    """Take in a heartbeat, or say what is wrong with it."""
    try:
        beat = msgspec.convert(input.get("heartbeat"), Heartbeat)
        at = _moment(beat)
        await info.context.writing(Deed.STUDY, lambda visit: _record(visit, beat, at))
    except (msgspec.ValidationError, LearningError) as error:
        return {"__typename": "LearningHours_SendEventError", "message": str(error)}
    return {"__typename": "LearningHours_SendEventSuccess", "id": str(uuid.uuid4())}


async def request_grading_by_peer(
    _root: object,
    info: GraphQLResolveInfo[Any],
    input: dict[str, Any],  # noqa: A002 - the argument's name
) -> dict[str, str]:
    """Ask that one's work be graded, or say why it cannot be."""

    def ask(visit: Visit) -> str:
        submission = request_grading(
            visit,
            visit.learner().id,
            input["courseId"],
            input["itemId"],
            input["submissionId"],
            input.get("reason") or "",
        )
        return submission.id

    try:
        return {"submissionId": await info.context.writing(Deed.STUDY, ask)}
    except LearningError as error:
        return {"message": str(error)}


async def update_coach_item(
    _root: object,
    info: GraphQLResolveInfo[Any],
    input: dict[str, str],  # noqa: A002
) -> dict[str, bool]:
    """Take in how far the signed-in learner says they are with a coached item."""
    say = complete_activity if input["progressState"] == "COMPLETED" else open_activity

    def deed(visit: Visit) -> None:
        say(visit, visit.learner().id, input["courseId"], input["itemId"], COACH)

    try:
        await info.context.writing(Deed.STUDY, deed)
    except LearningError as error:
        raise GraphQLError(str(error)) from error
    return {"_": True}


def _moment(beat: Heartbeat) -> int:
    if not 1 <= beat.duration_milli_seconds <= LONGEST_BEAT:
        raise msgspec.ValidationError(f"A heartbeat lasts 1 to {LONGEST_BEAT} ms.")
    if beat.client_date_time.tzinfo is None:
        raise msgspec.ValidationError("`clientDateTime` needs a time zone, such as a final Z.")
    return int(beat.client_date_time.timestamp() * 1000)


def _record(visit: Visit, beat: Heartbeat, at: int) -> None:
    record_heartbeat(visit, beat.course_id, beat.item_details.item_id, at, beat.duration_milli_seconds)


RESOLVERS: Mapping[str, Mapping[str, Callable[..., Any]]] = {
    "Query": {
        "carrelVersion": carrel_version,
        "SearchResult": search_result,
        "LanguagesForCourse": languages_for_course,
        "SubmissionState": submissions.submission_state,
    },
    "SubmissionStateQueries": {"queryState": submissions.query_state},
    "SearchResult_Queries": {"search": search},
    "Mutation": {
        "LearningHours_SendEvent": send_event,
        "RequestGradingByPeer": request_grading_by_peer,
        "Submission_StartAttempt": submissions.start_attempt,
        "Submission_SaveResponses": submissions.save_responses,
        "Submission_SubmitLatestDraft": submissions.submit_latest_draft,
        "CoachItemProgress_UpdateCoachItemProgress": update_coach_item,
    },
}
DEEDS: Mapping[str, Deed] = {
    "Query.carrelVersion": Deed.BROWSE,
    "Query.SearchResult": Deed.BROWSE,
    "Query.LanguagesForCourse": Deed.BROWSE,
    "Query.SubmissionState": Deed.STUDY,
    "Mutation.LearningHours_SendEvent": Deed.STUDY,
    "Mutation.RequestGradingByPeer": Deed.STUDY,
    "Mutation.Submission_StartAttempt": Deed.STUDY,
    "Mutation.Submission_SaveResponses": Deed.STUDY,
    "Mutation.Submission_SubmitLatestDraft": Deed.STUDY,
    "Mutation.CoachItemProgress_UpdateCoachItemProgress": Deed.STUDY,
}
"""What somebody does who asks for a query or a mutation."""
