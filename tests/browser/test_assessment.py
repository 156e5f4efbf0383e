"""A learner takes a quiz, fails, learns why, passes, and the lock opens."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visiting
from tests.schools import NEWCOMER

COURSE = "/learn/how-computers-count"


def test_a_quiz_is_failed_understood_and_passed_and_the_lock_opens(visiting: Visiting):
    page = visiting(NEWCOMER)
    page.goto(f"{COURSE}/home/welcome")
    page.get_by_role("button", name="Enrol").first.click()
    page.goto(f"{COURSE}/exam/xWhRd")
    expect(page.get_by_text("Bits and primes").first).to_be_visible()
    page.goto(f"{COURSE}/exam/qBtPr")
    page.get_by_role("button", name="Start").click()

    choose(page, "255")
    expect(page.locator("[data-saved]")).to_have_text("Your answers are saved.")
    page.reload()
    expect(page.get_by_role("radio", name="255", exact=True)).to_be_checked()
    page.get_by_test_id("submit-button").click()
    expect(page.locator("[data-saved]")).to_contain_text("5 questions have no answer yet.")
    page.get_by_test_id("submit-button").click()

    expect(page.get_by_test_id("outcome")).to_contain_text("not enough to pass yet")
    expect(page.get_by_text("Zero is a number too.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()

    choose(page, "256")
    page.get_by_role("checkbox").nth(0).wait_for()
    for option in page.locator("label.option").all():
        if option.inner_text().strip() in {"2", "97"} and option.get_by_role("checkbox").count():
            option.get_by_role("checkbox").check()
    prompt = page.locator(".asked", has_text="as a decimal number")
    prompt.get_by_role("textbox").fill("45" if "101101" in prompt.inner_text() else "51")
    page.locator(".asked", has_text="sixteen digits").get_by_role("textbox").fill("Hexadecimal")
    page.get_by_label("Gap 1").select_option(label="−1")
    page.get_by_label("Gap 2").select_option(label="one")
    page.locator("textarea").fill("That zero is even.")
    page.get_by_test_id("submit-button").click()

    expect(page.get_by_test_id("outcome")).to_contain_text("You have passed.")
    page.goto(f"{COURSE}/exam/xWhRd")
    expect(page.get_by_role("button", name="Start")).to_be_visible()


def choose(page: Page, words: str) -> None:
    page.get_by_role("radio", name=words, exact=True).check()
