"""How learners keep their time in a course, on its page."""

import pytest
from httpx2 import AsyncClient, Response

from carrel.application import sessions
from carrel.application.school import School
from carrel.application.sessions import Announcement
from carrel.domain.enrollment import DAY
from carrel.domain.users import SchoolRole
from carrel.server.visitors import now
from carrel.store import tables, users
from tests.builders import COURSE_ID
from tests.server.web.conftest import Client
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

COURSE = "/learn/study-well-online/home/welcome"
PACE = "/learn/study-well-online/pace"
OURS = {"origin": "http://school.test"}


async def do(client: AsyncClient, what: str, **more: str) -> Response:
    return await client.post(PACE, data={"do": what, **more}, headers=OURS)


def enrolled_long_ago(school: School) -> None:
    """Let everybody have enrolled a year ago."""
    table = tables.memberships
    late = table.update().values(enrolled_at=now() - 365 * DAY, version=table.c.version + 1)
    school.write(lambda visit: visit.connection.execute(late), None, now())


async def test_who_is_behind_is_offered_to_count_from_today(school: School, learner: AsyncClient) -> None:
    enrolled_long_ago(school)
    before = parsed(await learner.get(COURSE))
    button = before.all("//form[@class='behind']//button")[0]

    answer = await do(learner, str(button.get("value")), **{"from": "course"})

    after = parsed(await learner.get(answer.headers["location"]))
    assert (answer.status_code, answer.headers["location"]) == (303, COURSE)
    assert after.all("//form[@class='behind']") == []
    assert "Due in 7 days" in (await learner.get(COURSE)).text
    assert faults_of(before) == faults_of(after) == []


async def test_deadlines_are_moved_turned_off_and_on(learner: AsyncClient) -> None:
    await do(learner, "restart")
    await do(learner, "shift", days="3")
    moved = parsed(await learner.get(PACE))
    await do(learner, "off")
    off = parsed(await learner.get(PACE))
    desk = (await learner.get("/")).text
    await do(learner, "on")

    assert "Due in 10 days" in (await learner.get(PACE)).text
    assert off.all("//ul[@class='pace-lines']") == []
    assert "Due in" not in desk
    assert faults_of(moved) == faults_of(off) == []


async def test_a_session_is_joined_and_left(school: School, learner: AsyncClient, client_of: Client) -> None:
    teacher = school.read(
        lambda visit: next(
            one for one in users.all_users(visit.connection) if one.role is not SchoolRole.LEARNER
        ),
        None,
        0,
    )
    told = Announcement(COURSE_ID, now() - DAY)
    session = school.write(lambda visit: sessions.announce(visit, told), teacher, now())

    await do(learner, "join", session=session.id)
    joined = parsed(await learner.get(PACE))
    refused = await do(learner, "restart")
    await do(learner, "join", session=COURSE_ID)
    left = parsed(await learner.get(PACE))

    assert "Due in 6 days" in str(joined.texts("//ul[@class='pace-lines'][1]//time"))
    assert refused.status_code == 409
    assert [page.text("//li[strong]/span") for page in (joined, left)][1] == "My own time"
    assert faults_of(joined) == faults_of(left) == []


async def test_who_leaves_has_the_course_off_the_desk_and_back_with_all_they_did(
    learner: AsyncClient,
) -> None:
    await learner.post("/learn/study-well-online/supplement/aaaa2/complete", headers=OURS)

    answer = await do(learner, "leave")
    desk = (await learner.get("/")).text
    await learner.post("/learn/study-well-online/enroll", headers=OURS)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Study Well Online" not in desk
    again = parsed(await learner.get("/learn/study-well-online/supplement/aaaa2"))
    assert again.text("//*[@class='notice completed']").startswith("Completed on ")


@pytest.mark.parametrize(
    "form",
    [{}, {"do": "<b>"}, {"do": "shift"}, {"do": "shift", "days": "x"}, {"do": "shift", "days": "9999"}],
)
async def test_what_is_no_button_is_refused(learner: AsyncClient, form: dict[str, str]) -> None:
    answer = await learner.post(PACE, data=form, headers=OURS)

    assert answer.status_code == 400


async def test_only_who_takes_a_course_has_a_pace_in_it(guest: AsyncClient, client_of: Client) -> None:
    stranger = await client_of("learner@example.org")

    answers = [await one.get(PACE) for one in (guest, stranger)]

    assert [one.status_code for one in answers] == [401, 403]
    assert (await do(stranger, "leave")).status_code == 403
