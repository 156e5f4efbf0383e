"""A lecture watched, over the API: evidence completes it, and nothing else."""

import pytest

from carrel.application import accounts
from carrel.application.classroom import locked_items, see_course
from carrel.application.school import School
from carrel.application.visit import Visit
from carrel.domain.users import User
from tests.builders import COURSE_ID
from tests.server.learning.conftest import Seat
from tests.server.learning.desk import (
    DURATION,
    LECTURE,
    LOCKED,
    LOCKED_LECTURE,
    READING,
    SECOND_LECTURE,
    SECOND_READING,
    SLUG,
    TRUSTED_LECTURE,
    TRUSTING,
    TRUSTING_ID,
    Desk,
)

pytestmark = pytest.mark.anyio


async def test_the_captured_flow_completes_and_the_answer_to_ended_still_says_started(learner: Desk):
    began = learner.clock()
    await learner.event("play")
    learner.clock.move(31)

    answer = await learner.event("ended")

    assert answer.json() == {
        "contentResponseBody": {},
        "itemProgress": {"progressState": "Started", "timestamp": began},
    }
    assert await learner.state() == "Completed"


async def test_a_bare_ended_is_started_in_every_read(learner: Desk):
    for _ in range(3):
        answer = await learner.event("ended")
        learner.clock.move(86_400)

    progress = await learner.client.get(f"/api/opencourse.v1/user/~/course/{SLUG}")

    assert answer.json()["itemProgress"]["progressState"] == "Started"
    assert progress.json()["items"][LECTURE]["progressState"] == "Started"
    assert await learner.state() == "Started"
    assert (await learner.position()).status_code == 404


async def test_a_course_that_trusts_completes_on_ended(learner: Desk):
    await learner.event("play", TRUSTED_LECTURE, slug=TRUSTING)
    before = await learner.state(TRUSTED_LECTURE, TRUSTING_ID)

    answer = await learner.event("ended", TRUSTED_LECTURE, slug=TRUSTING)

    assert (before, answer.json()["itemProgress"]["progressState"]) == ("Started", "Started")
    assert await learner.state(TRUSTED_LECTURE, TRUSTING_ID) == "Completed"


async def test_what_is_missing_is_told_in_both_reads_until_it_is_complete(learner: Desk):
    await learner.event("play")
    learner.clock.move(5)
    await learner.put_position(5_000)

    by_key = (await learner.progress())["items"][LECTURE]
    by_slug = (await learner.client.get(f"/api/opencourse.v1/user/~/course/{SLUG}")).json()["items"][LECTURE]

    assert by_key["missing"] == {
        "watchedMilliSeconds": 15_000,
        "neededMilliSeconds": DURATION * 900,
        "endReached": False,
    }
    assert by_slug == by_key
    learner.clock.move(10)
    await learner.event("ended")
    assert "missing" not in (await learner.progress())["items"][LECTURE]


async def test_nothing_but_the_end_is_missing_where_players_are_trusted(learner: Desk):
    await learner.event("play", TRUSTED_LECTURE, slug=TRUSTING)

    item = (await learner.progress(TRUSTING_ID))["items"][TRUSTED_LECTURE]

    assert item["missing"] == {"watchedMilliSeconds": 0, "neededMilliSeconds": 0, "endReached": False}


async def test_locks_open_with_the_completion_before_them(learner: Desk):
    assert await learner.locked() == {LOCKED, LOCKED_LECTURE}

    await learner.read(READING)
    half = await learner.locked()
    await learner.watch(LECTURE)

    assert half == {LOCKED, LOCKED_LECTURE}
    assert await learner.locked() == set()


async def test_progress_only_grows_and_is_whole_when_every_required_item_is_done(learner: Desk):
    seen = [await learner.progress()]
    for step in (
        learner.watch(LECTURE),
        learner.read(READING),
        learner.watch(LOCKED_LECTURE, rate=3),
        learner.watch(SECOND_LECTURE, rate=2),
        learner.read(SECOND_READING),
    ):
        await step
        seen.append(await learner.progress())

    assert [one["overall"] for one in seen] == [0, 20, 40, 60, 80, 100]
    assert [one["nextItem"] for one in seen] == [
        LECTURE, READING, LOCKED_LECTURE, SECOND_LECTURE, SECOND_READING, LOCKED,
    ]  # fmt: skip
    assert set(seen[-1]["lessons"].values()) | set(seen[-1]["modules"].values()) == {100}


async def test_every_message_notes_the_visit_but_only_once_a_minute(learner: Desk):
    async def last_seen() -> int:
        answer = await learner.client.get("/api/memberships.v1?q=me&fields=lastAccessedTimestamp")
        found: dict[str, int] = {
            one["courseId"]: one.get("lastAccessedTimestamp", 0) for one in answer.json()["elements"]
        }
        return found[COURSE_ID]

    await learner.event("play")
    first = await last_seen()
    learner.clock.move(30)
    await learner.put_position(1)
    soon = await last_seen()
    learner.clock.move(40)
    await learner.beat()
    later = await last_seen()

    assert (first, soon, later) == (learner.clock() - 70_000, first, learner.clock())


async def test_auto_enroll_lets_in_who_is_not_enrolled(seat: Seat):
    newcomer = await seat("newcomer")

    refused = await newcomer.event("play", enrol="false")
    let_in = await newcomer.event("play", enrol="true")

    assert (refused.status_code, let_in.status_code) == (403, 200)
    assert await newcomer.state() == "Started"


async def test_auto_enroll_changes_nothing_when_the_event_is_refused(seat: Seat):
    newcomer = await seat("newcomer")

    refused = await newcomer.event("play", LOCKED_LECTURE, enrol="true")

    assert refused.status_code == 403
    memberships = await newcomer.client.get("/api/memberships.v1?q=me&showHidden=true")
    assert memberships.json()["elements"] == []


async def test_staff_may_watch_without_being_enrolled(seat: Seat):
    teacher = await seat("teacher")

    await teacher.watch(LOCKED_LECTURE)

    assert await teacher.state(LOCKED_LECTURE) == "Completed"
    memberships = await teacher.client.get("/api/memberships.v1?q=me")
    assert memberships.json()["elements"] == []


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ({"user": 1}, 403),
        ({"user": "9" * 5000}, 403),
        ({"user": "nobody"}, 403),
        ({"slug": "no-such-course"}, 404),
        ({"item": "zzzzz"}, 403),
        ({"item": READING}, 400),
        ({"item": LOCKED_LECTURE}, 403),
        ({"name": "paused"}, 404),
    ],
    ids=["another's", "a huge id", "no id", "no course", "no item", "a reading", "locked", "no event"],
)
async def test_an_event_that_is_refused_leaves_everything_as_it_was(
    learner: Desk, event: dict[str, object], status: int
):
    answer = await learner.event(**{"name": "ended", **event})  # type: ignore[arg-type]

    assert answer.status_code == status
    assert set(answer.json()) == {"errorCode", "message", "details"}
    assert (await learner.progress())["items"] == {}


async def test_an_item_of_another_kind_is_refused_in_the_known_words(learner: Desk):
    answer = await learner.event("ended", READING)

    assert answer.json()["message"].startswith("Wrong content type for item StoredItem")


@pytest.mark.parametrize("body", [b"", b"{}", b'{"contentRequestBody":null}', b'{"more":1}'])
async def test_the_body_of_an_event_may_be_nearly_anything(learner: Desk, body: bytes):
    path = f"/api/opencourse.v1/user/{learner.id}/course/{SLUG}/item/{LECTURE}/lecture/videoEvents/play"

    answer = await learner.client.post(path, content=body)

    assert answer.status_code == 200


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff"])
async def test_a_body_that_is_no_object_is_refused(learner: Desk, body: bytes):
    path = f"/api/opencourse.v1/user/{learner.id}/course/{SLUG}/item/{LECTURE}/lecture/videoEvents/ended"

    answer = await learner.client.post(path, content=body)

    assert answer.status_code == 400
    assert await learner.state() is None


async def test_nobody_and_a_sign_in_that_has_ended_are_told_apart(seat: Seat, learner: Desk):
    guest = await seat()
    await learner.client.post("/api/logout/v3")
    learner.client.cookies.set("CAUTH", "ended")

    assert (await guest.event("ended", user=learner.id)).status_code == 401
    assert (await learner.event("ended")).status_code == 403


async def test_what_is_locked_is_found_for_less_and_is_the_same(school: School, seat: Seat, learner: Desk):
    def both(visit: Visit) -> tuple[object, object]:
        return locked_items(visit, SLUG)[1], frozenset(see_course(visit, SLUG).locks)

    people: list[User | None] = [None, *school.read(accounts.list_users, None, learner.clock())]
    before = [school.read(both, one, learner.clock()) for one in people]
    await learner.read(READING)
    await learner.watch(LECTURE)
    after = [school.read(both, one, learner.clock()) for one in people]

    assert all(cheap == whole for cheap, whole in before + after)
    assert before != after


async def test_who_is_alike_is_told_the_same_and_who_is_not_is_told_their_own(seat: Seat, learner: Desk):
    other, teacher = await seat("other"), await seat("teacher")
    for _ in range(2):
        assert await learner.locked() == await other.locked() == {LOCKED, LOCKED_LECTURE}
    await learner.read(READING)
    assert await learner.locked() == {LOCKED, LOCKED_LECTURE}

    await learner.watch(LECTURE)

    for _ in range(2):
        assert await learner.locked() == await teacher.locked() == set()
        assert await other.locked() == {LOCKED, LOCKED_LECTURE}
