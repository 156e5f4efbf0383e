"""Answers about activities that are done elsewhere: opened here, and completed by the learner's word."""

from contextlib import suppress

from starlette.requests import Request

from carrel.application.activities import complete_activity, open_activity, see_activity
from carrel.application.visit import Visit
from carrel.courseware.items import LABS, LTI, WIDGET
from carrel.domain.access import Deed
from carrel.domain.errors import NotNow
from carrel.protocol.errors import refused_value
from carrel.resources.activities import (
    USER_COURSE_ITEM,
    LtiLaunchAnswer,
    NewLtiLaunch,
    NewNotebookLaunch,
    NotebookLaunchRecord,
    WidgetProgress,
    WidgetProgressRecord,
    WidgetSession,
    WidgetSessionRecord,
    WorkspaceLaunchAnswer,
    WorkspaceLauncherRecord,
)
from carrel.server.answers import Answer, json_answer
from carrel.server.api.asking import Act, Answers, Ask, Created, Found
from carrel.server.api.bodies import decoded, read_body
from carrel.server.api.learning import state_record
from carrel.server.api.own import in_own_course, sent_user_id
from carrel.server.origin import refuse_foreign
from carrel.server.proofs import opened_at, session_id
from carrel.server.visitors import visitors_of


def widget_session(ask: Ask) -> Found:
    """A widget as it is opened now: the session says when that was."""
    user_id, course_id, item_id = ask.request.key
    widget = in_own_course(lambda: see_activity(ask.visit, user_id, course_id, item_id, WIDGET))
    record = WidgetSessionRecord(
        id=USER_COURSE_ITEM.write(ask.request.key),
        user_id=user_id,
        course_id=course_id,
        item_id=item_id,
        session_id=session_id(ask.links.secret, user_id, course_id, item_id, ask.visit.now),
        session=WidgetSession(src=widget.launch, title=widget.launch_title),
    )
    return Found([record])


def report_widget(ask: Ask) -> WidgetProgressRecord:
    """Take in how far the learner says they are with a widget."""
    sent = ask.sent(WidgetProgress)
    user_id, course_id, item_id = ask.request.key
    since = opened_at(ask.links.secret, sent.session_id, user_id, course_id, item_id)
    if since is None:
        raise refused_value("This session was not handed out for this widget.")

    def say() -> WidgetProgressRecord:
        if sent.progress_state == "Completed":
            state = complete_activity(ask.visit, user_id, course_id, item_id, WIDGET, opened_at=since)
        else:
            state = open_activity(ask.visit, user_id, course_id, item_id, WIDGET)
        return WidgetProgressRecord(
            id=USER_COURSE_ITEM.write(ask.request.key),
            user_id=user_id,
            course_id=course_id,
            item_id=item_id,
            item_progress=state_record(state),
        )

    return in_own_course(say)


async def lti_launch(request: Request) -> Answer:
    """`POST rest/v1/lti/ungradedLaunches`: an external tool is opened, and may be said to be done (§4.6).

    That it is done is believed when it was opened a while before; else only the opening is noted.
    """
    visitors = visitors_of(request)
    refuse_foreign(request, visitors.settings)
    sent: NewLtiLaunch = decoded(await read_body(request, visitors.settings.largest_body), NewLtiLaunch)
    answer = await visitors.writing(request, lambda visit: _launched(visit, sent), is_own=True)
    return json_answer(answer)


def launch_notebook(ask: Ask) -> Created:
    """Open a notebook or a lab."""
    sent = ask.sent(NewNotebookLaunch)
    key = (sent_user_id(sent.learner_id), sent.course_id, sent.item_id)
    record = NotebookLaunchRecord(
        id=USER_COURSE_ITEM.write(key),
        launch_url=_opened_lab(ask, key),
        authorization_id=session_id(ask.links.secret, *key, ask.visit.now),
    )
    return Created(record, record.id)


def workspace_launcher(ask: Ask) -> Found:
    """Where a workspace is."""
    user_id, course_id, item_id = ask.request.key
    lab = in_own_course(lambda: see_activity(ask.visit, user_id, course_id, item_id, *LABS))
    record = WorkspaceLauncherRecord(
        id=USER_COURSE_ITEM.write(ask.request.key),
        user_id=user_id,
        course_id=course_id,
        item_id=item_id,
        launch_url=lab.launch,
        title=lab.launch_title,
    )
    return Found([record])


def launch_workspace(ask: Ask) -> WorkspaceLaunchAnswer:
    """Open a workspace."""
    return WorkspaceLaunchAnswer(launch_url=_opened_lab(ask, ask.argument("id")))


def _opened_lab(ask: Ask, key: tuple[int, str, str]) -> str:
    in_own_course(lambda: open_activity(ask.visit, *key, *LABS))
    return see_activity(ask.visit, *key, *LABS).launch


def _launched(visit: Visit, sent: NewLtiLaunch) -> LtiLaunchAnswer:
    key = (sent_user_id(sent.learner_id), sent.course_id, sent.item_id)
    state = in_own_course(lambda: open_activity(visit, *key, LTI))
    if sent.mark_item_completed:
        # Where that cannot be believed yet it is open all the same, and the state that is answered says so.
        with suppress(NotNow):
            state = complete_activity(visit, *key, LTI)
    return LtiLaunchAnswer(
        launch_url=see_activity(visit, *key, LTI).launch, item_progress=state_record(state)
    )


WIDGET_SESSIONS = Answers(reads=Deed.STUDY, get=widget_session)
WIDGET_PROGRESS = Answers(writes=Deed.STUDY, update=report_widget, body=WidgetProgress, is_own=True)
NOTEBOOK_LAUNCHES = Answers(writes=Deed.STUDY, create=launch_notebook, body=NewNotebookLaunch, is_own=True)
WORKSPACE_LAUNCHERS = Answers(reads=Deed.STUDY, get=workspace_launcher)
LEARNER_WORKSPACES = Answers(writes=Deed.STUDY, actions={"launch": Act(launch_workspace)}, is_own=True)
