"""Activities that are done elsewhere: opened from the school, and completed by the learner's word.

Their word is taken when the activity was open for a while by the school's clock, which counts for one
activity only (see `domain.activities`): whoever did one can say so, and nobody can say so of all at once.
"""

from carrel.application.access import admit
from carrel.application.classroom import Classroom, current_edition, reach_item, record_access
from carrel.application.visit import Visit
from carrel.courseware.items import ACTIVITIES, Activity, Item
from carrel.domain.access import Deed
from carrel.domain.activities import still_needed
from carrel.domain.errors import NotNow
from carrel.domain.progress import ItemProgress, ItemState
from carrel.store import activities, progress

NOTHING = Activity()
"""What there is of an activity that a mirror could not see."""


def see_activity(visit: Visit, user_id: int, course_id: str, item_id: str, *kinds: str) -> Activity:
    """An activity that is open to the visitor; nothing is noted.

    Raises `NotSignedIn`, `NotAuthorized`, `UnknownCourse`, `NotEnrolled`, `UnknownItem`, `WrongKind`,
    `ItemLocked`.
    """
    content = _reached(visit, user_id, course_id, item_id, kinds)[1].content
    return content if isinstance(content, Activity) else NOTHING


def open_activity(visit: Visit, user_id: int, course_id: str, item_id: str, *kinds: str) -> ItemProgress:
    """Note that the visitor opens an activity now; answers its state. Raises as `see_activity`."""
    classroom, _ = _reached(visit, user_id, course_id, item_id, kinds)
    record_access(visit, classroom.membership)
    return progress.put_item(visit.connection, user_id, course_id, item_id, ItemState.STARTED, visit.now)


def complete_activity(
    visit: Visit, user_id: int, course_id: str, item_id: str, *kinds: str, opened_at: int | None = None
) -> ItemProgress:
    """Take the visitor's word that they did an activity; answers the state since when it holds.

    `opened_at` is when they opened it (epoch ms), where that is known from elsewhere than from what was
    noted. Raises as `see_activity`, and `NotNow` where it was not open for long enough.
    """
    classroom, item = _reached(visit, user_id, course_id, item_id, kinds)
    known = progress.item_of(visit.connection, user_id, course_id, item_id)
    if known is not None and known.state is ItemState.COMPLETED:
        return known
    begun = [at for at in (opened_at, known.at if known else None) if at is not None]
    if not begun:
        raise NotNow(f"Open “{item.name}” first.")
    last = activities.last_done_at(visit.connection, user_id)
    if wait := still_needed(item.time_commitment, min(begun), last, visit.now):
        raise NotNow(f"Work on “{item.name}” for a while: this can be said in {-(-wait // 1000)} seconds.")
    activities.put_done_at(visit.connection, user_id, visit.now)
    record_access(visit, classroom.membership)
    return progress.put_item(visit.connection, user_id, course_id, item_id, ItemState.COMPLETED, visit.now)


def _reached(
    visit: Visit, user_id: int, course_id: str, item_id: str, kinds: tuple[str, ...]
) -> tuple[Classroom, Item]:
    admit(visit, Deed.STUDY, about=user_id)
    edition = current_edition(visit, course_id=course_id)
    classroom, place = reach_item(visit, edition, item_id, *(kinds or ACTIVITIES))
    return classroom, place.item
