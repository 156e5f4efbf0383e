"""A learner's own notes and highlights: written on items that are open to them, and theirs for ever after."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from carrel.application.classroom import current_edition, reach_item
from carrel.application.editions import Edition
from carrel.application.visit import Visit
from carrel.courseware.ids import is_language
from carrel.courseware.items import LECTURE, SUPPLEMENT, Item, Lecture
from carrel.domain.errors import NoSuchThing, Unfit
from carrel.domain.notes import Highlight, Note
from carrel.domain.writing import LONGEST_CONTEXT, LONGEST_NOTE, fitting
from carrel.store.notes import HIGHLIGHTS, NOTES, Own

T = TypeVar("T", Note, Highlight)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is marked: words of a reading, or of a transcript from `starts_at` to `ends_at` (ms)."""

    quote: str
    before: str = ""
    after: str = ""
    starts_at: int | None = None
    ends_at: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a learner has on one item. `name` is empty for an item that the course no longer has."""

    item_id: str
    name: str
    item: Item | None
    notes: Sequence[Note]
    highlights: Sequence[Highlight]


@dataclass(frozen=True, slots=True)
class Notebook:
    """What a learner wrote and marked in a course, in the order of study."""

    edition: Edition
    pages: Sequence[Page]


def write_note(visit: Visit, course_id: str, item_id: str, text: str, moment: int | None = None) -> Note:
    """Write a note on an item, at a moment of a lecture (ms) or on the whole of it.

    Raises `NotSignedIn`, `UnknownCourse`, `NotEnrolled`, `UnknownItem`, `ItemLocked`, `Unfit`.
    """
    learner = visit.learner()
    _, place = reach_item(visit, current_edition(visit, course_id=course_id), item_id)
    note = Note(
        learner_id=learner.id,
        id=secrets.token_urlsafe(16),
        course_id=course_id,
        item_id=item_id,
        moment=_moment(place.item, moment),
        text=fitting(text, LONGEST_NOTE, "A note"),
        created_at=visit.now,
        updated_at=visit.now,
    )
    NOTES.put(visit.connection, note)
    return note


def change_note(visit: Visit, note_id: str, text: str) -> Note:
    """Write one's own note anew; raises `NotSignedIn`, `NoSuchThing`, `Unfit`."""
    kept = _mine(visit, NOTES, note_id)
    changed = replace(kept, text=fitting(text, LONGEST_NOTE, "A note"), updated_at=visit.now)
    NOTES.put(visit.connection, changed)
    return changed


def remove_note(visit: Visit, note_id: str) -> Note:
    """Tear out one's own note; answers what it was. Raises `NotSignedIn`, `NoSuchThing`."""
    return _remove(visit, NOTES, note_id)


def my_note(visit: Visit, note_id: str) -> Note:
    """One's own note of this id; raises `NotSignedIn`, `NoSuchThing`."""
    return _mine(visit, NOTES, note_id)


def my_notes(visit: Visit, course_id: str, item_id: str | None = None) -> Sequence[Note]:
    """One's own notes in a course or on an item, the oldest first; raises `NotSignedIn`."""
    return _all_mine(visit, NOTES, course_id, item_id)


def highlight(visit: Visit, course_id: str, item_id: str, passage: Passage, note: str = "") -> Highlight:
    """Mark a passage of a lecture's transcript or of a reading; raises as `write_note`, and `WrongKind`."""
    learner = visit.learner()
    edition = current_edition(visit, course_id=course_id)
    _, place = reach_item(visit, edition, item_id, LECTURE, SUPPLEMENT)
    starts_at, ends_at = _stretch(place.item, passage)
    marked = Highlight(
        learner_id=learner.id,
        id=secrets.token_urlsafe(16),
        course_id=course_id,
        item_id=item_id,
        starts_at=starts_at,
        ends_at=ends_at,
        language=_language(place.item, passage),
        quote=fitting(passage.quote, LONGEST_NOTE, "A highlight"),
        before=passage.before[-LONGEST_CONTEXT:],
        after=passage.after[:LONGEST_CONTEXT],
        note=fitting(note, LONGEST_NOTE, "A note", may_be_empty=True),
        created_at=visit.now,
        updated_at=visit.now,
    )
    HIGHLIGHTS.put(visit.connection, marked)
    return marked


def change_highlight(visit: Visit, highlight_id: str, note: str) -> Highlight:
    """Write anew what one says of a passage; raises `NotSignedIn`, `NoSuchThing`, `Unfit`."""
    kept = _mine(visit, HIGHLIGHTS, highlight_id)
    said = fitting(note, LONGEST_NOTE, "A note", may_be_empty=True)
    changed = replace(kept, note=said, updated_at=visit.now)
    HIGHLIGHTS.put(visit.connection, changed)
    return changed


def remove_highlight(visit: Visit, highlight_id: str) -> Highlight:
    """Take a mark away; answers what it was. Raises `NotSignedIn`, `NoSuchThing`."""
    return _remove(visit, HIGHLIGHTS, highlight_id)


def my_highlight(visit: Visit, highlight_id: str) -> Highlight:
    """One's own highlight of this id; raises `NotSignedIn`, `NoSuchThing`."""
    return _mine(visit, HIGHLIGHTS, highlight_id)


def my_highlights(visit: Visit, course_id: str, item_id: str | None = None) -> Sequence[Highlight]:
    """One's own highlights in a course or on an item, the oldest first; raises `NotSignedIn`."""
    return _all_mine(visit, HIGHLIGHTS, course_id, item_id)


def my_notebook(visit: Visit, slug: str) -> Notebook:
    """All that the visitor wrote and marked in a course, also after leaving it.

    Raises `NotSignedIn`, `UnknownCourse`.
    """
    visit.learner()
    edition = current_edition(visit, slug=slug)
    notes, marks = my_notes(visit, edition.course.id), my_highlights(visit, edition.course.id)
    written = {one.item_id for one in notes} | {one.item_id for one in marks}
    in_order = [item_id for item_id in edition.places if item_id in written]
    gone = sorted(written - edition.places.keys())
    return Notebook(edition, [_page(edition, one, notes, marks) for one in (*in_order, *gone)])


def _page(edition: Edition, item_id: str, notes: Sequence[Note], marks: Sequence[Highlight]) -> Page:
    place = edition.places.get(item_id)
    return Page(
        item_id=item_id,
        name=place.item.name if place else "",
        item=place.item if place else None,
        notes=sorted(
            (one for one in notes if one.item_id == item_id),
            key=lambda one: (one.moment or 0, one.created_at),
        ),
        highlights=sorted(
            (one for one in marks if one.item_id == item_id),
            key=lambda one: (one.starts_at or 0, one.created_at),
        ),
    )


def _mine(visit: Visit, things: Own[T], thing_id: str) -> T:
    found = things.one(visit.connection, visit.learner().id, thing_id)
    if found is None:
        raise NoSuchThing("You have nothing of this id; it may have been removed.")
    return found


def _remove(visit: Visit, things: Own[T], thing_id: str) -> T:
    kept = _mine(visit, things, thing_id)
    things.remove(visit.connection, kept.learner_id, thing_id)
    return kept


def _all_mine(visit: Visit, things: Own[T], course_id: str, item_id: str | None) -> Sequence[T]:
    learner = visit.learner()
    if item_id is None:
        return things.in_course(visit.connection, learner.id, course_id)
    return things.on_item(visit.connection, learner.id, course_id, item_id)


def _moment(item: Item, moment: int | None) -> int | None:
    """The moment within the lecture; raises `Unfit` where there cannot be one."""
    if moment is None:
        return None
    if not isinstance(item.content, Lecture):
        raise Unfit("Only notes on lectures have a moment.")
    if moment < 0:
        raise Unfit("A moment cannot be less than 0.")
    return min(moment, item.content.duration)


def _stretch(item: Item, passage: Passage) -> tuple[int | None, int | None]:
    starts_at, ends_at = _moment(item, passage.starts_at), _moment(item, passage.ends_at)
    is_lecture = isinstance(item.content, Lecture)
    if is_lecture and (starts_at is None or ends_at is None or starts_at > ends_at):
        raise Unfit("A highlight in a transcript has a start, and an end that is not before it.")
    return starts_at, ends_at


def _language(item: Item, passage: Passage) -> str | None:
    if passage.language is None or not isinstance(item.content, Lecture):
        return None
    if passage.language not in {one.language for one in item.content.captions}:
        named = passage.language if is_language(passage.language) else "that language"
        raise Unfit(f"The lecture has no transcript in {named[:35]}.")
    return passage.language
