"""Files that learners upload for their work. Whatever they are, they are only ever handed out to be kept."""

import secrets
from dataclasses import dataclass
from typing import Final

from carrel.application.access import require
from carrel.application.assessing import ASSESSED, Sitting, paper_of, sit
from carrel.application.classroom import current_edition
from carrel.application.peer_review import reach_work
from carrel.application.peer_reviewing import open_work
from carrel.application.visit import Visit
from carrel.courseware.questions import FILE_UPLOAD
from carrel.domain.access import Deed
from carrel.domain.enrollment import DAY
from carrel.domain.errors import AttemptClosed, NotAuthorized, Unfit
from carrel.domain.writing import fitting, tidy_name
from carrel.store import uploads
from carrel.store.uploads import Upload

LARGEST: Final = 20 * 1000 * 1000
"""Bytes of one file."""
MOST: Final = 200 * 1000 * 1000
"""Bytes that one learner may upload in a day."""
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Bytes:
    """The bytes of a file that is in the media already."""

    sha256: str
    size: int


def may_upload(visit: Visit, user_id: int, course_id: str, item_id: str) -> None:
    """Refuse whoever has no work to do there, or has uploaded enough for today.

    Where the item is taken in attempts, one that asks for a file has to be open. Raises as `see_assignment`
    or as `sit`, `AttemptClosed`, and `Unfit`.
    """
    edition = current_edition(visit, course_id=course_id)
    place = edition.places.get(item_id)
    if place and place.item.kind in ASSESSED:
        _need_open(visit, sit(visit, user_id, edition, item_id))
    else:
        reach_work(visit, user_id, course_id, item_id)
    if uploads.bytes_since(visit.connection, user_id, visit.now - DAY) >= MOST:
        raise Unfit("You have uploaded as much as is possible within a day. Go on tomorrow.")


def keep_upload(
    visit: Visit, user_id: int, course_id: str, item_id: str, name: str, content: Bytes
) -> Upload:
    """Keep a file whose bytes are in the media already; raises as `may_upload`."""
    may_upload(visit, user_id, course_id, item_id)
    new = Upload(
        id=secrets.token_urlsafe(16),
        learner_id=user_id,
        course_id=course_id,
        item_id=item_id,
        name=fitting(tidy_name(name.replace("/", " ").replace("\\", " ")), LONGEST_NAME, "The file's name"),
        sha256=content.sha256,
        size=content.size,
        uploaded_at=visit.now,
    )
    uploads.add_upload(visit.connection, new)
    return new


def find_upload(visit: Visit, upload_id: str, submission_id: str = "") -> Upload:
    """A file for its owner, for guides of its course, and for who was given the submission it belongs to.

    Raises `NotSignedIn`, `NotAuthorized`.
    """
    learner, found = visit.learner(), uploads.upload(visit.connection, upload_id)
    if found is None:
        raise NotAuthorized("This file is not yours to open.")
    if found.learner_id == learner.id:
        return found
    if submission_id and upload_id in open_work(visit, submission_id).files:
        return found
    require(visit, Deed.REVIEW, course_id=found.course_id, about=found.learner_id)
    return found


def _need_open(visit: Visit, sitting: Sitting) -> None:
    attempt = sitting.turns.open
    if attempt is None or sitting.is_over:
        raise AttemptClosed("A file is uploaded while an attempt is open.")
    if all(one.type != FILE_UPLOAD for one in paper_of(visit, attempt)):
        raise Unfit("This attempt asks for no file.")
