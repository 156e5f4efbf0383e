"""Peer review in the school that grows: classmates who hand in, and who review each other."""

from carrel.application import peer_review, peer_reviewing
from carrel.application.visit import Visit
from carrel.store import users
from tests.builders import COURSE_ID
from tests.server.schools import SECOND

PEER = "peer1"
PEERS = {
    f"{SECOND}/03-essay/item.toml": (
        f'id = "{PEER}"\nkind = "peer"\nweight = 100\nrequired_reviews = 2\n'
        '[[submission]]\nid = "text"\n[[rubric]]\nid = "whole"\npoints = 10\n'
    )
}
_KEY = f"/{{me}}~{COURSE_ID}~{PEER}"
_NAMED = f"&userId={{me}}&courseId={COURSE_ID}&itemId={PEER}"

PEER_READS: dict[str, dict[str, str]] = {
    "onDemandPeerAssignmentInstructions.v1": {
        "q=latest": f"{_NAMED}&includes=gradingMetadata,reviewSchemas,submissionSchemas"
    },
    "onDemandPeerAssignmentPermissions.v1": {
        "get": f"{_KEY}?includes=submissionProgress,receivedReviewsProgress,phaseSchedule"
    },
    "onDemandPeerReceivedReviews.v1": {"q=byItem": _NAMED},
    "onDemandPeerReviews.v1": {"get": "/{me}~{held}", "q=byItem": _NAMED},
    "onDemandPeerSubmissionDrafts.v1": {"get": _KEY},
    "onDemandPeerSubmissions.v1": {
        "get": "/{held}",
        "q=mine": _NAMED,
        "q=byItem": f"&courseId={COURSE_ID}&itemId={PEER}",
    },
}
"""Every way to read what belongs to peer review; of finders what follows `q=`."""


def hand_in(learner_id: int, text: str, visit: Visit) -> None:
    """Let somebody hand in work."""
    theirs = _of(learner_id, visit)
    peer_review.save_draft(theirs, learner_id, COURSE_ID, PEER, "", {"text": text})
    peer_review.submit(theirs, learner_id, COURSE_ID, PEER)


def review_one(learner_id: int, visit: Visit) -> None:
    """Let somebody review what they are given."""
    theirs = _of(learner_id, visit)
    taken = peer_reviewing.take_work(theirs, COURSE_ID, PEER)
    peer_reviewing.give_review(theirs, taken.submission_id, {"whole": 7})


def _of(learner_id: int, visit: Visit) -> Visit:
    user = users.user_by_id(visit.connection, learner_id)
    return Visit(visit.connection, visit.shelf, user, visit.now)
