"""Finding things in the school: names and descriptions for everybody, texts for those who may open them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from carrel.application.access import require
from carrel.application.visit import Visit
from carrel.courseware.captions import read_captions, transcript
from carrel.courseware.course import Course, Module
from carrel.courseware.faults import FaultyCaptions
from carrel.courseware.items import Item, Lecture, Reading
from carrel.courseware.prose.markdown import read_markdown
from carrel.courseware.prose.plain import plain_text
from carrel.domain.access import Deed, is_allowed, standing_of
from carrel.domain.errors import UnknownCourse
from carrel.domain.locking import locks
from carrel.domain.searching import REFERENCE, Audience, Entry, Segment, query_words, snippet
from carrel.store import courses, memberships, progress, searching
from carrel.store.courses import Card
from carrel.store.engine import Database
from carrel.store.errors import NotFound
from carrel.store.facts import fact, put_fact
from carrel.store.media import MediaStore
from carrel.store.searching import Eyes

VERSION: Final = "1"
"""Goes up when what can be found of a course is worked out otherwise than before."""
KEY: Final = "search"
"""The fact that says by which version the index was made."""
MOST_COURSES: Final = 500
"""Hits that are looked through for the courses they lie in."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found, and the course it is in. `snippet` is its text around what was looked for."""

    entry: Entry
    card: Card
    snippet: Sequence[Segment]


def search(
    visit: Visit, query: str, start: int, limit: int, course_id: str = ""
) -> tuple[Sequence[Hit], int]:
    """A page of what the visitor may find, the best first, and how much there is in all.

    With a `course_id`, in that course alone; raises `UnknownCourse`, and `NotSignedIn` or `NotEnrolled` for
    whom it is not open to.
    """
    words = query_words(query)
    found, total = searching.find(visit.connection, words, _eyes(visit, course_id), start, limit)
    cards = courses.cards_by_id(visit.connection, [one.course_id for one in found])
    by_id = {card.course.id: card for card in cards}
    return [Hit(one, by_id[one.course_id], snippet(one.text, words)) for one in found], total


def find_courses(visit: Visit, query: str) -> Sequence[str]:
    """The ids of the courses in which the visitor finds something, the best first."""
    found, _ = searching.find(visit.connection, query_words(query), _eyes(visit, ""), 0, MOST_COURSES)
    return list(dict.fromkeys(one.course_id for one in found))


def entries(course: Course, media: MediaStore) -> Sequence[Entry]:
    """What can be found in a course, whose media are stored."""
    people = [
        *(one.full_name for one in course.instructors),
        *(f"{one.title} {one.department}" for one in course.instructors),
        *(one.name for one in course.partners),
    ]
    about = "\n".join([_plain(course.description), *people, *course.domains])
    found = [Entry(course.id, "course", course.name, about)]
    for number, module in enumerate(course.modules, 1):
        found += _of_module(course, number, module, media)
    for one in course.references:
        text = _plain(one.content.markdown)
        found.append(Entry(course.id, REFERENCE, one.name, text, 0, one.id, Audience.INSIDE))
    return found


def index_anew(database: Database, media: MediaStore) -> None:
    """Work out what can be found in every course, where that was done otherwise or not at all before."""
    if database.read(lambda connection: fact(connection, KEY)) == VERSION:
        return
    documents = database.read(courses.current_documents)
    found = {course.id: entries(course, media) for course in documents}

    def keep(connection: Connection) -> None:
        for course_id, one in found.items():
            searching.replace_entries(connection, course_id, one)
        put_fact(connection, KEY, VERSION)

    database.write(keep)


def _eyes(visit: Visit, course_id: str) -> Eyes:
    if course_id:
        _need_open(visit, course_id)
    if visit.actor is None:
        return Eyes()
    if is_allowed(Deed.OPEN_LOCKED, standing_of(visit.actor, None)):
        return Eyes(is_staff=True, course_id=course_id)
    own = memberships.memberships_of(visit.connection, visit.actor.id)
    taken = frozenset(one.course_id for one in own if one.is_current)
    return Eyes(taken, _locked(visit, visit.actor.id, taken), course_id=course_id)


def _need_open(visit: Visit, course_id: str) -> None:
    if courses.current_edition_by_id(visit.connection, course_id) is None:
        raise UnknownCourse(f"There is no course {course_id} in this school.")
    require(visit, Deed.STUDY, course_id=course_id)


def _locked(visit: Visit, learner_id: int, taken: frozenset[str]) -> frozenset[str]:
    """The items whose texts are locked for a learner, as `{courseId}~{itemId}`."""
    lockable = searching.with_lockable_texts(visit.connection, taken)
    if not lockable:
        return frozenset()
    done = progress.completed_in_all(visit.connection, learner_id)
    editions = courses.current_editions(visit.connection, lockable)
    taught = [visit.shelf.edition(visit.connection, one).course for one in editions.values()]
    return frozenset(
        f"{course.id}~{item_id}"
        for course in taught
        for item_id in locks(course, done.get(course.id, frozenset()))
    )


def _of_module(course: Course, number: int, module: Module, media: MediaStore) -> Iterator[Entry]:
    about = "\n".join([_plain(module.description), *(one.text for one in module.objectives)])
    yield Entry(course.id, "module", module.name, about, number, module.id)
    for lesson in module.lessons:
        yield Entry(course.id, "lesson", lesson.name, "", number, lesson.id)
        for item in lesson.items:
            yield from _of_item(course, number, item, media)


def _of_item(course: Course, number: int, item: Item, media: MediaStore) -> Iterator[Entry]:
    text = _text(course, item, media)
    if not text:
        yield Entry(course.id, item.kind, item.name, "", number, item.id)
        return
    lockable = bool(item.lock)
    for audience, own in ((Audience.OUTSIDE, ""), (Audience.INSIDE, text)):
        yield Entry(course.id, item.kind, item.name, own, number, item.id, audience, lockable)


def _text(course: Course, item: Item, media: MediaStore) -> str:
    match item.content:
        case Reading(markdown=markdown):
            return _plain(markdown)
        case Lecture(captions=captions):
            spoken = (_spoken(media, course.file_at[one.path].sha256) for one in captions)
            return "\n".join(filter(None, spoken))
    return ""


def _spoken(media: MediaStore, sha256: str) -> str:
    """What captions say; nothing where the school has lost them."""
    try:
        with media.open(sha256) as file:
            captions = read_captions(file.read().decode("utf-8-sig", "replace"))
    except (NotFound, FaultyCaptions):
        return ""
    return "\n".join(" ".join(line.text for line in paragraph) for paragraph in transcript(captions))


def _plain(markdown: str) -> str:
    return plain_text(read_markdown(markdown)) if markdown else ""
