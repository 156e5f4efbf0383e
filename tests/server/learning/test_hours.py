"""Learning hours: at most real time, by learner, day and course."""

import pytest

from tests.builders import COURSE_ID
from tests.server.learning.conftest import Seat
from tests.server.learning.desk import (
    LECTURE,
    READING,
    SECOND_READING,
    START,
    TRUSTED_LECTURE,
    TRUSTING_ID,
    Desk,
)

pytestmark = pytest.mark.anyio

TODAY = "2027-01-15"
DAY = 86_400


async def test_time_that_overlaps_counts_once_whatever_is_open(learner: Desk):
    learner.clock.move(60)

    for item in (LECTURE, READING, SECOND_READING):
        await learner.beat(item)
    await learner.beat(READING, clientDateTime=learner.moment(-15))

    assert await learner.hours() == [(TODAY, COURSE_ID, 45_000)]


async def test_hours_are_kept_by_day_and_course(learner: Desk):
    learner.clock.move(DAY)
    await learner.beat(READING)
    await learner.beat(TRUSTED_LECTURE, courseId=TRUSTING_ID, clientDateTime=learner.moment(-40))
    learner.clock.move(DAY)
    await learner.beat(READING, durationMilliSeconds=500)

    assert sorted(await learner.hours()) == [
        ("2027-01-16", TRUSTING_ID, 30_000),
        ("2027-01-16", COURSE_ID, 30_000),
        ("2027-01-17", COURSE_ID, 500),
    ]


async def test_a_heartbeat_over_midnight_belongs_to_both_days(learner: Desk):
    midnight = (START // 1000 // DAY + 1) * DAY - START // 1000
    learner.clock.move(midnight + 10)

    await learner.beat(READING)

    assert await learner.hours() == [(TODAY, COURSE_ID, 20_000), ("2027-01-16", COURSE_ID, 10_000)]


async def test_nobody_studied_before_they_were_enrolled(learner: Desk):
    learner.clock.move(10)

    await learner.beat(READING)
    await learner.beat(READING, clientDateTime=learner.moment(-3600))

    assert await learner.hours() == [(TODAY, COURSE_ID, 10_000)]


async def test_a_clock_that_is_a_little_ahead_is_taken_for_ours(learner: Desk):
    learner.clock.move(60)

    await learner.beat(READING, clientDateTime=learner.moment(3))

    assert await learner.hours() == [(TODAY, COURSE_ID, 27_000)]


async def test_hours_of_one_course_and_page_by_page(learner: Desk):
    learner.clock.move(60)
    await learner.beat(READING)
    await learner.beat(TRUSTED_LECTURE, courseId=TRUSTING_ID, clientDateTime=learner.moment(-30))

    of_course = await learner.client.get(f"/api/learningHours.v1?q=me&courseId={COURSE_ID}")
    page = await learner.client.get("/api/learningHours.v1?q=me&limit=1")

    assert [one["id"] for one in of_course.json()["elements"]] == [f"{learner.id}~{COURSE_ID}~{TODAY}"]
    assert page.json()["paging"] == {"next": "1", "total": 2}


async def test_hours_are_ones_own(seat: Seat, learner: Desk):
    learner.clock.move(60)
    await learner.beat(READING)
    other, guest = await seat("other"), await seat()

    assert await other.hours() == []
    assert (await guest.client.get("/api/learningHours.v1?q=me")).status_code == 401
