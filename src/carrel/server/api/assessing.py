"""How quizzes, exams and the questions of lectures are answered (shapes §7.1 to 7.3).

A session is an attempt under the name that clients know it by: who, what, and when it was begun.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

from starlette.requests import Request

from carrel.application import assessing
from carrel.application.assessing import Sitting
from carrel.application.classroom import current_edition
from carrel.application.editions import Edition
from carrel.application.papers import answered_question, asked_in_video, seen_attempt
from carrel.application.visit import Visit
from carrel.courseware.ids import long_id
from carrel.courseware.items import EXAM, QUIZ, Item
from carrel.domain.access import Deed
from carrel.domain.assessing import Attempt
from carrel.domain.errors import AttemptClosed, NotAuthorized
from carrel.protocol.errors import not_found
from carrel.protocol.spelling import join, split
from carrel.resources.assessing import (
    ActionAnswer,
    ActionBody,
    AssessmentProgress,
    AttemptState,
    ExamAction,
    GivenResponse,
    NewExamSession,
    Session,
    SessionActionRequest,
    SessionAnswer,
    SessionBody,
    SessionRequest,
)
from carrel.server.access import user_id_in
from carrel.server.answers import Answer, json_answer
from carrel.server.api.asking import Answers, Ask, Created
from carrel.server.api.bodies import decoded, read_body
from carrel.server.api.questions import attempt_state, given_responses, in_video_questions, question_feedback
from carrel.server.origin import refuse_foreign
from carrel.server.visitors import visitors_of
from carrel.store import progress

A = TypeVar("A")

EXAM_SUFFIX: Final = "@0"
"""What the ids of an exam's questions end with."""


@dataclass(frozen=True)
class _Asked:
    """Which item of which course, and who speaks for whom."""

    visit: Visit
    user_id: int
    edition: Edition
    item_id: str

    @property
    def whole(self) -> tuple[Visit, int, Edition, str]:
        return self.visit, self.user_id, self.edition, self.item_id

    @property
    def item(self) -> Item:
        return self.edition.place_of(self.item_id).item

    @cached_property
    def assessment_id(self) -> str:
        return long_id("assessment", self.edition.course.id, self.item_id)

    @cached_property
    def prefix(self) -> str:
        """How the names of this learner's sessions begin."""
        return f"opencourse~{self.edition.course.id}:{self.user_id}:{self.assessment_id}@"

    def session(self, at: int, edition_id: int, *, is_open: bool) -> Session:
        return Session(id=f"{self.prefix}{edition_id}:{at}@1", open=is_open)

    def begun_at(self, session: str) -> int:
        """When the session of this name was begun; raises `NotAuthorized` for somebody else's."""
        version, _, rest = session.removeprefix(self.prefix).partition(":")
        at = rest.removesuffix("@1")
        if not session.startswith(self.prefix) or not version.isdecimal() or not _is_moment(at):
            raise NotAuthorized("That is not a session of yours.")
        return int(at)

    def state(self) -> AssessmentProgress:
        """The item's state, which is begun by being asked for."""
        known = progress.item_of(self.visit.connection, self.user_id, self.edition.course.id, self.item_id)
        return AssessmentProgress(
            progress_state=known.state.value if known else "Started",
            timestamp=known.at if known else self.visit.now,
            content_versioned_id=f"{self.assessment_id}@{self.edition.id}",
        )


async def quiz_session(request: Request) -> Answer:
    """`POST …/item/{i}/quiz/session`: an attempt is begun, or the open one is named again (shapes §7.1).

    Where no attempt is left, the last one is named, which is not open.
    """

    def deed(asked: _Asked, _body: SessionRequest) -> SessionAnswer:
        sitting = assessing.settle(*asked.whole, QUIZ)
        if sitting.turns.action is not None or sitting.turns.last is None:
            sitting = assessing.start(*asked.whole, QUIZ)
        attempt = sitting.turns.open or sitting.attempts[-1]
        session = asked.session(attempt.started_at, attempt.edition_id, is_open=attempt.is_open)
        return SessionAnswer(content_response_body=SessionBody(session=session), item_progress=asked.state())

    return await _operation(request, SessionRequest, deed, is_own=False)


async def quiz_action(request: Request) -> Answer:
    """`POST …/quiz/session/{s}/action/{name}`: `getState`, `saveResponses` or `submitResponses`."""
    session = request.path_params["session"]

    def deed(asked: _Asked, body: SessionActionRequest) -> ActionAnswer:
        at = asked.begun_at(session)
        act = _known(ATTEMPT_ACTIONS, request.path_params["action"])
        told = act(asked, at, body.content_request_body.argument, QUIZ, "")
        return _action_answer(asked, told)

    return await _operation(
        request, SessionActionRequest, deed, is_own=not _is_seen(request.path_params["action"])
    )


async def in_video_session(request: Request) -> Answer:
    """`POST …/item/{i}/lecture/inVideoQuiz/session`: a name for asking what a lecture asks (shapes §7.2)."""

    def deed(asked: _Asked, _body: SessionRequest) -> SessionAnswer:
        assessing.ask_in_video(*asked.whole)
        session = asked.session(asked.visit.now, asked.edition.id, is_open=True)
        return SessionAnswer(content_response_body=SessionBody(session=session), item_progress=asked.state())

    return await _operation(request, SessionRequest, deed)


async def in_video_action(request: Request) -> Answer:
    """`POST …/inVideoQuiz/session/{s}/action/{name}`: `getQuestions` or `submitResponses`."""
    session = request.path_params["session"]

    def deed(asked: _Asked, body: SessionActionRequest) -> ActionAnswer:
        asked.begun_at(session)
        act = _known(IN_VIDEO_ACTIONS, request.path_params["action"])
        return _action_answer(asked, act(asked, body.content_request_body.argument))

    return await _operation(request, SessionActionRequest, deed)


def create_exam_session(ask: Ask) -> Created:
    """`POST onDemandExamSessions.v1`: as `quiz_session`, for an exam; the session's id is in a header."""
    body = ask.sent(NewExamSession)
    learner = ask.visit.learner()
    edition = current_edition(ask.visit, course_id=body.course_id)
    asked = _Asked(ask.visit, learner.id, edition, body.item_id)
    sitting = assessing.settle(*asked.whole, EXAM)
    if sitting.turns.action is not None or sitting.turns.last is None:
        sitting = assessing.start(*asked.whole, EXAM)
    attempt = sitting.turns.open or sitting.attempts[-1]
    return Created(
        None, join([body.course_id, body.item_id, join([str(attempt.number), str(attempt.started_at)])])
    )


async def exam_action(request: Request) -> Answer:
    """`POST onDemandExamSessions.v1/{s}/actions`: `getState`, `saveResponses` or `submitResponses`."""
    visitors = visitors_of(request)
    refuse_foreign(request, visitors.settings)
    body: ExamAction = decoded(await read_body(request, visitors.settings.largest_body), ExamAction)
    course_id, item_id, at = _exam_session(request.path_params["session"])
    act = _known(ATTEMPT_ACTIONS, body.name)

    def deed(visit: Visit) -> AttemptState:
        asked = _Asked(visit, visit.learner().id, current_edition(visit, course_id=course_id), item_id)
        return act(asked, at, body.argument, EXAM, EXAM_SUFFIX)

    told = await visitors.writing(request, deed, is_own=not _is_seen(body.name))
    wanted = request.query_params.get("includes", "")
    linked: dict[str, list[object]] = {"gradingAttempts.v1": []} if "gradingAttempts" in wanted else {}
    return json_answer({"elements": [{"id": 0, "result": told}], "paging": {}, "linked": linked})


def _get_state(asked: _Asked, at: int, _given: list[GivenResponse], kind: str, suffix: str) -> AttemptState:
    return _state(asked, assessing.settle(*asked.whole, kind), at, suffix)


def _save_responses(
    asked: _Asked, at: int, given: list[GivenResponse], kind: str, suffix: str
) -> AttemptState:
    sitting = assessing.sit(*asked.whole, kind)
    number = _attempt(sitting, at).number
    kept = assessing.keep(asked.visit, sitting, number, given_responses(given, suffix))
    return _state(asked, kept, at, suffix)


def _submit_responses(
    asked: _Asked, at: int, given: list[GivenResponse], kind: str, suffix: str
) -> AttemptState:
    sitting = assessing.settle(*asked.whole, kind)
    number = _attempt(sitting, at).number
    done = assessing.hand_in(asked.visit, sitting, number, given_responses(given, suffix))
    return _state(asked, done, at, suffix)


def _get_questions(asked: _Asked, _given: list[GivenResponse]) -> dict[str, Any]:
    assessing.ask_in_video(*asked.whole)
    return {"questions": in_video_questions(asked_in_video(asked.edition, asked.item))}


def _answer_in_video(asked: _Asked, given: list[GivenResponse]) -> dict[str, Any]:
    marked = assessing.answer_in_video(*asked.whole, given_responses(given))
    return {
        "questions": [
            question_feedback(answered_question(asked.edition, asked.item, question, response, mark))
            for question, response, mark in marked
        ]
    }


AttemptAct = Callable[[_Asked, int, list[GivenResponse], str, str], AttemptState]
ATTEMPT_ACTIONS: Final[Mapping[str, AttemptAct]] = {
    "getState": _get_state,
    "saveResponses": _save_responses,
    "submitResponses": _submit_responses,
}
"""What can be done to an attempt."""
IN_VIDEO_ACTIONS: Final[Mapping[str, Callable[[_Asked, list[GivenResponse]], dict[str, Any]]]] = {
    "getQuestions": _get_questions,
    "submitResponses": _answer_in_video,
}
"""What can be done with a lecture's questions."""

EXAM_SESSIONS: Final = Answers(writes=Deed.STUDY, create=create_exam_session, body=NewExamSession)


def _is_seen(action: str) -> bool:
    """Whether staff see what an action changes, or may do so: what was handed in, or might be by asking."""
    return action != "saveResponses"


def _known(actions: Mapping[str, A], name: str) -> A:
    if name not in actions:
        raise not_found()
    return actions[name]


def _state(asked: _Asked, sitting: Sitting, at: int, suffix: str) -> AttemptState:
    return attempt_state(sitting, seen_attempt(asked.visit, sitting, _attempt(sitting, at)), suffix)


def _attempt(sitting: Sitting, at: int) -> Attempt:
    """The attempt that was begun at this moment; raises `AttemptClosed`."""
    found = next((one for one in sitting.attempts if one.started_at == at), None)
    if found is None:
        raise AttemptClosed("You have made no such attempt.")
    return found


def _action_answer(asked: _Asked, told: object) -> ActionAnswer:
    return ActionAnswer(content_response_body=ActionBody(return_=told), item_progress=asked.state())


async def _operation(
    request: Request, kind: type[Any], deed: Callable[[_Asked, Any], object], *, is_own: bool = True
) -> Answer:
    """Do what an address of `opencourse.v1/user/{u}/course/{slug}/item/{i}` asks for.

    `is_own` when nobody but the sender sees what it changes.
    """
    visitors, path = visitors_of(request), request.path_params
    refuse_foreign(request, visitors.settings)
    body = decoded(await read_body(request, visitors.settings.largest_body) or b"{}", kind)

    def done(visit: Visit) -> object:
        edition = current_edition(visit, slug=path["slug"])
        return deed(_Asked(visit, user_id_in(visit, path["user"]), edition, path["item"]), body)

    return json_answer(await visitors.writing(request, done, is_own=is_own))


def _exam_session(text: str) -> tuple[str, str, int]:
    """Course, item and moment of an exam's session; raises `NotAuthorized` for what is none."""
    parts = split(text)
    last = split(parts[-1]) if len(parts) == 3 else []
    if len(last) != 2 or not _is_moment(last[1]):
        raise NotAuthorized("That is not a session of yours.")
    return parts[0], parts[1], int(last[1])


def _is_moment(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 15
