"""Who people are, as far as they show it (rows 57, 85; shapes §8.3, §8.4)."""

from typing import Final, Literal

from msgspec import Struct

from carrel.protocol.keys import INTEGER, TEXT, ListKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.records import READ, UNSET, Maybe, Record, declare

PrivacyChoice = Literal["public", "classmates", "private"]

EXTERNAL_IDS: Final = Parameter(
    "externalUserIds", ListKey(TEXT), required=True, doc="External ids: 32 hexadecimal digits each."
)
IN_COURSE: Final = Parameter(
    "courseId", doc="See them as what they are in this course, which the asker takes."
)


class ClassmateProfileRecord(Record):
    """Somebody in a course that the asker takes (row 85)."""

    id: str
    """The person's external id: 32 hexadecimal digits."""
    user_id: Maybe[int] = UNSET
    """The person's id within the school."""
    course_progress_percentage: Maybe[int] = UNSET
    """How much of the course they have done, in whole percent; absent for who does not show themselves."""
    is_course_completed: Maybe[bool] = UNSET
    """Whether they have done all that the course requires; absent for who does not show themselves."""
    posts_count: Maybe[int] = UNSET
    """How many questions and answers of theirs stand in the course's forums."""
    votes_received_count: Maybe[int] = UNSET
    """How many votes those have got."""


class SocialProfileRecord(Record):
    """A person as others see them (row 85)."""

    id: int
    """The person's id within the school."""
    external_user_id: Maybe[str] = UNSET
    """The name they go by outside: 32 hexadecimal digits."""
    full_name: Maybe[str] = UNSET
    """Their name; `Anonymous learner` for a classmate who keeps it private."""
    photo_url: Maybe[str] = UNSET
    """Always empty: the school keeps no photos of people."""
    course_role: Maybe[str] = UNSET
    """What they are in the course that was asked for: `LEARNER`, `MENTOR`, `INSTRUCTOR`."""


class BasicProfileRecord(Record):
    """What the signed-in user says of themselves (row 57)."""

    id: str
    """Their external id: 32 hexadecimal digits."""
    name: Maybe[str] = UNSET
    """What they are called."""
    timezone: Maybe[str] = UNSET
    """Where they live, as the time zone database calls it: `Europe/Berlin`."""
    locale: Maybe[str] = UNSET
    """The language they prefer, as a BCP 47 tag."""
    privacy: Maybe[str] = UNSET
    """To whom they show who they are: `public`, `classmates`, `private`."""


class ProfileChange(Struct, rename="camel", frozen=True):
    """What is sent to change one's own profile; what is left out stays as it is."""

    name: str | None = None
    """At most 100 characters, in one line."""
    timezone: str | None = None
    """A name from the time zone database."""
    locale: str | None = None
    """A BCP 47 tag."""
    privacy: PrivacyChoice | None = None
    """`public`, `classmates` or `private`."""


CLASSMATE_PROFILES = declare(
    "onDemandClassmateProfiles.v1",
    ClassmateProfileRecord,
    default=("userId", "courseProgressPercentage", "isCourseCompleted", "postsCount", "votesReceivedCount"),
    relations={"userId": "onDemandSocialProfiles.v1"},
    finders=(
        Finder(
            "byExternalIds",
            (Parameter("courseId", required=True, doc="A course that the asker takes."), EXTERNAL_IDS),
            "People by their external ids; who does not take the course is left out.",
        ),
    ),
)
SOCIAL_PROFILES = declare(
    "onDemandSocialProfiles.v1",
    SocialProfileRecord,
    key=INTEGER,
    default=("fullName", "photoUrl", "courseRole", "externalUserId"),
    operations=READ,
    parameters={Operation.GET: (IN_COURSE,), Operation.MULTI_GET: (IN_COURSE,)},
    finders=(
        Finder(
            "byExternalIds",
            (EXTERNAL_IDS, IN_COURSE),
            "People by their external ids; who may not be seen is left out.",
        ),
    ),
)
BASIC_PROFILES = declare(
    "externalBasicProfiles.v1",
    BasicProfileRecord,
    default=("name", "timezone", "locale", "privacy"),
    operations=frozenset({Operation.GET, Operation.UPDATE, Operation.PATCH}),
    finders=(Finder("me", (), "The signed-in user."),),
)
