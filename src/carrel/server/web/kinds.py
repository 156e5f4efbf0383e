"""What each kind of item is called on a page, its sign, and the part of its address that names the kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from carrel.courseware.items import (
    DISCUSSION_PROMPT,
    LECTURE,
    PEER,
    PHASED_PEER,
    STAFF_GRADED,
    SUPPLEMENT,
    UNGRADED_ASSIGNMENT,
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
    "quiz": KindWords("Practice quiz", "quiz", "exam"),
    "exam": KindWords("Graded quiz", "quiz", "exam"),
    "programming": KindWords("Programming assignment", "assignment", "programming"),
    DISCUSSION_PROMPT: KindWords("Discussion prompt", "discussion", "discussion"),
    "ungradedLab": KindWords("Lab", "assignment", "lab"),
}
OTHER = KindWords("Activity", "other", "item")


def words_for(item: Item) -> KindWords:
    """How the item's kind is shown; what a mirror could not see keeps its kind's name under another sign."""
    words = KINDS.get(item.kind, OTHER)
    if isinstance(item.content, Unseen):
        return KindWords(words.label, "unseen", words.segment)
    return words
