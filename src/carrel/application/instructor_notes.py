"""What teachers tell everybody who takes a course: written by them, read in the course."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from carrel.application.classroom import Classroom, current_edition, enter_course_by_id
from carrel.application.guiding import need_teacher, teaches
from carrel.application.visit import Visit
from carrel.domain.errors import NoSuchThing, Unfit
from carrel.domain.notes import InstructorNote
from carrel.domain.writing import LONGEST_BODY, fitting
from carrel.store import instructor_notes as store

END_OF_TIME = 2**53
"""Epoch ms; no note is published later."""


def notes_to_course(visit: Visit, course_id: str) -> Sequence[InstructorNote]:
    """The notes to a course, the newest first; whoever teaches it also sees those of the future.

    Raises `NotSignedIn`, `UnknownCourse`, `NotEnrolled`.
    """
    return notes_in(visit, enter_course_by_id(visit, course_id))


def notes_in(visit: Visit, classroom: Classroom) -> Sequence[InstructorNote]:
    """The same for who is in the classroom already; nothing for who may not enter."""
    if not classroom.is_open:
        return []
    course_id = classroom.edition.course.id
    until = END_OF_TIME if teaches(visit, course_id) else visit.now
    return store.instructor_notes_of(visit.connection, course_id, until)


def instructor_note(visit: Visit, note_id: str) -> InstructorNote:
    """One note, for who may read it; raises as `notes_to_course`, and `NoSuchThing`."""
    note = _note(visit, note_id)
    enter_course_by_id(visit, note.course_id)
    if note.published_at > visit.now:
        need_teacher(visit, note.course_id)
    return note


def write_instructor_note(
    visit: Visit, course_id: str, body: str, instructor_ids: Sequence[str], published_at: int | None = None
) -> InstructorNote:
    """Tell those who take a course something, now or from a moment on (epoch ms).

    Raises `NotSignedIn`, `NotAuthorized`, `UnknownCourse`, `Unfit`.
    """
    need_teacher(visit, course_id)
    note = InstructorNote(
        id=secrets.token_urlsafe(16),
        course_id=course_id,
        instructor_ids=_instructors(visit, course_id, instructor_ids),
        body=fitting(body, LONGEST_BODY, "A note"),
        published_at=_published(visit.now if published_at is None else published_at),
        updated_at=visit.now,
    )
    store.put_instructor_note(visit.connection, note)
    return note


def change_instructor_note(
    visit: Visit,
    note_id: str,
    *,
    body: str | None = None,
    instructor_ids: Sequence[str] | None = None,
    published_at: int | None = None,
) -> InstructorNote:
    """Change a note; None leaves as it is. Raises as `write_instructor_note`, and `NoSuchThing`."""
    note = _note(visit, note_id)
    need_teacher(visit, note.course_id)
    by = (
        note.instructor_ids if instructor_ids is None else _instructors(visit, note.course_id, instructor_ids)
    )
    changed = replace(
        note,
        body=note.body if body is None else fitting(body, LONGEST_BODY, "A note"),
        instructor_ids=by,
        published_at=note.published_at if published_at is None else _published(published_at),
        updated_at=visit.now,
    )
    store.put_instructor_note(visit.connection, changed)
    return changed


def remove_instructor_note(visit: Visit, note_id: str) -> InstructorNote:
    """Take a note down; answers what it was. Raises `NotSignedIn`, `NotAuthorized`, `NoSuchThing`."""
    note = _note(visit, note_id)
    need_teacher(visit, note.course_id)
    store.remove_instructor_note(visit.connection, note_id)
    return note


def _note(visit: Visit, note_id: str) -> InstructorNote:
    visit.learner()
    note = store.instructor_note(visit.connection, note_id)
    if note is None:
        raise NoSuchThing("There is no note of this id; it may have been taken down.")
    return note


def _instructors(visit: Visit, course_id: str, ids: Sequence[str]) -> tuple[str, ...]:
    course = current_edition(visit, course_id=course_id).course
    known = {one.id for one in course.instructors}
    if strangers := [one for one in ids if one not in known]:
        raise Unfit(f"The course has no instructor {strangers[0][:22]}.")
    return tuple(dict.fromkeys(ids))


def _published(at: int) -> int:
    if not 0 <= at < END_OF_TIME:
        raise Unfit("A note is published at a time in milliseconds since 1970.")
    return at
