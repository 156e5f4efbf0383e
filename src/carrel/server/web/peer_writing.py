"""Writing for a peer review: the form is taken in, kept as a draft, and handed in where that was the button.

The draft is kept before it is handed in, so that nothing is lost where it is not finished.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from carrel.application import peer_review
from carrel.application.classroom import current_edition
from carrel.application.editions import Edition
from carrel.application.uploading import Bytes, keep_upload, may_upload
from carrel.application.visit import Visit
from carrel.courseware.items import Item, PeerReview
from carrel.domain.errors import LearningError, NotNow, Unfit
from carrel.domain.peer_review import FILE
from carrel.server.uploads import form_with_files, keep_file
from carrel.server.visitors import visitors_of
from carrel.server.web import addresses
from carrel.server.web.forms import text_of
from carrel.server.web.rendering import frame_for, page


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form says: texts by part, new files by part with their names, and the draft that was seen."""

    title: str
    texts: Mapping[str, str]
    files: Mapping[str, tuple[str, Bytes]]
    revision: int | None
    is_final: bool


@dataclass(frozen=True, slots=True)
class RefusedView:
    """Why work was not kept, or not handed in; `texts` are what was written where it was not kept."""

    course_name: str
    language: str
    course_href: str
    item_name: str
    item_href: str
    told: str
    is_kept: bool
    texts: Sequence[str]


async def save(request: Request) -> Response:
    """Keep what is being written and, where that was the button, hand it in."""
    slug, item_id = request.path_params["slug"], request.path_params["item_id"]
    visitors, is_kept = visitors_of(request), False
    edition, item = await visitors.reading(request, lambda visit: _place(visit, slug, item_id))
    course_id, sender = edition.course.id, await visitors.who(request)
    with visitors.uploads.enter(sender and sender.id):
        sent = await _sent(request, peer_review.content_of(item), course_id)
    try:
        await visitors.writing(request, lambda visit: _keep(visit, course_id, item_id, sent))
        is_kept = True
        if sent.is_final:
            await visitors.writing(
                request, lambda visit: peer_review.submit(visit, visit.learner().id, course_id, item_id)
            )
    except (Unfit, NotNow) as error:
        return await _refused(request, edition, item, sent, error, is_kept=is_kept)
    path = addresses.item_path(edition.course, item)
    return RedirectResponse(f"{path}#{'handed-in' if sent.is_final else 'work'}", 303)


def _place(visit: Visit, slug: str, item_id: str) -> tuple[Edition, Item]:
    edition = current_edition(visit, slug=slug)
    peer_review.reach_work(visit, visit.learner().id, edition.course.id, item_id)
    return edition, edition.place_of(item_id).item


async def _sent(request: Request, peer: PeerReview, course_id: str) -> Sent:
    visitors, item_id = visitors_of(request), request.path_params["item_id"]
    async with form_with_files(request, sum(one.kind == FILE for one in peer.parts)) as form:
        chosen = {
            part.id: (file.filename, file.file)
            for part in peer.parts
            if isinstance(file := form.get(f"part-{part.id}"), UploadFile) and file.filename
        }
        if chosen:
            # Words alone are taken in also when no more files are.
            await visitors.reading(
                request, lambda visit: may_upload(visit, visit.learner().id, course_id, item_id)
            )
        files = {one: (name, await keep_file(visitors.school, file)) for one, (name, file) in chosen.items()}
    seen = text_of(form, "revision")
    return Sent(
        title=text_of(form, "title"),
        texts=_texts(form, peer),
        files=files,
        revision=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 15 else None,
        is_final=text_of(form, "do") == "submit",
    )


def _texts(form: FormData, peer: PeerReview) -> dict[str, str]:
    """What the form says for each part; a file that is kept already is named in its place."""
    return {
        part.id: text.replace("\r\n", "\n")
        for part in peer.parts
        if (text := text_of(form, f"{'kept' if part.kind == FILE else 'part'}-{part.id}"))
    }


def _keep(visit: Visit, course_id: str, item_id: str, sent: Sent) -> None:
    me = visit.learner().id
    uploaded = {
        part_id: keep_upload(visit, me, course_id, item_id, name, content).id
        for part_id, (name, content) in sent.files.items()
    }
    parts = {**sent.texts, **uploaded}
    peer_review.save_draft(visit, me, course_id, item_id, sent.title, parts, sent.revision)


async def _refused(
    request: Request, edition: Edition, item: Item, sent: Sent, error: LearningError, *, is_kept: bool
) -> Response:
    course, peer = edition.course, peer_review.content_of(item)
    shown = RefusedView(
        course_name=course.name,
        language=course.language,
        course_href=addresses.course_path(course.slug),
        item_name=item.name,
        item_href=addresses.item_path(course, item),
        told=str(error),
        is_kept=is_kept,
        texts=[sent.texts[one.id] for one in peer.parts if one.kind != FILE and one.id in sent.texts],
    )
    actor = await visitors_of(request).who(request)
    status = 409 if isinstance(error, NotNow) else 400
    return page("peer_refused.html", shown, frame_for(request, actor), status=status)
