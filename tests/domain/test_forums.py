"""How often somebody may post."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.domain.errors import PostingTooOften
from carrel.domain.forums import BURST, MINUTE, RECOVERY, Contributions, posted

NOW = 1_700_000_000_000


def test_ten_posts_at_once_are_let_through_and_the_next_says_when():
    counted = Contributions()
    for _ in range(int(BURST)):
        counted = posted(counted, NOW)

    with pytest.raises(PostingTooOften) as refused:
        posted(counted, NOW)

    assert (counted.posts, refused.value.retry_after) == (10, 120)
    assert posted(counted, NOW + refused.value.retry_after * 1000).posts == 11


def test_who_posted_long_ago_has_no_more_than_anybody():
    assert posted(Contributions(left=0, counted_at=NOW), NOW + 9999 * MINUTE).left == BURST - 1


@given(st.lists(st.integers(0, 10 * MINUTE), max_size=60))
@settings(max_examples=60, deadline=None)
def test_nobody_posts_more_than_the_rate_allows_whatever_the_pauses(pauses: list[int]):
    counted, now, let = Contributions(), NOW, 0
    for pause in pauses:
        now += pause
        try:
            counted = posted(counted, now)
        except PostingTooOften:
            continue
        let += 1

    assert let <= BURST + (now - NOW) * RECOVERY + 1e-6
    assert counted.posts == let
