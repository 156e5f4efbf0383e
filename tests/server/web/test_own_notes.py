"""One's own notes and highlights, written without a script."""

import pytest
from httpx2 import AsyncClient

from tests.builders import COURSE_ID
from tests.server.web.conftest import HOSTILE
from tests.server.web.pages import faults_of, parsed

pytestmark = pytest.mark.anyio

COURSE = "/learn/study-well-online"
LECTURE, READING = f"{COURSE}/lecture/aaaa1", f"{COURSE}/supplement/aaaa2"
NOTES = f"{COURSE}/notes"


async def write(client: AsyncClient, **form: str) -> str:
    answer = await client.post(NOTES, data={"item": "aaaa1", "text": "Look *here*."} | form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_a_note_stands_beside_its_lecture_and_in_the_notebook(learner: AsyncClient) -> None:
    location = await write(learner, moment="0:12")

    beside, book = parsed(await learner.get(location)), parsed(await learner.get(NOTES))

    assert location.startswith(LECTURE)
    assert faults_of(beside) == faults_of(book) == []
    for page in (beside, book):
        assert page.texts("//li[@class='note']//em") == ["here"]
        assert page.all("//a[@data-seek='12000']")[0].get("href") == f"{LECTURE}/hello#t=12"


async def test_a_note_is_changed_and_deleted_and_its_writer_comes_back_to_where_they_were(
    learner: AsyncClient,
) -> None:
    await write(learner, item="aaaa2")
    book = parsed(await learner.get(NOTES))
    (note,) = {str(field.get("value")) for field in book.all("//input[@name='note']")}

    changed = await write(learner, deed="change", note=note, text="There.", back=NOTES)
    after_change = parsed(await learner.get(READING)).texts("//li[@class='note']//p")
    elsewhere = await write(learner, deed="remove", note=note, back="//evil.example")

    assert changed == f"{NOTES}#notes"
    assert after_change == ["There."]
    assert elsewhere.startswith(READING)
    assert parsed(await learner.get(NOTES)).all("//li[@class='note']") == []


async def test_a_highlight_is_talked_about_and_taken_away(learner: AsyncClient) -> None:
    body = {"courseId": COURSE_ID, "itemId": "aaaa2", "quote": f"slowly {HOSTILE}"}
    mark = (await learner.post("/api/learnerHighlights.v1", json=body)).json()["elements"][0]["id"]

    await write(learner, deed="comment", mark=mark, text="Indeed")
    page = parsed(await learner.get(READING))
    await write(learner, deed="unmark", mark=mark)

    assert page.texts("//blockquote[@data-mark]") == [f"slowly {HOSTILE}"]
    assert (page.texts("//li[@class='note']//p"), faults_of(page)) == (["Indeed"], [])
    assert parsed(await learner.get(READING)).all("//blockquote[@data-mark]") == []


async def test_the_notebook_is_taken_away_as_markdown_in_the_order_of_study(learner: AsyncClient) -> None:
    await write(learner, item="aaaa2", text="Read again.")
    await write(learner, moment="0:20", text="Later.")
    await write(learner, moment="0:07", text="Sooner.")
    mark = {"courseId": COURSE_ID, "itemId": "aaaa2", "quote": "slowly\nand well", "note": "Why?"}
    await learner.post("/api/learnerHighlights.v1", json=mark)

    answer = await learner.get(f"{COURSE}/notes.md")

    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="notes-study-well-online.md"'
    assert answer.text == (
        "# Notes on Study Well Online\n\n"
        "## Hello\n\n**0:07** Sooner.\n\n**0:20** Later.\n\n"
        "## How to read\n\nRead again.\n\n> slowly\n> and well\n\nWhy?\n"
    )


@pytest.mark.parametrize("moment", ["soon", "1:2:3:4", "-1", "1:-2", "9" * 10, "٣"])
async def test_a_moment_that_is_none_is_told(learner: AsyncClient, moment: str) -> None:
    answer = await learner.post(NOTES, data={"item": "aaaa1", "text": "x", "moment": moment})

    assert (answer.status_code, faults_of(parsed(answer))) == (400, [])


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 404),
        ({"item": "aaaa1"}, 400),
        ({"item": "nowhere", "text": "x"}, 404),
        ({"item": "aaaa3", "text": "x"}, 403),
        ({"deed": "remove", "note": "x" * 22}, 404),
        ({"deed": "no such deed", "item": "aaaa1", "text": ""}, 400),
        ({str(number): "x" for number in range(60)}, 400),
    ],
    ids=lambda one: str(one)[:40],
)
async def test_forms_that_make_no_sense_are_told(
    learner: AsyncClient, form: dict[str, str], status: int
) -> None:
    answer = await learner.post(NOTES, data=form)

    assert (answer.status_code, faults_of(parsed(answer))) == (status, [])


async def test_a_form_as_long_as_a_book_is_refused(learner: AsyncClient) -> None:
    answer = await learner.post(NOTES, data={"item": "aaaa1", "text": "x" * 200_000})

    assert answer.status_code == 413


async def test_another_site_writes_no_notes(learner: AsyncClient) -> None:
    answer = await learner.post(
        NOTES, data={"item": "aaaa1", "text": "x"}, headers={"origin": "https://evil.example"}
    )

    assert answer.status_code == 403
    assert parsed(await learner.get(NOTES)).all("//li[@class='note']") == []
