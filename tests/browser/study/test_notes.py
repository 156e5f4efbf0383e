"""Notes and highlights in a real browser: at their second, by selecting, and in their place again."""

from playwright.sync_api import Page, expect

from tests.browser.study.conftest import Studying
from tests.browser.study.test_watching import seek, until

SELECT = """([selector, from, to]) => {
  const text = document.querySelector(selector);
  const node = document.createTreeWalker(text, NodeFilter.SHOW_TEXT).nextNode();
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
MARKED = "() => [...CSS.highlights.get('own-marks') ?? []].map(range => String(range))"


def select(page: Page, selector: str, start: int, end: int) -> None:
    page.evaluate(SELECT, [selector, start, end])


def test_a_note_belongs_to_the_second_at_which_it_is_begun_and_leads_back_to_it(studying: Studying) -> None:
    page, _ = studying("lecture/watch")
    seek(page, 12)

    page.get_by_label("A new note").fill("Look here.")
    seek(page, 20)
    expect(page.locator("#note-moment")).to_have_value("0:12")
    page.get_by_role("button", name="Keep this note").click()
    page.locator("a.note-moment").click()

    until(page, "Math.abs(video.currentTime - 12) < 0.5")


def test_from_the_notebook_a_note_leads_to_its_second(studying: Studying) -> None:
    page, _ = studying("lecture/watch")
    seek(page, 12)
    page.get_by_label("A new note").fill("Look here.")
    page.get_by_role("button", name="Keep this note").click()

    page.get_by_role("link", name="All your notes").click()
    page.get_by_role("link", name="0:12").click()

    until(page, "Math.abs(video.currentTime - 12) < 0.5")


def test_selected_lines_of_a_transcript_are_highlighted_whole_and_stay_so(studying: Studying) -> None:
    page, _ = studying("lecture/watch")
    line = page.locator(".speech:visible [data-at]").first.text_content() or ""
    select(page, ".speech [data-at]", 0, 3)

    page.get_by_role("button", name="Highlight").click()

    expect(page.locator("[data-mark]")).to_have_text(line)
    page.reload()
    expect(page.locator("[data-mark]")).to_have_text(line)
    page.wait_for_function(MARKED)
    assert page.evaluate(MARKED) == [line]


def test_a_selected_passage_of_a_reading_is_found_again_where_it_was(studying: Studying) -> None:
    page, _ = studying("supplement/reads")
    words = (page.locator(".reading p").first.text_content() or "")[4:9].strip()
    select(page, ".reading p", 4, 9)

    page.get_by_role("button", name="Highlight").click()
    expect(page.locator("[data-mark]")).to_have_text(words)
    page.reload()

    assert page.evaluate(MARKED) == [words]
