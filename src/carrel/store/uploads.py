"""How it is kept what learners uploaded. The bytes are media, and there before the row is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from carrel.store.tables import media, uploads


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a learner uploaded for an item. `size` is in bytes, `uploaded_at` epoch ms."""

    id: str
    learner_id: int
    course_id: str
    item_id: str
    name: str
    sha256: str
    size: int
    uploaded_at: int


_COLUMNS = (
    uploads.c.id,
    uploads.c.learner_id,
    uploads.c.course_id,
    uploads.c.item_id,
    uploads.c.name,
    uploads.c.sha256,
    uploads.c.size,
    uploads.c.uploaded_at,
)


def add_upload(connection: Connection, new: Upload) -> None:
    """Keep the row of an upload whose bytes are in the media already."""
    if connection.execute(select(media.c.sha256).where(media.c.sha256 == new.sha256)).first() is None:
        row = {"sha256": new.sha256, "size": new.size, "media_type": "application/octet-stream"}
        connection.execute(insert(media), {**row, "stored_at": new.uploaded_at})
    connection.execute(
        insert(uploads),
        {
            "id": new.id,
            "learner_id": new.learner_id,
            "course_id": new.course_id,
            "item_id": new.item_id,
            "name": new.name,
            "sha256": new.sha256,
            "size": new.size,
            "uploaded_at": new.uploaded_at,
        },
    )


def upload(connection: Connection, upload_id: str) -> Upload | None:
    """The upload of this id, if there is one."""
    row = connection.execute(select(*_COLUMNS).where(uploads.c.id == upload_id)).one_or_none()
    return Upload(*row) if row else None


def uploads_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, Upload]:
    """The uploads of these ids; unknown ids are left out."""
    rows: Sequence[Upload] = [
        Upload(*row) for row in connection.execute(select(*_COLUMNS).where(uploads.c.id.in_(list(ids))))
    ]
    return {one.id: one for one in rows}


def bytes_since(connection: Connection, learner_id: int, moment: int) -> int:
    """How much a learner has uploaded since a moment (epoch ms)."""
    question = select(func.coalesce(func.sum(uploads.c.size), 0)).where(
        uploads.c.learner_id == learner_id, uploads.c.uploaded_at >= moment
    )
    return int(connection.execute(question).scalar_one())
