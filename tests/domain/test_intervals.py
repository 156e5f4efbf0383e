"""Sets of stretches of the clock, beside plain sets of milliseconds."""

from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.intervals import Intervals, at_most, difference, length, since, union

moments = st.integers(0, 60)
intervals = st.tuples(moments, moments)
sets = st.lists(intervals, max_size=8)


def made_of(parts: list[tuple[int, int]]) -> Intervals:
    made: Intervals = ()
    for part in parts:
        made = union(made, part)
    return made


def seconds_in(parts: Intervals | list[tuple[int, int]]) -> set[int]:
    return {second for start, end in parts for second in range(start, end)}


def is_tidy(made: Intervals) -> bool:
    ends = [moment for one in made for moment in one]
    return ends == sorted(set(ends))


@given(sets)
def test_a_union_holds_what_any_of_its_parts_holds(parts: list[tuple[int, int]]) -> None:
    made = made_of(parts)

    assert seconds_in(made) == seconds_in(parts)
    assert is_tidy(made)
    assert length(made) == len(seconds_in(parts))


@given(sets, intervals)
def test_a_difference_is_what_is_not_taken_yet(parts: list[tuple[int, int]], new: tuple[int, int]) -> None:
    free = difference(new, made_of(parts))

    assert seconds_in(free) == seconds_in([new]) - seconds_in(parts)


@given(sets, moments)
def test_what_is_before_a_moment_is_forgotten(parts: list[tuple[int, int]], moment: int) -> None:
    made = made_of(parts)

    assert seconds_in(since(made, moment)) == {one for one in seconds_in(made) if one >= moment}


@given(sets, st.integers(1, 8))
def test_fewer_intervals_hold_no_less(parts: list[tuple[int, int]], count: int) -> None:
    made = made_of(parts)

    fewer = at_most(made, count)

    assert len(fewer) == min(count, len(made))
    assert is_tidy(fewer)
    assert seconds_in(made) <= seconds_in(fewer)


def test_the_smallest_gaps_are_closed_first() -> None:
    assert at_most(((0, 1), (5, 6), (7, 8), (20, 21)), 2) == ((0, 8), (20, 21))
