"""Handing out what a course shows: files, videos and texts that are asked for by an id of their own."""

from dataclasses import dataclass

from carrel.application.classroom import Classroom, enter_course_by_id, open_item, see_course_by_id
from carrel.application.editions import Place
from carrel.application.visit import Visit
from carrel.courseware.course import File
from carrel.domain.errors import UnknownFile
from carrel.store import courses
from carrel.store.courses import Handle


@dataclass(frozen=True, slots=True)
class Found:
    """What an id led to. `place` is None for what the whole course shows, such as its image."""

    classroom: Classroom
    place: Place | None

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
    """The item whose text has this id; raises as `find_file`."""
    return _find(visit, handle_id, "text")


def find_video(visit: Visit, handle_id: str) -> Found:
    """The lecture whose video has this id; raises as `find_file`."""
    return _find(visit, handle_id, "video")


def file_behind_signature(visit: Visit, file_id: str) -> File:
    """A file whose signed address vouches for whoever asks; raises `UnknownFile`."""
    handles = [one for one in courses.handles_of(visit.connection, file_id) if one.kind == "file"]
    if not handles:
        raise UnknownFile(f"No course has a file with the id {file_id}.")
    return see_course_by_id(visit, handles[0].course_id).edition.files[file_id]


def _find(visit: Visit, handle_id: str, kind: str) -> Found:
    handles = [one for one in courses.handles_of(visit.connection, handle_id) if one.kind == kind]
    if not handles:
        raise UnknownFile(f"No course has a {kind} with the id {handle_id}.")
    if any(not one.item_id for one in handles):
        return Found(see_course_by_id(visit, handles[0].course_id), None)
    classroom = enter_course_by_id(visit, handles[0].course_id)
    return Found(classroom, open_item(classroom, _best(classroom, handles).item_id))


def _best(classroom: Classroom, handles: list[Handle]) -> Handle:
    """An item that shows it and is open, if there is one: what one open item shows is no secret."""
    return next((one for one in handles if one.item_id not in classroom.locks), handles[0])
