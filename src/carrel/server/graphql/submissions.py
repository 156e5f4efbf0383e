"""Assignments, quizzes and exams over the gateway: their state, and what is done to it (shapes §7.7)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from graphql import GraphQLResolveInfo

from carrel.application import assessing
from carrel.application.assessing import Sitting
from carrel.application.classroom import current_edition
from carrel.application.editions import Edition
from carrel.application.papers import SeenAttempt, seen_attempt
from carrel.application.texts import cml_as_markdown
from carrel.application.visit import Visit
from carrel.courseware.ids import long_id
from carrel.courseware.items import Assignment
from carrel.domain.access import Deed
from carrel.domain.assessing import Attempt
from carrel.domain.errors import AttemptClosed, LearningError, NotAuthorized, OutOfAttempts, Unfit
from carrel.domain.grading import is_passed
from carrel.server.graphql.parts import Part, content, graded_part, moment, part
from carrel.server.links import upload_id_in
from carrel.store import grades

VISIBILITY: Final = {
    "submitted": "FULL",
    "passed": "AFTER_PASSING",
    "spent": "AFTER_LAST_ATTEMPT",
    "never": "NONE",
}
"""From when on feedback is shown, by the rule of the assessment."""
REFUSALS: Final[Mapping[type[LearningError], tuple[str, str]]] = {
    OutOfAttempts: ("StartAttempt_OutOfAttemptsError", "OUT_OF_ATTEMPTS"),
    AttemptClosed: ("NoAttemptInProgressError", "NO_ATTEMPT_IN_PROGRESS"),
    Unfit: ("SaveResponses_InvalidResponsesError", "INVALID_RESPONSES"),
}
"""Errors that have a type of their own; every other is `NOT_ALLOWED`."""


class BadAttemptId(NotAuthorized):
    """The id is not that of an attempt of the learner at this item."""


def submission_state(_root: object, _info: GraphQLResolveInfo[Any]) -> dict[str, Any]:
    """What can be asked of assessments."""
    return {}


async def query_state(_root: object, info: GraphQLResolveInfo[Any], **asked: str) -> Part:
    """How the visitor stands in an assessment; an attempt whose time is up is handed in by asking."""

    def look(visit: Visit) -> Part:
        return state(visit, assessing.settle(*_whole(visit, asked)))

    try:
        told: Part = await info.context.writing(Deed.STUDY, look, is_own=False)
    except LearningError as error:
        return {"__typename": "Submission_QueryStateFailure", "errors": [_error(error)]}
    return told


async def start_attempt(_root: object, info: GraphQLResolveInfo[Any], input: dict[str, Any]) -> Part:  # noqa: A002
    """Begin an attempt, or go on with the open one."""
    return await _mutated(info, "StartAttempt", lambda visit: assessing.start(*_whole(visit, input)))


async def save_responses(_root: object, info: GraphQLResolveInfo[Any], input: dict[str, Any]) -> Part:  # noqa: A002
    """Keep answers in the draft of an attempt."""

    def save(visit: Visit) -> Sitting:
        whole = _whole(visit, input)
        number = _number(visit, input, str(input["attemptId"]))
        return assessing.save(*whole, number, _responses(input["questionResponses"]))

    return await _mutated(info, "SaveResponses", save, is_own=True)


async def submit_latest_draft(_root: object, info: GraphQLResolveInfo[Any], input: dict[str, Any]) -> Part:  # noqa: A002
    """Hand in a draft."""

    def submit(visit: Visit) -> Sitting:
        number = _number(visit, input, str(input["submissionId"]).removesuffix(DRAFT))
        return assessing.submit(*_whole(visit, input), number)

    return await _mutated(info, "SubmitLatestDraft", submit)


DRAFT: Final = "~draft"
"""What the id of an attempt's draft ends with."""


def state(visit: Visit, sitting: Sitting) -> Part:
    """The whole state of an assessment, in the words of the gateway."""
    turns, item = sitting.turns, sitting.item
    last = seen_attempt(visit, sitting, turns.last) if turns.last else None
    return {
        "__typename": "Submission_SubmissionState",
        "allowedAction": turns.action.value if turns.action else None,
        "assignment": {
            "id": long_id("assessment", sitting.edition.course.id, item.id),
            "passingFraction": sitting.needed,
            "assignmentType": item.kind,
            "assignmentGradingType": "GRADED" if item.is_passable else "UNGRADED",
            "gradeSelectionStrategy": "TAKE_HIGHEST_GRADE",
            "requiredMobileFeatures": _mobile_features(sitting),
            "learnerFeedbackVisibility": VISIBILITY[sitting.assessment.show_feedback],
        },
        "submitter": {"__typename": "Submission_IndividualSubmitter", "id": str(visit.learner().id)},
        "attempts": _attempts(visit, sitting, last),
        "feedback": _feedback(sitting, last) if last and last.tells_marks else None,
        "outcome": _outcome(visit, sitting),
        "manualGradingStatus": _grading_status(turns.last),
        "warnings": [],
    }


def _attempts(visit: Visit, sitting: Sitting, last: SeenAttempt | None) -> Part:
    rules, turns = sitting.assessment, sitting.turns
    going = seen_attempt(visit, sitting, turns.open) if turns.open else None
    upcoming = {"allowedDuration": rules.time_limit, "submissionsAllowed": 1}
    return {
        "lastSubmission": _last(sitting, last) if last else None,
        "nextAttempt": upcoming if turns.action else None,
        "attemptsAllowed": rules.attempts,
        "attemptsMade": turns.made,
        "attemptsRemaining": turns.remaining if turns.more_at is None or turns.remaining == 0 else 0,
        "inProgressAttempt": _in_progress(sitting, going) if going else None,
        "rateLimiterConfig": None if rules.attempts_per_interval is None else {
            "attemptsRemainingIncreasesAt": moment(turns.more_at) if turns.more_at else None,
            "maxPerInterval": rules.attempts_per_interval,
            "timeIntervalDuration": rules.interval,
        },
    }  # fmt: skip


def _in_progress(sitting: Sitting, seen: SeenAttempt) -> Part:
    attempt = seen.attempt
    return {
        "id": _attempt_id(attempt),
        "allowedDuration": sitting.assessment.time_limit,
        "remainingDuration": None if seen.ends_at is None else max(0, seen.ends_at - sitting.now),
        "autoSubmissionRequired": seen.ends_at is not None,
        "draft": _submission(sitting, seen),
        "startedTime": moment(attempt.started_at),
        "submissionsAllowed": 1,
        "submissionsMade": 0,
        "submissionsRemaining": 1,
    }


def _last(sitting: Sitting, seen: SeenAttempt) -> Part:
    return {
        "id": _attempt_id(seen.attempt),
        "submission": _submission(sitting, seen),
        "submittedAt": moment(seen.attempt.submitted_at or 0),
    }


def _submission(sitting: Sitting, seen: SeenAttempt) -> Part:
    attempt = seen.attempt
    return {
        "id": f"{_attempt_id(attempt)}{DRAFT}",
        "parts": [part(one) for one in seen.questions],
        "instructions": _instructions(sitting),
        "lastSavedAt": None if attempt.saved_at is None else moment(attempt.saved_at),
    }


def _instructions(sitting: Sitting) -> Part:
    return {"overview": content(sitting.edition.text_of(sitting.item)), "reviewCriteria": None}


def _feedback(sitting: Sitting, seen: SeenAttempt) -> Part:
    marks = seen.attempt.marks or {}
    most = sum(mark.most for mark in marks.values())
    best, score = sitting.best, seen.attempt.score
    return {
        "id": _attempt_id(seen.attempt),
        "outcome": {
            "latestScore": None if score is None else score * most,
            "highestScore": None if best is None else best * most,
            "maxScore": most,
        },
        "parts": [graded_part(one) for one in seen.questions],
        "instructions": _instructions(sitting),
        "assignmentLevelRubrics": [],
    }


def _outcome(visit: Visit, sitting: Sitting) -> Part | None:
    course_id, item_id = sitting.edition.course.id, sitting.item.id
    grade = grades.grade_of(visit.connection, visit.learner().id, course_id, item_id)
    if grade.score is None:
        return None
    best, said = grade.best, grade.override
    return {
        "earnedGrade": grade.score,
        "gradeOverride": {"original": best.earned if best else None, "override": said.score}
        if said
        else None,
        "isPassed": is_passed(sitting.edition.course, sitting.item, grade.score),
        "latePenaltyRatio": best.penalty if best else 0.0,
    }


def _grading_status(last: Attempt | None) -> str | None:
    if last is None or last.marks is None:
        return None
    return "AWAITING_GRADE" if last.score is None else "GRADED"


def _mobile_features(sitting: Sitting) -> list[str]:
    task = sitting.item.content
    return list(task.mobile_features) if isinstance(task, Assignment) else []


async def _mutated(
    info: GraphQLResolveInfo[Any], name: str, deed: Callable[[Visit], Sitting], *, is_own: bool = False
) -> Part:
    try:
        told = await info.context.writing(Deed.STUDY, lambda visit: state(visit, deed(visit)), is_own=is_own)
    except LearningError as error:
        return {"__typename": f"Submission_{name}Failure", "errors": [_error(error)]}
    return {"__typename": f"Submission_{name}Success", "submissionState": told}


def _whole(visit: Visit, asked: Mapping[str, Any]) -> tuple[Visit, int, Edition, str]:
    edition = current_edition(visit, course_id=str(asked["courseId"]))
    return visit, visit.learner().id, edition, str(asked["itemId"])


def _attempt_id(attempt: Attempt) -> str:
    return attempt.seed


def _number(visit: Visit, asked: Mapping[str, Any], attempt_id: str) -> int:
    """The number in an attempt's id; raises `BadAttemptId` for one of somebody or something else."""
    prefix = f"{visit.learner().id}~{asked['courseId']}~{asked['itemId']}~"
    number = attempt_id.removeprefix(prefix)
    if not attempt_id.startswith(prefix) or not (number.isascii() and number.isdecimal() and len(number) < 9):
        raise BadAttemptId("That is not an attempt of yours.")
    return int(number)


def _error(error: LearningError) -> Part:
    if isinstance(error, BadAttemptId):
        name, code = "InvalidAttemptIdError", "INVALID_ATTEMPT_ID"
    else:
        name, code = REFUSALS.get(type(error), ("NotAllowedError", "NOT_ALLOWED"))
    return {"__typename": f"Submission_{name}", "errorCode": code}


def _responses(given: list[dict[str, Any]]) -> dict[str, object]:
    return {str(one["questionId"]): _value(one["questionResponse"]) for one in given}


def _value(response: dict[str, Any]) -> object:
    """The answer in whichever member it stands; None where none does."""
    for name, body in response.items():
        if body is not None:
            return _WRAPPED.get(name, _only)(body)
    return None


def _only(body: dict[str, Any]) -> object:
    return next((value for value in body.values() if value is not None), None)


def _code(body: dict[str, Any]) -> object:
    return (body.get("answer") or {}).get("code")


def _rich_text(body: dict[str, Any]) -> object:
    value = (body.get("richText") or {}).get("value")
    return cml_as_markdown(value) if isinstance(value, str) else None


def _blanks(body: dict[str, Any]) -> object:
    given = [one.get("multipleChoiceFillableBlankResponse") or {} for one in body.get("responses") or ()]
    return {str(one["id"]): one.get("optionId") for one in given if one.get("id")} or None


def _link(body: dict[str, Any]) -> object:
    return {name: value for name, value in body.items() if value is not None} or None


def _file(body: dict[str, Any]) -> object:
    """A file by its id, or by the path under which the answer names it."""
    named = body.get("fileUrl")
    return _link({**body, "fileUrl": upload_id_in(named) if isinstance(named, str) else named})


_WRAPPED: Final[Mapping[str, Callable[[dict[str, Any]], object]]] = {
    "codeExpressionResponse": _code,
    "richTextResponse": _rich_text,
    "multipleFillableBlanksResponse": _blanks,
    "urlResponse": _link,
    "fileUploadResponse": _file,
}
