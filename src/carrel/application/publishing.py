"""Publishing a course folder: a new immutable edition, its media first, then one switch of a pointer."""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from carrel.application.handles import handles
from carrel.application.school import School
from carrel.application.searching import entries
from carrel.application.visit import Visit
from carrel.courseware.course import Course, File
from carrel.courseware.folder import CourseFolder, read_folder
from carrel.domain.enrollment import DAY
from carrel.domain.searching import Entry
from carrel.store import courses, publishing
from carrel.store.courses import Handle
from carrel.store.errors import StoreError
from carrel.store.media import MediaStore
from carrel.store.searching import replace_entries

WRITERS: Final = 8
"""Files that are stored at the same moment: so many small ones share one wait for the disk."""


@dataclass(frozen=True, slots=True)
class Loss:
    """An item that learners began and that the new edition no longer has."""

    item_id: str
    name: str
    learners: int


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing a folder would do, worked out before anything is changed.

    `is_new` is False when the school teaches this very edition already; `losses` is the progress that would
    be out of sight afterwards (it is kept, and comes back when the item does); `former_slug` is where the
    course is taught until now, when the folder says another slug, and else empty.
    """

    folder: CourseFolder
    encoded: bytes
    sha256: str
    is_new: bool
    losses: tuple[Loss, ...]
    former_slug: str

    @property
    def course(self) -> Course:
        """The document to publish."""
        return self.folder.course


@dataclass(frozen=True, slots=True)
class Published:
    """What was done. `stored` counts the media files that the school did not have (any more)."""

    course: Course
    edition: int
    stored: int


def plan_publication(school: School, folder: Path, now: int) -> Publication:
    """Read the folder and compare it with what is taught; raises `FaultyFolder` with every fault."""
    read = read_folder(folder)
    encoded = msgspec.json.encode(read.course, order="sorted")
    sha256 = hashlib.sha256(encoded).hexdigest()
    return school.read(lambda visit: _compared(visit, read, encoded, sha256), None, now)


def publish(school: School, publication: Publication, now: int) -> Published | None:
    """Store the media and switch to the new edition; None when there was nothing to do.

    Media that the school has lost are brought back also where the edition stays. Killed anywhere, this leaves
    the old edition taught and at most some media that nobody refers to, which a later publication collects.
    Raises `SlugTaken`, `DiskFull`, `ContentMismatch` when a file changed while it was read.
    """
    course, root = publication.course, publication.folder.root
    if not publication.is_new and not school.media.missing(file.sha256 for file in course.files):
        return None
    stored = _store(school.media, root, course.files)
    found_in, found_by = handles(course), entries(course, school.media)
    edition = school.write(lambda visit: _switch(visit, publication, found_in, found_by), None, now)
    with suppress(StoreError):
        # The course is taught. What could not be removed now is removed after the next publication.
        _collect(school, now)
    return Published(course, edition, stored)


def _switch(
    visit: Visit, publication: Publication, found_in: Sequence[Handle], found_by: Sequence[Entry]
) -> int:
    """The number of the edition taught from now on: a new one, unless the same was published meanwhile."""
    current = publishing.current_document(visit.connection, publication.course.id)
    if current and current[1] == publication.sha256:
        return current[0]
    edition = publishing.put_edition(
        visit.connection, publication.course, publication.encoded, publication.sha256, found_in, visit.now
    )
    replace_entries(visit.connection, publication.course.id, found_by)
    return edition


def _collect(school: School, now: int) -> None:
    """Remove the media that no edition names and that nobody has stored for a day."""
    referenced = school.read(lambda visit: publishing.referenced_media(visit.connection), None, now)
    school.media.collect(referenced, unused_since=now - DAY)


def _store(media: MediaStore, root: Path, files: Sequence[File]) -> int:
    """Put the files into the store, several at a time, each content once; how many it did not have."""
    contents = {file.sha256: root / file.path for file in files}
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="carrel-media") as threads:
        return sum(one.is_new for one in threads.map(media.put, contents.values(), contents.keys()))


def _compared(visit: Visit, read: CourseFolder, encoded: bytes, sha256: str) -> Publication:
    current = publishing.current_document(visit.connection, read.course.id)
    if current and current[1] == sha256:
        return Publication(read, encoded, sha256, is_new=False, losses=(), former_slug="")
    slug = publishing.current_slug(visit.connection, read.course.id)
    return Publication(
        read,
        encoded,
        sha256,
        is_new=True,
        losses=_losses(visit, read.course),
        former_slug=slug if slug and slug != read.course.slug else "",
    )


def _losses(visit: Visit, course: Course) -> tuple[Loss, ...]:
    current = courses.current_edition_by_id(visit.connection, course.id)
    if current is None:
        return ()
    stays = {item.id for item in course.items()}
    gone = {
        item.id: item.name
        for item in visit.shelf.edition(visit.connection, current[1]).course.items()
        if item.id not in stays
    }
    begun: Mapping[str, int] = publishing.progress_on_items(visit.connection, course.id, gone)
    return tuple(Loss(item_id, gone[item_id], learners) for item_id, learners in begun.items())
