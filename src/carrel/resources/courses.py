"""The catalogue: courses, who gives them, who teaches them (rows 88, 94; shapes §9)."""

from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Finder, Operation
from carrel.resources.records import READ, UNSET, Maybe, Record, declare


class CourseRecord(Record):
    """One course. `photo_url`, `partner_logo` are absolute URLs; `start_date` is epoch ms."""

    id: str
    course_type: Maybe[str] = UNSET
    slug: Maybe[str] = UNSET
    name: Maybe[str] = UNSET
    description: Maybe[str] = UNSET
    photo_url: Maybe[str] = UNSET
    partner_logo: Maybe[str] = UNSET
    partner_ids: Maybe[list[str]] = UNSET
    instructor_ids: Maybe[list[str]] = UNSET
    specializations: Maybe[list[str]] = UNSET
    level: Maybe[str] = UNSET
    certificates: Maybe[list[str]] = UNSET
    course_status: Maybe[str] = UNSET
    domain_types: Maybe[list[dict[str, str]]] = UNSET
    workload: Maybe[str] = UNSET
    primary_languages: Maybe[list[str]] = UNSET
    subtitle_languages: Maybe[list[str]] = UNSET
    start_date: Maybe[int] = UNSET
    display: Maybe[bool] = UNSET
    v1_details: Maybe[str] = UNSET
    v2_details: Maybe[str] = UNSET


class SessionCourseDetailsRecord(Record):
    """What only courses of the old kind have, which were given in sessions. No school here has any."""

    id: str
    session_ids: Maybe[list[str]] = UNSET


class CourseSessionRecord(Record):
    """One run of a course of the old kind."""

    id: str
    active: Maybe[bool] = UNSET
    certificates_released: Maybe[bool] = UNSET
    db_end_date: Maybe[int] = UNSET
    duration_string: Maybe[str] = UNSET
    has_sig_track: Maybe[bool] = UNSET
    start_day: Maybe[int] = UNSET
    start_month: Maybe[int] = UNSET
    start_year: Maybe[int] = UNSET


class SpecializationRecord(Record):
    """Courses that belong together."""

    id: str
    name: Maybe[str] = UNSET
    short_name: Maybe[str] = UNSET
    logo: Maybe[str] = UNSET
    partner_ids: Maybe[list[str]] = UNSET


class CourseDetailsRecord(Record):
    """What only on-demand courses have. `planned_launch_date` is text, the ids are of sessions."""

    id: str
    on_demand_sessions: Maybe[list[str]] = UNSET
    planned_launch_date: Maybe[str] = UNSET
    sessions_enabled_at: Maybe[int] = UNSET


class PartnerRecord(Record):
    """Who gives courses. `id` is a string of digits; logos are absolute URLs."""

    id: str
    name: Maybe[str] = UNSET
    short_name: Maybe[str] = UNSET
    description: Maybe[str] = UNSET
    logo: Maybe[str] = UNSET
    square_logo: Maybe[str] = UNSET
    rectangular_logo: Maybe[str] = UNSET
    class_logo: Maybe[str] = UNSET
    home_link: Maybe[str] = UNSET
    location: Maybe[dict[str, str]] = UNSET
    course_ids: Maybe[list[str]] = UNSET


class InstructorRecord(Record):
    """Who teaches. `id` is a string of digits; `photo` is an absolute URL; `bio` is HTML."""

    id: str
    full_name: Maybe[str] = UNSET
    first_name: Maybe[str] = UNSET
    last_name: Maybe[str] = UNSET
    title: Maybe[str] = UNSET
    department: Maybe[str] = UNSET
    bio: Maybe[str] = UNSET
    photo: Maybe[str] = UNSET
    course_ids: Maybe[list[str]] = UNSET
    partner_ids: Maybe[list[str]] = UNSET


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
SPECIALIZATIONS = declare("specializations.v1", SpecializationRecord, relations={"partnerIds": "partners.v1"})
