"""The kinds of items whose content is brought. A new one is a module, a line here, and a type in `said`."""

from collections.abc import Mapping
from typing import Any, Final

from carrel.archiver.kinds import (
    activities,
    assignments,
    lectures,
    peer,
    programs,
    prompts,
    quizzes,
    readings,
)
from carrel.archiver.kinds.kind import Kind
from carrel.courseware.items import (
    ACTIVITIES,
    DISCUSSION_PROMPT,
    EXAM,
    LECTURE,
    PEER,
    PHASED_PEER,
    PROGRAMS,
    QUIZ,
    STAFF_GRADED,
    SUPPLEMENT,
    UNGRADED_ASSIGNMENT,
)

KINDS: Final[Mapping[str, Kind[Any]]] = {
    LECTURE: lectures.KIND,
    SUPPLEMENT: readings.KIND,
    STAFF_GRADED: assignments.KIND,
    UNGRADED_ASSIGNMENT: assignments.KIND,
    PEER: peer.KIND,
    PHASED_PEER: peer.KIND,
    DISCUSSION_PROMPT: prompts.KIND,
    QUIZ: quizzes.KIND,
    EXAM: quizzes.KIND,
    **dict.fromkeys(PROGRAMS, programs.KIND),
    **dict.fromkeys(ACTIVITIES, activities.KIND),
}
