"""How staff arrange the school's courses: domains, specializations, lists. One file says all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import msgspec

from carrel.application.visit import Visit
from carrel.courseware.arrangement import Arrangement, CourseList, Domain, Specialization
from carrel.courseware.ids import name_of
from carrel.domain.errors import UnknownCourse
from carrel.store import courses
from carrel.store.facts import fact, put_fact

KEY: Final = "arrangement"
"""The fact under which the arrangement is kept."""


def arrangement(visit: Visit) -> Arrangement:
    """What was arranged last; nothing before that."""
    return arranged(visit).arrangement


def arranged(visit: Visit) -> "Arranged":
    """The same, indexed."""
    return _decoded(fact(visit.connection, KEY) or "{}")


def arrange(visit: Visit, wanted: Arrangement) -> Arrangement:
    """Arrange the courses like this from now on; raises `UnknownCourse` for a slug that no course has.

    What learners follow stays known while it is out of sight.
    """
    ids = courses.ids_by_slug(visit.connection)
    kept = msgspec.structs.replace(
        wanted,
        specializations=tuple(
            msgspec.structs.replace(one, courses=_ids(one, ids)) for one in wanted.specializations
        ),
        lists=tuple(msgspec.structs.replace(one, courses=_ids(one, ids)) for one in wanted.lists),
    )
    put_fact(visit.connection, KEY, msgspec.json.encode(kept).decode())
    return kept


def domains(visit: Visit) -> Sequence[Domain]:
    """The domains that were arranged, then those that only courses name."""
    arranged = arrangement(visit).domains
    known = {one.id for one in arranged} | {below.id for one in arranged for below in one.subdomains}
    named = visit.shelf.listing(visit.connection).by_domain.keys()
    return [*arranged, *(Domain(id=one, name=name_of(one)) for one in sorted(named - known))]


@dataclass(frozen=True)
class Arranged:
    """An arrangement, indexed."""

    arrangement: Arrangement

    @cached_property
    def specialization(self) -> Mapping[str, Specialization]:
        """The specializations by id."""
        return {one.id: one for one in self.arrangement.specializations}

    @cached_property
    def domain_of_subdomain(self) -> Mapping[str, str]:
        """The id of the domain around each subdomain."""
        return {below.id: one.id for one in self.arrangement.domains for below in one.subdomains}

    def specializations_of(self, course_id: str) -> list[str]:
        """The ids of the specializations that a course belongs to."""
        return self._of_course.get(course_id, [])

    @cached_property
    def _of_course(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in self.arrangement.specializations:
            for course_id in one.courses:
                found.setdefault(course_id, []).append(one.id)
        return found


def _ids(choice: Specialization | CourseList, ids: dict[str, str]) -> tuple[str, ...]:
    unknown = [slug for slug in choice.courses if slug not in ids]
    if unknown:
        raise UnknownCourse(
            f"“{choice.name}” names courses that this school does not have: {', '.join(unknown)}. "
            "Publish them first, or mend the slugs."
        )
    return tuple(ids[slug] for slug in choice.courses)


@lru_cache(4)
def _decoded(text: str) -> Arranged:
    return Arranged(msgspec.json.decode(text, type=Arrangement))
