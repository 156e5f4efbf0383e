import asyncio
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carrel.application.school import School, create_school
from carrel.domain.users import SchoolRole
from carrel.server import control
from carrel.server.administration import Account, AddUser, ListUsers, MakeLink, Refused, Reply, SignInLink
from carrel.server.control import LONGEST_ORDER, SOCKET, give, listen_for_orders, taking_orders
from carrel.store.errors import DatabaseUnavailable

A_USER = AddUser("a@example.org", "", SchoolRole.LEARNER, "")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    school = create_school(tmp_path / "school", None, "")
    yield school
    school.close()


def while_running(school: School, ask: Callable[[], Reply], done: Callable[[], None] = lambda: None) -> Reply:
    """What a command hears that speaks to the running school."""

    async def run() -> Reply:
        async with taking_orders(school, listen_for_orders(school.data), done):
            return await asyncio.to_thread(ask)

    return asyncio.run(run())


def say(data: Path, line: bytes) -> bytes:
    """What the school answers to a line that is not one of ours."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(data / SOCKET))
        connection.sendall(line)
        connection.shutdown(socket.SHUT_WR)
        return connection.makefile("rb").read()


def test_an_order_is_carried_out_and_the_school_hears_of_it(school: School):
    heard: list[str] = []

    reply = while_running(school, lambda: give(school.data, A_USER), lambda: heard.append("done"))

    assert isinstance(reply, Account)
    assert (reply.email, heard) == ("a@example.org", ["done"])


def test_what_the_school_refuses_is_told_in_its_words(school: School):
    reply = while_running(school, lambda: give(school.data, MakeLink("nobody@example.org")))

    assert reply == Refused("There is no account for nobody@example.org.")


def test_a_link_is_a_path(school: School):
    def add_and_link() -> Reply:
        give(school.data, A_USER)
        return give(school.data, MakeLink("a@example.org"))

    reply = while_running(school, add_and_link)

    assert isinstance(reply, SignInLink)
    assert reply.path.startswith("/sign-in/link/")


@pytest.mark.parametrize(
    "line", [b"hello\n", b"{}\n", b'{"type":"Explode"}\n', b"\xff\n", b"", b"[" * LONGEST_ORDER * 2]
)
def test_what_is_no_order_is_refused(school: School, line: bytes):
    answers: list[bytes] = []

    def ask() -> Reply:
        answers.append(say(school.data, line))
        return give(school.data, ListUsers())

    still_there = while_running(school, ask)

    assert b'"Refused"' in answers[0]
    assert not isinstance(still_there, Refused)


def test_an_order_too_long_for_anybody_is_refused(school: School):
    too_long = AddUser("a@example.org", "x" * LONGEST_ORDER, SchoolRole.LEARNER, "")

    assert isinstance(while_running(school, lambda: give(school.data, too_long)), Refused)


def test_what_goes_wrong_within_is_told_and_noted(
    school: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*_: object) -> Reply:
        raise RuntimeError("the roof leaks")

    monkeypatch.setattr(control, "carry_out", fail)

    reply = while_running(school, lambda: give(school.data, ListUsers()))

    assert isinstance(reply, Refused)
    assert "the roof leaks" in reply.reason
    assert "could not be carried out" in caplog.text


def test_an_answer_that_nobody_understands_is_refused(school: School, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(control, "carry_out", lambda *_: {"type": "Surprise"})

    reply = while_running(school, lambda: give(school.data, ListUsers()))

    assert isinstance(reply, Refused)
    assert "another version" in reply.reason


def test_who_hangs_up_early_harms_nobody(school: School):
    def hang_up() -> Reply:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(school.data / SOCKET))
        return give(school.data, ListUsers())

    assert not isinstance(while_running(school, hang_up), Refused)


def test_an_order_to_a_school_that_stops_first_is_told_so(school: School):
    with listen_for_orders(school.data) as listening:
        listening.listen()
        answers: list[Reply] = []

        async def stop_at_once() -> None:
            asking = asyncio.create_task(asyncio.to_thread(lambda: answers.append(give(school.data, A_USER))))
            accepted, _ = await asyncio.to_thread(listening.accept)
            accepted.close()
            await asking

        asyncio.run(stop_at_once())

    assert isinstance(answers[0], Refused)
    assert "stopped" in answers[0].reason


def test_a_school_that_does_not_run_takes_no_orders(school: School):
    with pytest.raises(DatabaseUnavailable, match="takes no orders"):
        give(school.data, ListUsers())


def test_the_socket_goes_with_the_school(school: School):
    while_running(school, lambda: give(school.data, ListUsers()))

    assert not (school.data / SOCKET).exists()
