"""Where a learner is in a video."""

import pytest

from tests.server.learning.desk import (
    DURATION,
    LOCKED_LECTURE,
    SECOND_LECTURE,
    TRUSTED_LECTURE,
    TRUSTING_ID,
    Desk,
)

pytestmark = pytest.mark.anyio


async def test_a_position_is_absent_until_it_is_said_and_then_it_is_there(learner: Desk):
    before = await learner.position()

    answer = await learner.put_position(12_345)

    found = (await learner.position()).json()["elements"][0]
    assert before.status_code == 404
    assert (answer.status_code, answer.content) == (204, b"")
    assert (found["viewedUpTo"], found["updatedAt"]) == (12_345, learner.clock())
    assert found["id"] == learner.position_path().rpartition("/")[2]


async def test_a_position_beyond_the_end_is_the_end(learner: Desk):
    answer = await learner.put_position(DURATION * 1000 + 2000)

    assert answer.status_code == 204
    assert (await learner.position()).json()["elements"][0]["viewedUpTo"] == DURATION * 1000


async def test_positions_with_time_between_them_complete_a_lecture_without_ended(learner: Desk):
    await learner.put_position(0)
    learner.clock.move(DURATION / 2)

    await learner.put_position(DURATION * 1000)

    assert await learner.state() == "Completed"


async def test_the_position_of_a_completed_lecture_goes_on_moving(learner: Desk):
    await learner.watch()

    await learner.put_position(1000)

    assert await learner.state() == "Completed"
    assert (await learner.position()).json()["elements"][0]["viewedUpTo"] == 1000


@pytest.mark.parametrize("position", [-1, 1.5, "12", None, True, [1], 10**30], ids=str)
async def test_what_is_no_position_is_refused_and_leaves_none(learner: Desk, position: object):
    answer = await learner.put_position(position)

    assert answer.status_code in {204, 400}
    assert (answer.status_code == 204) == (position == 10**30)
    if answer.status_code == 400:
        assert (await learner.position()).status_code == 404


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ({"user": 1}, 403),
        ({"course": "zzzzzzzzzzzzzzzzzzzzzz"}, 403),
        ({"item": "zzzzz"}, 403),
        ({"item": TRUSTED_LECTURE}, 403),
        ({"item": LOCKED_LECTURE}, 403),
        ({"user": "me"}, 404),
    ],
    ids=["another's", "no course", "no video", "of another course", "locked", "no id"],
)
async def test_a_key_that_is_not_ones_own_is_refused_for_reading_and_writing(
    learner: Desk, key: dict[str, str], status: int
):
    read, written = await learner.position(**key), await learner.put_position(1, **key)

    assert (read.status_code, written.status_code) == (status, status)


async def test_a_body_that_names_another_progress_is_refused(learner: Desk):
    other = learner.position_path(user=1).rpartition("/")[2]

    answer = await learner.client.put(
        learner.position_path(), json={"videoProgressId": other, "viewedUpTo": 5}
    )

    assert answer.status_code == 403
    assert (await learner.position()).status_code == 404


async def test_positions_of_lectures_are_apart(learner: Desk):
    await learner.put_position(5)
    await learner.put_position(7, SECOND_LECTURE)
    await learner.put_position(9, TRUSTED_LECTURE, course=TRUSTING_ID)

    assert (await learner.position()).json()["elements"][0]["viewedUpTo"] == 5


async def test_a_position_cannot_be_created_or_removed(learner: Desk):
    path = learner.position_path()

    statuses = [
        (await learner.client.post(path, json={"viewedUpTo": 1})).status_code,
        (await learner.client.delete(path)).status_code,
        (await learner.client.get("/api/onDemandVideoProgresses.v1")).status_code,
    ]

    assert statuses == [405, 405, 405]
