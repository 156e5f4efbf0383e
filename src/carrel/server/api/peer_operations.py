"""The calls of peer review that are no Naptime resources: `opencourse.v1/…/peer/…` (rows 64, 66, 67)."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from carrel.application.classroom import current_edition
from carrel.application.peer_review import Assigned, see_assignment
from carrel.application.uploading import keep_upload, may_upload
from carrel.application.visit import Visit
from carrel.protocol.errors import not_found
from carrel.server.access import user_id_in
from carrel.server.answers import READ_HEADERS, Answer, json_answer
from carrel.server.api.peer_content import criterion_schema, file_told, part_schema
from carrel.server.api.peer_review import evaluation_of, submission_told, version_of
from carrel.server.links import upload_path
from carrel.server.origin import refuse_foreign
from carrel.server.uploads import taken_in
from carrel.server.visitors import visitors_of


async def get_assignment(request: Request) -> Answer:
    """`GET …/peer/getAssignment`: what the assignment asks for, and by what it is reviewed (row 64)."""

    def told(_visit: Visit, theirs: Assigned) -> dict[str, Any]:
        edition, item, peer = theirs.edition, theirs.item, theirs.peer
        return {
            "assignmentId": version_of(theirs),
            "instructions": edition.text_of(item).cml,
            "submissionSchema": {"parts": [part_schema(edition, item, one) for one in peer.parts]},
            "reviewSchema": {"parts": [criterion_schema(edition, item, one) for one in peer.criteria]},
            "requiredReviewCount": theirs.duty.authored,
            "isMentorGraded": peer.mentor_graded,
        }

    return await _told(request, told)


async def get_latest_submission(request: Request) -> Answer:
    """`GET …/peer/getLatestSubmission`: what the user handed in last; 404 before that (row 66)."""

    def told(visit: Visit, theirs: Assigned) -> dict[str, Any]:
        current = theirs.current
        if current is None:
            raise not_found()
        return {
            "id": current.id,
            "submittedAt": current.submitted_at,
            "submission": submission_told(visit, theirs, current.title, current.parts),
        }

    return await _told(request, told)


async def get_review_stats(request: Request) -> Answer:
    """`GET …/peer/getReviewStats`: how many reviews were given and received, of how many (row 67)."""

    def told(_visit: Visit, theirs: Assigned) -> dict[str, Any]:
        evaluation = evaluation_of(theirs)
        return {
            "authoredReviewCount": theirs.authored,
            "requiredAuthoredReviewCount": theirs.duty.authored,
            "receivedReviewCount": len(theirs.received),
            "requiredReceivedReviewCount": theirs.duty.received,
            "isGraded": evaluation is not None,
            **({"evaluation": evaluation} if evaluation else {}),
        }

    return await _told(request, told)


async def upload(request: Request) -> Answer:
    """`POST …/peer/upload?name=…`: the bytes of a file; answers the id by which a draft names it."""
    visitors, path = visitors_of(request), request.path_params
    refuse_foreign(request, visitors.settings)
    name = request.query_params.get("name", "")

    def place(visit: Visit) -> tuple[int, str]:
        user_id = user_id_in(visit, path["user"])
        course_id = current_edition(visit, slug=path["slug"]).course.id
        may_upload(visit, user_id, course_id, path["item"])
        return user_id, course_id

    user_id, course_id = await visitors.reading(request, place)
    with visitors.uploads.enter(user_id):
        content = await taken_in(visitors.school, request.stream())
        kept = await visitors.writing(
            request,
            lambda visit: keep_upload(visit, user_id, course_id, path["item"], name, content),
            is_own=True,
        )
    return json_answer({"contentResponseBody": file_told(kept, upload_path(kept.id, kept.name))}, status=201)


async def _told(request: Request, told: Callable[[Visit, Assigned], dict[str, Any]]) -> Answer:
    path = request.path_params

    def read(visit: Visit) -> dict[str, Any]:
        user_id = user_id_in(visit, path["user"])
        course_id = current_edition(visit, slug=path["slug"]).course.id
        return told(visit, see_assignment(visit, user_id, course_id, path["item"]))

    body = await visitors_of(request).reading(request, read)
    return json_answer({"contentResponseBody": body}, headers=READ_HEADERS)
