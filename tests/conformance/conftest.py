"""The demo school, anew for every case, and everybody in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal

from carrel.application.school import School, create_school, open_school
from carrel.domain.enrollment import DAY
from carrel.server.visitors import now
from demo.school import furnish
from tests.conformance.people import WRITING, Person, somebody
from tests.server.caller import Caller, calling, signed_in
from tests.server.conftest import _cheap_passwords, copied, portal
from tests.server.learning.desk import Clock

__all__ = ["_cheap_passwords", "portal"]


@pytest.fixture(autouse=True)
def row(request: pytest.FixtureRequest) -> tuple[int, ...]:
    """The rows that this is a case of."""
    return getattr(request, "param", ())


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the demo school. Only ever copied."""
    data = tmp_path_factory.mktemp("conformance") / "data"
    school = create_school(data, None, "The Open Desk")
    furnish(school, now())
    school.close()
    return data


@pytest.fixture
def school(furnished: Path, tmp_path: Path) -> Iterator[School]:
    """A demo school of the case's own."""
    school = open_school(copied(furnished, tmp_path / "data"))
    yield school
    school.close()


@pytest.fixture
def clock() -> Clock:
    """The time at the school, tomorrow at noon (UTC); it stands still until it is moved."""
    return Clock((now() // DAY + 1) * DAY + DAY // 2)


@pytest.fixture
def nobody(school: School, portal: BlockingPortal, clock: Clock) -> Iterator[Caller]:
    """Plain HTTP to the school."""
    with calling(school, portal) as nobody:
        nobody.app.state.visitors.clock = clock
        yield nobody


@pytest.fixture
def guest(nobody: Caller) -> Person:
    """Nobody is signed in."""
    return somebody(nobody)


@pytest.fixture
def learner(nobody: Caller, school: School) -> Person:
    """Takes two courses, and has done something in both."""
    return somebody(signed_in(nobody, school, "learner@example.org"))


@pytest.fixture
def newcomer(nobody: Caller, school: School) -> Person:
    """Takes the course on writing, and has done nothing yet."""
    return somebody(signed_in(nobody, school, "newcomer@example.org"))


@pytest.fixture
def teacher(nobody: Caller, school: School) -> Person:
    """Teaches the course on writing."""
    return somebody(signed_in(nobody, school, "teacher@example.org"))


@pytest.fixture
def course(guest: Person) -> str:
    """The id of the course on writing."""
    return guest.client.course(WRITING).id
