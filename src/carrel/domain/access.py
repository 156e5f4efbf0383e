"""Who may do what: one table, and the rule that reads it.

A deed is a kind of thing that people do. Whoever does it stands somewhere towards the course that it is about
(`Standing`), or towards the school where it is about no course; and what it is about is their own, or
somebody else's. A deed without a row cannot be done by anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.errors import NotAuthorized, NotEnrolled, NotSignedIn
from carrel.domain.users import SchoolRole, User


class Standing(Enum):
    """What somebody is towards a course, in a word for people."""

    GUEST = "guest"
    """Nobody is signed in."""
    LEARNER = "learner"
    """Signed in, but not in this course."""
    CLASSMATE = "classmate"
    """In this course."""
    MENTOR = "mentor"
    """In this course, to help the others."""
    TEACHER = "teacher"
    """Teaches this course, or in the school at large."""
    ADMINISTRATOR = "administrator"
    """Runs the school."""


class Deed(Enum):
    """What can be done, in words for people."""

    BROWSE = "look at the catalogue, and at what courses hold"
    SIGN_IN = "sign in and out"
    KNOW_ONESELF = "be told who one is, and say otherwise"
    SEE_MEMBERSHIPS = "see which courses somebody takes"
    ENROLL = "enrol somebody as a learner"
    GIVE_ROLE = "enrol somebody as more than a learner"
    STUDY = "open what is in a course, study it, and see one's progress"
    SUBMIT_BY_SCRIPT = "hand in what a program printed, by the secret of the learner"
    OPEN_LOCKED = "open items that are locked"
    SEE_GRADES = "see what somebody's work is worth"
    GRADE = "see everybody's grades, and give them"
    REVIEW = "review anybody's work, whoever wrote it"
    SEE_CLASSMATES = "see who else is in a course"
    SEE_PEOPLE = "see others as they show themselves"
    DISCUSS = "read and write in the forums of a course"
    MODERATE = "see who everybody in a course is, and moderate"
    TEACH = "write to everybody in a course, and announce its sessions"
    KEEP_NOTES = "keep what one wrote of a course, also after leaving it"
    WATCH = "keep a list of courses, and follow specializations"
    SEE_HOURS = "see how long somebody studied"


EVERYBODY: Final = frozenset(Standing)
SIGNED_IN: Final = EVERYBODY - {Standing.GUEST}
MEMBERS: Final = SIGNED_IN - {Standing.LEARNER}
GUIDES: Final = MEMBERS - {Standing.CLASSMATE}
STAFF: Final = GUIDES - {Standing.MENTOR}
ADMINISTRATORS: Final = frozenset({Standing.ADMINISTRATOR})
NOBODY: Final[frozenset[Standing]] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do a deed: about themselves or about nobody in particular, and about `others`."""

    may: frozenset[Standing]
    others: frozenset[Standing] = NOBODY


RULES: Final[Mapping[Deed, Rule]] = {
    Deed.BROWSE: Rule(EVERYBODY),
    Deed.SIGN_IN: Rule(EVERYBODY),
    Deed.KNOW_ONESELF: Rule(SIGNED_IN),
    Deed.SEE_MEMBERSHIPS: Rule(SIGNED_IN),
    Deed.ENROLL: Rule(SIGNED_IN, others=STAFF),
    Deed.GIVE_ROLE: Rule(STAFF, others=STAFF),
    Deed.STUDY: Rule(MEMBERS),
    Deed.SUBMIT_BY_SCRIPT: Rule(EVERYBODY),
    Deed.OPEN_LOCKED: Rule(STAFF),
    Deed.SEE_GRADES: Rule(MEMBERS, others=STAFF),
    Deed.GRADE: Rule(STAFF, others=STAFF),
    Deed.REVIEW: Rule(GUIDES, others=GUIDES),
    Deed.SEE_CLASSMATES: Rule(MEMBERS),
    Deed.SEE_PEOPLE: Rule(SIGNED_IN),
    Deed.DISCUSS: Rule(MEMBERS),
    Deed.MODERATE: Rule(GUIDES),
    Deed.TEACH: Rule(STAFF),
    Deed.KEEP_NOTES: Rule(SIGNED_IN),
    Deed.WATCH: Rule(SIGNED_IN),
    Deed.SEE_HOURS: Rule(SIGNED_IN),
}
"""The whole table."""


def standing_of(user: User | None, membership: Membership | None) -> Standing:
    """Where somebody stands towards a course in which they have this membership."""
    if user is None:
        return Standing.GUEST
    if user.role is SchoolRole.ADMINISTRATOR:
        return Standing.ADMINISTRATOR
    if user.role is SchoolRole.TEACHER:
        return Standing.TEACHER
    if membership is None or not membership.is_current:
        return Standing.LEARNER
    return _IN_COURSE[membership.role]


def is_allowed(deed: Deed, standing: Standing, *, own: bool = True) -> bool:
    """Whether the table lets somebody who stands so do this, to themselves (`own`) or to somebody else."""
    rule = RULES[deed]
    return standing in (rule.may if own else rule.others)


def need_possible(deed: Deed, user: User | None, *, own: bool = True) -> None:
    """As `need_allowed`, where the course is not known yet: refuse what no standing in any course allows."""
    standing = standing_of(user, None)
    if standing is not Standing.LEARNER or not _is_allowed_somewhere(deed, own=own):
        need_allowed(deed, standing, own=own)


@cache
def _is_allowed_somewhere(deed: Deed, *, own: bool) -> bool:
    return any(is_allowed(deed, one, own=own) for one in _IN_COURSE.values())


@cache
def depends_on_course(deed: Deed, *, own: bool = True) -> bool:
    """Whether it matters who somebody is in the course, beside what they are in the school."""
    rule = RULES[deed]
    who = rule.may if own else rule.others
    return len({standing in who for standing in (Standing.LEARNER, *_IN_COURSE.values())}) > 1


def need_allowed(deed: Deed, standing: Standing, *, own: bool = True, course: str = "this course") -> None:
    """Refuse what the table forbids; raises `NotSignedIn`, `NotEnrolled`, `NotAuthorized`.

    `course` is how the course is called, for people.
    """
    if is_allowed(deed, standing, own=own):
        return
    if standing is Standing.GUEST:
        raise NotSignedIn("Sign in first.")
    if standing is Standing.LEARNER and is_allowed(deed, Standing.CLASSMATE, own=own):
        raise NotEnrolled(f"You are not enrolled in {course}.")
    raise NotAuthorized(f"You may not {deed.value}{'' if own else ' when that is somebody else'}.")


def told(deed: Deed) -> str:
    """Who may do this, in words: `whoever is signed in; teachers also for others`."""
    rule = RULES[deed]
    if rule.others in {NOBODY, rule.may}:
        return _words(rule.may)
    others = f"; {_words(rule.others)} also for others"
    return f"{_words(rule.may)}{others}"


def _words(standings: frozenset[Standing]) -> str:
    listed = ", ".join(one.value for one in Standing if one in standings)
    return _NAMED.get(standings, listed)


_NAMED: Final[Mapping[frozenset[Standing], str]] = {
    EVERYBODY: "everybody",
    SIGNED_IN: "whoever is signed in",
    MEMBERS: "whoever is in the course",
    GUIDES: "mentors, teachers and administrators",
    STAFF: "teachers and administrators",
    ADMINISTRATORS: "administrators",
    NOBODY: "nobody",
}
_IN_COURSE: Final[Mapping[CourseRole, Standing]] = {
    CourseRole.LEARNER: Standing.CLASSMATE,
    CourseRole.PRE_ENROLLED_LEARNER: Standing.LEARNER,
    CourseRole.MENTOR: Standing.MENTOR,
    CourseRole.INSTRUCTOR: Standing.TEACHER,
}
