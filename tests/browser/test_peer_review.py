"""Two learners write, hand in and review each other, in a real browser and without JavaScript."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visiting
from tests.schools import LEARNER, NEWCOMER


def test_two_learners_review_each_other_to_a_score(visiting: Visiting, writing: dict[str, str]):
    path = writing["share-your-claim"]
    pages = {account: visiting(account, java_script_enabled=False) for account in (LEARNER, NEWCOMER)}
    for (email, _), page in pages.items():
        page.goto(path)
        # One of them has handed in before, and got less than everything.
        for again in page.locator("summary", has_text="Hand in again").all():
            again.click()
        page.get_by_label("Part 1").fill(f"**Claim** of {email}, *because*.")
        page.get_by_role("button", name="Save for later").click()
        expect(page.get_by_text("Your draft is saved.")).to_be_visible()
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_text("Handed in on")).to_be_visible()

    for page in pages.values():
        page.goto(path)
        page.get_by_role("button", name="Review somebody’s work").click()
        expect(page.locator("main strong", has_text="Claim")).to_be_visible()
        _answer(page)
        page.get_by_role("button", name="Give this review").click()

    for page in pages.values():
        page.goto(path)
        expect(page.get_by_test_id("score")).to_have_text("100%")
        expect(page.get_by_text("A fair claim.").first).to_be_visible()


def _answer(page: Page) -> None:
    for choice in page.get_by_role("group").all():
        choice.get_by_role("radio").last.check()
    for words in page.get_by_label(re.compile("In your own words")).all():
        words.fill("A fair claim.")
