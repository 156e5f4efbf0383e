"""Times as people say them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.users import SchoolRole, User
from carrel.server.web.moments import (
    Moment,
    Urgency,
    away_words,
    due_of,
    duration_words,
    moment_of,
    size_words,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def epoch(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def user_in(zone: str) -> User:
    return User(1, "learner@example.org", "Learner", SchoolRole.LEARNER, "0" * 32, "en", zone, 0)


@pytest.mark.parametrize(
    ("distance", "words", "urgency"),
    [
        (timedelta(days=-3), "3 days overdue", Urgency.OVERDUE),
        (timedelta(days=-1), "1 day overdue", Urgency.OVERDUE),
        (timedelta(hours=-1), "Overdue since today", Urgency.OVERDUE),
        (timedelta(0), "Due today at 12:00", Urgency.SOON),
        (timedelta(hours=11), "Due today at 23:00", Urgency.SOON),
        (timedelta(hours=13), "Due tomorrow", Urgency.SOON),
        (timedelta(days=2), "Due in 2 days", Urgency.SOON),
        (timedelta(days=3), "Due in 3 days", Urgency.CALM),
        (timedelta(days=59), "Due in 59 days", Urgency.CALM),
        (timedelta(days=60), "Due on 20 January 2027", Urgency.CALM),
    ],
)
def test_a_deadline_is_told_by_its_distance(distance: timedelta, words: str, urgency: Urgency) -> None:
    due = due_of(epoch(NOON + distance), Moment(epoch(NOON), UTC))

    assert (due.words, due.urgency) == (words, urgency)


def test_a_deadline_is_told_on_the_clock_of_its_reader() -> None:
    moment = moment_of(user_in("Asia/Tokyo"), epoch(NOON))

    due = due_of(epoch(NOON + timedelta(hours=4)), moment)

    assert due.words == "Due tomorrow"
    assert due.exact == "Sunday 22 November 2026, 01:00 (JST)"
    assert due.stamp == "2026-11-22T01:00:00+09:00"


def test_a_day_is_a_day_of_the_calendar_though_the_clock_was_changed() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2026, 10, 24, 23, 30, tzinfo=berlin)

    due = due_of(epoch(datetime(2026, 10, 25, 23, 45, tzinfo=berlin)), Moment(epoch(evening), berlin))

    assert due.words == "Due tomorrow"


@pytest.mark.parametrize("zone", ["Nowhere/At_All", "", "../etc/passwd", "x" * 300])
def test_an_unknown_zone_is_utc(zone: str) -> None:
    assert moment_of(user_in(zone), 0).zone == UTC


@given(st.integers(-(10**13), 10**14), st.integers(0, 10**13))
def test_a_deadline_is_overdue_exactly_when_it_has_passed(at: int, now: int) -> None:
    due = due_of(at, Moment(now, UTC))

    assert (due.urgency is Urgency.OVERDUE) == (at < now)
    assert ("verdue" in due.words) == (at < now)


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, ""),
        (400, "1 s"),
        (37_000, "37 s"),
        (59_499, "59 s"),
        (59_500, "1 min"),
        (600_000, "10 min"),
        (3_600_000, "1 h"),
        (5_400_000, "1 h 30 min"),
        (3_599_999, "1 h"),
    ],
)
def test_a_duration_is_told_in_its_largest_units(milliseconds: int, words: str) -> None:
    assert duration_words(milliseconds) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_950, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (4_400_000, "4.4 MB"),
        (999_500_000, "1.0 GB"),
        (12_000_000_000_000, "12000 GB"),
    ],
)
def test_a_size_is_told_with_two_digits_that_matter(size: int, words: str) -> None:
    assert size_words(size) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Opened within the last day"), (1, "Last opened 1 day ago"), (12, "Last opened 12 days ago")],
)
def test_absence_is_told_in_days(days: int, words: str) -> None:
    assert away_words(days) == words
