"""What is told of an item wherever it is listed."""

from typing import Any

from carrel.courseware.items import PHASED_PEER, Assignment, Item, Lecture, PeerReview, Reading


def summary(item: Item) -> dict[str, Any]:
    """The `definition` that tells an item's kind apart, as the captures have it (rows 12–17)."""
    match item.content:
        case Lecture() as lecture:
            return {"duration": lecture.duration, "hasInVideoAssessment": lecture.assessment is not None}
        case Reading():
            return {"assetTypeName": "cml", "containsWidget": False}
        case PeerReview() as peer:
            return _peer_summary(item.kind, peer)
        case Assignment() as assignment:
            return {
                "assignmentFeatures": list(assignment.features),
                "standardProctorConfigurationId": assignment.proctoring,
                "isTeamSubmissionEnabled": assignment.team,
                "requiredMobileFeatures": list(assignment.mobile_features),
            }
        case _:
            return {}


def _peer_summary(kind: str, peer: PeerReview) -> dict[str, Any]:
    phases = {"reviewDeadlineOffset": peer.review_deadline_offset or 0} if kind == PHASED_PEER else {}
    return {**phases, "isMentorGraded": peer.mentor_graded, "requiredReviewCount": peer.required_reviews}
