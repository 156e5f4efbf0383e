from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.protocol.errors import NaptimeError
from carrel.protocol.paging import Paging, paging_at, read_limit, read_offset, slice_page


def walk(elements: Sequence[int], limit: int) -> Iterator[Sequence[int]]:
    start = None
    while True:
        page, paging = slice_page(elements, start, limit)
        yield page
        if paging.next is None:
            return
        start = paging.next


@given(st.lists(st.integers()), st.integers(1, 20))
def test_the_pages_together_are_the_whole(elements, limit):
    pages = list(walk(elements, limit))

    assert [element for page in pages for element in page] == elements
    assert all(len(page) == limit for page in pages[:-1])


@given(st.text() | st.integers().map(str) | st.none(), st.integers(1, 50), st.integers(50, 100))
def test_a_limit_is_always_within_its_bounds(text, default, maximum):
    assert 1 <= read_limit(text, default, maximum) <= maximum


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (None, 100),
        ("7", 7),
        ("+7", 7),
        ("", 100),
        ("x", 100),
        ("7.5", 100),
        ("-1", 1),
        ("0", 1),
        ("10500", 10_000),
    ],
)
def test_an_unreadable_limit_falls_back_and_a_wild_one_is_tamed(text, limit):
    assert read_limit(text) == limit


@pytest.mark.parametrize("start", ["", "x", "1.5", "-1", "9" * 5000])
def test_a_start_that_is_no_offset_is_a_bad_request(start):
    with pytest.raises(NaptimeError) as caught:
        read_offset(start)

    assert caught.value.status == 400
    assert caught.value.error_code is None
    assert str(caught.value.message).startswith("Paging start should be an integer, ")


@pytest.mark.parametrize(
    ("offset", "limit", "total", "paging"),
    [
        (0, 100, 154, Paging(next="100", total=154)),
        (100, 100, 154, Paging(total=154)),
        (0, 100, 100, Paging(total=100)),
        (0, 100, 0, Paging(total=0)),
        (900, 100, 154, Paging(total=154)),
    ],
)
def test_the_last_page_has_no_next(offset, limit, total, paging):
    assert paging_at(offset, limit, total) == paging
