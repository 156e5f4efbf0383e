"""Discussions on pages, without a script."""

import pytest
from httpx2 import AsyncClient

from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School
from carrel.server.visitors import now
from tests.builders import FOLDER, a_folder
from tests.server.web.conftest import FILES, HOSTILE, Client
from tests.server.web.pages import Page, faults_of, parsed

pytestmark = pytest.mark.anyio

COURSE = "/learn/study-well-online"
TALK = f"{COURSE}/discussions"
PROMPT = f"{COURSE}/discussion/aaaaz"


async def send(client: AsyncClient, **form: str) -> str:
    answer = await client.post(TALK, data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def ask(client: AsyncClient, title: str = "Why two?", text: str = "And *not* ten?") -> str:
    """The address of a new question in the first forum."""
    first = parsed(await client.get(TALK)).hrefs("//li[@data-testid='forum']//a")[0]
    forum = first.rpartition("/")[2]
    return (await send(client, deed="ask", forum=forum, title=title, text=text)).partition("#")[0]


def forms(page: Page) -> set[str]:
    """What the buttons of a page do."""
    return {str(one.get("value")) for one in page.all("//button[@name='deed']")}


async def test_a_question_is_asked_answered_and_replied_to(learner: AsyncClient, client_of: Client) -> None:
    teacher = await client_of("teacher@example.org")
    path = await ask(learner)
    question = path.rpartition("/")[2]
    given = await send(teacher, deed="answer", question=question, text=f"Because. {HOSTILE}")
    first = given.rpartition("#post-")[2]
    await send(learner, deed="answer", question=question, parent=first, text="Really?")

    page = parsed(await learner.get(path))
    forum = parsed(await learner.get(page.hrefs("//nav[@class='crumbs']//a")[2]))

    assert (page.heading, faults_of(page), faults_of(forum)) == ("Why two?", [], [])
    assert page.texts("//article//em") == ["not"]
    assert page.texts("//ul[@class='replies']//div[@class='prose']") == ["Really?"]
    assert "looks after the course" in page.text("//li[@class='answer'][1]//span[@class='guide']")
    assert page.all("//script") == []
    assert "2 answers" in forum.text("//li[@data-testid='question']")
    assert faults_of(parsed(await learner.get(TALK))) == []


async def test_buttons_vote_follow_flag_change_and_remove(learner: AsyncClient, client_of: Client) -> None:
    teacher = await client_of("teacher@example.org")
    path = await ask(teacher)
    question = path.rpartition("/")[2]
    on_it = {"post": question, "question": question}

    for deed in ("vote", "follow"):
        assert (await send(learner, deed=deed, **on_it)).startswith(path)
    await send(learner, deed="flag", reason="Rude", **on_it)
    page = parsed(await learner.get(path))
    flagged = parsed(await teacher.get(f"{TALK}/flagged"))

    assert {"unvote", "unfollow", "unflag", "answer"} == forms(page)
    assert "1 vote" in page.text("//article/p[@class='item-facts']")
    assert flagged.texts("//ul[@class='reasons']/li") == [f"{HOSTILE}: Rude"]
    assert "Why two?" in parsed(await learner.get(TALK)).words()
    await send(teacher, deed="dismiss", post=question, back=f"{TALK}/flagged")
    for deed in ("unvote", "unfollow"):
        await send(learner, deed=deed, **on_it)
    assert {"vote", "follow", "flag", "answer"} == forms(parsed(await learner.get(path)))

    await send(teacher, deed="edit", title="Why not ten?", text="", **on_it)
    await send(teacher, deed="pin", **on_it)
    await send(teacher, deed="close", **on_it)
    closed = parsed(await learner.get(path))
    assert (closed.heading, "answer" in forms(closed)) == ("Why not ten?", False)
    await send(teacher, deed="remove", **on_it)
    assert (await learner.get(path)).status_code == 404
    assert "restore" in forms(parsed(await teacher.get(path)))
    await send(teacher, deed="restore", **on_it)
    assert (await learner.get(path)).status_code == 200


async def test_a_removed_answer_leaves_its_place(learner: AsyncClient, client_of: Client) -> None:
    teacher = await client_of("teacher@example.org")
    path = await ask(teacher)
    question = path.rpartition("/")[2]
    said = (await send(learner, deed="answer", question=question, text="Rude words")).rpartition("#post-")[2]
    await send(learner, deed="edit", post=said, question=question, text="Worse words")
    await send(teacher, deed="remove", post=said, question=question)

    page, moderated = parsed(await learner.get(path)), parsed(await teacher.get(path))

    assert "This answer was removed." in page.words()
    assert "Worse words" not in page.words()
    assert ("Worse words" in moderated.words(), faults_of(moderated)) == (True, [])
    await send(teacher, deed="restore", post=said, question=question)
    assert "Worse words" in parsed(await learner.get(path)).words()


async def test_what_is_asked_about_an_item_stands_under_it(learner: AsyncClient) -> None:
    before = parsed(await learner.get(f"{COURSE}/supplement/aaaa2"))
    forum = before.hrefs("//section[@id='discussion']//a")[0]
    await send(learner, deed="ask", forum=forum.rpartition("/")[2], title=HOSTILE, text="")

    page = parsed(await learner.get(f"{COURSE}/supplement/aaaa2"))

    assert page.texts("//section[@id='discussion']//li//a") == [HOSTILE]
    assert faults_of(page) == []
    assert "1 question" in parsed(await learner.get(TALK)).words()


async def test_a_prompt_is_completed_by_answering_on_its_page(
    school: School, learner: AsyncClient, tmp_path
) -> None:
    prompt = '+++\nid = "aaaaz"\nkind = "discussionPrompt"\nname = "Say hello"\n+++\n\nWho are *you*?\n'
    folder = a_folder(tmp_path / "course", FILES | {f"{FOLDER}/09-say-hello.md": prompt})
    publish(school, plan_publication(school, folder, now()), now())
    before = parsed(await learner.get(PROMPT))
    question = str(before.all("//input[@name='question']")[0].get("value"))

    await send(learner, deed="answer", question=question, text="A learner.", back=PROMPT)
    page = parsed(await learner.get(PROMPT))

    assert (before.heading, faults_of(before), faults_of(page)) == ("Say hello", [], [])
    assert "Your answer completes this item." in before.words()
    assert page.text("//*[@class='notice completed']").startswith("Completed on ")
    assert page.texts("//li[@class='answer']//div[@class='prose']") == ["A learner."]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"deed": "nothing"}, 400),
        ({"deed": "ask", "forum": "nowhere", "title": "x"}, 404),
        ({"deed": "answer", "question": "x" * 10_000, "text": "x"}, 404),
        ({"deed": "vote", "post": "~!/"}, 404),
        ({"deed": "pin", "post": "x"}, 404),
        ({"deed": "edit", "post": "x", "question": "x", "text": "x" * 30_000}, 404),
    ],
    ids=lambda one: str(one)[:40],
)
async def test_forms_that_make_no_sense_are_told(
    learner: AsyncClient, form: dict[str, str], status: int
) -> None:
    answer = await learner.post(TALK, data=form)

    assert (answer.status_code, faults_of(parsed(answer))) == (status, [])


async def test_who_posts_too_often_is_told_when_to_come_again(learner: AsyncClient) -> None:
    path = await ask(learner)
    question = path.rpartition("/")[2]
    answers = [
        await learner.post(TALK, data={"deed": "answer", "question": question, "text": "x"})
        for _ in range(10)
    ]

    assert {one.status_code for one in answers[:-1]} == {303}
    assert (answers[-1].status_code, faults_of(parsed(answers[-1]))) == (429, [])
    assert "Wait" in parsed(answers[-1]).words()


@pytest.mark.parametrize("path", [TALK, f"{TALK}/forum/x", f"{TALK}/thread/x", f"{TALK}/flagged"])
async def test_discussions_are_for_those_who_take_the_course(
    guest: AsyncClient, newcomer: AsyncClient, path: str
) -> None:
    assert (await guest.get(path)).status_code == 401
    assert (await newcomer.get(path)).status_code == 403


async def test_what_is_flagged_is_for_moderators(learner: AsyncClient) -> None:
    assert (await learner.get(f"{TALK}/flagged")).status_code == 403
