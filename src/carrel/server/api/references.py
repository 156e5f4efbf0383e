"""Answers about the references of courses: texts beside the items."""

from carrel.application.classroom import Classroom, open_reference
from carrel.application.handles import text_id
from carrel.courseware.course import Reference
from carrel.domain.access import Deed
from carrel.resources.content import COURSE_AND_REFERENCE, ReferenceRecord
from carrel.server.api.asking import Answers, Ask, Found
from carrel.server.api.content import each, entered, text_record

FORM = "org.coursera.ondemand.reference.AssetReferenceContent"
"""The name that clients know the form of a reference by that is a text."""

Opened = tuple[Classroom, Reference]


def by_keys(ask: Ask) -> Found:
    """One reference, or several."""
    return _found(ask, each(ask, lambda key: _open(ask, *key)))


def of_course(ask: Ask) -> Found:
    """All references of a course."""
    room = entered(ask, ask.argument("courseId"))
    return _found(ask, [(room, one) for one in room.edition.course.references])


def by_short_id(ask: Ask) -> Found:
    """One reference of a course."""
    return _found(ask, [_open(ask, ask.argument("courseId"), ask.argument("shortId"))])


def _open(ask: Ask, course_id: str, reference_id: str) -> Opened:
    room = entered(ask, course_id)
    return room, open_reference(room, reference_id)


def _found(ask: Ask, opened: list[Opened]) -> Found:
    texts = [text_record(room, one) for room, one in opened if ask.wants("assets")]
    return Found([_record(room, one) for room, one in opened], {"openCourseAssets.v1": texts})


def _record(room: Classroom, reference: Reference) -> ReferenceRecord:
    course_id = room.edition.course.id
    return ReferenceRecord(
        id=COURSE_AND_REFERENCE.write((course_id, reference.id)),
        course_id=course_id,
        short_id=reference.id,
        name=reference.name,
        slug=reference.slug,
        content={FORM: {"assetId": text_id(course_id, reference.id)}},
    )


REFERENCES = Answers(
    reads=Deed.STUDY,
    is_lasting=True,
    get=by_keys,
    multi_get=by_keys,
    finders={"courseListed": of_course, "shortId": by_short_id},
)
