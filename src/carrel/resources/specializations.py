"""Courses that belong together, and who follows them (row 79; shapes §9.3)."""

from msgspec import Struct

from carrel.protocol.keys import INTEGER, TEXT, CompositeKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.courses import CATALOGUE
from carrel.resources.records import UNSET, Maybe, Record, declare

USER_AND_SPECIALIZATION = CompositeKey({"userId": INTEGER, "s12nId": TEXT})
"""`{userId}~{s12nId}`, both shown."""


class SpecializationRecord(Record):
    """Courses that belong together, as courses and memberships link them (row 87)."""

    id: str
    """22 characters of base64url."""
    name: Maybe[str] = UNSET
    """Its name for people."""
    short_name: Maybe[str] = UNSET
    """Its name in addresses."""
    logo: Maybe[str] = UNSET
    """The absolute address of the picture of its first course that has one."""
    partner_ids: Maybe[list[str]] = UNSET
    """Who gives its courses."""


class OnDemandSpecializationRecord(Record):
    """Courses that are meant to be taken one after the other (row 79)."""

    id: str
    """22 characters of base64url."""
    slug: Maybe[str] = UNSET
    """Its name in addresses."""
    name: Maybe[str] = UNSET
    """Its name for people."""
    tagline: Maybe[str] = UNSET
    """One line that says what it is for."""
    description: Maybe[str] = UNSET
    """What it is about, in Markdown."""
    course_ids: Maybe[list[str]] = UNSET
    """Its courses in the order in which they are meant to be taken."""
    interchangeable_course_ids: Maybe[list[list[str]]] = UNSET
    """Courses of which one stands for the other: none."""
    launched_at: Maybe[int] = UNSET
    """When the last of its courses was first published, epoch ms."""
    logo: Maybe[str] = UNSET
    """The absolute address of the picture of its first course that has one."""
    memberships: Maybe[list[str]] = UNSET
    """The signed-in user's own membership; empty for everybody else's."""
    metadata: Maybe[dict[str, str]] = UNSET
    """Facts in words: `headerImage`, the same picture as `logo`."""
    partner_ids: Maybe[list[str]] = UNSET
    """Who gives its courses."""
    premium_experience_variant: Maybe[str] = UNSET
    """Always `BaseVariant`: everything here is free."""


class SpecializationMembershipRecord(Record):
    """Somebody who follows a specialization. It enrols in no course by itself."""

    id: str
    """`{userId}~{s12nId}`."""
    user_id: int
    """The signed-in user."""
    s12n_id: str
    """The specialization."""
    role: Maybe[str] = UNSET
    """Always `LEARNER`."""
    enrolled_at: Maybe[int] = UNSET
    """Since when, epoch ms."""


class NewSpecializationMembership(Struct, rename={"s12n_id": "s12nId", "user_id": "userId"}):
    """What is sent to follow a specialization."""

    s12n_id: str
    """The specialization."""
    user_id: int | str
    """The signed-in user, as a number or in digits."""
    role: str = "LEARNER"
    """Nothing else can be asked for."""


SPECIALIZATIONS = declare("specializations.v1", SpecializationRecord, relations={"partnerIds": "partners.v1"})
ON_DEMAND_SPECIALIZATIONS = declare(
    "onDemandSpecializations.v1",
    OnDemandSpecializationRecord,
    default=("slug", "name", "tagline", "description"),
    relations={
        "courseIds": "courses.v1",
        "memberships": "onDemandSpecializationMemberships.v1",
        "partnerIds": "partners.v1",
    },
    operations=CATALOGUE,
    finders=(
        Finder(
            "slug",
            (Parameter("slug", required=True, doc="The specialization's name in addresses."),),
            "The specialization of a slug. An unknown slug is answered without `elements`.",
        ),
    ),
)
SPECIALIZATION_MEMBERSHIPS = declare(
    "onDemandSpecializationMemberships.v1",
    SpecializationMembershipRecord,
    key=USER_AND_SPECIALIZATION,
    default=("role",),
    relations={"s12nId": "onDemandSpecializations.v1"},
    operations=frozenset({Operation.GET, Operation.CREATE, Operation.DELETE}),
    finders=(Finder("me", (), "The specializations that the signed-in user follows."),),
)
