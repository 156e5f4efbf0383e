"""What each kind of item is called on a page, its sign, and the part of its address that names the kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from carrel.courseware.items import (
    COACH,
    DISCUSSION_PROMPT,
    GRADED_PROGRAMMING,
    LAB,
    LECTURE,
    LTI,
    NOTEBOOK,
    PEER,
    PHASED_PEER,
    PROGRAMMING,
    STAFF_GRADED,
    SUPPLEMENT,
    UNGRADED_ASSIGNMENT,
    UNGRADED_PROGRAMMING,
    WIDGET,
    WORKSPACE,
    Item,
    Unseen,
)


@dataclass(frozen=True, slots=True)
class KindWords:
    """`sign` is the name of an icon; `segment` stands in the item's address."""

    label: str
    sign: str
    segment: str


KINDS: Mapping[str, KindWords] = {
    LECTURE: KindWords("Lecture", "lecture", "lecture"),
    SUPPLEMENT: KindWords("Reading", "reading", "supplement"),
    PEER: KindWords("Peer-reviewed assignment", "peer", "peer"),
    PHASED_PEER: KindWords("Peer-reviewed assignment in phases", "peer", "peer"),
    STAFF_GRADED: KindWords("Graded assignment", "assignment", "assignment"),
    UNGRADED_ASSIGNMENT: KindWords("Practice assignment", "assignment", "assignment"),
    "quiz": KindWords("Quiz", "quiz", "exam"),
    "exam": KindWords("Exam", "quiz", "exam"),
    PROGRAMMING: KindWords("Programming assignment", "assignment", "programming"),
    GRADED_PROGRAMMING: KindWords("Programming assignment", "assignment", "programming"),
    UNGRADED_PROGRAMMING: KindWords("Practice in programming", "assignment", "programming"),
    DISCUSSION_PROMPT: KindWords("Discussion prompt", "discussion", "discussion"),
    WIDGET: KindWords("Interactive activity", "other", "ungradedWidget"),
    LTI: KindWords("External tool", "other", "ungradedLti"),
    COACH: KindWords("Coached practice", "discussion", "coach"),
    LAB: KindWords("Lab", "assignment", "lab"),
    NOTEBOOK: KindWords("Notebook", "assignment", "notebook"),
    WORKSPACE: KindWords("Workspace", "assignment", "workspace"),
}
OTHER = KindWords("Activity", "other", "item")


def words_for(item: Item) -> KindWords:
    """How the item's kind is shown; what a mirror could not see keeps its kind's name under another sign."""
    words = KINDS.get(item.kind, OTHER)
    if isinstance(item.content, Unseen):
        return KindWords(words.label, "unseen", words.segment)
    return words
