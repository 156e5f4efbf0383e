"""A lecture's page in a real browser: where it goes on, its words, its keys, its choices."""

from playwright.sync_api import Page, expect

from tests.browser.study.conftest import COURSE, Studying
from tests.browser.study.test_watching import play, seek, until

WATCH = "lecture/watch"


def test_a_lecture_goes_on_where_it_was_left_on_another_device_too(studying: Studying) -> None:
    page, _ = studying(WATCH)
    play(page)
    seek(page, 12)
    until(page, "!video.paused && video.currentTime > 12.2")
    with page.expect_response(lambda response: "VideoProgresses" in response.url):
        page.keyboard.press("k")

    page.evaluate("localStorage.clear()")
    page.reload()

    until(page, "video.currentTime >= 12 && video.currentTime < 15")


def test_without_the_school_the_browser_knows_where_it_was_left(studying: Studying) -> None:
    page, _ = studying(WATCH)
    name = page.locator("[data-lecture]").evaluate(
        "({ dataset: { learner, course, item } }) => `carrel.position.${learner}.${course}.${item}`"
    )
    page.evaluate("name => localStorage.setItem(name, '7.5')", name)

    page.reload()

    until(page, "video.currentTime === 7.5")


def test_a_line_of_the_transcript_leads_to_where_it_is_said(studying: Studying) -> None:
    page, _ = studying(WATCH)
    line = page.locator(".speech:visible [data-at]").nth(2)

    line.click()

    until(page, f"Math.abs(video.currentTime - {line.get_attribute('data-at')} / 1000) < 0.5")
    expect(page.locator(".speech .now")).to_have_text(line.text_content() or "")


def test_a_paragraph_is_played_by_keyboard_alone(studying: Studying) -> None:
    page, _ = studying(WATCH)
    seek(page, 20)

    page.get_by_role("button", name="Play from 0:00").first.press("Enter")

    until(page, "!video.paused && video.currentTime < 5")


def test_the_transcript_follows_what_is_said(studying: Studying) -> None:
    page, _ = studying(WATCH)
    seek(page, 24)

    expect(page.locator(".speech .now")).to_be_in_viewport()
    last = page.locator(".speech:visible [data-at]").last
    expect(last).to_have_class("now")


def test_words_are_found_counted_and_walked_through(studying: Studying) -> None:
    page, _ = studying(WATCH)
    field = page.get_by_role("searchbox", name="Search the transcript")
    count = page.locator(".transcript-count")

    field.fill("THE")
    found = page.evaluate("CSS.highlights.get('transcript-found').size")
    expect(count).to_have_text(f"1 of {found}")
    field.press("Enter")
    expect(count).to_have_text(f"2 of {found}")
    field.press("Shift+Enter")
    field.press("Shift+Enter")
    expect(count).to_have_text(f"{found} of {found}")
    field.fill("xylophone")
    expect(count).to_have_text("Not found")
    field.press("Escape")
    expect(count).to_be_empty()
    expect(field).to_have_value("")


def test_keys_mean_letters_while_somebody_types(studying: Studying) -> None:
    page, told = studying(WATCH)
    page.wait_for_selector("media-controller")

    page.get_by_role("searchbox", name="Search the transcript").press_sequentially("k l m")

    until(page, "video.paused && !video.muted && video.currentTime === 0")
    assert told.kinds == []


def test_the_transcript_changes_its_language_and_remembers_it(studying: Studying) -> None:
    page, _ = studying(WATCH)

    page.get_by_role("combobox", name="Language of the transcript").select_option("es")
    expect(page.locator(".speech:visible")).to_have_attribute("lang", "es")
    page.reload()

    expect(page.locator(".speech:visible")).to_have_attribute("lang", "es")


def test_the_player_is_played_by_keyboard(studying: Studying) -> None:
    page, _ = studying(WATCH)
    page.wait_for_selector("media-controller")
    until(page, "video.readyState > 2")

    for key, condition in (
        (" ", "!video.paused"),
        ("k", "video.paused"),
        ("l", "video.currentTime >= 10"),
        ("ArrowLeft", "video.currentTime < 10"),
        ("ArrowRight", "video.currentTime >= 10"),
        ("j", "video.currentTime < 5"),
        ("m", "video.muted"),
        (">", "video.playbackRate === 1.25"),
        ("<", "video.playbackRate === 1"),
        ("c", "[...video.textTracks].some(track => track.mode === 'showing')"),
        ("c", "[...video.textTracks].every(track => track.mode !== 'showing')"),
        ("f", "document.fullscreenElement"),
        ("f", "!document.fullscreenElement"),
    ):
        page.keyboard.press(key)
        until(page, condition)


def test_who_wants_no_keys_has_none(studying: Studying) -> None:
    page, told = studying(WATCH)
    page.get_by_text("Keys", exact=True).click()

    page.get_by_role("checkbox").uncheck()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("k")
    page.keyboard.press("m")

    until(page, "video.paused && !video.muted")
    assert told.kinds == []


def test_speed_and_captions_stay_as_they_were_chosen(studying: Studying) -> None:
    page, _ = studying(WATCH)
    page.wait_for_selector("media-controller")
    for key in (">", ">", "c"):
        page.keyboard.press(key)
    until(page, "[...video.textTracks].some(track => track.mode === 'showing')")
    # The page hears of it a moment later than that.
    until(page, "Object.keys(localStorage).some(key => key.endsWith('captions.language'))")

    page.goto(f"{COURSE}/lecture/again")

    until(page, "video.playbackRate === 1.5")
    until(page, "[...video.textTracks].find(track => track.mode === 'showing')?.language === 'en'")


def test_no_speed_is_offered_that_the_school_does_not_count(studying: Studying) -> None:
    page, _ = studying(WATCH)
    page.wait_for_selector("media-controller")

    for _ in range(12):
        page.keyboard.press(">")

    until(page, "video.playbackRate === 3")


def test_a_paced_lecture_goes_no_further_than_it_was_watched(studying: Studying) -> None:
    page, _ = studying("lecture/paced")
    play(page)
    until(page, "video.currentTime > 3")

    page.keyboard.press("l")
    page.keyboard.press("l")

    until(page, "!video.seeking && video.currentTime < 8")
    expect(page.locator(".announcement")).to_contain_text("asks to be watched through")
    seek(page, 1)
    until(page, "video.currentTime < 3")


def test_without_javascript_a_lecture_has_the_browsers_player_and_its_text(studying: Studying) -> None:
    page, _ = studying(WATCH, java_script_enabled=False)

    video = page.locator("video")
    box = video.bounding_box()

    assert video.get_attribute("controls") is not None
    assert box
    assert box["height"] > 200
    expect(page.locator(".speech").first).to_be_visible()
    expect(page.get_by_text("the school is not told")).to_be_visible()
    assert bottom(page, ".screen") <= top(page, ".transcript")


def top(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box
    return box["y"]


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box
    return box["y"] + box["height"]
