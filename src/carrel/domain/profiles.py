"""Who sees whom: what people choose to show of themselves, as one table."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from carrel.domain.users import Privacy

ANONYMOUS: Final = "Anonymous learner"
"""The name that stands for whoever does not show theirs."""


class Nearness(StrEnum):
    """What somebody is to the person they look at.

    `STAFF` are the school's staff, whoever teaches or mentors a course that the person takes, and the person
    themselves. A `CLASSMATE` is in the same course; a `STRANGER` is merely signed in.
    """

    STAFF = "staff"
    CLASSMATE = "classmate"
    STRANGER = "stranger"


class Sight(StrEnum):
    """What is seen of a person: all of a profile, that there is somebody, or nothing."""

    WHOLE = "whole"
    NAMELESS = "nameless"
    NOTHING = "nothing"


SEEN: Final[Mapping[Privacy, Mapping[Nearness, Sight]]] = {
    Privacy.PUBLIC: {
        Nearness.STAFF: Sight.WHOLE,
        Nearness.CLASSMATE: Sight.WHOLE,
        Nearness.STRANGER: Sight.WHOLE,
    },
    Privacy.CLASSMATES: {
        Nearness.STAFF: Sight.WHOLE,
        Nearness.CLASSMATE: Sight.WHOLE,
        Nearness.STRANGER: Sight.NOTHING,
    },
    Privacy.PRIVATE: {
        Nearness.STAFF: Sight.WHOLE,
        Nearness.CLASSMATE: Sight.NAMELESS,
        Nearness.STRANGER: Sight.NOTHING,
    },
}
"""By what the person chose, and by who looks. Whoever teaches a course is seen whole in it all the same."""


def sight(privacy: Privacy, nearness: Nearness, *, teaches: bool = False) -> Sight:
    """What is seen of a person who chose `privacy`; `teaches`: they do where they are seen."""
    return Sight.WHOLE if teaches else SEEN[privacy][nearness]
