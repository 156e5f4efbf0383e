"""The catalogue as it was read in 2014: `catalog.v1` (rows 58–62; shapes §9.4), and row 56 beside it.

Its ids are numbers, and what is linked stands under plain names. `id`, `shortName` and `name` are always
sent; everything else when `fields` asks for it.
"""

from carrel.resources.records import UNSET, Maybe, Record


class CatalogCourse(Record):
    """A course."""

    id: int
    """A number that follows from the course's id."""
    short_name: str
    """Its slug."""
    name: str
    """Its name for people."""
    language: Maybe[str] = UNSET
    """The language it is taught in, a BCP 47 tag."""
    short_description: Maybe[str] = UNSET
    """What it is about, in Markdown."""
    about_the_course: Maybe[str] = UNSET
    """The same, as HTML."""
    photo: Maybe[str] = UNSET
    """The absolute address of its picture."""
    large_icon: Maybe[str] = UNSET
    """The same picture."""
    small_icon: Maybe[str] = UNSET
    """The same picture."""
    small_icon_hover: Maybe[str] = UNSET
    """The same picture."""
    preview_link: Maybe[str] = UNSET
    """The absolute address of its page."""
    instructor: Maybe[str] = UNSET
    """The names of those who teach it."""
    estimated_class_workload: Maybe[str] = UNSET
    """How much work it is, in its teacher's words."""
    subtitle_languages_csv: Maybe[str] = UNSET
    """The languages of captions, between commas."""
    university_logo: Maybe[str] = UNSET
    """The absolute address of its first partner's logo."""
    links: Maybe[dict[str, list[int]]] = UNSET
    """The ids of what `includes` asked for, by its name."""


class CatalogUniversity(Record):
    """A partner."""

    id: int
    """Its number."""
    short_name: str
    """Its short name."""
    name: str
    """Its name for people."""
    description: Maybe[str] = UNSET
    """What it is, in Markdown."""
    home_link: Maybe[str] = UNSET
    """Its own site."""
    location: Maybe[str] = UNSET
    """Where it is."""
    logo: Maybe[str] = UNSET
    """The absolute address of its logo."""
    links: Maybe[dict[str, list[int]]] = UNSET
    """The ids of what `includes` asked for, by its name."""


class CatalogCategory(Record):
    """A domain."""

    id: int
    """A number that follows from the domain's id."""
    short_name: str
    """Its slug."""
    name: str
    """Its name for people."""
    description: Maybe[str] = UNSET
    """What it is about."""
    links: Maybe[dict[str, list[int]]] = UNSET
    """The ids of what `includes` asked for, by its name."""


class CatalogInstructor(Record):
    """Who teaches."""

    id: int
    """Their number."""
    first_name: str
    """All but the last of their names."""
    last_name: str
    """The last of their names."""
    full_name: Maybe[str] = UNSET
    """All of their names."""
    title: Maybe[str] = UNSET
    """What they are."""
    department: Maybe[str] = UNSET
    """Where they are it."""
    bio: Maybe[str] = UNSET
    """Who they are, as HTML."""
    photo: Maybe[str] = UNSET
    """The absolute address of their picture."""
    links: Maybe[dict[str, list[int]]] = UNSET
    """The ids of what `includes` asked for, by its name."""


class CatalogSession(Record):
    """A run of a course. Every course here has one, which began when it was published and does not end."""

    id: int
    """A number that follows from the course's id."""
    course_id: int
    """The course."""
    home_link: str
    """The absolute address of the course's page."""
    active: Maybe[bool] = UNSET
    """Whether it is open: always."""
    status: Maybe[int] = UNSET
    """1: it is given."""
    duration_string: Maybe[str] = UNSET
    """How much work it is, in its teacher's words."""
    start_day: Maybe[int] = UNSET
    """The day of the month on which it began, UTC."""
    start_month: Maybe[int] = UNSET
    """The month in which it began."""
    start_year: Maybe[int] = UNSET
    """The year in which it began."""
    links: Maybe[dict[str, list[int]]] = UNSET
    """The ids of what `includes` asked for, by its name."""


class EnrolledCourse(Record):
    """A course within `users/v1/me/enrollments` (row 56)."""

    id: int
    """A number that follows from the course's id."""
    name: str
    """Its name for people."""
    short_name: str
    """Its slug."""
    photo: str
    """The absolute address of its picture; empty when it has none."""
    small_icon_hover: str
    """The same."""


class Enrollment(Record):
    """An enrolment within `users/v1/me/enrollments`. The two lists are in no common order."""

    id: int
    """A number that follows from the user and the course."""
    course_id: int
    """The course, as in `courses`."""
    session_id: int
    """The course's only run, as in `catalog.v1/sessions`."""
    active: bool
    """Whether the course is open to the user now."""
    is_sig_track: bool
    """Whether it leads to a certificate that is paid for: never."""
    start_date: int
    """When the user enrolled, epoch s."""
    start_status: str
    """`Present`, or `Past` once the schedule is over."""
    end_date: int
    """When the last module is due by the course's schedule, epoch s."""


class EnrollmentsAnswer(Record):
    """What `users/v1/me/enrollments` answers (row 56)."""

    courses: list[EnrolledCourse]
    """The courses."""
    enrollments: list[Enrollment]
    """The enrolments in them."""
