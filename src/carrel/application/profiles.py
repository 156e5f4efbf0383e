"""What people show of themselves, and what others see of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from zoneinfo import available_timezones

from carrel.application.classroom import Classroom, enter_course_by_id
from carrel.application.guiding import guides, guides_in
from carrel.application.visit import Visit
from carrel.courseware.ids import is_language
from carrel.domain.enrollment import CourseRole, Membership
from carrel.domain.errors import Unfit
from carrel.domain.forums import Contributions
from carrel.domain.locking import locks
from carrel.domain.profiles import ANONYMOUS, Nearness, Sight, sight
from carrel.domain.progress import completed, course_progress
from carrel.domain.users import Privacy, User
from carrel.domain.writing import LONGEST_NAME, fitting, tidy_name
from carrel.store import forums, memberships, progress, users

LONGEST_LOCALE = 35
"""Characters; what a language tag is allowed to have."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody is seen as. `is_whole` is false for who does not show their name to the visitor.

    `role` is that in the course they are seen in; None where they have none. `guides` says that they teach
    or mentor there.
    """

    user_id: int
    external_id: str
    name: str
    is_whole: bool
    role: CourseRole | None = None
    guides: bool = False


@dataclass(frozen=True, slots=True)
class Classmate:
    """Somebody in a course that the visitor takes. `percent` is None where their progress is not shown."""

    profile: Profile
    percent: int | None
    contributions: Contributions


def my_profile(visit: Visit) -> User:
    """The visitor, as they are kept now; raises `NotSignedIn`."""
    actor = visit.learner()
    return users.user_by_id(visit.connection, actor.id) or actor


def change_profile(
    visit: Visit,
    *,
    name: str | None = None,
    locale: str | None = None,
    timezone: str | None = None,
    privacy: Privacy | None = None,
) -> User:
    """Change what the visitor says of themselves; None leaves as it is. Raises `NotSignedIn`, `Unfit`."""
    before = my_profile(visit)
    now = replace(
        before,
        name=before.name if name is None else fitting(tidy_name(name), LONGEST_NAME, "A name"),
        locale=before.locale if locale is None else _locale(locale),
        timezone=before.timezone if timezone is None else _timezone(timezone),
        privacy=before.privacy if privacy is None else privacy,
    )
    users.put_profile(visit.connection, now)
    return now


def profiles_by_id(visit: Visit, ids: Sequence[int], course_id: str | None = None) -> list[Profile]:
    """What the visitor sees of these people, in the order asked; who may not be seen is left out.

    With a course, it is what they are in that course, which the visitor has to take: raises `NotSignedIn`,
    `UnknownCourse`, `NotEnrolled`. Without one, classmates are those of any course.
    """
    known = users.users_by_id(visit.connection, ids)
    return _seen(visit, [known[one] for one in dict.fromkeys(ids) if one in known], course_id)


def profiles_by_external_id(
    visit: Visit, external_ids: Sequence[str], course_id: str | None = None
) -> list[Profile]:
    """The same by external ids."""
    return _seen(visit, users.users_by_external_id(visit.connection, external_ids), course_id)


def profiles_in(visit: Visit, classroom: Classroom, user_ids: Iterable[int]) -> dict[int, Profile]:
    """What is seen of those who wrote something in a course, by id; also of who has left it since."""
    people = users.users_by_id(visit.connection, user_ids)
    members = memberships.memberships_in_course(visit.connection, classroom.edition.course.id, people)
    looked = _looking(classroom)
    seen = ((one.id, looked.at(one, members.get(one.id), is_near=True)) for one in people.values())
    return {user_id: one for user_id, one in seen if one is not None}


def classmates(visit: Visit, course_id: str, external_ids: Sequence[str]) -> list[Classmate]:
    """Those of these people who take the course, in their order.

    Raises `NotSignedIn`, `UnknownCourse`, `NotEnrolled`.
    """
    classroom = enter_course_by_id(visit, course_id)
    people = users.users_by_external_id(visit.connection, external_ids)
    members = memberships.memberships_in_course(visit.connection, course_id, [one.id for one in people])
    current = {one.learner_id: one for one in members.values() if one.is_current}
    looked = _looking(classroom)
    seen = [looked.at(one, current[one.id], is_near=True) for one in people if one.id in current]
    shown = [one for one in seen if one is not None]
    done = progress.items_of_learners(
        visit.connection, [one.user_id for one in shown if one.is_whole], course_id
    )
    course = classroom.edition.course
    percents = {
        user_id: course_progress(course, items, locks(course, completed(items))).overall
        for user_id, items in done.items()
    }
    written = forums.contributions(visit.connection, course_id, [one.user_id for one in shown])
    return [
        Classmate(one, percents.get(one.user_id), written.get(one.user_id, Contributions())) for one in shown
    ]


def _seen(visit: Visit, people: Sequence[User], course_id: str | None) -> list[Profile]:
    ids = [one.id for one in people]
    if course_id is not None:
        classroom = enter_course_by_id(visit, course_id)
        members = memberships.memberships_in_course(visit.connection, course_id, ids)
        near = {one.learner_id for one in members.values() if not one.hidden}
        looked = _looking(classroom)
    else:
        near = set(memberships.sharing_a_course(visit.connection, visit.learner().id, ids))
        members, looked = {}, _Looking(visit.learner(), is_guide=guides(visit.learner(), None))
    seen = (looked.at(one, members.get(one.id), is_near=one.id in near) for one in people)
    return [one for one in seen if one is not None]


@dataclass(frozen=True, slots=True)
class _Looking:
    """Who looks at others: `is_guide` says that nobody hides from them."""

    actor: User
    is_guide: bool

    def at(self, person: User, member: Membership | None, *, is_near: bool) -> Profile | None:
        """What they see of a person; None when nothing."""
        role = member.role if member and not member.hidden else None
        is_guide = guides(person, member)
        match sight(person.privacy, self._nearness(person, is_near=is_near), teaches=is_guide):
            case Sight.WHOLE:
                return Profile(
                    person.id, person.external_id, person.name, is_whole=True, role=role, guides=is_guide
                )
            case Sight.NAMELESS:
                return Profile(person.id, person.external_id, ANONYMOUS, is_whole=False, role=role)
            case Sight.NOTHING:
                return None

    def _nearness(self, person: User, *, is_near: bool) -> Nearness:
        if self.is_guide or person.id == self.actor.id:
            return Nearness.STAFF
        return Nearness.CLASSMATE if is_near else Nearness.STRANGER


def _looking(classroom: Classroom) -> _Looking:
    if classroom.actor is None:
        raise TypeError(classroom)
    return _Looking(classroom.actor, guides_in(classroom))


def _locale(text: str) -> str:
    if len(text) > LONGEST_LOCALE or not is_language(text):
        raise Unfit(f"{text[:LONGEST_LOCALE]!r} is not a language tag. One looks like en or pt-BR.")
    return text


def _timezone(text: str) -> str:
    if text not in time_zones():
        raise Unfit(f"{text[:LONGEST_NAME]!r} is not a time zone. One looks like Europe/Berlin.")
    return text


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones that this machine knows."""
    return frozenset(available_timezones())
