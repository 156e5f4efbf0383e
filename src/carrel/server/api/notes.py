"""Answers about what is written beside a course: one's own notes, highlights, feedback; teachers' notes."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from carrel.application import feedback, instructor_notes, notes, texts
from carrel.application.catalogue import instructors
from carrel.application.notes import Passage
from carrel.domain.access import Deed
from carrel.domain.notes import Feedback, Highlight, InstructorNote, Note
from carrel.protocol.paging import slice_page
from carrel.resources.notes import (
    CourseFeedbackChange,
    CourseFeedbackRecord,
    InstructorNoteChange,
    InstructorNoteRecord,
    LearnerHighlightChange,
    LearnerHighlightRecord,
    LearnerNoteChange,
    LearnerNoteRecord,
    NewCourseFeedback,
    NewInstructorNote,
    NewLearnerHighlight,
    NewLearnerNote,
)
from carrel.resources.records import UNSET, USER_AND_COURSE, Record
from carrel.server.api.asking import Answers, Ask, Created, Found, Linked, paged
from carrel.server.api.courses import instructor_records
from carrel.server.api.own import in_own_course, sent_user_id

T = TypeVar("T")


def note(ask: Ask) -> Found:
    """One of one's own notes."""
    return Found([_note_record(ask, notes.my_note(ask.visit, ask.request.key))])


def notes_in_course(ask: Ask) -> Found:
    """One's own notes in a course."""
    return _page(ask, notes.my_notes(ask.visit, ask.argument("courseId")), _note_record)


def notes_on_item(ask: Ask) -> Found:
    """One's own notes on an item."""
    own = notes.my_notes(ask.visit, ask.argument("courseId"), ask.argument("itemId"))
    return _page(ask, own, _note_record)


def write_note(ask: Ask) -> Created:
    """Write a note."""
    body = ask.sent(NewLearnerNote)
    made = in_own_course(
        lambda: notes.write_note(ask.visit, body.course_id, body.item_id, body.text, body.moment)
    )
    return Created(_note_record(ask, made), made.id)


def change_note(ask: Ask) -> Record:
    """Write a note anew."""
    body = ask.sent(LearnerNoteChange)
    return _note_record(ask, notes.change_note(ask.visit, ask.request.key, body.text))


def remove_note(ask: Ask) -> None:
    """Tear a note out."""
    notes.remove_note(ask.visit, ask.request.key)


def highlight(ask: Ask) -> Found:
    """One of one's own highlights."""
    return Found([_highlight_record(ask, notes.my_highlight(ask.visit, ask.request.key))])


def highlights_in_course(ask: Ask) -> Found:
    """One's own highlights in a course."""
    return _page(ask, notes.my_highlights(ask.visit, ask.argument("courseId")), _highlight_record)


def highlights_on_item(ask: Ask) -> Found:
    """One's own highlights on an item."""
    own = notes.my_highlights(ask.visit, ask.argument("courseId"), ask.argument("itemId"))
    return _page(ask, own, _highlight_record)


def mark(ask: Ask) -> Created:
    """Mark a passage."""
    body = ask.sent(NewLearnerHighlight)
    passage = Passage(body.quote, body.before, body.after, body.starts_at, body.ends_at, body.language)
    made = in_own_course(lambda: notes.highlight(ask.visit, body.course_id, body.item_id, passage, body.note))
    return Created(_highlight_record(ask, made), made.id)


def change_highlight(ask: Ask) -> Record:
    """Say something else of a passage."""
    body = ask.sent(LearnerHighlightChange)
    return _highlight_record(ask, notes.change_highlight(ask.visit, ask.request.key, body.note))


def remove_highlight(ask: Ask) -> None:
    """Take a mark away."""
    notes.remove_highlight(ask.visit, ask.request.key)


def my_feedback(ask: Ask) -> Found:
    """What the learner said of a course, if anything."""
    said = feedback.my_feedback(ask.visit, ask.argument("courseId"))
    return Found([_feedback_record(said)] if said else [])


def give_feedback(ask: Ask) -> Created:
    """Rate a course; what was said before is replaced."""
    body = ask.sent(NewCourseFeedback)
    user_id = ask.visit.learner().id if body.user_id is UNSET else sent_user_id(body.user_id)
    said = in_own_course(
        lambda: feedback.give_feedback(ask.visit, user_id, body.course_id, body.rating, body.comment)
    )
    return Created(_feedback_record(said), USER_AND_COURSE.write((said.learner_id, said.course_id)))


def change_feedback(ask: Ask) -> Record:
    """Say otherwise."""
    body, (user_id, course_id) = ask.sent(CourseFeedbackChange), ask.request.key
    said = feedback.change_feedback(ask.visit, user_id, course_id, body.rating, body.comment)
    return _feedback_record(said)


def withdraw_feedback(ask: Ask) -> None:
    """Take back what was said."""
    feedback.withdraw_feedback(ask.visit, *ask.request.key)


def instructor_note(ask: Ask) -> Found:
    """One note of teachers."""
    return _instructor_notes(ask, [instructor_notes.instructor_note(ask.visit, ask.request.key)])


def notes_to_course(ask: Ask) -> Found:
    """The notes of teachers to a course."""
    course_id = ask.argument("courseId")
    told = in_own_course(lambda: instructor_notes.notes_to_course(ask.visit, course_id))
    return paged(ask, told, _instructor_notes)


def write_instructor_note(ask: Ask) -> Created:
    """Tell those who take a course something."""
    body = ask.sent(NewInstructorNote)
    made = in_own_course(
        lambda: instructor_notes.write_instructor_note(
            ask.visit, body.course_id, body.body, body.instructor_ids, body.published_at
        )
    )
    return Created(_instructor_note_record(made), made.id)


def change_instructor_note(ask: Ask) -> Record:
    """Change a note of teachers."""
    body = ask.sent(InstructorNoteChange)
    changed = instructor_notes.change_instructor_note(
        ask.visit,
        ask.request.key,
        body=body.body,
        instructor_ids=body.instructor_ids,
        published_at=body.published_at,
    )
    return _instructor_note_record(changed)


def remove_instructor_note(ask: Ask) -> None:
    """Take a note of teachers down."""
    instructor_notes.remove_instructor_note(ask.visit, ask.request.key)


def _page(ask: Ask, own: Sequence[T], record: Callable[[Ask, T], Record]) -> Found:
    page, paging = slice_page(own, ask.request.start, ask.request.limit)
    return Found([record(ask, one) for one in page], paging=paging)


def _note_record(ask: Ask, one: Note) -> LearnerNoteRecord:
    wants_html = ask.asked.wants_field(ask.request.schema, "html")
    return LearnerNoteRecord(
        id=one.id,
        course_id=one.course_id,
        item_id=one.item_id,
        moment=UNSET if one.moment is None else one.moment,
        text=one.text,
        html=texts.html_of(one.text) if wants_html else UNSET,
        created_at=one.created_at,
        updated_at=one.updated_at,
    )


def _highlight_record(_: Ask, one: Highlight) -> LearnerHighlightRecord:
    return LearnerHighlightRecord(
        id=one.id,
        course_id=one.course_id,
        item_id=one.item_id,
        starts_at=UNSET if one.starts_at is None else one.starts_at,
        ends_at=UNSET if one.ends_at is None else one.ends_at,
        language=UNSET if one.language is None else one.language,
        quote=one.quote,
        before=one.before,
        after=one.after,
        note=one.note,
        created_at=one.created_at,
        updated_at=one.updated_at,
    )


def _feedback_record(said: Feedback) -> CourseFeedbackRecord:
    return CourseFeedbackRecord(
        id=USER_AND_COURSE.write((said.learner_id, said.course_id)),
        user_id=said.learner_id,
        course_id=said.course_id,
        rating=said.rating,
        comment=said.comment,
        created_at=said.created_at,
        updated_at=said.updated_at,
    )


def _instructor_notes(ask: Ask, told: Sequence[InstructorNote]) -> Found:
    linked: Linked = {}
    if ask.wants("instructorIds"):
        ids = {one for each in told for one in each.instructor_ids}
        kept = instructors(ask.visit, sorted(ids))
        linked = {"instructors.v1": instructor_records(ask, kept)}
    return Found([_instructor_note_record(one) for one in told], linked)


def _instructor_note_record(one: InstructorNote) -> InstructorNoteRecord:
    return InstructorNoteRecord(
        id=one.id,
        course_id=one.course_id,
        body=texts.html_of(one.body),
        markdown=one.body,
        instructor_ids=list(one.instructor_ids),
        published_at=one.published_at,
        updated_at=one.updated_at,
    )


LEARNER_NOTES = Answers(
    reads=Deed.KEEP_NOTES,
    is_lasting=True,
    writes=Deed.KEEP_NOTES,
    deeds={"create": Deed.STUDY},
    get=note,
    create=write_note,
    body=NewLearnerNote,
    patch=change_note,
    patch_body=LearnerNoteChange,
    delete=remove_note,
    finders={"byCourse": notes_in_course, "byItem": notes_on_item},
    is_own=True,
)
LEARNER_HIGHLIGHTS = Answers(
    reads=Deed.KEEP_NOTES,
    is_lasting=True,
    writes=Deed.KEEP_NOTES,
    deeds={"create": Deed.STUDY},
    get=highlight,
    create=mark,
    body=NewLearnerHighlight,
    patch=change_highlight,
    patch_body=LearnerHighlightChange,
    delete=remove_highlight,
    finders={"byCourse": highlights_in_course, "byItem": highlights_on_item},
    is_own=True,
)
MY_FEEDBACK = Answers(
    reads=Deed.KEEP_NOTES,
    writes=Deed.STUDY,
    deeds={"delete": Deed.KEEP_NOTES},
    create=give_feedback,
    body=NewCourseFeedback,
    patch=change_feedback,
    patch_body=CourseFeedbackChange,
    delete=withdraw_feedback,
    finders={"course": my_feedback},
    is_own=True,
)
INSTRUCTOR_NOTES = Answers(
    reads=Deed.STUDY,
    writes=Deed.TEACH,
    get=instructor_note,
    create=write_instructor_note,
    body=NewInstructorNote,
    patch=change_instructor_note,
    patch_body=InstructorNoteChange,
    delete=remove_instructor_note,
    finders={"byCourse": notes_to_course},
)
