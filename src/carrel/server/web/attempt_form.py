"""The form of an assessment as it comes in: fields, and the files of questions that ask for one.

A page that saves by itself, or asks for no file, sends fields only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from carrel.application.assessing import Sitting, paper_of, sit
from carrel.application.classroom import current_edition
from carrel.application.uploading import Bytes, keep_upload, may_upload
from carrel.application.visit import Visit
from carrel.courseware.questions import FILE_UPLOAD
from carrel.server.api.bodies import read_body
from carrel.server.uploads import form_with_files, keep_file
from carrel.server.visitors import visitors_of

FIELDS: Final = 2000
"""Fields that a form may send: the options of a large assessment, all chosen."""
Form = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sent:
    """Fields, each as often as it stands there, and by the ids of their questions files with their names."""

    fields: Form
    files: Mapping[str, tuple[str, Bytes]]


async def sent_by(request: Request) -> Sent:
    """What the form of an attempt says; the bytes of its files are in the media then."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return Sent(await fields_of(request), {})
    path, visitors = request.path_params, visitors_of(request)

    def wanted(visit: Visit) -> list[str]:
        edition = current_edition(visit, slug=path["slug"])
        return _asking_for_files(visit, sit(visit, visit.learner().id, edition, path["item_id"]))

    def allow(visit: Visit) -> bool:
        edition = current_edition(visit, slug=path["slug"])
        sitting = sit(visit, visit.learner().id, edition, path["item_id"])
        if is_going(sitting):
            may_upload(visit, visit.learner().id, edition.course.id, path["item_id"])
        return is_going(sitting)

    ids, sender = await visitors.reading(request, wanted), await visitors.who(request)
    with visitors.uploads.enter(sender and sender.id):
        return await _with_files(request, ids, allow)


async def _with_files(request: Request, ids: Sequence[str], allow: Callable[[Visit], bool]) -> Sent:
    visitors = visitors_of(request)
    async with form_with_files(request, len(ids), FIELDS) as form:
        fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        chosen = {
            one: (file.filename, file.file)
            for one in ids
            if isinstance(file := form.get(f"q.{one}.file"), UploadFile) and file.filename
        }
        if not chosen or not await visitors.reading(request, allow):
            return Sent(fields, {})
        files = {one: (name, await keep_file(visitors.school, file)) for one, (name, file) in chosen.items()}
    return Sent(fields, files)


def uploaded(visit: Visit, sitting: Sitting, sent: Sent) -> dict[str, object]:
    """Keep the files that came, as answers to their questions; what comes late is not taken."""
    if not is_going(sitting):
        return {}
    me, course_id = visit.learner().id, sitting.edition.course.id
    kept = {
        one: keep_upload(visit, me, course_id, sitting.item.id, name, content)
        for one, (name, content) in sent.files.items()
    }
    return {one: {"fileUrl": upload.id, "title": upload.name} for one, upload in kept.items()}


async def fields_of(request: Request) -> Form:
    """The fields of a form of questions, each as often as it stands there."""
    body = await read_body(request, visitors_of(request).settings.largest_body)
    try:
        return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError as error:
        raise HTTPException(400) from error


def is_going(sitting: Sitting) -> bool:
    """Whether an attempt is open and has time left."""
    return sitting.turns.open is not None and not sitting.is_over


def _asking_for_files(visit: Visit, sitting: Sitting) -> list[str]:
    """The questions that the form may bring a file for, although it may come late."""
    attempt = sitting.turns.open or sitting.turns.last
    return [one.id for one in paper_of(visit, attempt) if one.type == FILE_UPLOAD] if attempt else []
