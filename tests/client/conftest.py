"""A real school to ask, over the network and without it, and a server that can be told to misbehave."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette

from carrel.application import accounts, signing_in
from carrel.application.enrolling import enroll
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, create_school
from carrel.application.visit import Visit
from carrel.client import Client, Credentials, Patience, Politeness
from carrel.domain.users import SchoolRole, User
from carrel.server.app import create_app
from carrel.server.settings import Settings
from carrel.server.visitors import now
from tests.builders import COURSE_ID, a_folder

EMAIL = "learner@example.org"
PASSWORD = "learner-demo"
STRANGER = "newcomer@example.org"
IMPATIENT = Patience(attempts=3, deadline=5.0, first_pause=0.001, longest_pause=0.002)
"""Tries as often as others, without the waiting."""
RUDE = Politeness(per_second=0)
"""As fast as it goes."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A school with one course, a learner who is enrolled and one who is not."""
    root: Path = tmp_path_factory.mktemp("school")
    school = create_school(root / "data", None, "The Test School")
    publish(school, plan_publication(school, a_folder(root / "course"), now()), now())
    for email in (EMAIL, STRANGER):
        _add(school, email)
    yield school
    school.close()


@pytest.fixture(scope="session")
def app(school: School) -> Starlette:
    """The school as an application."""
    return create_app(school, Settings())


@pytest.fixture(scope="session")
def live(app: Starlette) -> Iterator[str]:
    """The address of the school on the network of this machine."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def guest(live: str) -> Iterator[Client]:
    """A client of the school that is not signed in."""
    with Client(live, patience=IMPATIENT) as client:
        yield client


@pytest.fixture(scope="session")
def signed_in(live: str) -> Credentials:
    """A sign-in of the learner."""
    with Client(live) as client:
        return client.sign_in(EMAIL, PASSWORD)


@pytest.fixture
def learner(live: str, signed_in: Credentials) -> Iterator[Client]:
    """A client of the school that is signed in as the learner."""
    with Client(live, signed_in, patience=IMPATIENT, politeness=RUDE) as client:
        yield client


@pytest.fixture
def in_process(app: Starlette) -> httpx2.AsyncBaseTransport:
    """The school without a network in between."""
    return httpx2.ASGITransport(app=app)


def _add(school: School, email: str) -> None:
    password_hash = signing_in.hash_password(PASSWORD)
    user: User = school.write(
        lambda visit: accounts.add_user(visit, email, "", SchoolRole.LEARNER, password_hash), None, now()
    )
    if email == EMAIL:
        school.write(lambda visit: _enrol(visit, user), user, now())


def _enrol(visit: Visit, user: User) -> None:
    enroll(visit, user.id, COURSE_ID)
