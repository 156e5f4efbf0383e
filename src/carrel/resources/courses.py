"""The catalogue: courses, who gives them, who teaches them (rows 88, 89, 94, 102; shapes §9.1)."""

from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.records import READ, UNSET, Maybe, Record, declare


class CourseRecord(Record):
    """One course (rows 88, 89, 94, 102)."""

    id: str
    """22 characters of base64url."""
    course_type: Maybe[str] = UNSET
    """Always `v2.ondemand`: courses of the old kind, given in sessions, do not exist here."""
    slug: Maybe[str] = UNSET
    """The course's name in addresses."""
    name: Maybe[str] = UNSET
    """The course's name for people."""
    description: Maybe[str] = UNSET
    """What the course is about, in Markdown."""
    photo_url: Maybe[str] = UNSET
    """The absolute address of its picture."""
    partner_logo: Maybe[str] = UNSET
    """The absolute address of its first partner's logo; empty when there is none."""
    partner_ids: Maybe[list[str]] = UNSET
    """Who gives it."""
    instructor_ids: Maybe[list[str]] = UNSET
    """Who teaches it."""
    specializations: Maybe[list[str]] = UNSET
    """The specializations that it belongs to."""
    level: Maybe[str] = UNSET
    """`BEGINNER`, `INTERMEDIATE` or `ADVANCED`, where its teacher says."""
    certificates: Maybe[list[str]] = UNSET
    """The certificates that it leads to: none."""
    course_status: Maybe[str] = UNSET
    """Always `launched`: what is not published is not seen."""
    domain_types: Maybe[list[dict[str, str]]] = UNSET
    """The fields it belongs to: `{domainId}`, and `subdomainId` where the course names one."""
    workload: Maybe[str] = UNSET
    """How much work it is, in its teacher's words."""
    primary_languages: Maybe[list[str]] = UNSET
    """The language it is taught in, a BCP 47 tag."""
    subtitle_languages: Maybe[list[str]] = UNSET
    """The languages that its lectures have captions in."""
    start_date: Maybe[int] = UNSET
    """When it was first published, epoch ms."""
    display: Maybe[bool] = UNSET
    """Whether the catalogue shows it: always."""
    preview_link: Maybe[str] = UNSET
    """The absolute address of its page, which everybody may see."""
    v1_details: Maybe[str] = UNSET
    """Never there: see `courseType`."""
    v2_details: Maybe[str] = UNSET
    """The id of what only on-demand courses have."""
    membership_ids: Maybe[list[str]] = UNSET
    """The signed-in user's own membership; empty where they have none."""
    vc_membership_ids: Maybe[list[str]] = UNSET
    """Memberships that earn a certificate: none."""
    course_progress: Maybe[str] = UNSET
    """The id of the signed-in user's progress; not there for who does not take the course."""


class SessionCourseDetailsRecord(Record):
    """What only courses of the old kind have, which were given in sessions. No school here has any."""

    id: str
    """The course."""
    session_ids: Maybe[list[str]] = UNSET
    """Its runs."""


class CourseSessionRecord(Record):
    """One run of a course of the old kind."""

    id: str
    """The run."""
    active: Maybe[bool] = UNSET
    """Whether it goes on."""
    certificates_released: Maybe[bool] = UNSET
    """Whether its certificates are given out."""
    db_end_date: Maybe[int] = UNSET
    """When it ended: epoch ms."""
    duration_string: Maybe[str] = UNSET
    """How long it lasted, in words."""
    has_sig_track: Maybe[bool] = UNSET
    """Whether identities were verified."""
    start_day: Maybe[int] = UNSET
    """The day of the month on which it began."""
    start_month: Maybe[int] = UNSET
    """The month in which it began, from 1."""
    start_year: Maybe[int] = UNSET
    """The year in which it began."""


class CourseDetailsRecord(Record):
    """What only on-demand courses have. `planned_launch_date` is text, the ids are of sessions."""

    id: str
    """The course."""
    on_demand_sessions: Maybe[list[str]] = UNSET
    """Its sessions."""
    planned_launch_date: Maybe[str] = UNSET
    """When it is to begin, in words."""
    sessions_enabled_at: Maybe[int] = UNSET
    """Since when it has sessions: epoch ms."""


class PartnerRecord(Record):
    """Who gives courses. `id` is a string of digits; logos are absolute URLs."""

    id: str
    """The partner, in digits."""
    name: Maybe[str] = UNSET
    """What it is called."""
    short_name: Maybe[str] = UNSET
    """The same in short, as in addresses."""
    description: Maybe[str] = UNSET
    """What it is, in words."""
    logo: Maybe[str] = UNSET
    """The absolute address of their logo."""
    square_logo: Maybe[str] = UNSET
    """The same, for where a square fits."""
    rectangular_logo: Maybe[str] = UNSET
    """The same, for where a broad one fits."""
    class_logo: Maybe[str] = UNSET
    """The logo for within a course; never set here."""
    home_link: Maybe[str] = UNSET
    """Their own page."""
    location: Maybe[dict[str, str]] = UNSET
    """Where they are: `name`."""
    course_ids: Maybe[list[str]] = UNSET
    """The courses that they give."""


class InstructorRecord(Record):
    """Who teaches. `id` is a string of digits; `photo` is an absolute URL; `bio` is HTML."""

    id: str
    """The instructor, in digits."""
    full_name: Maybe[str] = UNSET
    """Their name."""
    first_name: Maybe[str] = UNSET
    """All but the last word of it."""
    last_name: Maybe[str] = UNSET
    """The last word of it."""
    title: Maybe[str] = UNSET
    """What they are called by office."""
    department: Maybe[str] = UNSET
    """Where they work."""
    bio: Maybe[str] = UNSET
    """Who they are, as HTML that is safe to show."""
    photo: Maybe[str] = UNSET
    """The absolute address of their photo."""
    course_ids: Maybe[list[str]] = UNSET
    """The courses that they teach."""
    partner_ids: Maybe[list[str]] = UNSET
    """Who gives those courses."""


CATALOGUE = READ | {Operation.GET_ALL}
"""By id, by several, all page by page."""

COURSES = declare(
    "courses.v1",
    CourseRecord,
    default=("courseType", "slug", "name"),
    relations={
        "partnerIds": "partners.v1",
        "instructorIds": "instructors.v1",
        "specializations": "specializations.v1",
        "v1Details": "v1Details.v1",
        "v2Details": "v2Details.v1",
        "membershipIds": "memberships.v1",
        "vcMembershipIds": "vcMemberships.v1",
        "courseProgress": "onDemandCoursesProgress.v1",
    },
    operations=CATALOGUE,
    finders=(
        Finder(
            "slug",
            (
                Parameter("slug", required=True, doc="The course's name in addresses."),
                Parameter("courseType", doc="Only `v2.ondemand` courses exist here; others are not found."),
            ),
            "The course of a slug. An unknown slug is answered without `elements`.",
        ),
        Finder("watchlist", (), "The courses on the signed-in user's watchlist, page by page."),
    ),
)
PARTNERS = declare(
    "partners.v1",
    PartnerRecord,
    default=("name", "shortName"),
    relations={"courseIds": "courses.v1"},
    operations=CATALOGUE,
)
INSTRUCTORS = declare(
    "instructors.v1",
    InstructorRecord,
    default=("fullName",),
    relations={"courseIds": "courses.v1", "partnerIds": "partners.v1"},
    operations=CATALOGUE,
)
COURSE_DETAILS = declare(
    "v2Details.v1", CourseDetailsRecord, relations={"onDemandSessions": "onDemandSessions.v1"}
)
SESSION_COURSE_DETAILS = declare(
    "v1Details.v1", SessionCourseDetailsRecord, relations={"sessionIds": "v1Sessions.v1"}
)
COURSE_SESSIONS = declare("v1Sessions.v1", CourseSessionRecord)
