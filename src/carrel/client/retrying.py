"""How long to try: which outcomes are tried again, after which pause, and when to give up.

No clock and no chance in here. A driver takes attempts out of `carry`, rests and sends as they say, and puts
outcomes in, each with the seconds it took.
"""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol, TypeVar

from carrel.client.exchange import Failure, Flow, Outcome, Request, Response

T = TypeVar("T")

PASSING: Final = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""The refusals that pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often and how long to try. Times are seconds.

    `deadline` is for one request with all its attempts and pauses. The pause after the n-th attempt is
    `first_pause * 2**(n - 1)`, `longest_pause` at most, and by chance up to a half shorter; a server that
    says how long to wait is obeyed instead.
    """

    attempts: int = 4
    deadline: float = 120.0
    first_pause: float = 0.5
    longest_pause: float = 20.0


USUAL_PATIENCE: Final = Patience()


@dataclass(frozen=True, slots=True)
class Attempt:
    """Rest for `pause` seconds, then send. It must not take longer than `seconds`.

    `for_all` says that the server asked for the pause, so that others who ask it rest as well.
    """

    request: Request
    seconds: float
    pause: float = 0.0
    for_all: bool = False


class Chance(Protocol):
    """A source of numbers from 0 up to 1."""

    def __call__(self) -> float: ...


Carried = Generator[Attempt, Outcome, T]


def carry(flow: Flow[T], patience: Patience, chance: Chance) -> Carried[T]:
    """The attempts that a flow takes, up to its answer; raises what it raises, and `Failure.error`."""
    with closing(flow):
        try:
            request = next(flow)
            while True:
                response = yield from _delivered(request, patience, chance)
                request = flow.send(response)
        except StopIteration as done:
            answer: T = done.value
            return answer


def retry_after(response: Response) -> float | None:
    """The seconds that the server asks to wait; None when it does not say, or not readably."""
    text = response.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    # Imported here: few servers ever ask to wait.
    from email.utils import parsedate_to_datetime

    try:
        # Counted from the server's own clock, so that ours may be wrong.
        until = parsedate_to_datetime(text)
        since = parsedate_to_datetime(response.headers.get("date", ""))
        return max(0.0, (until - since).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _delivered(request: Request, patience: Patience, chance: Chance) -> Generator[Attempt, Outcome, Response]:
    left = patience.deadline
    attempt = Attempt(request, left)
    for number in range(1, patience.attempts + 1):
        outcome = yield attempt
        left -= outcome.seconds
        if number == patience.attempts or not _may_pass(request, outcome):
            break
        asked = retry_after(outcome) if isinstance(outcome, Response) else None
        pause = _pause(number, patience, chance) if asked is None else asked
        if pause >= left:
            break
        left -= pause
        attempt = Attempt(request, left, pause, for_all=asked is not None)
    if isinstance(outcome, Failure):
        raise outcome.error
    return outcome


def _may_pass(request: Request, outcome: Outcome) -> bool:
    """Whether the same request may go better the next time, without doing anything twice."""
    if isinstance(outcome, Failure):
        return request.may_be_repeated or not outcome.may_have_arrived
    return request.may_be_repeated and outcome.status in PASSING


def _pause(number: int, patience: Patience, chance: Chance) -> float:
    grown = min(patience.longest_pause, patience.first_pause * 2.0 ** (number - 1))
    return grown * (1.0 - chance() / 2.0)
