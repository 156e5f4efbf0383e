"""The ids that a course gives out for what is asked for without naming the course."""

import posixpath
from collections.abc import Iterator, Sequence

from carrel.courseware.course import Course, Reference
from carrel.courseware.ids import long_id
from carrel.courseware.items import Item, Lecture, Unseen, assessment_of
from carrel.courseware.links import relative_links
from carrel.store.courses import Handle


def video_id(course_id: str, item_id: str) -> str:
    """The id of a lecture's video."""
    return long_id("video", course_id, item_id)


def text_id(course_id: str, item_id: str) -> str:
    """The id of an item's or a reference's text."""
    return long_id("text", course_id, item_id)


def download_id(course_id: str, file_id: str) -> str:
    """The id under which a lecture's attachment is listed."""
    return long_id("download", course_id, file_id)


def handles(course: Course) -> Sequence[Handle]:
    """Every id that the course gives out, with the items and references that show it."""
    shown_by_all = [
        course.image,
        *(partner.logo for partner in course.partners),
        *(instructor.photo for instructor in course.instructors),
    ]
    public = [
        Handle(course.file_at[path].id, course.id, "", "file")
        for path in shown_by_all
        if path in course.file_at
    ]
    shown: list[Item | Reference] = [*course.items(), *course.references]
    of_parts = [handle for part in shown for handle in _handles_of(course, part)]
    return list(dict.fromkeys(public + of_parts))


def linked_path(text_path: str, destination: str) -> str:
    """The path within the course that a relative link in the text at `text_path` leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(text_path), destination))


def _handles_of(course: Course, item: Item | Reference) -> Iterator[Handle]:
    match item.content:
        case Unseen():
            return
        case Lecture() as lecture:
            yield Handle(video_id(course.id, item.id), course.id, item.id, "video")
            paths = [
                *(one.path for one in lecture.renditions),
                *(one.path for one in lecture.captions),
                *lecture.attachments,
            ]
            for path in lecture.attachments:
                file = course.file_at[path]
                yield Handle(download_id(course.id, file.id), course.id, item.id, "download")
        case text:
            yield Handle(text_id(course.id, item.id), course.id, item.id, "text")
            markdown = text.markdown if hasattr(text, "markdown") else text.instructions
            paths = [linked_path(text.path, link) for link, _ in relative_links(markdown)]
    if assessment := assessment_of(item.content):
        links = [link for text in assessment.texts() for link, _ in relative_links(text)]
        paths += [linked_path(assessment.path, link) for link in links]
    for path in paths:
        if path in course.file_at:
            yield Handle(course.file_at[path].id, course.id, item.id, "file")
