"""The laws of watching: every honest learner completes, and no script that does not spend the time."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.domain.enrollment import DAY
from carrel.domain.watching import (
    AHEAD,
    FASTEST_RATE,
    MOST_STRETCHES,
    Beaten,
    Ended,
    Holding,
    Message,
    Played,
    PositionReported,
    Screening,
    Watched,
    Watcher,
    credited,
    fetched,
    is_watched,
    missing,
    positioned,
    watch,
)

SECOND = 1000
MINUTE = 60 * SECOND
START = 1_800_000_000_000


@dataclass
class Desk:
    """One learner, with everything the rule remembers of them."""

    watcher: Watcher = field(default_factory=Watcher)
    watched: dict[Screening, Watched] = field(default_factory=dict)
    holding: dict[Screening, Holding] = field(default_factory=dict)

    def say(self, screening: Screening, message: Message, at: int) -> None:
        outcome = watch(self.watcher, screening, message, at, self.holding.get(screening))
        self.watcher = outcome.watcher
        own = self.watched.get(screening, Watched())
        self.watched[screening] = positioned(own, screening, message, at)
        for credit in outcome.credits:
            before = self.watched.get(credit.screening, Watched())
            self.watched[credit.screening] = credited(before, credit)

    def has_completed(self, screening: Screening) -> bool:
        return is_watched(self.watched.get(screening, Watched()), screening.duration)


def lecture(seconds: int, name: str = "a") -> Screening:
    return Screening("course", name, seconds * SECOND)


def needed(watched: Watched, screening: Screening) -> int:
    waits = missing(watched, screening.duration)
    return waits.needed - waits.watched


def said(screening: Screening, script: Iterable[tuple[int, Message]]) -> Desk:
    desk = Desk()
    for seconds, message in script:
        desk.say(screening, message, START + seconds * SECOND)
    return desk


def test_the_captured_flow_completes() -> None:
    screening = lecture(37)

    desk = said(screening, [(0, Played()), (31, Ended())])

    assert desk.has_completed(screening)


@pytest.mark.parametrize("rate", [1, 2, 3])
@pytest.mark.parametrize("seconds", [5, 37, 600, 7200])
def test_a_lecture_watched_at_an_offered_rate_completes_without_a_single_heartbeat(
    rate: int, seconds: int
) -> None:
    screening = lecture(seconds)

    desk = said(screening, [(0, Played()), (-(-seconds // rate), Ended())])

    assert desk.has_completed(screening)


def test_an_overnight_pause_does_not_spoil_a_lecture() -> None:
    screening = lecture(600)
    script: list[tuple[int, Message]] = [
        (0, Played()),
        (200, PositionReported(200 * SECOND)),
        (36_000, PositionReported(200 * SECOND)),
        (36_400, PositionReported(600 * SECOND)),
        (36_401, Ended()),
    ]

    assert said(screening, script).has_completed(screening)


def test_the_end_may_be_reported_as_a_position() -> None:
    screening = lecture(100)

    desk = said(screening, [(0, Played()), (60, PositionReported(96 * SECOND))])

    assert desk.has_completed(screening)


@pytest.mark.parametrize(
    "script",
    [
        [(0, Ended())],
        [(day * 86_400, Ended()) for day in range(10)],
        [(0, Played()), (0, PositionReported(600 * SECOND)), (0, Ended())],
        [(0, Played()), (1, Beaten(START, 30_000)), (2, PositionReported(700 * SECOND)), (2, Ended())],
    ],
    ids=["bare ended", "ended for ten days", "all at once", "with a heartbeat"],
)
def test_a_script_that_does_not_wait_completes_nothing(script: list[tuple[int, Message]]) -> None:
    screening = lecture(600)

    assert not said(screening, script).has_completed(screening)


def test_opening_everything_today_and_ending_it_tomorrow_completes_one_lecture_at_most() -> None:
    lectures = [lecture(600, str(number)) for number in range(20)]
    desk = Desk()

    for one in lectures:
        desk.say(one, Played(), START)
    for one in lectures:
        desk.say(one, Ended(), START + DAY)

    assert sum(map(desk.has_completed, lectures)) <= 1


def test_two_tabs_spend_the_same_second_once() -> None:
    first, second = lecture(600, "first"), lecture(600, "second")
    desk = Desk()

    for tick in range(0, 200, 10):
        desk.say(first, PositionReported(0), START + tick * SECOND)
        desk.say(second, PositionReported(0), START + tick * SECOND)

    total = sum(watched.credit for watched in desk.watched.values())
    assert total <= FASTEST_RATE * 190 * SECOND


def test_a_lecture_watched_offline_completes_when_its_heartbeats_arrive() -> None:
    screening = lecture(120)
    desk = Desk(holding={screening: Holding(START, START)})
    watched_at = START + DAY

    for beat in range(1, 5):
        desk.say(screening, Beaten(watched_at + beat * 30 * SECOND, 30_000), START + 3 * DAY)
    desk.say(screening, PositionReported(120 * SECOND), START + 3 * DAY)
    desk.say(screening, Ended(), START + 3 * DAY)

    assert desk.has_completed(screening)
    assert desk.watched[screening].offline


@pytest.mark.parametrize(
    ("fetched_at", "told"),
    [(None, START), (START + DAY, START), (START - 40 * DAY, START - 35 * DAY)],
    ids=["never fetched", "fetched later", "too long ago"],
)
def test_a_story_about_the_past_counts_only_with_the_media_at_hand(fetched_at: int | None, told: int) -> None:
    screening = lecture(10)
    desk = Desk(holding={} if fetched_at is None else {screening: Holding(fetched_at, fetched_at)})

    desk.say(screening, Beaten(told, 30_000), START + 2 * DAY)
    desk.say(screening, Ended(), START + 2 * DAY)

    assert not desk.has_completed(screening)


def test_the_same_story_told_twice_counts_once() -> None:
    screening = lecture(600)
    desk = Desk(holding={screening: Holding(START, START)})

    for _ in range(2):
        desk.say(screening, Beaten(START + MINUTE, 30_000), START + DAY)

    assert desk.watched[screening].credit == FASTEST_RATE * 30_000


def test_a_heartbeat_from_the_future_changes_nothing() -> None:
    screening = lecture(10)

    desk = said(screening, [(0, Beaten(START + MINUTE, 30_000))])

    assert desk.watcher == Watcher()


def test_what_is_missing_shrinks_to_nothing_as_one_watches() -> None:
    screening = lecture(90)
    desk = Desk()
    left = []

    for tick in range(0, 40, 5):
        desk.say(screening, PositionReported(tick * SECOND), START + tick * SECOND)
        left.append(needed(desk.watched[screening], screening))

    assert left == sorted(left, reverse=True)
    assert left[-1] == 0


messages = st.one_of(
    st.builds(Played),
    st.builds(Ended),
    st.builds(PositionReported, st.integers(-(10**6), 10**8)),
    st.builds(Beaten, st.integers(START - 3 * DAY, START + DAY), st.integers(-(10**6), 10**8)),
)
scripts = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 2), messages), max_size=25)


@settings(max_examples=300, deadline=None)
@given(scripts)
def test_no_script_completes_a_lecture_in_less_than_three_tenths_of_its_length(
    script: list[tuple[int, int, Message]],
) -> None:
    lectures = [lecture(300, str(number)) for number in range(3)]
    desk = Desk(holding=dict.fromkeys(lectures, Holding(START, START)))
    now = START

    for pause, number, message in script:
        now += pause * SECOND
        desk.say(lectures[number], message, now)

    done = sum(map(desk.has_completed, lectures))
    assert (now - START) >= done * 0.3 * 300 * SECOND - 1


@settings(max_examples=200, deadline=None)
@given(scripts)
def test_all_credit_together_never_exceeds_three_times_the_clock(
    script: list[tuple[int, int, Message]],
) -> None:
    lectures = [lecture(300, str(number)) for number in range(3)]
    desk = Desk(holding=dict.fromkeys(lectures, Holding(START, START)))
    now = START

    for pause, number, message in script:
        now += pause * SECOND
        desk.say(lectures[number], message, now)

    assert sum(one.credit for one in desk.watched.values()) <= FASTEST_RATE * (now - START)


def test_tiny_heartbeats_do_not_pile_up() -> None:
    screening = lecture(600)
    desk = Desk(holding={screening: Holding(START, START)})

    for number in range(MOST_STRETCHES + 50):
        desk.say(screening, Beaten(START + number * SECOND, 1), START + DAY)

    assert len(desk.watcher.spent) == MOST_STRETCHES


def test_a_clock_a_little_ahead_opens_a_view_and_gains_nothing() -> None:
    screening = lecture(10)

    desk = said(screening, [(0, Beaten(START + AHEAD, 30_000))])

    assert desk.watcher.view is not None
    assert desk.watched[screening].credit == 0


def test_a_lecture_that_a_new_edition_made_shorter_is_still_the_same_view() -> None:
    long, short = lecture(600), lecture(300)
    desk = Desk()

    desk.say(long, Played(), START)
    desk.say(short, PositionReported(300 * SECOND), START + 100 * SECOND)

    assert desk.watcher.view is not None
    assert desk.watcher.view.screening == long


@pytest.mark.parametrize(
    ("last", "later", "expected"),
    [(0, DAY - 1, (0, 0)), (0, DAY, (0, DAY)), (0, 31 * DAY, (31 * DAY, 31 * DAY))],
    ids=["within a day", "a day later", "after thirty days"],
)
def test_fetching_again_keeps_the_media_at_hand(last: int, later: int, expected: tuple[int, int]) -> None:
    assert fetched(Holding(last, last), later) == Holding(*expected)
