"""Whoever floods the school waits, and nobody else does."""

import pytest

from carrel.server.floods import Crowd, Floods, TooMany

START = 1_800_000_000_000


def test_a_bucket_gives_its_burst_and_then_says_when_to_come_again():
    floods = Floods(rate=0.5, burst=3)
    for _ in range(3):
        floods.admit("one", START)

    with pytest.raises(TooMany) as refused:
        floods.admit("one", START)

    assert refused.value.retry_after == 2
    floods.admit("one", START + 2000)


def test_the_flood_of_one_is_nothing_to_another():
    floods = Floods(rate=1, burst=1)
    floods.admit("one", START)

    floods.admit("another", START)


def test_what_is_forgiven_is_forgotten():
    floods = Floods(rate=1, burst=1)
    floods.admit("one", START)
    floods.forgive("one")

    floods.admit("one", START)


def test_who_leaves_makes_room_also_when_it_went_wrong():
    crowd = Crowd(1)
    with crowd.enter("one"), crowd.enter("another"), pytest.raises(TooMany), crowd.enter("one"):
        pass
    with pytest.raises(ZeroDivisionError), crowd.enter("one"):
        raise ZeroDivisionError

    with crowd.enter("one"):
        pass


def test_who_guesses_a_password_is_stopped_and_told_when_to_try_again(guest):
    wrong = {"email": "learner@example.org", "password": "not the password"}
    for _ in range(10):
        assert guest.post("/api/login/v3", wrong).status_code == 401

    stopped = guest.post("/api/login/v3", {**wrong, "email": "LEARNER@example.org "})
    other = guest.post("/api/login/v3", {**wrong, "email": "newcomer@example.org"})

    assert (stopped.status_code, other.status_code) == (429, 401)
    assert int(stopped.headers["retry-after"]) > 0
    assert guest.post("/sign-in", data=wrong).status_code == 429


def test_what_is_remembered_of_a_guess_is_no_longer_than_an_address(guest):
    guest.post("/api/login/v3", {"email": "x" * 90_000, "password": "not the password"})

    assert [len(str(who)) for who in guest.app.state.visitors.guesses._buckets] == [320]
