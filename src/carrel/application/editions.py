"""Published editions as they are read: immutable, indexed, and kept at hand.

An edition never changes, so whatever is computed from it (a reading's CML, its HTML) is computed once.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from threading import Lock
from typing import Final

from sqlalchemy import Connection

from carrel.application import texts
from carrel.application.forum_map import forums_of, prompt_id
from carrel.application.handles import download_id, video_id
from carrel.application.listing import Listing
from carrel.application.seen import SeenQuestion, asked
from carrel.courseware.course import Course, File, Lesson, Module, Reference
from carrel.courseware.items import DISCUSSION_PROMPT, LECTURE, Item, assessment_of
from carrel.courseware.questions import Question
from carrel.domain.assessing import paper
from carrel.domain.errors import NoSuchThing, UnknownItem
from carrel.domain.forums import Forum
from carrel.store import courses

PAPERS: Final = 2048
"""Papers of an edition kept at hand: those of the attempts that are being taken."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands in its course."""

    module: Module
    lesson: Lesson
    item: Item


@dataclass(frozen=True)
class Edition:
    """One published edition of a course."""

    id: int
    course: Course
    _texts: dict[str, texts.Text] = field(default_factory=dict, repr=False, compare=False)
    _short_texts: dict[tuple[str, str], texts.Text] = field(default_factory=dict, repr=False, compare=False)
    _asked: dict[tuple[str, str, bool], SeenQuestion] = field(default_factory=dict, repr=False, compare=False)
    _papers: dict[tuple[str, str], tuple[Question, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every item's place, by item id, in the order of study."""
        return {
            item.id: Place(module, lesson, item)
            for module in self.course.modules
            for lesson in module.lessons
            for item in lesson.items
        }

    @property
    def files(self) -> Mapping[str, File]:
        """The course's files by id."""
        return self.course.file_of

    @cached_property
    def lecture_of_video(self) -> Mapping[str, str]:
        """The ids of lectures by the ids of their videos."""
        lectures = (item for item in self.course.items() if item.kind == LECTURE)
        return {video_id(self.course.id, item.id): item.id for item in lectures}

    @cached_property
    def downloads(self) -> Mapping[str, File]:
        """The course's files by the ids under which lectures list them when they are attached to one."""
        return {download_id(self.course.id, file.id): file for file in self.course.files}

    @cached_property
    def forums(self) -> Mapping[str, Forum]:
        """The course's forums by id, in their order."""
        return {forum.id: forum for forum in forums_of(self.course)}

    @cached_property
    def prompts(self) -> Mapping[str, str]:
        """The ids of items that ask everybody, by the ids of their questions."""
        asking = (item for item in self.course.items() if item.kind == DISCUSSION_PROMPT)
        return {prompt_id(self.course.id, item.id): item.id for item in asking}

    def place_of(self, item_id: str) -> Place:
        """Where the item stands; raises `UnknownItem`."""
        if place := self.places.get(item_id):
            return place
        raise UnknownItem(f"The course “{self.course.name}” has no item {item_id}.")

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        """The course's references by id, in their order."""
        return {reference.id: reference for reference in self.course.references}

    def reference(self, reference_id: str) -> Reference:
        """The reference of this id; raises `NoSuchThing`."""
        if found := self.references.get(reference_id):
            return found
        raise NoSuchThing(f"The course “{self.course.name}” has no reference {reference_id}.")

    def text_of(self, part: Item | Reference) -> texts.Text:
        """The part's reading or instructions, in every spelling."""
        if part.id not in self._texts:
            self._texts[part.id] = texts.text_of(self.course, part)
        return self._texts[part.id]

    def question_text(self, item: Item, markdown: str) -> texts.Text:
        """A text that stands among the questions of an item, such as a prompt."""
        key = item.id, markdown
        if key not in self._short_texts:
            self._short_texts[key] = texts.text_at(self.course, questions_path(item), markdown)
        return self._short_texts[key]

    def asked(self, item: Item, question: Question, *, tells_answers: bool) -> SeenQuestion:
        """A question of an item, or one of its papers, as nobody has answered it yet: the same each time."""
        key = item.id, question.id, tells_answers
        if (known := self._asked.get(key)) is not None:
            return known
        made = asked(question, partial(self.question_text, item), tells_answers=tells_answers)
        return self._asked.setdefault(key, made)

    def paper_of(self, item: Item, seed: str) -> tuple[Question, ...]:
        """The questions of one attempt at an item, in its own order; none where the item asks nothing."""
        key = item.id, seed
        if (known := self._papers.get(key)) is not None:
            return known
        assessment = assessment_of(item.content)
        if len(self._papers) >= PAPERS:
            self._papers.clear()
        made = self._papers[key] = paper(assessment, seed) if assessment else ()
        return made


def questions_path(item: Item) -> str:
    """Where the questions of an item stand in its course folder; empty where it asks nothing."""
    assessment = assessment_of(item.content)
    return assessment.path if assessment else ""


class Shelf:
    """The editions read lately, by id, and the list of all courses. Safe to use from several threads."""

    def __init__(self, capacity: int = 64) -> None:
        self._capacity = capacity
        self._editions: OrderedDict[int, Edition] = OrderedDict()
        self._listing = Listing(0, ())
        self._lock = Lock()

    def listing(self, connection: Connection) -> Listing:
        """The list of all courses; it is read anew once something was published since."""
        newest, known = courses.newest_edition(connection), self._listing
        if known.newest != newest:
            known = self._listing = Listing(newest, courses.listed_courses(connection))
        return known

    def edition(self, connection: Connection, edition_id: int) -> Edition:
        """The edition of this id, which is known to exist."""
        with self._lock:
            if found := self._editions.get(edition_id):
                self._editions.move_to_end(edition_id)
                return found
        read = Edition(edition_id, courses.document(connection, edition_id))
        with self._lock:
            self._editions[edition_id] = read
            while len(self._editions) > self._capacity:
                self._editions.popitem(last=False)
        return read
