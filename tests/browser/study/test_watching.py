"""A lecture that really plays: what the school is told, and what becomes of it."""

import json
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.study.conftest import COURSE, Studying, Told

WATCH = "lecture/watch"
DURATION = 28.2
LONG = 90_000
"""Milliseconds that a lecture may take to come to its end on a busy machine."""


@pytest.mark.parametrize("rate", [1, 3])
def test_a_lecture_played_to_its_end_is_completed_and_opens_what_waited_for_it(
    studying: Studying, rate: int
) -> None:
    page, told = studying(WATCH)
    expect(page.get_by_role("link", name="Next")).to_contain_text("locked")
    page.evaluate("window.isSamePage = true")
    play(page, rate)

    expect(page.locator(".completed")).to_contain_text("Completed", timeout=LONG)

    expect(page.locator(".study-facts")).to_contain_text("Done")
    expect(page.get_by_role("link", name="Next")).not_to_contain_text("locked")
    assert page.evaluate("window.isSamePage")
    assert state(page, "watch") == "Completed"
    assert (told.kinds[0], told.kinds[-1]) == ("play", "ended")
    time = sum(beat["durationMilliSeconds"] for beat in told.beats) / 1000
    assert 0.85 * DURATION / rate < time < 1.15 * DURATION / rate + 1
    assert {beat["userActionType"] for beat in told.beats} == {"VIDEO_IS_PLAYING"}
    assert hours(page) == pytest.approx(time, abs=0.5)


def test_saying_that_it_ended_is_not_watching(studying: Studying) -> None:
    page, _ = studying(WATCH)

    path = "/api/opencourse.v1/user/~/course/watch-and-read/item/watch/lecture/videoEvents/ended"
    answer = page.request.post(f"{path}?autoEnroll=false", data={"contentRequestBody": {}})
    page.reload()

    assert answer.ok
    assert state(page, "watch") != "Completed"
    expect(page.locator(".missing")).to_be_visible()


def test_a_video_that_does_not_play_tells_nothing(studying: Studying) -> None:
    page, told = studying(WATCH)

    for place in (20, 5, 12):
        seek(page, place)
    silent = told.kinds
    play(page)
    until(page, "video.currentTime > 13")

    assert silent == []
    assert told.kinds[0] == "play"


def test_what_was_played_is_told_when_it_is_paused_and_shown_without_loading_again(
    studying: Studying,
) -> None:
    page, told = studying(WATCH)
    play(page)
    until(page, "video.currentTime > 2")

    page.keyboard.press("k")

    expect(page.locator(".missing")).to_contain_text("Watched 2 s of 28 s")
    assert told.kinds[-2:] == ["beat", "progress"]
    assert 1_500 < told.beats[0]["durationMilliSeconds"] < 4_000


def test_what_was_played_is_told_when_its_page_is_left(studying: Studying) -> None:
    page, _ = studying(WATCH)
    play(page)
    until(page, "video.currentTime > 2")

    page.goto(f"{COURSE}/supplement/reads")
    page.evaluate("localStorage.clear()")
    page.goto(f"{COURSE}/{WATCH}")

    until(page, "video.currentTime > 2")
    assert hours(page) > 1.5


def test_what_is_watched_offline_is_told_once_afterwards_with_its_own_times(studying: Studying) -> None:
    page, told = studying(WATCH)
    with page.expect_response("**/play?autoEnroll=false"):
        play(page, 3)
    until(page, "video.buffered.length && video.buffered.end(0) > video.duration - 1")
    page.context.set_offline(True)
    until(page, "video.ended", LONG)
    before, over = len(told.requests), datetime.now(UTC)

    page.context.set_offline(False)

    expect(page.locator(".completed")).to_be_visible(timeout=LONG)
    sent = Told(told.requests[before:])
    assert sent.kinds == ["beat", "progress", "ended"]
    assert datetime.fromisoformat(sent.beats[0]["clientDateTime"]) <= over
    assert kept(page) == []


def test_a_school_that_asks_for_patience_gets_it(studying: Studying) -> None:
    page, told = studying(WATCH)
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=429, headers={"retry-after": "1"}, body="{}")

    page.route("**/graphql-gateway*", refuse_once)
    play(page)
    until(page, "video.currentTime > 1")

    with page.expect_response(lambda response: "graphql" in response.url and response.ok):
        page.keyboard.press("k")

    assert [kind for kind in told.kinds if kind == "beat"] == ["beat", "beat"]
    assert told.beats[0] == told.beats[1]


def test_two_tabs_tell_what_was_kept_once(studying: Studying) -> None:
    page, told = studying("supplement/reads")
    learner = page.locator("[data-reading]").get_attribute("data-learner")
    message = {
        "name": "beat.1", "item": "reads", "rank": 1, "at": 1, "method": "POST", "body": "[]", "headers": {},
        "path": "/graphql-gateway?opname=LearningHours_SendEvent",
    }  # fmt: skip
    page.evaluate(
        "([name, text]) => localStorage.setItem(name, text)",
        [f"carrel.queue.{learner}.beat.1", json.dumps(message)],
    )

    tabs = [page.context.new_page() for _ in range(2)]
    for tab in tabs:
        tab.goto(f"{COURSE}/supplement/reads", wait_until="commit")

    for tab in tabs:
        tab.wait_for_function("() => Object.keys(localStorage).every(key => !key.includes('queue'))")
    assert [request.post_data for request in told.requests] == ["[]"]


def play(page: Page, rate: float = 1) -> None:
    page.wait_for_selector("media-controller")
    page.evaluate("rate => { document.querySelector('video').playbackRate = rate }", rate)
    page.keyboard.press("k")


def seek(page: Page, seconds: float) -> None:
    page.evaluate(
        "seconds => new Promise(resolve => { const video = document.querySelector('video');"
        " video.addEventListener('seeked', resolve, { once: true }); video.currentTime = seconds; })",
        seconds,
    )


def until(page: Page, condition: str, timeout: float = 20_000) -> None:
    page.wait_for_function(
        f"() => {{ const video = document.querySelector('video'); return {condition}; }}", timeout=timeout
    )


def state(page: Page, item_id: str) -> str:
    progress = page.request.get("/api/opencourse.v1/user/~/course/watch-and-read").json()
    return str(progress["items"].get(item_id, {}).get("progressState"))


def hours(page: Page) -> float:
    """Seconds of study."""
    answer = page.request.get("/api/learningHours.v1", params={"q": "me", "fields": "studiedMilliSeconds"})
    return sum(float(one["studiedMilliSeconds"]) for one in answer.json()["elements"]) / 1000


def kept(page: Page) -> list[str]:
    keys: list[str] = page.evaluate("Object.keys(localStorage).filter(key => key.includes('queue'))")
    return keys
