"""How the catalogue is arranged: domains, lists, watchlists (row 86; shapes §9.2)."""

from msgspec import Struct

from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.courses import CATALOGUE
from carrel.resources.records import READ, UNSET, USER_AND_COURSE, Maybe, Record, declare


class OnDemandCourseRecord(Record):
    """A course as its own kind of resource. Every course here is on demand (shapes §9.2)."""

    id: str
    """22 characters of base64url, the same as in `courses.v1`."""
    slug: Maybe[str] = UNSET
    """The course's name in addresses."""
    name: Maybe[str] = UNSET
    """The course's name for people."""
    description: Maybe[str] = UNSET
    """What the course is about, in Markdown."""
    branding_image: Maybe[str] = UNSET
    """The absolute address of its picture."""
    certificate_purchase_enabled_at: Maybe[int] = UNSET
    """Never there: nothing is sold."""
    override_partner_logos: Maybe[dict[str, str]] = UNSET
    """The absolute addresses of its partners' logos, by partner."""
    sessions_enabled_at: Maybe[int] = UNSET
    """Since when it is taken in cohorts; not there where it is not."""
    launched_at: Maybe[int] = UNSET
    """When it was first published, epoch ms."""
    domain_types: Maybe[list[dict[str, str]]] = UNSET
    """As in `courses.v1`."""
    premium_experience_variant: Maybe[str] = UNSET
    """Always `BaseVariant`: everything here is free."""
    is_restricted_membership: Maybe[bool] = UNSET
    """Whether only some may enrol: never."""
    instructor_ids: Maybe[list[str]] = UNSET
    """Who teaches it."""
    partner_ids: Maybe[list[str]] = UNSET
    """Who gives it."""
    level: Maybe[str] = UNSET
    """As in `courses.v1`."""
    workload: Maybe[str] = UNSET
    """How much work it is, in its teacher's words."""
    primary_languages: Maybe[list[str]] = UNSET
    """The language it is taught in, a BCP 47 tag."""
    subtitle_languages: Maybe[list[str]] = UNSET
    """The languages that its lectures have captions in."""


class DomainRecord(Record):
    """A field of knowledge that courses belong to (shapes §9.2)."""

    id: str
    """Its slug, as courses name it."""
    name: Maybe[str] = UNSET
    """Its name for people."""
    description: Maybe[str] = UNSET
    """What it is about."""
    subdomain_ids: Maybe[list[str]] = UNSET
    """Its parts."""
    course_ids: Maybe[list[str]] = UNSET
    """The courses that belong to it or to one of its parts."""


class SubdomainRecord(Record):
    """A part of a domain."""

    id: str
    """Its slug, as courses name it."""
    name: Maybe[str] = UNSET
    """Its name for people."""
    description: Maybe[str] = UNSET
    """What it is about."""
    domain_id: Maybe[str] = UNSET
    """The domain around it."""


class CourseListRecord(Record):
    """Courses that staff chose for a purpose (row 86, whose shape is nowhere public: this one is ours)."""

    id: str
    """22 characters of base64url."""
    slug: Maybe[str] = UNSET
    """Its name in addresses."""
    name: Maybe[str] = UNSET
    """Its name for people."""
    description: Maybe[str] = UNSET
    """What the courses were chosen for, in Markdown."""
    course_ids: Maybe[list[str]] = UNSET
    """The courses, in the order that staff gave them."""


class WatchRecord(Record):
    """A course on the signed-in user's watchlist (row 89 reads it as courses; this resource is our own)."""

    id: str
    """`{userId}~{courseId}`."""
    user_id: int
    """The signed-in user."""
    course_id: str
    """The course that they mean to take some day."""
    added_at: Maybe[int] = UNSET
    """Since when, epoch ms."""


class NewWatch(Struct, rename="camel"):
    """What is sent to put a course on one's watchlist."""

    user_id: int | str
    """The signed-in user, as a number or in digits."""
    course_id: str
    """The course."""


ON_DEMAND_COURSES = declare(
    "onDemandCourses.v1",
    OnDemandCourseRecord,
    default=("slug", "name"),
    relations={"instructorIds": "instructors.v1", "partnerIds": "partners.v1"},
    operations=READ,
    finders=(
        Finder(
            "slug",
            (Parameter("slug", required=True, doc="The course's name in addresses."),),
            "The course of a slug. An unknown slug is answered without `elements`.",
        ),
    ),
)
DOMAINS = declare(
    "domains.v1",
    DomainRecord,
    default=("name",),
    relations={"subdomainIds": "subdomains.v1", "courseIds": "courses.v1"},
    operations=CATALOGUE,
)
SUBDOMAINS = declare(
    "subdomains.v1", SubdomainRecord, default=("name",), relations={"domainId": "domains.v1"}
)
COURSE_LISTS = declare(
    "courseLists.v1",
    CourseListRecord,
    default=("slug", "name"),
    relations={"courseIds": "courses.v1"},
    operations=CATALOGUE,
    finders=(
        Finder(
            "slug",
            (Parameter("slug", required=True, doc="The list's name in addresses."),),
            "The list of a slug. An unknown slug is answered without `elements`.",
        ),
    ),
)
WATCHLIST = declare(
    "watchlist.v1",
    WatchRecord,
    key=USER_AND_COURSE,
    default=("addedAt",),
    relations={"courseId": "courses.v1"},
    operations=frozenset({Operation.GET, Operation.CREATE, Operation.DELETE}),
    finders=(Finder("me", (), "The signed-in user's watchlist, the oldest first."),),
)
