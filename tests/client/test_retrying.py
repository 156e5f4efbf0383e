"""Retrying: what is tried again, after which pause, and when it is enough. No clock runs in here."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.client.errors import ClientError, TimedOut, Unreachable
from carrel.client.exchange import Failure, Flow, Outcome, Request, Response
from carrel.client.retrying import USUAL_PATIENCE, Attempt, Patience, carry, retry_after
from tests.client.samples import a_response

READ = Request(target="/api/courses.v1")
WRITE = Request(method="POST", target="/api/courses.v1")
FINE = a_response({})
BUSY = a_response(None, 503)
NEVER_SENT = Failure(error=Unreachable("school", "refused"), may_have_arrived=False)
BROKEN_OFF = Failure(error=Unreachable("school", "reset"), may_have_arrived=True)
SILENT = Failure(error=TimedOut("school", "an answer"), may_have_arrived=True)


def one(request: Request) -> Flow[Response]:
    """A flow of one request."""
    return (yield request)


def tried(request: Request, *outcomes: Outcome, patience: Patience = USUAL_PATIENCE) -> list[Attempt]:
    """The attempts that are made when these are the outcomes; the last one decides."""
    steps = carry(one(request), patience, lambda: 0.0)
    attempts = [next(steps)]
    for outcome in outcomes:
        try:
            attempts.append(steps.send(outcome))
        except (StopIteration, ClientError):
            return attempts
    return attempts


@pytest.mark.parametrize("outcome", [BUSY, a_response(None, 429), a_response(None, 502), BROKEN_OFF, SILENT])
def test_a_read_is_tried_again_when_the_trouble_may_pass(outcome):
    assert len(tried(READ, outcome, FINE)) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 416, 500, 501, 507])
def test_a_refusal_that_stays_is_not_tried_again(status):
    assert len(tried(READ, a_response(None, status), FINE)) == 1


@pytest.mark.parametrize("outcome", [BUSY, a_response(None, 429), BROKEN_OFF, SILENT])
def test_a_write_that_may_have_worked_is_not_sent_twice(outcome):
    assert len(tried(WRITE, outcome, FINE)) == 1


def test_a_write_that_was_never_sent_is_sent_again():
    assert len(tried(WRITE, NEVER_SENT, FINE)) == 2


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD"])
def test_a_write_that_may_be_repeated_is(method):
    assert len(tried(replace(WRITE, method=method), BROKEN_OFF, FINE)) == 2


def test_there_is_an_end_to_attempts():
    assert len(tried(READ, *[BUSY] * 9, patience=Patience(attempts=3))) == 3


def test_the_last_answer_is_handed_on_when_patience_ends():
    steps = carry(one(READ), Patience(attempts=1), lambda: 0.0)
    next(steps)

    with pytest.raises(StopIteration) as done:
        steps.send(BUSY)

    assert done.value.value is BUSY


def test_the_last_failure_is_raised_when_patience_ends():
    steps = carry(one(READ), Patience(attempts=1), lambda: 0.0)
    next(steps)

    with pytest.raises(TimedOut):
        steps.send(SILENT)


def test_pauses_grow_up_to_the_longest():
    patience = Patience(attempts=6, first_pause=1.0, longest_pause=5.0)

    attempts = tried(READ, *[BUSY] * 5, patience=patience)

    assert [attempt.pause for attempt in attempts] == [0.0, 1.0, 2.0, 4.0, 5.0, 5.0]
    assert not any(attempt.for_all for attempt in attempts)


@given(st.floats(0.0, 1.0, exclude_max=True), st.integers(1, 12))
def test_chance_shortens_a_pause_by_a_half_at_most(chance, failures):
    patience = Patience(attempts=20, first_pause=0.5, longest_pause=8.0, deadline=1e6)
    steps = carry(one(READ), patience, lambda: chance)
    attempt = next(steps)
    for _ in range(failures):
        attempt = steps.send(BUSY)

    whole = min(8.0, 0.5 * 2 ** (failures - 1))
    assert whole / 2 <= attempt.pause <= whole


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_says_how_long_to_wait_is_obeyed_by_all(status):
    [_, again] = tried(READ, a_response(None, status, retry_after="7"), FINE)[:2]

    assert (again.pause, again.for_all) == (7.0, True)


def test_nobody_waits_longer_than_the_deadline():
    patience = Patience(deadline=10.0)

    assert len(tried(READ, a_response(None, 503, retry_after="11"), FINE, patience=patience)) == 1


def test_what_the_attempts_and_the_pauses_took_is_taken_from_the_deadline():
    patience = Patience(deadline=10.0, first_pause=1.0)

    attempts = tried(READ, replace(BUSY, seconds=3.0), replace(BUSY, seconds=3.0), patience=patience)

    assert [attempt.seconds for attempt in attempts] == [10.0, 6.0, 1.0]


def test_each_request_of_a_flow_has_the_whole_of_our_patience():
    def two() -> Flow[None]:
        yield READ
        yield READ

    steps = carry(two(), Patience(deadline=10.0), lambda: 0.0)
    next(steps)

    assert steps.send(replace(FINE, seconds=9.0)).seconds == 10.0


DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "120"}, 120.0),
        ({"retry_after": "0"}, 0.0),
        ({"retry_after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": DATE}, 30.0),
        ({"retry_after": "Wed, 21 Oct 2020 07:28:30 GMT", "date": DATE}, 0.0),
        ({"retry_after": DATE}, None),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-5"}, None),
        ({"retry_after": "²"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_of_the_servers_own_clock(headers, seconds):
    assert retry_after(a_response(None, 503, **headers)) == seconds


@given(st.text())
def test_no_retry_after_breaks_the_reader(text):
    seconds = retry_after(a_response(None, 503, retry_after=text, date=DATE))

    assert seconds is None or seconds >= 0.0
