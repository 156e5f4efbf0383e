import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.activities import LEAST, MOST, needed_time, still_needed

times = st.integers(0, 10**10)


@pytest.mark.parametrize(
    ("time", "needed"), [(0, LEAST), (60_000, LEAST), (600_000, 60_000), (36_000_000, MOST)]
)
def test_a_tenth_of_the_time_has_to_go_by_within_bounds(time: int, needed: int):
    assert needed_time(time) == needed


def test_nobody_completes_activities_faster_than_one_after_the_other():
    opened, now, done, last = 0, 0, 0, None
    while now < 3_600_000:
        if still_needed(600_000, opened, last, now) == 0:
            done, last = done + 1, now
        now += 1000

    assert done == 59


@given(times, times, st.none() | times, times)
def test_waiting_for_what_is_needed_is_enough(time: int, opened: int, last: int | None, now: int):
    wait = still_needed(time, opened, last, now)

    assert still_needed(time, opened, last, now + wait) == 0
