"""Answers to what a learner does: positions in videos, readings read."""

from datetime import date, timedelta
from typing import Final

from carrel.application import learning
from carrel.application.classroom import current_edition
from carrel.application.editions import Edition
from carrel.application.learning import Studied
from carrel.domain.access import Deed
from carrel.domain.errors import NotAuthorized, UnknownItem
from carrel.domain.progress import ItemProgress
from carrel.protocol.errors import not_found, refused_value
from carrel.protocol.paging import slice_page
from carrel.resources.learning import (
    USER_COURSE_AND_DAY,
    VIDEO_PROGRESSES,
    LearningHoursRecord,
    NewSupplementCompletion,
    SupplementCompletionRecord,
    VideoPosition,
    VideoProgressRecord,
)
from carrel.resources.progress import ItemProgressRecord
from carrel.resources.records import COURSE_AND_ITEM
from carrel.server.api.asking import Answers, Ask, Created, Found
from carrel.server.api.own import in_own_course, sent_user_id

EPOCH: Final = date(1970, 1, 1)


def video_position(ask: Ask) -> Found:
    """Where the signed-in learner is in a video; 404 before the first report."""
    user_id, edition, item_id = _video(ask)
    position = learning.position(ask.visit, user_id, edition, item_id)
    if position is None:
        raise not_found()
    record = VideoProgressRecord(
        id=VIDEO_PROGRESSES.schema.key.write(ask.request.key),
        viewed_up_to=position.viewed_up_to,
        updated_at=position.at,
    )
    return Found([record])


def report_position(ask: Ask) -> None:
    """Take in where the player stands."""
    user_id, edition, item_id = _video(ask)
    body = ask.sent(VideoPosition)
    if body.viewed_up_to < 0:
        raise refused_value("viewedUpTo cannot be less than 0.")
    named = body.video_progress_id
    if named is not None and named != VIDEO_PROGRESSES.schema.key.write(ask.request.key):
        raise NotAuthorized("The body names another progress than the address does.")
    learning.record_position(ask.visit, user_id, edition, item_id, body.viewed_up_to)


def complete_supplement(ask: Ask) -> Created:
    """Take the learner's word that they have read; a second time changes nothing."""
    body = ask.sent(NewSupplementCompletion)
    user_id = sent_user_id(body.user_id)
    progress = in_own_course(
        lambda: learning.complete_reading(ask.visit, user_id, body.course_id, body.item_id)
    )
    key = COURSE_AND_ITEM.write((body.course_id, body.item_id))
    record = SupplementCompletionRecord(
        id=key, course_id=body.course_id, item_id=body.item_id, item_progress=state_record(progress)
    )
    return Created(record, key)


def my_hours(ask: Ask) -> Found:
    """How long the signed-in learner studied, day by day and course by course."""
    wanted = ask.argument("courseId")
    own = [one for one in learning.my_hours(ask.visit) if wanted in {None, one.course_id}]
    page, paging = slice_page(own, ask.request.start, ask.request.limit)
    return Found([_hours_record(ask.visit.learner().id, one) for one in page], paging=paging)


def state_record(progress: ItemProgress) -> ItemProgressRecord:
    """The state of an item as it is published."""
    return ItemProgressRecord(progress_state=progress.state.value, timestamp=progress.at)


def _hours_record(user_id: int, studied: Studied) -> LearningHoursRecord:
    day = (EPOCH + timedelta(days=studied.day)).isoformat()
    return LearningHoursRecord(
        id=USER_COURSE_AND_DAY.write((user_id, studied.course_id, day)),
        user_id=user_id,
        course_id=studied.course_id,
        day=day,
        studied_milli_seconds=studied.time,
    )


def _video(ask: Ask) -> tuple[int, Edition, str]:
    """Whose position, in which course, and the lecture that shows the video."""
    owner, course_id, wanted = ask.request.key
    edition = in_own_course(lambda: current_edition(ask.visit, course_id=course_id))
    item_id = edition.lecture_of_video.get(wanted)
    if item_id is None:
        raise UnknownItem(f"The course has no video {wanted}.")
    return owner, edition, item_id


VIDEO_PROGRESS = Answers(
    reads=Deed.STUDY,
    writes=Deed.STUDY,
    get=video_position,
    update=report_position,
    body=VideoPosition,
    is_own=True,
)
SUPPLEMENT_COMPLETIONS = Answers(
    writes=Deed.STUDY, create=complete_supplement, body=NewSupplementCompletion, is_own=True
)
LEARNING_HOURS = Answers(reads=Deed.SEE_HOURS, is_lasting=True, finders={"me": my_hours})
