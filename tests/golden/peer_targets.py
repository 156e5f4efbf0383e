"""What is asked of peer review, once two learners have reviewed each other."""

from typing import Final

PEER_TARGETS: Final = {
    "onDemandPeerAssignmentInstructions.v1": (
        "?q=latest&{named}&includes=gradingMetadata,reviewSchemas,submissionSchemas"
    ),
    "onDemandPeerAssignmentPermissions.v1": (
        "/{key}?includes=receivedReviewsProgress,submissionProgress,phaseSchedule"
    ),
    "onDemandPeerReceivedReviews.v1": "?q=byItem&{named}",
    "onDemandPeerReviews.v1": "?q=byItem&{named}",
    "onDemandPeerSubmissionDrafts.v1": "/{key}",
    "onDemandPeerSubmissions.v1": "?q=mine&{named}",
}
