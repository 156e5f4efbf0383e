"""How much of a lecture its learner has watched already, for whoever tells them."""

from carrel.application.visit import Visit
from carrel.domain.watching import Watched
from carrel.store import watching


def watched(visit: Visit, course_id: str, item_id: str) -> Watched:
    """What the visitor has of a lecture; nothing for guests, and before the first report."""
    if visit.actor is None:
        return Watched()
    return watching.kept_of(visit.connection, visit.actor.id, course_id, item_id).watched
