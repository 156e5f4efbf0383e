"""A school with programs to write and activities to do, and what is asked about them and handed in."""

from pathlib import Path
from typing import Any, Final

from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School
from carrel.server.proofs import script_secret, session_id
from tests.builders import COURSE_ID, a_folder
from tests.server.api.practice_reads import LAB, PRACTICE_READS, PRACTISING, PROGRAM, WIDGET
from tests.server.schools import AT, STUDY_WELL

PRACTICE_TARGETS: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    **{name: ("GET", f"{name}{ways['get']}", {}) for name, ways in PRACTICE_READS.items()},
    "onDemandProgrammingScriptSubmissions.v1": (
        "POST",
        "onDemandProgrammingScriptSubmissions.v1",
        {
            "assignmentKey": f"{COURSE_ID}~{PROGRAM}",
            "submitterEmail": "learner@example.org",
            "secret": "{secret}",
            "parts": {"primes": {"output": "2 3 5"}},
        },
    ),
    "onDemandWidgetProgress.v1": (
        "PUT",
        f"onDemandWidgetProgress.v1/{{me}}~{COURSE_ID}~{WIDGET}",
        {"sessionId": "{session}", "progressState": "Started"},
    ),
    "onDemandNotebookWorkspaceLaunches.v1": (
        "POST",
        "onDemandNotebookWorkspaceLaunches.v1",
        {"courseId": COURSE_ID, "learnerId": "{me}", "itemId": LAB},
    ),
}
"""What is asked, or done, for each file."""


def set_practice(school: School, room: Path) -> None:
    """Publish the course with what is to be done."""
    publish(school, plan_publication(school, a_folder(room, STUDY_WELL | PRACTISING), AT), AT)


def practised(school: School, me: int, name: str) -> tuple[str, str, dict[str, Any]]:
    """Method, target and body, for this learner."""
    known = {
        "me": me,
        "secret": script_secret(school.secret, me, COURSE_ID, PROGRAM, b""),
        "session": session_id(school.secret, me, COURSE_ID, WIDGET, AT),
    }
    method, target, body = PRACTICE_TARGETS[name]
    filled = {key: value.format(**known) if isinstance(value, str) else value for key, value in body.items()}
    if "learnerId" in filled:
        filled["learnerId"] = me
    return method, target.format(**known), filled
