"""Answers about peer review: what is asked for, one's own work, and the reviews of it."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from carrel.application import peer_review, peer_reviewing
from carrel.application.peer_review import Assigned, see_assignment
from carrel.application.visit import Visit
from carrel.domain.access import Deed
from carrel.domain.grading import threshold
from carrel.domain.peer_review import PATIENCE, Phase
from carrel.protocol.errors import not_found
from carrel.protocol.paging import paging_at, read_offset, slice_page
from carrel.resources.course_materials import TypedDefinition
from carrel.resources.grades import USER_COURSE_AND_ITEM
from carrel.resources.peer_review import (
    DraftContent,
    DraftRecord,
    GradingMetadataRecord,
    InstructionsRecord,
    NewSubmission,
    PermissionsRecord,
    PhaseScheduleRecord,
    ReceivedReviewProgressRecord,
    ReceivedReviewRecord,
    ReviewSchemaRecord,
    SubmissionProgressRecord,
    SubmissionRecord,
    SubmissionSchemaRecord,
)
from carrel.resources.records import UNSET, Record
from carrel.server.api.asking import Answers, Ask, Created, Found, Linked
from carrel.server.api.peer_content import (
    cml,
    criterion_schema,
    file_told,
    part_schema,
    told,
    written,
)
from carrel.server.links import upload_path
from carrel.store.peer_review import Draft, Submission


def instructions(ask: Ask) -> Found:
    """What an assignment asks for."""
    theirs = see_assignment(ask.visit, *_named(ask))
    user_id, course_id, item_id = _named(ask)
    key = f"{USER_COURSE_AND_ITEM.write((user_id, course_id, item_id))}~{version_of(theirs)}"
    text = theirs.edition.text_of(theirs.item)
    record = InstructionsRecord(id=key, instructions={"introduction": cml(text.cml), "sections": []})
    linked: dict[str, Callable[[], Record]] = {
        "gradingMetadata": lambda: _metadata(key, theirs),
        "reviewSchemas": lambda: ReviewSchemaRecord(
            id=key,
            review_schema={
                "parts": [criterion_schema(theirs.edition, theirs.item, one) for one in theirs.peer.criteria]
            },
        ),
        "submissionSchemas": lambda: SubmissionSchemaRecord(
            id=key,
            submission_schema={
                "parts": [part_schema(theirs.edition, theirs.item, one) for one in theirs.peer.parts]
            },
        ),
    }
    return Found([record], _linked(ask, linked))


def draft(ask: Ask) -> Found:
    """What the signed-in user is writing; 404 before they began."""
    theirs = see_assignment(ask.visit, *ask.request.key)
    if theirs.draft is None:
        raise not_found()
    return Found([_draft_record(ask, theirs, theirs.draft)])


def save(ask: Ask) -> DraftRecord:
    """Keep what the signed-in user is writing."""
    body, (user_id, course_id, item_id) = cast("DraftContent", ask.body), ask.request.key
    saved = peer_review.save_draft(
        ask.visit, user_id, course_id, item_id, body.submission.title, written(body.submission), body.revision
    )
    return _draft_record(ask, see_assignment(ask.visit, user_id, course_id, item_id), saved)


def submit(ask: Ask) -> Created:
    """Hand in the signed-in user's draft."""
    body, me = cast("NewSubmission", ask.body), ask.visit.learner().id
    handed_in = peer_review.submit(ask.visit, me, body.course_id, body.item_id, body.draft_created_at)
    theirs = see_assignment(ask.visit, me, body.course_id, body.item_id)
    record = _submission_record(ask, theirs, handed_in)
    return Created(record, handed_in.id)


def submission(ask: Ask) -> Found:
    """Work that is one's own, or that one may read."""
    work = peer_reviewing.open_work(ask.visit, ask.request.key)
    found, peer = work.submission, peer_review.content_of(work.item)
    files = {one.id: file_told(one, upload_path(one.id, one.name, found.id)) for one in work.files.values()}
    is_mine = found.learner_id == ask.visit.learner().id
    record = SubmissionRecord(
        id=found.id,
        course_id=found.course_id,
        item_id=found.item_id,
        creator_id=found.learner_id if is_mine else UNSET,
        submission=told(peer, found.title, found.parts, files),
        submitted_at=found.submitted_at,
        is_current=found.is_current,
    )
    return Found([record])


def my_submissions(ask: Ask) -> Found:
    """Everything that the signed-in user handed in for an assignment."""
    theirs = see_assignment(ask.visit, *_named(ask))
    page, paging = slice_page(theirs.submissions, ask.request.start, ask.request.limit)
    return Found([_submission_record(ask, theirs, one) for one in page], paging=paging)


def all_submissions(ask: Ask) -> Found:
    """Everybody's current work, for those who guide the course."""
    start, limit = read_offset(ask.request.start), ask.request.limit
    course_id, item_id = ask.argument("courseId"), ask.argument("itemId")
    found, total = peer_reviewing.all_work(ask.visit, course_id, item_id, start, limit)
    records = [
        SubmissionRecord(
            id=one.submission.id,
            course_id=course_id,
            item_id=item_id,
            creator_id=one.submission.learner_id,
            submitted_at=one.submission.submitted_at,
            is_current=True,
            review_count=len(one.reviews),
            score=UNSET if one.score is None else one.score,
        )
        for one in found
    ]
    return Found(records, paging=paging_at(start, limit, total))


def permissions(ask: Ask) -> Found:
    """What the signed-in user may do in an assignment now."""
    theirs = see_assignment(ask.visit, *ask.request.key)
    user_id, course_id, item_id = ask.request.key
    key = USER_COURSE_AND_ITEM.write(ask.request.key)
    record = PermissionsRecord(
        id=key,
        user_id=user_id,
        course_id=course_id,
        item_id=item_id,
        can_submit=not theirs.received or theirs.is_graded,
        can_review=theirs.current is not None and not theirs.peer.mentor_graded,
        can_see_received_reviews=theirs.result is not None,
    )
    linked: dict[str, Callable[[], Record]] = {
        "submissionProgress": lambda: _submission_progress(key, theirs),
        "receivedReviewsProgress": lambda: _received_progress(key, theirs),
        "phaseSchedule": lambda: _phases(key, theirs),
    }
    return Found([record], _linked(ask, linked))


def received(ask: Ask) -> Found:
    """What was said of the signed-in user's current work, once it has its score."""
    theirs = see_assignment(ask.visit, *_named(ask))
    shown = theirs.counting if theirs.result is not None else ()
    records = [
        ReceivedReviewRecord(
            id=f"{one.submission_id}~{number}",
            submission_id=one.submission_id,
            is_by_staff=one.is_staff,
            reviewed_at=one.reviewed_at or UNSET,
            parts=dict(one.answers or {}),
        )
        for number, one in enumerate(shown, 1)
    ]
    page, paging = slice_page(records, ask.request.start, ask.request.limit)
    return Found(page, paging=paging)


def version_of(theirs: Assigned) -> str:
    """The assignment and its edition, as they are named together."""
    return f"{theirs.item.id}@{theirs.edition.id}"


def evaluation_of(theirs: Assigned) -> dict[str, Any] | None:
    """What the reviews came to, once that is ready."""
    found = theirs.result
    if found is None:
        return None
    return {
        "score": found.total,
        "maxScore": found.most,
        "passingFraction": threshold(theirs.edition.course, theirs.item),
        "parts": dict(found.points),
    }


def submission_told(visit: Visit, theirs: Assigned, title: str, parts: Mapping[str, str]) -> dict[str, Any]:
    """What the user wrote, with the files they uploaded for it."""
    known = peer_review.files_in(visit, theirs.peer, parts)
    files = {one.id: file_told(one, upload_path(one.id, one.name)) for one in known.values()}
    return told(theirs.peer, title, parts, files)


def _named(ask: Ask) -> tuple[int, str, str]:
    return ask.argument("userId"), ask.argument("courseId"), ask.argument("itemId")


def _linked(ask: Ask, records: Mapping[str, Callable[[], Record]]) -> Linked:
    relations = ask.request.schema.relations
    return {relations[name]: [record()] for name, record in records.items() if ask.wants(name)}


def _metadata(key: str, theirs: Assigned) -> GradingMetadataRecord:
    return GradingMetadataRecord(
        id=key,
        assignment_details=TypedDefinition(
            type_name="phased" if theirs.peer.review_deadline_offset is not None else "closed",
            definition={
                "receivedReviewCutoffs": {"count": theirs.duty.received},
                "passingFraction": threshold(theirs.edition.course, theirs.item),
            },
        ),
        required_authored_review_count=theirs.duty.authored,
        is_mentor_graded=theirs.peer.mentor_graded,
    )


def _draft_record(ask: Ask, theirs: Assigned, kept: Draft) -> DraftRecord:
    user_id, course_id, item_id = ask.request.key
    return DraftRecord(
        id=USER_COURSE_AND_ITEM.write(ask.request.key),
        user_id=user_id,
        course_id=course_id,
        item_id=item_id,
        submission=submission_told(ask.visit, theirs, kept.title, kept.parts),
        attached_assignment_id=version_of(theirs),
        created_at=kept.created_at,
        updated_at=kept.updated_at,
        revision=kept.revision,
    )


def _submission_record(ask: Ask, theirs: Assigned, one: Submission) -> SubmissionRecord:
    return SubmissionRecord(
        id=one.id,
        course_id=one.course_id,
        item_id=one.item_id,
        creator_id=one.learner_id,
        submission=submission_told(ask.visit, theirs, one.title, one.parts),
        submitted_at=one.submitted_at,
        is_current=one.is_current,
    )


def _submission_progress(key: str, theirs: Assigned) -> SubmissionProgressRecord:
    own, current = theirs.draft, theirs.current
    return SubmissionProgressRecord(
        id=key,
        latest_draft_summary=UNSET
        if own is None
        else {
            "createdAt": own.created_at,
            "updatedAt": own.updated_at,
            "isSubmitted": not theirs.is_writing,
        },
        latest_submission_summary=UNSET
        if current is None
        else {"computed": {"id": current.id, "submittedAt": current.submitted_at}},
    )


def _received_progress(key: str, theirs: Assigned) -> ReceivedReviewProgressRecord:
    found, current = evaluation_of(theirs), theirs.current
    return ReceivedReviewProgressRecord(
        id=key,
        review_count=len(theirs.received),
        required_review_count=theirs.duty.received,
        authored_review_count=theirs.authored,
        required_authored_review_count=theirs.duty.authored,
        evaluation_if_ready={"evaluation": found} if found else UNSET,
        earliest_completion_time=current.submitted_at + PATIENCE if current else UNSET,
    )


def _phases(key: str, theirs: Assigned) -> PhaseScheduleRecord:
    starts, ends = {}, {}
    if theirs.due is not None:
        ends[Phase.SUBMISSION.value] = starts[Phase.REVIEW.value] = theirs.due
        ends[Phase.REVIEW.value] = starts[Phase.CLOSED.value] = theirs.reviews_due or theirs.due
    return PhaseScheduleRecord(id=key, current_phase=theirs.phase.value, phase_starts=starts, phase_ends=ends)


INSTRUCTIONS = Answers(reads=Deed.STUDY, finders={"latest": instructions})
DRAFTS = Answers(reads=Deed.STUDY, writes=Deed.STUDY, get=draft, update=save, body=DraftContent, is_own=True)
SUBMISSIONS = Answers(
    reads=Deed.STUDY,
    writes=Deed.STUDY,
    deeds={"byItem": Deed.REVIEW},
    key_name="submissionId",
    get=submission,
    create=submit,
    body=NewSubmission,
    finders={"mine": my_submissions, "byItem": all_submissions},
)
PERMISSIONS = Answers(reads=Deed.STUDY, get=permissions)
RECEIVED_REVIEWS = Answers(reads=Deed.STUDY, finders={"byItem": received})
