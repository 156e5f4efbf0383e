"""A school in which somebody learns, and a clock that the tests move."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient

from carrel.application import accounts, enrolling, signing_in
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, create_school, open_school
from carrel.domain.users import SchoolRole, User
from carrel.server.app import create_app
from carrel.server.settings import Settings
from tests.builders import COURSE_ID, a_folder
from tests.server.learning.desk import COURSES, START, TRUSTING_ID, Clock, Desk

Seat = Callable[..., Awaitable[Desk]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a school with two courses; two learners take both, a newcomer neither."""
    place = tmp_path_factory.mktemp("taught")
    school = create_school(place / "school", None, "The Open Desk")
    for name, files in COURSES.items():
        publish(school, plan_publication(school, a_folder(place / name, files), START), START)
    for name in ("learner", "other"):
        user = add_user(school, name)
        for course_id in (COURSE_ID, TRUSTING_ID):
            school.write(partial(enrolling.enroll, user_id=user.id, course_id=course_id), user, START)
    add_user(school, "newcomer")
    add_user(school, "teacher", SchoolRole.TEACHER)
    school.close()
    return place / "school"


def add_user(school: School, name: str, role: SchoolRole = SchoolRole.LEARNER) -> User:
    email = f"{name}@example.org"
    return school.write(lambda visit: accounts.add_user(visit, email, name, role, ""), None, START)


@pytest.fixture
def school(taught: Path, tmp_path: Path) -> Iterator[School]:
    """That school, as a copy of one's own."""
    school = open_school(shutil.copytree(taught, tmp_path / "school"))
    yield school
    school.close()


@pytest.fixture
def clock() -> Clock:
    """The school's clock."""
    return Clock()


@pytest.fixture
async def seat(school: School, clock: Clock) -> AsyncIterator[Seat]:
    """A desk for each person, by the first part of their email; a guest's for nobody's."""
    app = create_app(school, Settings())
    app.state.visitors.clock = clock
    async with AsyncExitStack() as stack:

        async def seat(name: str = "") -> Desk:
            transport = ASGITransport(app, raise_app_exceptions=False)
            client = AsyncClient(transport=transport, base_url="http://school.test")
            await stack.enter_async_context(client)
            if not name:
                return Desk(client, 0, clock)
            email = f"{name}@example.org"
            token = school.write(lambda visit: signing_in.make_link(visit, email), None, clock())
            await client.get(f"/sign-in/link/{token}")
            answer = await client.get("/api/adminUserPermissions.v1?q=my")
            return Desk(client, int(answer.json()["elements"][0]["id"]), clock)

        yield seat


@pytest.fixture
async def learner(seat: Seat) -> Desk:
    """Somebody who takes both courses and has done nothing in them."""
    return await seat("learner")
