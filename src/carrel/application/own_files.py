"""Files that work names: each was uploaded by who hands it in, for this very item."""

from collections.abc import Collection, Mapping

from carrel.application.visit import Visit
from carrel.domain.errors import Unfit
from carrel.store import uploads
from carrel.store.uploads import Upload


def need_own_files(
    visit: Visit, user_id: int, course_id: str, item_id: str, ids: Collection[str]
) -> Mapping[str, Upload]:
    """The uploads of these ids; raises `Unfit` unless all are one's own, and for this item."""
    found = uploads.uploads_by_id(visit.connection, ids) if ids else {}
    own = (user_id, course_id, item_id)
    if any(one not in found or _place(found[one]) != own for one in ids):
        raise Unfit("A part names a file that was not uploaded for this assignment.")
    return found


def _place(upload: Upload) -> tuple[int, str, str]:
    return upload.learner_id, upload.course_id, upload.item_id
