"""What a site is asked about a course: which resources, which of their fields, and what is linked to them.

Pure. Batches are questions that each answer for several items.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import msgspec

from carrel.client import Question, of, questions
from carrel.client.questions import KeyLike
from carrel.resources import content, course_materials, courses, deadlines, designs
from carrel.resources.records import Record, Resource

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Inquiry(Generic[R]):
    """A question, and the resources of which linked elements are wanted with its answer."""

    question: Question[R]
    linked: tuple[Resource[Record], ...] = ()


@dataclass(frozen=True, slots=True)
class Content(Generic[R]):
    """What items of some kind hold: a resource, asked by their keys, with one relation."""

    resource: Resource[R]
    relation: str = ""
    linked: tuple[Resource[Record], ...] = ()

    def of(self, key: KeyLike) -> Inquiry[R]:
        """About one item alone."""
        return Inquiry(
            questions.get(self.resource, key, fields=self._fields(), includes=self._includes()), self.linked
        )

    def of_each(self, keys: Sequence[KeyLike]) -> list[Inquiry[R]]:
        """About several items, many at a time."""
        asked = questions.multi_get(self.resource, keys, fields=self._fields(), includes=self._includes())
        return [Inquiry(question, self.linked) for question in asked]

    def _fields(self) -> list[Any]:
        shown = self.resource.schema.fields
        own = [one.name for one in msgspec.structs.fields(self.resource.record) if one.encode_name in shown]
        return [*own, *[of(one) for one in self.linked]]

    def _includes(self) -> list[str]:
        return [self.relation] if self.relation else []


FILES: Final = Content(content.ASSETS)
DESIGN: Final = Content(designs.COURSE_DESIGNS)
SCHEDULE: Final = Content(deadlines.COURSE_SCHEDULES)


def page_of(slug: str) -> Inquiry[courses.CourseRecord]:
    """What the course's own page tells, with its partners and instructors."""
    question = questions.find(
        courses.COURSES,
        "slug",
        slug=slug,
        fields=[
            *("description", "photo_url", "partner_ids", "instructor_ids", "level", "workload"),
            *("domain_types", "primary_languages", "name", "slug"),
            of(courses.PARTNERS, "name", "short_name", "description", "logo", "square_logo", "home_link"),
            of(courses.PARTNERS, "location"),
            of(courses.INSTRUCTORS, "full_name", "title", "department", "bio", "photo"),
        ],
        includes=["partner_ids", "instructor_ids"],
    )
    return Inquiry(question, (courses.PARTNERS, courses.INSTRUCTORS))


def materials_of(slug: str) -> Inquiry[course_materials.CourseMaterialRecord]:
    """The table of contents."""
    linked = (
        course_materials.MODULES,
        course_materials.LESSONS,
        course_materials.ITEMS,
        course_materials.PASSABLE_LESSON_ELEMENTS,
    )
    question = questions.find(
        course_materials.COURSE_MATERIALS,
        "slug",
        slug=slug,
        show_locked_items="true",
        fields=["module_ids", *[of(one) for one in linked]],
        includes=["modules", "lessons", "items", "passable_lesson_elements"],
    )
    return Inquiry(question, linked)


def first_generation_of(slug: str) -> Inquiry[course_materials.CourseMaterialRecord]:
    """The contents as only the first generation tells them: which texts the assignments have."""
    question = questions.find(
        course_materials.COURSE_MATERIALS_V1,
        "slug",
        slug=slug,
        show_locked_items="true",
        fields=[of(course_materials.ITEMS_V1, "content")],
        includes=["item_ids"],
    )
    return Inquiry(question, (course_materials.ITEMS_V1,))
