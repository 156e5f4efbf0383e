"""What is watched without a network counts when it is told, for who has the media."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from httpx2 import Response

from carrel.application.school import School
from carrel.store import watching
from carrel.store.errors import DiskFull
from tests.builders import COURSE_ID
from tests.server.learning.conftest import Seat
from tests.server.learning.desk import DURATION, LECTURE, SECOND_LECTURE, Clock, Desk

pytestmark = pytest.mark.anyio

DAY = 86_400


async def media_address(learner: Desk, item: str = LECTURE) -> str:
    """The address of a lecture's video, as the API gives it to the learner."""
    answer = await learner.client.get(
        f"/api/onDemandLectureVideos.v1/{COURSE_ID}~{item}",
        params={"includes": "video", "fields": "onDemandVideos.v1(sources)"},
    )
    video = answer.json()["linked"]["onDemandVideos.v1"][0]
    address: str = video["sources"]["byResolution"]["720p"]["mp4VideoUrl"]
    return address


async def fetch(learner: Desk, item: str = LECTURE, **headers: str) -> Response:
    return await learner.client.get(await media_address(learner, item), headers=headers)


async def tell(learner: Desk, item: str = LECTURE) -> None:
    """Tell what was watched two days ago, as a player does that was offline."""
    for seconds in (30, DURATION):
        moment = learner.moment(seconds - 2 * DAY)
        await learner.beat(item, clientDateTime=moment)
    await learner.put_position(DURATION * 1000, item)
    await learner.event("ended", item)


def noted(school: School, learner: Desk, item: str = LECTURE) -> object:
    return school.read(
        lambda visit: watching.kept_of(visit.connection, learner.id, COURSE_ID, item).holding,
        None,
        0,
    )


async def test_a_lecture_watched_offline_completes_when_it_is_told(learner: Desk):
    await fetch(learner)
    learner.clock.move(5 * DAY)

    await tell(learner)

    assert await learner.state() == "Completed"


async def test_the_same_story_without_the_media_completes_nothing(learner: Desk):
    await fetch(learner, SECOND_LECTURE)
    learner.clock.move(5 * DAY)

    await tell(learner)

    assert await learner.state() == "Started"


async def test_a_story_of_before_the_media_was_fetched_completes_nothing(learner: Desk):
    learner.clock.move(5 * DAY)
    await fetch(learner)

    await tell(learner)

    assert await learner.state() == "Started"


async def test_media_is_at_hand_for_thirty_days_after_it_was_fetched_last(seat: Seat, learner: Desk):
    await fetch(learner)
    learner.clock.move(29 * DAY)
    await fetch(learner)
    learner.clock.move(20 * DAY)
    again = await seat("learner")

    await tell(again)

    assert await again.state() == "Completed"


async def test_media_that_was_fetched_long_ago_is_no_longer_at_hand(seat: Seat, learner: Desk):
    await fetch(learner)
    learner.clock.move(33 * DAY)
    again = await seat("learner")

    await tell(again)

    assert await again.state() == "Started"


async def test_an_hour_told_for_one_lecture_cannot_be_told_for_another(learner: Desk):
    await fetch(learner, LECTURE)
    await fetch(learner, SECOND_LECTURE)
    learner.clock.move(5 * DAY)

    await tell(learner, LECTURE)
    await tell(learner, SECOND_LECTURE)

    assert [await learner.state(LECTURE), await learner.state(SECOND_LECTURE)] == ["Completed", "Started"]


async def test_every_way_to_a_lectures_media_is_noted(school: School, learner: Desk):
    page = await learner.client.get(f"/learn/study-well-online/lecture/{LECTURE}/hello")
    address = page.text.partition('src="/media/')[2].partition('"')[0].replace("&amp;", "&")

    answer = await learner.client.get(f"/media/{address}", headers={"range": "bytes=0-9"})

    assert answer.status_code == 206
    assert noted(school, learner) is not None


async def test_a_film_that_is_fetched_in_ranges_is_noted_once_a_day(
    school: School, learner: Desk, monkeypatch: pytest.MonkeyPatch
):
    writes: list[int] = []
    writing = School.writing

    async def counted(self: School, *deed: object, **more: object) -> object:
        writes.append(1)
        return await writing(self, *deed, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(School, "writing", counted)
    for begin in range(50):
        await fetch(learner, range=f"bytes={begin}-{begin}")
    learner.clock.move(DAY)
    await fetch(learner)

    assert len(writes) == 2


async def test_asking_for_the_headers_alone_is_not_fetching(school: School, learner: Desk):
    await learner.client.head(await media_address(learner))

    assert noted(school, learner) is None


async def test_the_learner_in_an_address_cannot_be_changed(school: School, seat: Seat, learner: Desk):
    other = await seat("other")
    address = await media_address(learner)

    forged = await learner.client.get(address.replace(f"for={learner.id}", f"for={other.id}"))
    stripped = await learner.client.get(
        urlsplit(address).path,
        params=[pair for pair in parse_qsl(urlsplit(address).query) if pair[0] != "for"],
    )

    assert (forged.status_code, stripped.status_code) == (403, 403)
    assert noted(school, other) is None


async def test_media_is_handed_out_when_nothing_can_be_noted(
    school: School, learner: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    async def full(*_: object, **__: object) -> None:
        raise DiskFull("no space")

    address = await media_address(learner)
    with monkeypatch.context() as patch:
        patch.setattr(School, "writing", full)
        answer = await learner.client.get(address)
    again = await learner.client.get(address)

    assert (answer.status_code, again.status_code) == (200, 200)
    assert noted(school, learner) is not None
