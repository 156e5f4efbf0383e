"""References: texts of a course beside its items, from a site's words to their place in the folder."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from carrel.archiver.inquiries import Inquiry
from carrel.archiver.kinds.said import TextSaid
from carrel.archiver.names import distinct_slugs, numbered
from carrel.client import of, questions
from carrel.courseware.course import Reference
from carrel.courseware.folder.places import REFERENCES
from carrel.courseware.items import Reading
from carrel.resources import content
from carrel.resources.content import OpenCourseAssetRecord, ReferenceRecord


class ReferenceSaid(Struct, frozen=True, kw_only=True):
    """One reference as a site told it: what it is called, and its text."""

    record: ReferenceRecord
    text: TextSaid


def references_of(course_id: str) -> Inquiry[ReferenceRecord]:
    """All references of a course, with their texts."""
    question = questions.find(
        content.REFERENCES,
        "courseListed",
        course_id=course_id,
        fields=["name", "slug", "content", *[of(content.OPEN_COURSE_ASSETS, "type_name", "definition")]],
        includes=["assets"],
    )
    return Inquiry(question, (content.OPEN_COURSE_ASSETS,))


def references_in(
    records: Sequence[ReferenceRecord], texts: Sequence[OpenCourseAssetRecord]
) -> tuple[ReferenceSaid, ...]:
    """The references whose texts came along; those of another form than a text are left out."""
    by_id = {one.id: TextSaid(text=one) for one in texts}
    found = [(one, by_id.get(_text_id(one))) for one in records]
    return tuple(
        [ReferenceSaid(record=one, text=text) for one, text in found if text and text.cml is not None]
    )


def filed_references(
    said: Sequence[ReferenceSaid], own_id: Callable[[str], str], own_name: Callable[[str], str]
) -> tuple[Reference, ...]:
    """Each in its place; the texts are CML still. `own_id` and `own_name` make theirs fit for a folder."""
    records = [one.record for one in said]
    slugs = distinct_slugs([(one.short_id, one.slug or "", one.name or "") for one in records], "reference")
    places = [f"{numbered(at, len(said), slug)}.md" for at, slug in enumerate(slugs, 1)]
    return tuple(
        [
            Reference(
                id=own_id(one.record.short_id),
                slug=slug,
                name=own_name(one.record.name or "") or slug,
                place=place,
                content=Reading(path=f"{REFERENCES}/{place}", markdown=one.text.cml or ""),
            )
            for one, slug, place in zip(said, slugs, places, strict=True)
        ]
    )


def _text_id(record: ReferenceRecord) -> str:
    """The id of its text, whatever the form of the reference is called."""
    return next((form["assetId"] for form in (record.content or {}).values() if "assetId" in form), "")
