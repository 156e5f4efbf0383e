"""Activities that are done elsewhere: widgets, external tools, labs (shapes §4.6 and §7.6)."""

from typing import Final, Literal

from msgspec import Struct

from carrel.protocol.keys import INTEGER, TEXT, CompositeKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Action, Operation
from carrel.resources.progress import ItemProgressRecord
from carrel.resources.records import UNSET, Maybe, Record, declare

USER_COURSE_ITEM: Final = CompositeKey({"userId": INTEGER, "courseId": TEXT, "itemId": TEXT})
"""`{userId}~{courseId}~{itemId}`, all shown."""


class WidgetSession(Record):
    """Where a widget is."""

    src: str
    """Its address; empty where the course names none."""
    title: str
    """What stands on the link."""


class WidgetSessionRecord(Record):
    """A widget that is opened now (§4.6)."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    session_id: Maybe[str] = UNSET
    """What says later that it was opened at this moment."""
    session: Maybe[WidgetSession] = UNSET
    """Where it is."""


class WidgetProgressRecord(Record):
    """How far a learner is with a widget (§4.6)."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    item_progress: Maybe[ItemProgressRecord] = UNSET
    """The state of the item."""


class WidgetProgress(Struct, rename="camel", frozen=True):
    """What a client says of a widget."""

    session_id: str
    """The session in which it was opened."""
    progress_state: Literal["Started", "Completed"]
    """What the learner says of it."""


class NewLtiLaunch(Struct, rename="camel", frozen=True):
    """What a client sends to open an external tool. What is left out is nobody's: 403."""

    course_id: str = ""
    """The course."""
    item_id: str = ""
    """The item."""
    learner_id: int = 0
    """The signed-in learner."""
    mark_item_completed: bool = False
    """The learner's word that they have done it; taken when the tool was opened a while before."""


class LtiLaunchAnswer(Record):
    """The answer to opening an external tool."""

    launch_url: str
    """Where it is; empty where the course names no address."""
    item_progress: ItemProgressRecord
    """The state of the item: completed only when its learner's word could be taken."""


class NewNotebookLaunch(Struct, rename="camel", frozen=True):
    """What a client sends to open a notebook or a lab."""

    course_id: str
    """The course."""
    item_id: str
    """The item."""
    learner_id: int
    """The signed-in learner."""


class NotebookLaunchRecord(Record):
    """A notebook or a lab that is opened (§7.6)."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    authorization_id: Maybe[str] = UNSET
    """What says later that it was opened at this moment. No lab of another house knows it."""
    launch_url: Maybe[str] = UNSET
    """Where it is; empty where the course names no address."""


class WorkspaceLauncherRecord(Record):
    """Where a workspace, a notebook or a lab is (§7.6)."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    item_id: str
    """The item."""
    launch_url: Maybe[str] = UNSET
    """Its address; empty where the course names none."""
    title: Maybe[str] = UNSET
    """What stands on the link."""


class LearnerWorkspaceRecord(Record):
    """A workspace of a learner (§7.6). It is only launched, never read."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""


class WorkspaceLaunchAnswer(Record):
    """The answer to launching a workspace."""

    launch_url: str
    """Where it is; empty where the course names no address."""


WIDGET_SESSIONS = declare(
    "onDemandWidgetSessions.v1",
    WidgetSessionRecord,
    key=USER_COURSE_ITEM,
    default=("sessionId",),
    operations=frozenset({Operation.GET}),
)
WIDGET_PROGRESS = declare(
    "onDemandWidgetProgress.v1",
    WidgetProgressRecord,
    key=USER_COURSE_ITEM,
    default=("itemProgress",),
    operations=frozenset({Operation.UPDATE}),
)
NOTEBOOK_WORKSPACE_LAUNCHES = declare(
    "onDemandNotebookWorkspaceLaunches.v1",
    NotebookLaunchRecord,
    default=("authorizationId", "launchUrl"),
    operations=frozenset({Operation.CREATE}),
)
WORKSPACE_LAUNCHERS = declare(
    "onDemandWorkspaceLaunchers.v2",
    WorkspaceLauncherRecord,
    key=USER_COURSE_ITEM,
    default=("launchUrl", "title"),
    operations=frozenset({Operation.GET}),
)
LEARNER_WORKSPACES = declare(
    "onDemandLearnerWorkspaces.v1",
    LearnerWorkspaceRecord,
    actions=(
        Action(
            "launch",
            (Parameter("id", USER_COURSE_ITEM, required=True, doc="`{userId}~{courseId}~{itemId}`."),),
            "Open a workspace, and be told where it is.",
        ),
    ),
)
