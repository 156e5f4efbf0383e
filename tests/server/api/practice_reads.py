"""Items that are done outside of the school, beside those of the small school's first course."""

from typing import Final

from tests.builders import COURSE_ID
from tests.server.schools import SECOND

PROGRAM, WIDGET, LAB = "prog1", "widg1", "lab01"
PRACTISING: Final[dict[str, str | bytes | None]] = {
    f"{SECOND}/07-count.md": (
        f'+++\nid = "{PROGRAM}"\nkind = "programming"\n\n'
        '[[parts]]\nid = "primes"\nname = "Primes"\npoints = 2\noutputs = ["2 3 5"]\n+++\n\nCount *primes*.\n'
    ),
    f"{SECOND}/08-widget.md": (
        f'+++\nid = "{WIDGET}"\nkind = "ungradedWidget"\nlaunch = "https://widget.example/w"\n'
        'launch_title = "The widget"\n+++\n\nTry it.\n'
    ),
    f"{SECOND}/09-lab.md": (
        f'+++\nid = "{LAB}"\nkind = "ungradedLab"\nlaunch = "https://lab.example/l"\n+++\n\nTry it.\n'
    ),
}
PRACTICE_READS: Final = {
    "onDemandProgrammingLearnerAssignments.v1": {"get": f"/{COURSE_ID}~{PROGRAM}"},
    "onDemandProgrammingImmediateInstructions.v1": {"get": f"/{COURSE_ID}~{PROGRAM}"},
    "onDemandWidgetSessions.v1": {"get": f"/{{me}}~{COURSE_ID}~{WIDGET}"},
    "onDemandWorkspaceLaunchers.v2": {"get": f"/{{me}}~{COURSE_ID}~{LAB}"},
}
"""Every way to read what is told of them."""
