"""What people do in the web classroom, in a real browser. Everything but playing works without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visiting
from tests.schools import LEARNER, NEWCOMER

COUNTING = "How Computers Count: bits, primes and secrets"
WRITING = "Writing That Argues: Essays That Think"
GARDEN = "A Garden in One Square Metre"
SCRIPTING = pytest.mark.parametrize("scripting", [True, False], ids=["with-javascript", "without-javascript"])


@SCRIPTING
def test_signing_in_leads_to_the_desk(visiting: Visiting, scripting: bool):
    page = visiting(LEARNER, java_script_enabled=scripting)

    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your desk")
    assert {COUNTING, WRITING} <= set(_courses(page))


@SCRIPTING
def test_a_wrong_password_is_told_and_the_address_is_kept(visiting: Visiting, scripting: bool):
    email, _ = LEARNER

    page = visiting((email, "wrong"), java_script_enabled=scripting)

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(email)
    expect(page.get_by_label("Password")).to_have_value("")


@SCRIPTING
def test_the_desk_is_sorted_by_the_link_that_was_followed(visiting: Visiting, scripting: bool):
    page = visiting(LEARNER, java_script_enabled=scripting)

    _sort(page, "Name")
    names = _courses(page)
    _sort(page, "Progress")
    shares = page.locator("progress").evaluate_all("all => all.map(one => one.value)")

    assert names == sorted(names)
    assert shares == sorted(shares, reverse=True)
    assert len(names) == len(shares) >= 2


@SCRIPTING
def test_a_course_opens_from_the_desk_and_an_item_from_the_course(visiting: Visiting, scripting: bool):
    page = visiting(LEARNER, java_script_enabled=scripting)

    page.get_by_role("link", name=COUNTING, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(COUNTING)
    expect(page.get_by_test_id("module")).to_have_count(3)

    page.get_by_test_id("continue").click()
    expect(page.get_by_role("navigation", name="Where you are")).to_contain_text(COUNTING)


@SCRIPTING
def test_a_reading_shows_its_text_its_pictures_and_its_formulas(
    visiting: Visiting, scripting: bool, counting: dict[str, str]
):
    page = visiting(LEARNER, java_script_enabled=scripting)

    page.goto(counting["reading-binary"])

    pictures = page.locator("main .prose img")
    assert pictures.evaluate_all("all => all.map(one => one.naturalWidth > 0)") == [True]
    assert page.locator("main math").count() > 5
    box = page.locator("main math").first.bounding_box()
    assert box
    assert box["width"] > 0
    expect(page.get_by_role("main")).to_contain_text("Eight bits, a byte")


def test_a_lecture_plays_with_its_captions(visiting: Visiting, counting: dict[str, str]):
    page = visiting(LEARNER)
    page.goto(counting["hello"])
    video = page.locator("video")

    played = video.evaluate(
        """video => new Promise((resolve, reject) => {
            video.onerror = () => reject(video.error.message)
            video.ontimeupdate = () => video.currentTime >= 1 && resolve(video.currentTime)
            video.muted = true
            video.play().catch(reject)
        })"""
    )
    cues = video.evaluate(
        """video => Promise.all([...video.querySelectorAll("track")].map(element => new Promise(resolve => {
            element.onload = () => resolve([element.srclang, element.track.cues.length])
            element.track.mode = "hidden"
        })))"""
    )

    assert played >= 1
    assert video.evaluate("video => video.duration") == pytest.approx(38, abs=25)
    assert [language for language, _ in cues] == ["en", "es"]
    assert all(count > 3 for _, count in cues)


@SCRIPTING
def test_a_lecture_has_its_transcript_beside_it(
    visiting: Visiting, scripting: bool, counting: dict[str, str]
):
    page = visiting(LEARNER, java_script_enabled=scripting)

    page.goto(counting["place-values"])

    expect(page.locator("video")).to_be_visible()
    expect(page.get_by_role("region", name="Transcript")).to_contain_text("Each place is worth ten times")


@SCRIPTING
def test_a_locked_item_explains_itself_and_leads_to_what_opens_it(
    visiting: Visiting, scripting: bool, writing: dict[str, str]
):
    page = visiting(NEWCOMER, java_script_enabled=scripting)

    page.goto(writing["reasoning-check"])
    expect(page.get_by_role("heading", name="Locked for now")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Go (there|to the first)$")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Seven ways reasoning goes wrong")


@pytest.mark.parametrize(
    ("account", "scripting"),
    [(NEWCOMER, True), (LEARNER, False)],
    ids=["with-javascript", "without-javascript"],
)
def test_whoever_enrols_finds_the_course_on_the_desk(
    visiting: Visiting, account: tuple[str, str], scripting: bool
):
    page = visiting(account, java_script_enabled=scripting)
    before = _courses(page)

    page.get_by_role("link", name="Courses", exact=True).click()
    page.get_by_role("button", name=f"Enrol in {GARDEN}").click()
    page.get_by_role("link", name="Desk", exact=True).click()

    assert sorted(_courses(page)) == sorted([*before, GARDEN])


@SCRIPTING
def test_whoever_signs_out_is_a_guest_again(visiting: Visiting, scripting: bool, counting: dict[str, str]):
    page = visiting(LEARNER, java_script_enabled=scripting)

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("navigation", name="School").get_by_role("link", name="Sign in")).to_be_visible()
    page.goto(counting["hello"])

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def _sort(page: Page, label: str) -> None:
    page.goto("/")
    sorting = page.get_by_role("navigation", name="Sort your courses")
    sorting.get_by_role("link", name=label, exact=True).click()
    expect(sorting.locator("[aria-current]")).to_have_text(label)


def _courses(page: Page) -> list[str]:
    return page.get_by_test_id("course").get_by_role("heading").all_text_contents()
