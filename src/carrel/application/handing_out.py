"""Handing out what a course shows: files, videos and texts that are asked for by an id of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from carrel.application.classroom import Classroom, open_item, open_reference, see_course_by_id
from carrel.application.editions import Place
from carrel.application.visit import Visit
from carrel.courseware.course import File, Reference
from carrel.domain.errors import ItemLocked, LearningError, NotEnrolled, UnknownFile
from carrel.store import courses
from carrel.store.courses import Handle


@dataclass(frozen=True, slots=True)
class Found:
    """What an id led to: an item's place, a reference, or else what all may see, such as an image."""

    classroom: Classroom
    place: Place | None = None
    reference: Reference | None = None

    def placed(self) -> Place:
        """The item that shows it; raises `UnknownFile` when none does."""
        if self.place is None:
            raise UnknownFile("This belongs to no item.")
        return self.place


def find_file(visit: Visit, file_id: str) -> tuple[Found, File]:
    """A file of a course that the visitor may have now.

    Raises `UnknownFile`, `NotSignedIn`, `NotEnrolled`, `ItemLocked`.
    """
    found = _find(visit, file_id, "file")
    return found, found.classroom.edition.files[file_id]


def find_download(visit: Visit, handle_id: str) -> tuple[Found, File]:
    """A lecture's attachment, by the id it is listed under; raises as `find_file`."""
    found = _find(visit, handle_id, "download")
    return found, found.classroom.edition.downloads[handle_id]


def find_text(visit: Visit, handle_id: str) -> Found:
    """The item or the reference whose text has this id; raises as `find_file`."""
    return _find(visit, handle_id, "text")


def find_video(visit: Visit, handle_id: str) -> Found:
    """The lecture whose video has this id; raises as `find_file`."""
    return _find(visit, handle_id, "video")


def file_behind_signature(visit: Visit, file_id: str) -> File:
    """A file whose signed address vouches for whoever asks; raises `UnknownFile`."""
    handles = _handles(visit, file_id, "file")
    return see_course_by_id(visit, handles[0].course_id).edition.files[file_id]


def _find(visit: Visit, handle_id: str, kind: str) -> Found:
    handles = _handles(visit, handle_id, kind)
    for one in handles:
        if not one.item_id:
            return Found(see_course_by_id(visit, one.course_id))
    visit.learner()
    return _first_open(visit, handles)


def _first_open(visit: Visit, handles: Sequence[Handle]) -> Found:
    """The first place where it is open: what one open item shows is no secret, whichever else shows it."""
    refusals: list[LearningError] = []
    for course_id in dict.fromkeys(one.course_id for one in handles):
        classroom = see_course_by_id(visit, course_id)
        for one in handles:
            if one.course_id == course_id:
                try:
                    return _opened(classroom, one.item_id)
                except (NotEnrolled, ItemLocked) as refusal:
                    refusals.append(refusal)
    # To hear that an item is locked says more than that one is not enrolled in some other course.
    raise next((one for one in refusals if isinstance(one, ItemLocked)), refusals[0])


def _opened(classroom: Classroom, part_id: str) -> Found:
    if part_id in classroom.edition.references:
        return Found(classroom, reference=open_reference(classroom, part_id))
    return Found(classroom, open_item(classroom, part_id))


def _handles(visit: Visit, handle_id: str, kind: str) -> Sequence[Handle]:
    """Where it is found, in one course or in several; raises `UnknownFile` when nowhere."""
    handles = [one for one in courses.handles_of(visit.connection, handle_id) if one.kind == kind]
    if not handles:
        raise UnknownFile(f"No course has a {kind} with the id {handle_id}.")
    return handles
