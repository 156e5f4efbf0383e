import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.courseware.durations import read_duration, write_duration
from carrel.courseware.faults import BadDuration


@given(st.integers(0, 10**12))
def test_what_is_written_reads_the_same(milliseconds):
    assert read_duration(write_duration(milliseconds)) == milliseconds


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1h30m", 5_400_000),
        ("90m", 5_400_000),
        ("10m", 600_000),
        ("37s", 37_000),
        ("1h2m3s4ms", 3_723_004),
        ("5ms", 5),
        ("2m5ms", 120_005),
        ("0s", 0),
    ],
)
def test_durations_read_as_teachers_mean_them(text, milliseconds):
    assert read_duration(text) == milliseconds


@pytest.mark.parametrize("text", ["", "10", "m", "30m1h", "1h1h", "-5m", "1.5h", "1h 30m", "٣m", "1d", "1H"])
def test_other_texts_are_refused(text):
    with pytest.raises(BadDuration):
        read_duration(text)


def test_no_duration_is_negative():
    with pytest.raises(BadDuration):
        write_duration(-1)


@pytest.mark.parametrize(("milliseconds", "text"), [(5_400_000, "1h30m"), (0, "0s"), (259_200_000, "72h")])
def test_the_shortest_text_is_written(milliseconds, text):
    assert write_duration(milliseconds) == text
