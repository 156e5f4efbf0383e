"""Politeness: how fast one host is asked. Time is an argument."""

from threading import BoundedSemaphore

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.client.politeness import BURST, Gates, Pace, Politeness


def test_a_rested_host_takes_a_burst_and_then_the_pace():
    pace = Pace(per_second=4.0)

    waits = [pace.turn(now=100.0) for _ in range(8)]

    assert waits == [0.0, 0.0, 0.0, 0.0, 0.0, 0.25, 0.5, 0.75]


def test_without_a_pace_nobody_waits():
    pace = Pace(per_second=0.0)

    assert [pace.turn(now=1.0) for _ in range(1000)] == [0.0] * 1000


def test_a_host_that_asked_for_a_pause_is_left_alone_until_it_ends():
    pace = Pace(per_second=0.0)
    pace.hold(until=60.0)
    pace.hold(until=30.0)

    assert pace.turn(now=20.0) == 40.0
    assert pace.turn(now=60.0) == 0.0


@given(st.floats(0.5, 50.0), st.lists(st.floats(0.0, 2.0), max_size=60))
def test_no_second_sees_more_than_the_pace_and_the_burst(per_second, gaps):
    pace, now, sent = Pace(per_second), 0.0, []
    for gap in gaps:
        now += gap
        sent.append(now + pace.turn(now))

    for at in sent:
        within = [other for other in sent if at <= other < at + 1.0]
        assert len(within) <= per_second * (1.0 + BURST) + 1.0 + 1e-6


def test_each_host_has_a_gate_of_its_own():
    gates = Gates(Politeness(calls=2, downloads=1), BoundedSemaphore)

    assert gates.of("a") is gates.of("a")
    assert gates.of("a") is not gates.of("b")


def test_calls_and_downloads_do_not_wait_for_each_other():
    gate = Gates(Politeness(calls=1, downloads=1), BoundedSemaphore).of("a")

    assert gate.downloads.acquire(blocking=False)
    assert gate.calls.acquire(blocking=False)
    assert not gate.calls.acquire(blocking=False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_gate_lets_through_as_many_as_politeness_says(count):
    gate = Gates(Politeness(calls=count), BoundedSemaphore).of("a")

    assert [gate.calls.acquire(blocking=False) for _ in range(count + 1)] == [True] * count + [False]
