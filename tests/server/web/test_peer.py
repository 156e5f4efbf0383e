"""Peer review on pages: without JavaScript, from the first draft to the score."""

from functools import partial
from pathlib import Path

import pytest
from httpx2 import AsyncClient

from carrel.application import uploading
from carrel.application.enrolling import enroll
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School
from carrel.domain.users import SchoolRole
from carrel.server.visitors import now
from tests.builders import COURSE_ID, FOLDER, a_folder
from tests.server.web.conftest import FILES, HOSTILE, Client, add_user, complete
from tests.server.web.pages import Page, faults_of, parsed

pytestmark = pytest.mark.anyio

PEER = "/learn/study-well-online/peer/aaaa3"
WORK = "My *work*."


@pytest.fixture(autouse=True)
def _open(school: School, learner: AsyncClient) -> None:
    """What comes before the assignment is completed."""
    complete(school, "aaaa1", "aaaa2")


@pytest.fixture
async def other(school: School, client_of: Client) -> AsyncClient:
    """Another learner, who takes the course as well; the assignment is open to them."""
    user = add_user(school, "other@example.org", "Other", SchoolRole.LEARNER)
    school.write(partial(enroll, user_id=user.id, course_id=COURSE_ID), user, now())
    complete(school, "aaaa1", "aaaa2", learner=user)
    return await client_of("other@example.org")


@pytest.fixture
async def teacher(client_of: Client) -> AsyncClient:
    return await client_of("teacher@example.org")


async def page_of(client: AsyncClient, path: str = PEER) -> Page:
    page = parsed(await client.get(path))
    assert faults_of(page) == []
    return page


async def write(client: AsyncClient, text: str = WORK, do: str = "submit", **more: str) -> int:
    form = {"title": "A title", "part-work": text, "do": do, **more}
    files = {"nothing": ("", b"")}
    return (await client.post(f"{PEER}/work/save", data=form, files=files)).status_code


async def take(client: AsyncClient) -> str:
    """The page of the work that is given."""
    answer = await client.post(f"{PEER}/work/take")
    assert answer.status_code == 303
    return answer.headers["location"]


async def give(client: AsyncClient, path: str, points: str = "8", words: str = HOSTILE) -> int:
    form = {"answer-whole": points, "answer-words": words, "do": "give"}
    return (await client.post(path, data=form)).status_code


async def test_a_draft_is_kept_until_it_is_handed_in(learner: AsyncClient) -> None:
    assert await write(learner, HOSTILE, "save") == 303
    page = await page_of(learner)

    assert page.text("//textarea") == HOSTILE
    assert page.all("//input[@name='title']")[0].get("value") == "A title"
    assert "Your draft is saved." in page.words()


async def test_a_score_that_staff_gave_without_work_explains_itself(
    school: School, learner: AsyncClient, teacher: AsyncClient
) -> None:
    entries = parsed(await teacher.get("/learn/study-well-online/gradebook")).all("//tbody//a/@href")
    form = {"score": "92", "note": "Told by word of mouth.", "do": "set"}
    assert (await teacher.post(f"{entries[0]}/aaaa3", data=form)).status_code == 303

    page = await page_of(learner)

    assert "You have a score already, without work handed in here." in page.words()
    assert page.all("//details[not(@open)]//textarea[@name='part-work']")


async def test_two_learners_review_each_other_to_a_score(learner: AsyncClient, other: AsyncClient) -> None:
    for client in (learner, other):
        assert await write(client) == 303
    for client in (learner, other):
        path = await take(client)
        page = await page_of(client, path)
        assert page.text("//main//em") == "work"
        assert await give(client, path) == 303

    page = await page_of(learner)

    assert page.text("//*[@data-testid='score']") == "80%"
    assert HOSTILE in page.words()
    assert "Done" in page.words()


async def test_before_the_score_nothing_of_the_reviews_is_told(
    learner: AsyncClient, other: AsyncClient
) -> None:
    for client in (learner, other):
        await write(client)
    await give(other, await take(other), words="A secret for now.")

    words = (await page_of(learner)).words()

    assert "Your work has 1 of 1 review" in words
    assert "A secret for now." not in words


async def test_a_review_that_is_not_finished_comes_back_as_it_was(
    learner: AsyncClient, other: AsyncClient
) -> None:
    for client in (learner, other):
        await write(client)
    path = await take(learner)

    page = parsed(await learner.post(path, data={"answer-whole": "99", "answer-words": HOSTILE}))

    assert (page.status, faults_of(page)) == (400, [])
    assert "Give whole points from 0 to 10." in page.text("//*[@role='alert']")
    assert page.text("//textarea") == HOSTILE


async def test_work_is_given_back_with_a_button(learner: AsyncClient, other: AsyncClient) -> None:
    for client in (learner, other):
        await write(client)
    path = await take(learner)

    assert (await learner.post(path, data={"do": "drop"})).status_code == 303


async def test_nobody_reads_work_that_they_were_not_given(
    learner: AsyncClient, other: AsyncClient, guest: AsyncClient
) -> None:
    for client in (learner, other):
        await write(client)
    path = await take(learner)

    for client, status in ((guest, 401), (other, 200)):
        assert (await client.get(path)).status_code == status
    assert "Nobody reviews their own work." in (await page_of(other, path)).words()
    assert (await learner.get(path.replace(path[-4:], "zzzz"))).status_code == 403
    assert (await learner.get(f"{PEER}/work/all")).status_code == 403


async def test_staff_see_all_work_and_step_in(learner: AsyncClient, teacher: AsyncClient) -> None:
    await write(learner)
    page = await page_of(teacher, f"{PEER}/work/all")
    (path,) = page.hrefs("//tbody//a")

    assert await give(teacher, path, "7", "Good.") == 303

    page = await page_of(learner)
    assert page.text("//*[@data-testid='score']") == "70%"
    assert "By staff" in page.words()


async def test_another_tab_does_not_overwrite_what_it_has_not_seen(learner: AsyncClient) -> None:
    await write(learner, "One", "save")
    await write(learner, "Two", "save")

    form = {"part-work": HOSTILE, "revision": "1"}
    page = parsed(await learner.post(f"{PEER}/work/save", data=form))

    assert (page.status, page.heading, faults_of(page)) == (409, "Not saved", [])
    assert page.text("//textarea") == HOSTILE
    assert (await page_of(learner)).text("//textarea") == "Two"


async def test_who_has_uploaded_enough_for_a_day_may_still_write(
    learner: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST", 0)

    assert await write(learner, WORK, "save") == 303


async def test_what_is_not_finished_is_saved_and_not_handed_in(learner: AsyncClient) -> None:
    form = {"title": "Only this", "do": "submit"}
    page = parsed(await learner.post(f"{PEER}/work/save", data=form))

    assert (page.status, page.heading, faults_of(page)) == (400, "Not handed in", [])
    assert (await page_of(learner)).all("//input[@name='title']")[0].get("value") == "Only this"


async def test_a_file_comes_with_the_form_and_is_taken_away_as_it_came(
    school: School, learner: AsyncClient, tmp_path: Path
) -> None:
    upload = {
        f"{FOLDER}/03-write/item.toml": (
            'id = "aaaa3"\nkind = "peer"\nweight = 1000\n[[submission]]\nid = "file"\nkind = "fileUpload"\n'
        )
    }
    publish(school, plan_publication(school, a_folder(tmp_path / "one", FILES | upload), now()), now())
    content = b"<script>alert(1)</script>"
    sent = {"part-file": ("../my work.html", content, "text/html")}

    await learner.post(f"{PEER}/work/save", data={"do": "save"}, files=sent)
    page = await page_of(learner)
    assert "my work.html (25 bytes)" in page.words()
    kept = {name.get("name"): name.get("value") for name in page.all("//form//input[@type='hidden']")}
    await learner.post(f"{PEER}/work/save", data={**kept, "do": "submit"}, files={"part-file": ("", b"")})

    page = await page_of(learner)
    (href,) = page.hrefs("//section[@id='handed-in']//a")
    answer = await learner.get(href)
    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_asking_for_a_score_leads_back_to_the_assignment(learner: AsyncClient) -> None:
    await write(learner)

    assert (await learner.post(f"{PEER}/work/ask", data={"submission": "nothing"})).status_code == 409
