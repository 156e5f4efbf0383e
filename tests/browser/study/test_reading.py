"""A reading that somebody reads, and says so."""

import pytest
from playwright.sync_api import expect

from tests.browser.study.conftest import COURSE, Studying
from tests.browser.study.test_watching import state

SCRIPTING = pytest.mark.parametrize("scripting", [True, False], ids=["with-javascript", "without-javascript"])


@SCRIPTING
def test_a_reading_is_completed_when_its_reader_says_so(studying: Studying, scripting: bool) -> None:
    page, _ = studying("supplement/reads", java_script_enabled=scripting)

    page.get_by_role("button", name="Mark as completed").click()

    expect(page.locator(".completed")).to_contain_text("Completed on")
    expect(page.locator(".completed").get_by_role("link")).to_have_attribute(
        "href", f"{COURSE}/supplement/mores/more"
    )
    expect(page.locator(".study-facts")).to_contain_text("Done")
    assert state(page, "reads") == "Completed"


def test_a_reader_who_is_there_has_their_time_told(studying: Studying) -> None:
    page, told = studying("supplement/reads")
    # A clock of our own: what takes a reader half a minute takes a test no time.
    page.clock.install()
    page.reload()

    for _ in range(33):
        page.mouse.move(200, 300)
        page.mouse.move(210, 310)
        page.clock.run_for(1_000)

    page.wait_for_function("() => Object.keys(localStorage).every(key => !key.includes('queue'))")
    assert [beat["userActionType"] for beat in told.beats] == ["MOUSE_MOVEMENT"]
    assert told.beats[0]["durationMilliSeconds"] == 30_000


def test_a_reader_who_is_gone_has_nothing_told(studying: Studying) -> None:
    page, told = studying("supplement/reads")
    page.clock.install()
    page.reload()

    page.clock.run_for(120_000)

    assert told.kinds == []
