"""Peer review: what is asked for, what is handed in, who reviews what (shapes §7.4; rows 64, 66, 67)."""

from typing import Any, Final

from msgspec import Struct

from carrel.protocol.keys import INTEGER, TEXT, CompositeKey
from carrel.protocol.parameters import Parameter
from carrel.protocol.schema import Action, Finder, Operation
from carrel.resources.course_materials import TypedDefinition
from carrel.resources.grades import USER_COURSE_AND_ITEM
from carrel.resources.records import UNSET, Maybe, Record, declare

USER_AND_SUBMISSION: Final = CompositeKey({"userId": INTEGER, "submissionId": TEXT})
"""`{userId}~{submissionId}`, both shown."""
_OF_ITEM: Final = (
    Parameter("userId", INTEGER, required=True, doc="The signed-in user."),
    Parameter("courseId", required=True, doc="The course."),
    Parameter("itemId", required=True, doc="The assignment."),
)


class InstructionsRecord(Record):
    """What an assignment asks for, as its latest edition says."""

    id: str
    """`{userId}~{courseId}~{itemId}~{assignmentId}@{version}`."""
    instructions: Maybe[dict[str, Any]] = UNSET
    """`{introduction, sections: [{typeId, title, content}]}`; texts are CML."""


class GradingMetadataRecord(Record):
    """How an assignment is graded."""

    id: str
    """As that of the instructions."""
    assignment_details: Maybe[TypedDefinition] = UNSET
    """Its `typeName` is `phased` or `closed`; `{receivedReviewCutoffs: {count}, passingFraction}`."""
    required_authored_review_count: Maybe[int] = UNSET
    """How many reviews the learner has to give, as the class is now."""
    is_mentor_graded: Maybe[bool] = UNSET
    """Whether mentors and staff alone review."""


class SubmissionSchemaRecord(Record):
    """What is handed in."""

    id: str
    """As that of the instructions."""
    submission_schema: Maybe[dict[str, Any]] = UNSET
    """`{parts: [{id, prompt, details: {typeName, definition: {required}}}]}`; prompts are CML."""


class ReviewSchemaRecord(Record):
    """By what work is reviewed."""

    id: str
    """As that of the instructions."""
    review_schema: Maybe[dict[str, Any]] = UNSET
    """`{parts: [{id, prompt, details}]}`. `details.typeName` is `points` (`{maxScore}`), `options`
    (`{options: [{id, display, points}]}`) or `text` (`{required}`)."""


class SubmissionContent(Struct, rename="camel", frozen=True):
    """What a learner wrote."""

    title: str = ""
    """Of 200 characters at most."""
    parts: dict[str, dict[str, Any]] = {}
    """By the part's id `{typeName, definition}`: `plainText` and `richText` have `{value}` (CML, or Markdown,
    for `richText`), `url` has `{url}`, `fileUpload` has `{fileId}`."""


class DraftRecord(Record):
    """What a learner is writing."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    item_id: str
    """The assignment."""
    submission: Maybe[dict[str, Any]] = UNSET
    """`{title, parts}`, as it is sent."""
    attached_assignment_id: Maybe[str] = UNSET
    """`{assignmentId}@{version}`: for what it was written."""
    created_at: Maybe[int] = UNSET
    """When it was begun: epoch ms. It names the draft when it is handed in."""
    updated_at: Maybe[int] = UNSET
    """When it was last saved: epoch ms."""
    revision: Maybe[int] = UNSET
    """How often it was saved."""


class DraftContent(Struct, rename="camel", frozen=True):
    """What a client sends to save a draft."""

    submission: SubmissionContent
    """The whole of it."""
    attached_assignment_id: str | None = None
    """For what it was written; not looked at."""
    revision: int | None = None
    """The revision that was seen; another one by now is refused with 409. Left out, the last to save wins."""


class SubmissionRecord(Record):
    """Work that was handed in. Who wrote it is told to themselves and to those who guide the course."""

    id: str
    """22 characters."""
    course_id: Maybe[str] = UNSET
    """The course."""
    item_id: Maybe[str] = UNSET
    """The assignment."""
    creator_id: Maybe[int] = UNSET
    """Who wrote it; absent for its reviewers."""
    submission: Maybe[dict[str, Any]] = UNSET
    """`{title, parts}`. A file has `{fileId, name, size, url}`."""
    submitted_at: Maybe[int] = UNSET
    """When it was handed in: epoch ms."""
    is_current: Maybe[bool] = UNSET
    """Whether it is what its author handed in last."""
    review_count: Maybe[int] = UNSET
    """How many reviews it has; for those who guide the course."""
    score: Maybe[float] = UNSET
    """What it was found to be worth, from 0 to 1, before any penalty; for those who guide the course."""


class NewSubmission(Struct, rename="camel", frozen=True):
    """What a client sends to hand in its draft."""

    course_id: str
    """The course."""
    item_id: str
    """The assignment."""
    draft_created_at: int | None = None
    """Which draft; the present one when left out. The same again is the same submission."""
    verifiable_id: str | None = None
    """Not looked at."""
    grading_type: str | None = None
    """Not looked at."""


class PermissionsRecord(Record):
    """What a learner may do in an assignment now."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    user_id: int
    """The learner."""
    course_id: str
    """The course."""
    item_id: str
    """The assignment."""
    can_submit: Maybe[bool] = UNSET
    """Whether something can be handed in."""
    can_review: Maybe[bool] = UNSET
    """Whether they may ask for work to review."""
    can_see_received_reviews: Maybe[bool] = UNSET
    """Whether what others said of their work is told."""


class SubmissionProgressRecord(Record):
    """How far a learner's own work is."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    latest_draft_summary: Maybe[dict[str, Any]] = UNSET
    """`{createdAt, updatedAt, isSubmitted}`; absent without a draft."""
    latest_submission_summary: Maybe[dict[str, Any]] = UNSET
    """`{computed: {id, submittedAt}}`; absent before anything was handed in."""


class ReceivedReviewProgressRecord(Record):
    """How far the reviewing of a learner's work is."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    review_count: Maybe[int] = UNSET
    """How many reviews their work has."""
    required_review_count: Maybe[int] = UNSET
    """How many it needs, as the class is now."""
    authored_review_count: Maybe[int] = UNSET
    """How many they gave."""
    required_authored_review_count: Maybe[int] = UNSET
    """How many they have to give, as the class is now."""
    evaluation_if_ready: Maybe[dict[str, Any]] = UNSET
    """`{evaluation: {score, maxScore, passingFraction, parts}}` in points, `parts` by criterion. Absent until
    both counts are reached, or staff reviewed."""
    earliest_completion_time: Maybe[int] = UNSET
    """When one review is enough, however many are required: epoch ms."""


class PhaseScheduleRecord(Record):
    """When a learner's work and reviews are due."""

    id: str
    """`{userId}~{courseId}~{itemId}`."""
    current_phase: Maybe[str] = UNSET
    """`submission`, `review` or `closed`."""
    phase_starts: Maybe[dict[str, int]] = UNSET
    """When each phase begins: epoch ms."""
    phase_ends: Maybe[dict[str, int]] = UNSET
    """When each phase ends: epoch ms; empty without a deadline."""


class PeerReviewRecord(Record):
    """Work in one's hands to review, and one's review of it."""

    id: str
    """`{userId}~{submissionId}`."""
    user_id: int
    """The reviewer."""
    submission_id: str
    """The work."""
    course_id: Maybe[str] = UNSET
    """The course."""
    item_id: Maybe[str] = UNSET
    """The assignment."""
    handed_at: Maybe[int] = UNSET
    """When it was given: epoch ms."""
    reviewed_at: Maybe[int] = UNSET
    """When it was reviewed: epoch ms; absent until then."""
    parts: Maybe[dict[str, int | str]] = UNSET
    """The answers by the criterion's id: whole points, an option's id, or words."""


class NewPeerReview(Struct, rename="camel", frozen=True):
    """What a reviewer sends."""

    parts: dict[str, int | str]
    """The answers by the criterion's id: whole points, an option's id, or words."""


class ReceivedReviewRecord(Record):
    """What somebody said of one's work. Who it was is not told."""

    id: str
    """`{submissionId}~{number}`, counted from 1."""
    submission_id: Maybe[str] = UNSET
    """The work."""
    is_by_staff: Maybe[bool] = UNSET
    """Whether it is the word of staff."""
    reviewed_at: Maybe[int] = UNSET
    """When it was said: epoch ms."""
    parts: Maybe[dict[str, int | str]] = UNSET
    """The answers by the criterion's id."""


INSTRUCTIONS = declare(
    "onDemandPeerAssignmentInstructions.v1",
    InstructionsRecord,
    default=("instructions",),
    relations={
        "gradingMetadata": "onDemandPeerAssignmentGradingMetadata.v1",
        "reviewSchemas": "onDemandPeerReviewSchemas.v1",
        "submissionSchemas": "onDemandPeerSubmissionSchemas.v1",
    },
    finders=(Finder("latest", _OF_ITEM, "The instructions of an assignment that is open to the user."),),
)
GRADING_METADATA = declare(
    "onDemandPeerAssignmentGradingMetadata.v1",
    GradingMetadataRecord,
    default=("assignmentDetails", "requiredAuthoredReviewCount", "isMentorGraded"),
)
SUBMISSION_SCHEMAS = declare(
    "onDemandPeerSubmissionSchemas.v1", SubmissionSchemaRecord, default=("submissionSchema",)
)
REVIEW_SCHEMAS = declare("onDemandPeerReviewSchemas.v1", ReviewSchemaRecord, default=("reviewSchema",))
DRAFTS = declare(
    "onDemandPeerSubmissionDrafts.v1",
    DraftRecord,
    key=USER_COURSE_AND_ITEM,
    default=("submission", "attachedAssignmentId", "createdAt", "updatedAt", "revision"),
    operations=frozenset({Operation.GET, Operation.UPDATE}),
)
SUBMISSIONS = declare(
    "onDemandPeerSubmissions.v1",
    SubmissionRecord,
    default=("courseId", "itemId", "submission", "submittedAt", "isCurrent"),
    operations=frozenset({Operation.GET, Operation.CREATE}),
    finders=(
        Finder("mine", _OF_ITEM, "Everything that the user handed in for an assignment, the last one first."),
        Finder(
            "byItem",
            _OF_ITEM[1:],
            "For those who guide the course: everybody's current work, the oldest first, page by page.",
        ),
    ),
)
PERMISSIONS = declare(
    "onDemandPeerAssignmentPermissions.v1",
    PermissionsRecord,
    key=USER_COURSE_AND_ITEM,
    default=("canSubmit", "canReview", "canSeeReceivedReviews"),
    relations={
        "submissionProgress": "onDemandPeerSubmissionProgresses.v1",
        "receivedReviewsProgress": "onDemandPeerReceivedReviewProgresses.v1",
        "phaseSchedule": "onDemandPeerDisplayablePhaseSchedules.v1",
    },
    operations=frozenset({Operation.GET}),
)
SUBMISSION_PROGRESSES = declare(
    "onDemandPeerSubmissionProgresses.v1",
    SubmissionProgressRecord,
    default=("latestDraftSummary", "latestSubmissionSummary"),
)
RECEIVED_REVIEW_PROGRESSES = declare(
    "onDemandPeerReceivedReviewProgresses.v1",
    ReceivedReviewProgressRecord,
    default=(
        "reviewCount",
        "requiredReviewCount",
        "authoredReviewCount",
        "requiredAuthoredReviewCount",
        "evaluationIfReady",
        "earliestCompletionTime",
    ),
)
PHASE_SCHEDULES = declare(
    "onDemandPeerDisplayablePhaseSchedules.v1",
    PhaseScheduleRecord,
    default=("currentPhase", "phaseStarts", "phaseEnds"),
)
REVIEWS = declare(
    "onDemandPeerReviews.v1",
    PeerReviewRecord,
    key=USER_AND_SUBMISSION,
    default=("courseId", "itemId", "handedAt", "reviewedAt", "parts"),
    operations=frozenset({Operation.GET, Operation.UPDATE, Operation.DELETE}),
    finders=(Finder("byItem", _OF_ITEM, "What the user was given to review, the first one first."),),
    actions=(
        Action(
            "take",
            _OF_ITEM,
            "Be given work to review: `{id, submissionId}`. What is in hand already is given again.",
        ),
    ),
)
RECEIVED_REVIEWS = declare(
    "onDemandPeerReceivedReviews.v1",
    ReceivedReviewRecord,
    default=("submissionId", "isByStaff", "reviewedAt", "parts"),
    finders=(Finder("byItem", _OF_ITEM, "What was said of the user's current work, once it has its score."),),
)
