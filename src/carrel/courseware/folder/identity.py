"""Ids for what has none written: derived from the course and the slugs on the way, and so the same again."""

from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from carrel.courseware.course import Course, Instructor, Lesson, Module, Objective, Partner, Reference
from carrel.courseware.folder.manifest import MANIFEST
from carrel.courseware.folder.places import REFERENCES, TEXT_ENDING
from carrel.courseware.folder.tree import join
from carrel.courseware.ids import long_id, number_id, short_id
from carrel.courseware.items import Item

Person = TypeVar("Person", Partner, Instructor)


class DerivedId(Struct, frozen=True):
    """An id that no file says yet, and where it can be recorded.

    `path` is a TOML or Markdown file, which may be missing; `table` leads to the table within it, such as
    `("partners", 0)`; it is empty for the file's own.
    """

    path: str
    id: str
    table: tuple[str | int, ...] = ()


def with_ids(course: Course, written: set[str]) -> tuple[Course, tuple[DerivedId, ...]]:
    """`course` with an id wherever it was empty, and which these are.

    `written` are the ids of modules, lessons, items, objectives and references that are taken already.
    """
    deriver = _Deriver(course, set(written))
    return deriver.course(), tuple(deriver.derived)


class _Deriver:
    def __init__(self, course: Course, taken: set[str]) -> None:
        self._course = course
        self._course_id = course.id or long_id(course.slug)
        self._taken = taken
        self.derived: list[DerivedId] = []

    def course(self) -> Course:
        course = self._course
        if not course.id:
            self.derived.append(DerivedId(MANIFEST, self._course_id))
        return replace(
            course,
            id=self._course_id,
            partners=self._people("partners", course.partners, [one.name for one in course.partners]),
            instructors=self._people(
                "instructors", course.instructors, [one.full_name for one in course.instructors]
            ),
            modules=tuple(map(self._module, course.modules)),
            references=tuple(map(self._reference, course.references)),
        )

    def _people(self, table: str, people: tuple[Person, ...], names: list[str]) -> tuple[Person, ...]:
        """The same name has the same id in every course, for it is the same institution or person."""
        taken = {person.id for person in people}
        with_id = []
        for at, (person, name) in enumerate(zip(people, names, strict=True)):
            identity = person.id
            if not identity:
                identity = number_id(table, name, taken=taken)
                taken.add(identity)
                self.derived.append(DerivedId(MANIFEST, identity, (table, at)))
            with_id.append(replace(person, id=identity))
        return tuple(with_id)

    def _module(self, module: Module) -> Module:
        identity = self._identity(module.id, module.slug, join(module.place, "module.toml"))
        objectives = tuple(self._objective(module, objective) for objective in module.objectives)
        lessons = tuple(self._lesson(module, lesson) for lesson in module.lessons)
        return replace(module, id=identity, objectives=objectives, lessons=lessons)

    def _objective(self, module: Module, objective: Objective) -> Objective:
        # A teacher's plain list of sentences stays one: these ids are never recorded.
        return replace(objective, id=objective.id or self._short_id(f"{module.slug}#{objective.text}"))

    def _lesson(self, module: Module, lesson: Lesson) -> Lesson:
        slugs, place = f"{module.slug}/{lesson.slug}", join(module.place, lesson.place)
        identity = self._identity(lesson.id, slugs, join(place, "lesson.toml"))
        return replace(
            lesson, id=identity, items=tuple(self._item(slugs, place, item) for item in lesson.items)
        )

    def _item(self, slugs: str, place: str, item: Item) -> Item:
        path = join(place, item.place)
        record = path if path.endswith(TEXT_ENDING) else join(path, "item.toml")
        return replace(item, id=self._identity(item.id, f"{slugs}/{item.slug}", record))

    def _reference(self, reference: Reference) -> Reference:
        slugs, record = f"references:{reference.slug}", join(REFERENCES, reference.place)
        return replace(reference, id=self._identity(reference.id, slugs, record))

    def _identity(self, written: str, slugs: str, record: str) -> str:
        if written:
            return written
        identity = self._short_id(slugs)
        self.derived.append(DerivedId(record, identity))
        return identity

    def _short_id(self, path: str) -> str:
        identity = short_id(self._course_id, path, taken=self._taken)
        self._taken.add(identity)
        return identity
