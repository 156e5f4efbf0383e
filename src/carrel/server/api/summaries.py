"""What is told of an item wherever it is listed."""

from collections.abc import Callable
from typing import Any, Final

from carrel.courseware.items import (
    LECTURE,
    PEER,
    PHASED_PEER,
    STAFF_GRADED,
    SUPPLEMENT,
    UNGRADED_ASSIGNMENT,
    Assignment,
    Content,
    Item,
    Lecture,
    PeerReview,
    Reading,
    Unseen,
)


def summary(item: Item) -> dict[str, Any]:
    """The `definition` that tells an item's kind apart, as the captures have it (rows 12–17)."""
    content = item.content
    if isinstance(content, Unseen):
        # What a mirror could not see is told as it was told to the mirror.
        content = content.settings or _EMPTY.get(item.kind, lambda _: content)(item)
    match content:
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


_EMPTY: Final[dict[str, Callable[[Item], Content]]] = {
    LECTURE: lambda item: Lecture(duration=item.time_commitment),
    SUPPLEMENT: lambda item: Reading(path=item.place),
    PEER: lambda _: PeerReview(),
    PHASED_PEER: lambda _: PeerReview(),
    STAFF_GRADED: lambda _: Assignment(),
    UNGRADED_ASSIGNMENT: lambda _: Assignment(),
}
"""What there is of an item without its content."""


def _peer_summary(kind: str, peer: PeerReview) -> dict[str, Any]:
    phases = {"reviewDeadlineOffset": peer.review_deadline_offset or 0} if kind == PHASED_PEER else {}
    return {**phases, "isMentorGraded": peer.mentor_graded, "requiredReviewCount": peer.required_reviews}
