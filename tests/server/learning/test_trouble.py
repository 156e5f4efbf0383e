"""A flood, a full disk, a lost database: clear answers, and state as it was."""

from collections.abc import Awaitable, Callable

import pytest
from httpx2 import Response

from carrel.application.school import School
from carrel.server.visitors import BURST, RATE
from carrel.store.errors import DamagedDatabase, DatabaseUnavailable, DiskFull, StoreError
from tests.server.learning.conftest import Seat
from tests.server.learning.desk import Desk

pytestmark = pytest.mark.anyio

Write = Callable[[Desk], Awaitable[Response]]
WRITES: dict[str, Write] = {
    "position": lambda desk: desk.put_position(1),
    "ended": lambda desk: desk.event("ended"),
    "reading": lambda desk: desk.read(),
    "heartbeat": lambda desk: desk.client.post("/graphql-gateway", json=[desk.operation()]),
}


@pytest.fixture(params=WRITES)
def write(request: pytest.FixtureRequest) -> Write:
    return WRITES[request.param]


async def test_a_flood_is_told_when_to_come_again_and_nobody_else_notices(
    seat: Seat, learner: Desk, write: Write
):
    other = await seat("other")
    for _ in range(BURST):
        await learner.put_position(1)

    refused = await write(learner)

    assert (refused.status_code, refused.json()["errorCode"]) == (429, "tooManyRequests")
    assert int(refused.headers["retry-after"]) >= 1
    assert (await write(other)).status_code < 300
    assert (await learner.position()).status_code == 200


async def test_who_waits_as_told_is_let_in_again(learner: Desk):
    for _ in range(BURST):
        await learner.put_position(1)
    refused = await learner.put_position(2)

    learner.clock.move(int(refused.headers["retry-after"]))

    assert (await learner.put_position(3)).status_code == 204


async def test_an_honest_player_is_never_taken_for_a_flood(learner: Desk):
    for _ in range(RATE * 60):
        learner.clock.move(1 / RATE)
        answer = await learner.put_position(1)

    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("trouble", "status"),
    [(DiskFull("full"), 507), (DatabaseUnavailable("away"), 503), (DamagedDatabase("bits"), 500)],
    ids=["disk full", "away", "damaged"],
)
async def test_what_could_not_be_kept_is_not_acknowledged(
    learner: Desk, write: Write, trouble: StoreError, status: int, monkeypatch: pytest.MonkeyPatch
):
    async def failing(*_: object, **__: object) -> None:
        raise trouble

    with monkeypatch.context() as patch:
        patch.setattr(School, "writing", failing)
        answer = await write(learner)

    assert answer.status_code == status
    assert set(answer.json()) == {"errorCode", "message", "details"}
    assert answer.json()["message"]
    assert (await learner.progress())["items"] == {}
