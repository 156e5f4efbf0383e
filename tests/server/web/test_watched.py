"""How much of a lecture was watched, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.watching import Watched, is_watched
from carrel.server.web.watched import (
    NEARLY,
    SKIPPED,
    TRUSTED,
    UNTOUCHED,
    resume_at,
    watched_time,
    watched_words,
)

MINUTE = 60_000
DURATION = 9 * MINUTE
TIMES = st.integers(0, 3 * DURATION)
ALL_WATCHED = st.builds(Watched, credit=TIMES, end_reached=st.booleans(), viewed_up_to=st.none() | TIMES)


@pytest.mark.parametrize(
    ("watched", "words"),
    [
        (Watched(), UNTOUCHED),
        (Watched(credit=6 * MINUTE), UNTOUCHED),
        (Watched(credit=9 * MINUTE, viewed_up_to=3 * MINUTE), "Watched 3 min of 9 min."),
        (Watched(credit=2 * MINUTE, viewed_up_to=8 * MINUTE), "Watched 2 min of 9 min."),
        (Watched(credit=27 * MINUTE, viewed_up_to=8 * MINUTE), f"Watched 8 min of 9 min. {NEARLY}"),
        (Watched(credit=2 * MINUTE, end_reached=True), f"Watched 2 min of 9 min. {SKIPPED}"),
    ],
)
def test_what_is_missing_is_told_as_people_say_it(watched: Watched, words: str) -> None:
    assert watched_words(watched, DURATION) == words


def test_a_course_that_trusts_its_players_waits_for_the_end_alone() -> None:
    assert watched_words(Watched(), DURATION, trusted=True) == TRUSTED


@given(ALL_WATCHED)
def test_nobody_is_told_that_they_watched_all_of_what_is_not_completed(watched: Watched) -> None:
    told = watched_time(watched, DURATION)

    assert 0 <= told <= DURATION
    assert is_watched(watched, DURATION) or told < DURATION


@given(ALL_WATCHED)
def test_a_lecture_goes_on_where_it_was_left_unless_that_was_its_end(watched: Watched) -> None:
    at = resume_at(watched, DURATION)

    assert at in {0, watched.viewed_up_to}
    assert at < DURATION
