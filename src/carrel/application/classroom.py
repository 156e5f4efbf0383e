"""One course as one person sees it: what it holds, what they did, what is still locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from carrel.application.access import standing_in
from carrel.application.editions import Edition, Place
from carrel.application.visit import Visit
from carrel.courseware.course import Reference
from carrel.domain.access import Deed, Standing, is_allowed, need_allowed, standing_of
from carrel.domain.deadlines import ModuleDeadline, next_deadline
from carrel.domain.enrollment import Membership
from carrel.domain.errors import ItemLocked, UnknownCourse, WrongKind
from carrel.domain.grading import CourseGrade, course_grade
from carrel.domain.locking import Lock, locks
from carrel.domain.progress import CourseProgress, ItemProgress, completed, course_progress
from carrel.domain.sessions import Pace
from carrel.domain.users import User
from carrel.store import courses, deadlines, grades, memberships, progress

ACCESS_INTERVAL = 60_000
"""Milliseconds between two notes of the same learner's visits to a course."""


@dataclass(frozen=True)
class Classroom:
    """A course, and one person's standing in it. `membership` is None for who is not enrolled.

    `pace` is by what their deadlines go; None for who does not take the course.
    """

    edition: Edition
    actor: User | None
    membership: Membership | None
    items: Mapping[str, ItemProgress]
    scores: Mapping[str, float]
    pace: Pace | None = None

    @cached_property
    def done(self) -> frozenset[str]:
        """The ids of the completed items."""
        return completed(self.items)

    @property
    def standing(self) -> Standing:
        """Where this person stands towards the course."""
        return standing_of(self.actor, self.membership)

    @cached_property
    def locks(self) -> Mapping[str, Lock]:
        """The closed items and why they are closed; none for whom locks do not hold."""
        if is_allowed(Deed.OPEN_LOCKED, self.standing):
            return {}
        return locks(self.edition.course, self.done)

    @cached_property
    def progress(self) -> CourseProgress:
        """The states of items, the percentages, and what comes next."""
        return course_progress(self.edition.course, self.items, self.locks)

    @cached_property
    def deadlines(self) -> tuple[ModuleDeadline, ...]:
        """When each module is due; none for who is not enrolled, or turned deadlines off."""
        return self.pace.deadlines(self.edition.course) if self.pace else ()

    def item_due(self, item_id: str) -> int | None:
        """When an item is due (epoch ms), if it is at all."""
        place = self.edition.places.get(item_id)
        if place is None or self.pace is None:
            return None
        return self.pace.item_due(self.edition.course, place.module.id, item_id)

    @cached_property
    def next_deadline(self) -> ModuleDeadline | None:
        """The earliest deadline of a module with something left to do."""
        return next_deadline(self.edition.course, self.deadlines, self.done)

    @cached_property
    def grade(self) -> CourseGrade:
        """The course's grade so far."""
        return course_grade(self.edition.course, self.scores)

    @property
    def is_open(self) -> bool:
        """Whether the course's content is open to this person."""
        return is_allowed(Deed.STUDY, self.standing)


def see_course(visit: Visit, slug: str) -> Classroom:
    """The course of this slug as the visitor sees it, which anyone may; raises `UnknownCourse`."""
    return _classroom(visit, _current(courses.current_edition(visit.connection, slug), slug))


def see_course_by_id(visit: Visit, course_id: str) -> Classroom:
    """The course of this id as the visitor sees it; raises `UnknownCourse`."""
    return _classroom(visit, _current(courses.current_edition_by_id(visit.connection, course_id), course_id))


def enter_course(visit: Visit, slug: str) -> Classroom:
    """The course for somebody who takes it; raises `NotSignedIn`, `UnknownCourse`, `NotEnrolled`."""
    visit.learner()
    return _entered(see_course(visit, slug))


def enter_course_by_id(visit: Visit, course_id: str) -> Classroom:
    """As `enter_course`, by id."""
    visit.learner()
    return _entered(see_course_by_id(visit, course_id))


def my_classrooms(visit: Visit) -> Sequence[tuple[Membership, Classroom]]:
    """Every course that the visitor takes, the first joined first; raises `NotSignedIn`.

    Costs as many reads as one of them. A course that is not taught any more is left out: the membership
    stays, in case it returns.
    """
    learner, connection = visit.learner(), visit.connection
    members = [one for one in memberships.memberships_of(connection, learner.id) if not one.hidden]
    editions = courses.current_editions(connection, [one.course_id for one in members])
    items = progress.items_by_course(connection, learner.id)
    scores = grades.scores_by_course(connection, learner.id)
    paces = deadlines.paces_of(connection, learner.id)
    return [
        (
            one,
            Classroom(
                visit.shelf.edition(connection, editions[one.course_id]),
                learner,
                one,
                items.get(one.course_id, {}),
                scores.get(one.course_id, {}),
                paces.get(one.course_id),
            ),
        )
        for one in members
        if one.course_id in editions
    ]


def open_item(classroom: Classroom, item_id: str, *kinds: str) -> Place:
    """An item whose content this person may see now.

    Raises `NotEnrolled`, `UnknownItem`, `WrongKind` (when it is of none of `kinds`), `ItemLocked`.
    """
    _entered(classroom)
    place = classroom.edition.place_of(item_id)
    if kinds and place.item.kind not in kinds:
        raise WrongKind(item_id, place.item.kind, " or ".join(kinds))
    # Most items have none, and working out all of a course takes its time.
    if place.item.lock and (lock := classroom.locks.get(item_id)):
        names = [classroom.edition.places[missing].item.name for missing in lock.missing]
        raise ItemLocked(f"“{place.item.name}” opens when you have completed: {', '.join(names)}.")
    return place


def open_reference(classroom: Classroom, reference_id: str) -> Reference:
    """A reference of a course that is open to this person; raises `NotEnrolled`, `NoSuchThing`."""
    return _entered(classroom).edition.reference(reference_id)


def reach_item(visit: Visit, edition: Edition, item_id: str, *kinds: str) -> tuple[Classroom, Place]:
    """As `enter_course` and `open_item` together, reading no more than this one item needs.

    The classroom shows progress only where the item's lock depends on it, and deadlines only where the item
    counts for the grade.
    """
    learner, course_id = visit.learner(), edition.course.id
    place = edition.places.get(item_id)
    if place is not None and place.item.lock:
        classroom = _classroom(visit, edition.id)
    else:
        member = memberships.membership(visit.connection, learner.id, course_id)
        counts = place is not None and place.item.is_passable
        pace = deadlines.pace_of(visit.connection, learner.id, course_id) if counts else None
        classroom = Classroom(edition, learner, member, {}, {}, pace)
    return classroom, open_item(classroom, item_id, *kinds)


def current_edition(visit: Visit, *, slug: str = "", course_id: str = "") -> Edition:
    """The edition of a course that is taught now, by slug or by id; raises `UnknownCourse`."""
    if slug:
        found = courses.current_edition(visit.connection, slug)
    else:
        found = courses.current_edition_by_id(visit.connection, course_id)
    return visit.shelf.edition(visit.connection, _current(found, slug or course_id))


def freshness(visit: Visit, slug: str) -> tuple[int, int, int, str] | None:
    """A cheap token that changes whenever what the visitor sees of the course changes.

    None where there is no such course. Costs one point read.
    """
    learner_id = visit.actor.id if visit.actor else 0
    found = memberships.versions(visit.connection, learner_id, slug)
    if found is None:
        return None
    edition_id, version = found
    role = visit.actor.role.value if visit.actor else ""
    return edition_id, learner_id, -1 if version is None else version, role


def locked_items(visit: Visit, slug: str) -> tuple[int, frozenset[str]]:
    """The edition's id, and the ids of the items that are locked for the visitor; raises `UnknownCourse`.

    The same as the classroom's locks, for less.
    """
    edition_id = _current(courses.current_edition(visit.connection, slug), slug)
    edition = visit.shelf.edition(visit.connection, edition_id)
    if visit.actor is None:
        return edition_id, frozenset(locks(edition.course, frozenset()))
    if is_allowed(Deed.OPEN_LOCKED, standing_in(visit, edition.course.id)):
        return edition_id, frozenset()
    done = progress.completed_items(visit.connection, visit.actor.id, edition.course.id)
    return edition_id, frozenset(locks(edition.course, done))


def record_visit(visit: Visit, course_id: str) -> None:
    """Note that the visitor opened the course, unless that was noted within the last minute."""
    if visit.actor is not None:
        record_access(visit, memberships.membership(visit.connection, visit.actor.id, course_id))


def record_access(visit: Visit, member: Membership | None) -> None:
    """As `record_visit`, by a membership read in the same transaction."""
    if member and visit.now - (member.last_accessed_at or 0) >= ACCESS_INTERVAL:
        memberships.record_access(visit.connection, member.learner_id, member.course_id, visit.now)


def _current(found: tuple[str, int] | None, asked: str) -> int:
    if found is None:
        raise UnknownCourse(f"There is no course {asked} in this school.")
    return found[1]


def _classroom(visit: Visit, edition_id: int) -> Classroom:
    edition = visit.shelf.edition(visit.connection, edition_id)
    if visit.actor is None:
        return Classroom(edition, None, None, {}, {})
    course_id, learner_id = edition.course.id, visit.actor.id
    return Classroom(
        edition,
        visit.actor,
        memberships.membership(visit.connection, learner_id, course_id),
        progress.items_of(visit.connection, learner_id, course_id),
        grades.scores_of(visit.connection, learner_id, course_id),
        deadlines.pace_of(visit.connection, learner_id, course_id),
    )


def _entered(classroom: Classroom) -> Classroom:
    need_allowed(Deed.STUDY, classroom.standing, course=f"“{classroom.edition.course.name}”")
    return classroom
