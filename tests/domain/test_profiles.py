"""Who sees whom."""

import pytest

from carrel.domain.profiles import SEEN, Nearness, Sight, sight
from carrel.domain.users import Privacy


def test_every_choice_says_what_everybody_sees():
    assert {choice: set(seen) for choice, seen in SEEN.items()} == {one: set(Nearness) for one in Privacy}


@pytest.mark.parametrize("privacy", Privacy)
def test_nobody_hides_from_who_teaches_them_and_nobody_who_teaches_hides(privacy: Privacy):
    assert sight(privacy, Nearness.STAFF) is Sight.WHOLE
    assert {sight(privacy, near, teaches=True) for near in Nearness} == {Sight.WHOLE}


def test_who_stands_further_away_never_sees_more():
    order = [Sight.NOTHING, Sight.NAMELESS, Sight.WHOLE]

    for seen in SEEN.values():
        ranks = [order.index(seen[near]) for near in (Nearness.STAFF, Nearness.CLASSMATE, Nearness.STRANGER)]
        assert ranks == sorted(ranks, reverse=True)
