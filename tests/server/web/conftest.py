"""A school with two courses, and people at its door."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient

from carrel.application import accounts, enrolling, signing_in
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, create_school, open_school
from carrel.application.visit import Visit
from carrel.domain.progress import ItemProgress, ItemState
from carrel.domain.users import SchoolRole, User
from carrel.server.app import create_app
from carrel.server.settings import Settings
from carrel.server.visitors import now
from carrel.store import progress
from tests.builders import COURSE_ID, FOLDER, a_folder

PASSWORD = "a quiet place"
HOSTILE = "<script>alert(1)</script>"
OTHER_ID = "BaMpf0ZuEeW4kAo0dH3nVQ"
OTHER_LESSON = "01-welcome/02-more"

FILES: dict[str, str | bytes | None] = {
    "course.toml": f"""
id = "{COURSE_ID}"
slug = "study-well-online"
name = "Study Well Online"
description = "How to *study*."
workload = "2 weeks"
image = "assets/desk.png"
[[partners]]
id = "7"
name = "The Open Desk"
home_link = "https://example.org"
[[instructors]]
id = "41"
full_name = "{HOSTILE}"
bio = "{HOSTILE}"
""",
    "assets/desk.png": b"\x89PNG\r\n\x1a\n",
    f"{FOLDER}/02-how-to-read.md": (
        '+++\nid = "aaaa2"\n+++\n# Slowly\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n'
        'And <b onclick="x()">twice</b>.\n'
    ),
    f"{FOLDER}/03-write/item.toml": 'id = "aaaa3"\nkind = "peer"\nlock = "lesson"\nweight = 1000\n',
    f"{FOLDER}/03-write/instructions.md": "Write *one* page.\n",
    f"{OTHER_LESSON}/01-check.md": '+++\nid = "aaaa4"\nkind = "holodeck"\n+++\nA question.\n',
    f"{OTHER_LESSON}/02-gone.md": '+++\nid = "aaaa5"\nkind = "supplement"\nunseen = "403 <b>"\n+++\n',
    "references/01-glossary.md": '+++\nid = "aaaa7"\n+++\n*Desk*, and <script>alert(1)</script>.\n',
    f"{OTHER_LESSON}/03-try.md": '+++\nid = "aaaa6"\nkind = "ungradedAssignment"\n+++\nTry.\n',
}
OTHER_FILES: dict[str, str | bytes | None] = {
    **dict.fromkeys(
        f"{FOLDER}/01-hello/{name}"
        for name in ("item.toml", "video.720p.mp4", "captions.en.vtt", "slides.pdf")
    ),
    "course.toml": f'id = "{OTHER_ID}"\nslug = "another"\nname = "{HOSTILE}"\n',
    f"{FOLDER}/02-how-to-read.md": '+++\nid = "bbbb1"\n+++\n',
}

Client = Callable[[str], Awaitable[AsyncClient]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a school with two courses, a learner, and a teacher; nobody is enrolled."""
    place = tmp_path_factory.mktemp("prepared")
    school = create_school(place / "school", None, "The Open Desk")
    for name, files in (("one", FILES), ("two", OTHER_FILES)):
        publish(school, plan_publication(school, a_folder(place / name, files), now()), now())
    add_user(school, "learner@example.org", HOSTILE, SchoolRole.LEARNER)
    add_user(school, "teacher@example.org", "Teacher", SchoolRole.TEACHER)
    school.close()
    return place / "school"


@pytest.fixture
def school(prepared: Path, tmp_path: Path) -> Iterator[School]:
    """That school, as a copy of one's own."""
    school = open_school(shutil.copytree(prepared, tmp_path / "school"))
    yield school
    school.close()


@pytest.fixture
async def client_of(school: School) -> AsyncIterator[Client]:
    """A browser for each person, by email; a guest's for nobody's."""
    app = create_app(school, Settings())
    async with AsyncExitStack() as stack:

        async def client_of(email: str) -> AsyncClient:
            transport = ASGITransport(app, raise_app_exceptions=False)
            client = AsyncClient(transport=transport, base_url="http://school.test")
            await stack.enter_async_context(client)
            if email:
                token = school.write(lambda visit: signing_in.make_link(visit, email), None, now())
                await client.get(f"/sign-in/link/{token}")
            return client

        yield client_of


@pytest.fixture
async def guest(client_of: Client) -> AsyncClient:
    """Somebody without an account."""
    return await client_of("")


@pytest.fixture
async def newcomer(client_of: Client) -> AsyncClient:
    """Somebody with an account, enrolled nowhere."""
    return await client_of("learner@example.org")


@pytest.fixture
async def learner(school: School, newcomer: AsyncClient) -> AsyncClient:
    """Somebody who takes the first course and has done nothing in it."""
    take(school, COURSE_ID)
    return newcomer


def add_user(school: School, email: str, name: str, role: SchoolRole, password_hash: str = "") -> User:
    return school.write(lambda visit: accounts.add_user(visit, email, name, role, password_hash), None, now())


def take(school: School, course_id: str, *, at: int | None = None) -> None:
    """Enrol the learner."""
    actor = the_learner(school)
    school.write(lambda visit: enrolling.enroll(visit, actor.id, course_id), actor, at or now())


def complete(school: School, *item_ids: str, course_id: str = COURSE_ID, learner: User | None = None) -> None:
    """Let the learner, or another one, have completed these items."""
    actor, done = learner or the_learner(school), ItemProgress(ItemState.COMPLETED, now())

    def deed(visit: Visit) -> None:
        progress.add_items(visit.connection, actor.id, course_id, dict.fromkeys(item_ids, done))

    school.write(deed, actor, now())


def the_learner(school: School) -> User:
    return next(
        one for one in school.read(accounts.list_users, None, now()) if one.role is SchoolRole.LEARNER
    )
