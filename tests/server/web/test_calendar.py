"""The feed of a learner's deadlines: at a secret address, which can be renewed, for calendar programs."""

from datetime import datetime, timedelta

import pytest
from httpx2 import AsyncClient
from icalendar import Calendar

from tests.builders import COURSE_ID
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

OURS = {"origin": "http://school.test"}
PACE = "/learn/study-well-online/pace"


async def address(client: AsyncClient, *, new: bool = True) -> str:
    """The address on the desk, made anew."""
    if new:
        assert (await client.post("/calendar", headers=OURS)).status_code == 303
    page = parsed(await client.get("/"))
    assert faults_of(page) == []
    (field,) = page.all("//input[@id='calendar-address']")
    return str(field.get("value"))


async def events(client: AsyncClient, target: str) -> list[dict[str, object]]:
    answer = await client.get(target)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return [
        {name.lower(): one.decoded(name) for name in ("uid", "sequence", "summary", "dtstart", "url")}
        for one in Calendar.from_ical(answer.content).walk("VEVENT")
    ]


async def test_the_feed_tells_a_guest_who_knows_its_address_what_is_due(
    learner: AsyncClient, guest: AsyncClient
) -> None:
    target = await address(learner)
    settings = await learner.get(
        f"/api/onDemandDeadlineSettings.v1?q=byUserAndCourse&userId={target.split('/')[4]}&courseId={COURSE_ID}"
    )
    (due,) = settings.json()["elements"][0]["moduleDeadlines"]

    (event,) = await events(guest, target)

    at = event["dtstart"]
    assert isinstance(at, datetime)
    assert at.utcoffset() == timedelta()
    assert int(at.timestamp()) == due["deadline"] // 1000
    assert str(event["summary"]).endswith("(Study Well Online)")
    assert str(event["url"]).startswith("http://school.test/learn/study-well-online/home/module/1")


async def test_a_deadline_that_moves_is_the_same_event_with_a_higher_sequence(learner: AsyncClient) -> None:
    target = await address(learner)
    (before,) = await events(learner, target)
    tag = (await learner.get(target)).headers["etag"]
    unchanged = await learner.get(target, headers={"if-none-match": tag})

    await learner.post(PACE, data={"do": "shift", "days": "2"}, headers=OURS)

    changed = await learner.get(target, headers={"if-none-match": tag})
    (after,) = await events(learner, target)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert changed.status_code == 200
    assert after["uid"] == before["uid"]
    assert int(str(after["sequence"])) > int(str(before["sequence"]))


async def test_deadlines_that_are_turned_off_are_not_in_the_feed(learner: AsyncClient) -> None:
    target = await address(learner)

    await learner.post(PACE, data={"do": "off"}, headers=OURS)

    assert await events(learner, target) == []


async def test_with_a_new_address_the_old_one_is_dead(learner: AsyncClient, guest: AsyncClient) -> None:
    old, new = await address(learner), await address(learner)

    answers = [await guest.get(target) for target in (old, new)]

    assert [one.status_code for one in answers] == [404, 200]
    assert await address(learner, new=False) == new


async def test_whatever_is_wrong_with_an_address_the_answer_is_the_same(
    learner: AsyncClient, guest: AsyncClient
) -> None:
    _, _, _, path, owner, secret, name = (await address(learner)).split("/")
    wrong = [
        (owner, "x" * 43),
        (owner, secret[:-1]),
        (str(int(owner) + 1), secret),
        ("9999999", secret),
        ("x", secret),
        ("9" * 40, secret),
        (owner, "%0a%00é"),
        (owner, "a" * 5000),
    ]

    answers = [await guest.get(f"/{path}/{one}/{other}/{name}") for one, other in wrong]

    assert {one.status_code for one in answers} == {404}
    assert len({one.text.replace(str(one.url), "") for one in answers}) == 1


async def test_only_who_is_signed_in_has_an_address(guest: AsyncClient) -> None:
    assert (await guest.post("/calendar", headers=OURS)).status_code == 401
    assert "calendar-address" not in (await guest.get("/")).text
