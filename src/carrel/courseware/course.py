"""The course document: everything that one edition of a course says, as immutable values.

A document refers to files by their path within the course folder (POSIX, relative); the facts about each
file (hash, size, duration) stand once, in `Course.files`. Durations are milliseconds, sizes are bytes.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from carrel.courseware.items import Item, Reading

Completion = Literal["evidence", "trust"]
Policy = Literal["weighted", "mastery"]


class File(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file that the course carries.

    `id` names the file for as long as its path stays (22 characters of base64url); `sha256` names its
    bytes (64 hexadecimal digits). Media facts are absent where the file has none. A file that is not
    `served` is only kept: nothing in the course shows it to learners, and no address may lead to it.
    """

    path: str
    id: str
    name: str
    sha256: str
    size: int
    media_type: str
    duration: int | None = None
    width: int | None = None
    height: int | None = None
    served: bool = True
    extra: dict[str, object] = {}

    @property
    def saved_as(self) -> str:
        """A name to save it under: clients tell its form by the extension, and leave out what has none."""
        ending = f".{self.path.rpartition('.')[2]}"
        return self.name if self.name.lower().endswith(ending.lower()) else self.name + ending


class Partner(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The institution that gives the course. `id` is a string of digits; `logo` is a file's path."""

    id: str
    name: str
    short_name: str = ""
    description: str = ""
    home_link: str = ""
    location: str = ""
    logo: str = ""
    extra: dict[str, object] = {}


class Instructor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who teaches. `id` is a string of digits; `photo` is a file's path; `bio` is Markdown."""

    id: str
    full_name: str
    title: str = ""
    department: str = ""
    bio: str = ""
    photo: str = ""
    extra: dict[str, object] = {}


class Period(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Modules that are studied together, and for how many weeks."""

    module_ids: tuple[str, ...]
    weeks: int = 1
    extra: dict[str, object] = {}


class Grading(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the course is passed: a weighted mean of its passable items of at least `passing_fraction`.

    By the policy `mastery` every passable item has to be passed as well. `late_penalty` is the part of a
    score that each day begun after the deadline costs, `late_penalty_limit` the most that lateness costs.
    """

    policy: Policy = "weighted"
    passing_fraction: float = 0.7
    late_penalty: float = 0.0
    late_penalty_limit: float = 1.0
    extra: dict[str, object] = {}


class Objective(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a learner will be able to do after a module."""

    id: str
    text: str
    extra: dict[str, object] = {}


class Lesson(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A run of items. `place` is its folder's name, such as `01-first-steps`."""

    id: str
    slug: str
    name: str
    place: str
    items: tuple[Item, ...] = ()
    optional: bool = False
    extra: dict[str, object] = {}

    @property
    def time_commitment(self) -> int:
        """Milliseconds: the sum of its items."""
        return sum(item.time_commitment for item in self.items)


class Module(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A week's worth of lessons. `place` is its folder's name, such as `01-welcome`."""

    id: str
    slug: str
    name: str
    place: str
    description: str = ""
    objectives: tuple[Objective, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    optional: bool = False
    extra: dict[str, object] = {}

    @property
    def time_commitment(self) -> int:
        """Milliseconds: the sum of its lessons."""
        return sum(lesson.time_commitment for lesson in self.lessons)


class Reference(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A text beside the items, to look things up in. `place` is its file's name, such as `01-glossary.md`."""

    id: str
    slug: str
    name: str
    place: str
    content: Reading
    extra: dict[str, object] = {}


class Course(Struct, frozen=True, kw_only=True, omit_defaults=True, dict=True):
    """One course, whole. `id` is 22 characters of base64url; `image` is a file's path."""

    id: str
    slug: str
    name: str
    description: str = ""
    language: str = "en"
    level: str = ""
    workload: str = ""
    domains: tuple[str, ...] = ()
    image: str = ""
    completion: Completion = "evidence"
    partners: tuple[Partner, ...] = ()
    instructors: tuple[Instructor, ...] = ()
    schedule: tuple[Period, ...] = ()
    grading: Grading = Grading()
    modules: tuple[Module, ...] = ()
    references: tuple[Reference, ...] = ()
    files: tuple[File, ...] = ()
    extra: dict[str, object] = {}

    def items(self) -> Iterator[Item]:
        """Every item, in the order of study."""
        for module in self.modules:
            for lesson in module.lessons:
                yield from lesson.items

    @cached_property
    def lockable(self) -> tuple[tuple[Lesson, Item], ...]:
        """The items that name a lock, each after its lesson, in the order of study."""
        lessons = (lesson for module in self.modules for lesson in module.lessons)
        return tuple((lesson, item) for lesson in lessons for item in lesson.items if item.lock)

    @cached_property
    def file_at(self) -> dict[str, File]:
        """The files by path."""
        return {file.path: file for file in self.files}

    @cached_property
    def file_of(self) -> dict[str, File]:
        """The files by id."""
        return {file.id: file for file in self.files}
