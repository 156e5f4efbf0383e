"""Who is asking is remembered for a while, and never after it has ended."""

import asyncio
from collections.abc import Iterator

import pytest

from carrel.application import accounts, signing_in
from carrel.application.school import School, create_school
from carrel.application.visit import Visit
from carrel.domain.users import SchoolRole, User
from carrel.server.settings import Settings
from carrel.server.visitors import MEMORY, Visitors, now
from tests.conftest import Place


@pytest.fixture
def school(ready_place: Place) -> Iterator[School]:
    school = create_school(ready_place.folder, ready_place.url, "")
    yield school
    school.close()


@pytest.fixture
def learner(school: School) -> User:
    return school.write(
        lambda visit: accounts.add_user(visit, "a@example.org", "", SchoolRole.LEARNER, ""), None, now()
    )


@pytest.fixture
def token(school: School, learner: User) -> str:
    return school.write(lambda visit: signing_in.sign_in(visit, learner), None, now()).token


@pytest.fixture
def visitors(school: School) -> Visitors:
    return Visitors(school, Settings())


def actor(visit: Visit) -> User | None:
    return visit.actor


def ask(visitors: Visitors, token: str) -> User | None:
    return asyncio.run(visitors.reading_as(token, actor))


def test_a_sign_in_is_looked_up_once(visitors: Visitors, school: School, learner: User, token: str):
    assert ask(visitors, token) == learner
    school.write(lambda visit: signing_in.sign_out(visit, token), None, now())

    assert ask(visitors, token) == learner
    assert visitors.remembered_id(token) == learner.id


def test_it_is_looked_up_again_when_the_memory_is_old(
    visitors: Visitors, school: School, learner: User, token: str
):
    assert ask(visitors, token) == learner
    school.write(lambda visit: signing_in.sign_out(visit, token), None, now())
    later = now() + MEMORY
    visitors.clock = lambda: later

    assert ask(visitors, token) is None


@pytest.mark.parametrize("forget", ["forget", "forget_all"])
def test_it_is_forgotten_at_once_when_it_ends(visitors: Visitors, school: School, token: str, forget: str):
    ask(visitors, token)
    school.write(lambda visit: signing_in.sign_out(visit, token), None, now())

    getattr(visitors, forget)(*([token] if forget == "forget" else []))

    assert ask(visitors, token) is None


def test_what_was_looked_up_before_it_ended_is_not_remembered_after(visitors: Visitors, token: str):
    def end_meanwhile(visit: Visit) -> User | None:
        visitors.forget_all()
        return visit.actor

    assert asyncio.run(visitors.reading_as(token, end_meanwhile))

    assert visitors.remembered_id(token) == 0


def test_it_is_remembered_also_when_the_deed_is_refused(visitors: Visitors, learner: User, token: str):
    def refuse(visit: Visit) -> None:
        raise PermissionError

    with pytest.raises(PermissionError):
        asyncio.run(visitors.reading_as(token, refuse))

    assert visitors.remembered_id(token) == learner.id


@pytest.mark.parametrize("token", ["", "made-up", "\0"])
def test_a_token_that_proves_nothing_is_a_guests(visitors: Visitors, token: str):
    assert ask(visitors, token) is None
    assert visitors.remembered_id(token) == 0
