"""The laws of learning hours: at most real time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.domain.enrollment import DAY
from carrel.domain.intervals import Intervals
from carrel.domain.studying import study
from carrel.domain.watching import LONGEST_BEAT, MOST_STRETCHES, OFFLINE_WITHIN

START = 20_000 * DAY
beats = st.tuples(
    st.integers(START - DAY, START + 2 * DAY), st.integers(1, LONGEST_BEAT), st.integers(0, 3 * DAY)
)


@settings(deadline=None)
@given(st.lists(beats, max_size=20))
def test_hours_never_exceed_the_time_since_enrolling(sent: list[tuple[int, int, int]]) -> None:
    taken: Intervals = ()
    total, latest = 0, START
    for at, duration, later in sorted(sent, key=lambda beat: beat[2]):
        latest = START + later
        studied = study(taken, at, duration, latest, START)
        taken = studied.taken
        total += sum(time for _, time in studied.days)

    assert total <= latest - START


def test_a_heartbeat_of_long_ago_adds_nothing() -> None:
    studied = study((), START, 30_000, START + OFFLINE_WITHIN + 1, 0)

    assert studied.days == ()


def test_only_so_many_stretches_are_remembered() -> None:
    taken: Intervals = ()
    for number in range(MOST_STRETCHES + 50):
        at = START + number * 1000
        taken = study(taken, at, 1, at, 0).taken

    assert len(taken) == MOST_STRETCHES
