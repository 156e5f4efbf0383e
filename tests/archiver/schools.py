"""Schools to mirror, without a network in between, and a way to make them misbehave."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import httpx2
from starlette.types import ASGIApp, Receive, Scope, Send

from carrel.application import accounts, signing_in
from carrel.application.enrolling import enroll
from carrel.application.publishing import plan_publication, publish
from carrel.application.school import School, create_school
from carrel.application.visit import Visit
from carrel.archiver.choice import EVERYTHING, Choice
from carrel.archiver.library import Library
from carrel.archiver.mirror import Mirror, Report
from carrel.client import Client, Credentials, Patience, Politeness
from carrel.domain.users import SchoolRole
from carrel.server.app import create_app
from carrel.server.settings import Settings
from carrel.server.visitors import now
from tests.builders import COURSE_ID

SITE = "http://school.example.org"
SLUG = "study-well-online"
EMAIL = "learner@example.org"
STRANGER = "newcomer@example.org"
PASSWORD = "learner-demo"
IMPATIENT = Patience(attempts=2, deadline=5.0, first_pause=0.001, longest_pause=0.002)
RUDE = Politeness(per_second=0)
HASH = signing_in.hash_password(PASSWORD)

Fault = Callable[[Scope, Receive, Send, ASGIApp], Awaitable[None]]


class Site:
    """A school that can be asked, and told to fail for some addresses: `faults` are by a part of the path.

    `asked` are the paths of all requests, in their order, and whether cookies came with each. `answers` are
    the bodies of the API's answers by what was asked.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.faults: dict[str, Fault] = {}
        self.asked: list[tuple[str, bool]] = []
        self.answers: dict[str, bytes] = {}
        self._sign_ins: dict[str, Credentials] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        self.asked.append((scope["path"], b"cookie" in headers))
        for part, fault in self.faults.items():
            if part in scope["path"]:
                return await fault(scope, receive, send, self._app)
        return await self._app(scope, receive, send)

    @contextmanager
    def client(self, email: str = EMAIL, credentials: Credentials | None = None) -> Iterator[Client]:
        """Somebody's client of it."""
        with Client(
            SITE, credentials, transport=InProcess(self), patience=IMPATIENT, politeness=RUDE
        ) as client:
            if client.credentials is None:
                self._sign_ins[email] = client.sign_in(email, PASSWORD)
            yield client

    def mirror(
        self,
        root: Path,
        slug: str = SLUG,
        choice: Choice = EVERYTHING,
        *,
        email: str = EMAIL,
        dry: bool = False,
        discussions: bool = False,
    ) -> Report:
        """Mirror a course of it into the library at `root`."""
        with self.client(email) as client, Library.open(root, dry=dry) as library:
            mirror = Mirror(client=client, library=library, choice=choice, jobs=4, discussions=discussions)
            return mirror.run(slug, dry=dry)


class InProcess(httpx2.BaseTransport):
    """A site without a network in between, asked by any number of threads."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = httpx2.ASGITransport(app=site)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return anyio.run(self._answer, request)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        asked = httpx2.Request(
            request.method, request.url, headers=request.headers.raw, content=request.read()
        )
        answer = await self._app.handle_async_request(asked)
        body = b"".join([chunk async for chunk in answer.aiter_raw()])
        raw = answer.headers.raw
        if asked.method == "GET" and asked.url.path.startswith("/api/"):
            target = asked.url.raw_path.decode()
            self._site.answers[target] = httpx2.Response(200, headers=raw, content=body).content
        return httpx2.Response(answer.status_code, headers=raw, stream=httpx2.ByteStream(body))


@contextmanager
def teaching(data: Path, *folders: Path) -> Iterator[Site]:
    """A fresh school that teaches the courses in these folders, to one learner who is in all of them."""
    with open_school(data) as school:
        for folder in folders:
            publish(school, plan_publication(school, folder, now()), now())
        yield site_of(school)


@contextmanager
def open_school(data: Path) -> Iterator[School]:
    """A school with a learner and a stranger, and no course yet."""
    school = create_school(data, None, "The Test School")
    try:
        for email in (EMAIL, STRANGER):
            _add(school, email)
        yield school
    finally:
        school.close()


def _add(school: School, email: str) -> None:
    school.write(lambda visit: accounts.add_user(visit, email, "", SchoolRole.LEARNER, HASH), None, now())


def site_of(school: School, *course_ids: str) -> Site:
    """The school, with the learner enrolled."""
    user = next(one for one in school.read(accounts.list_users, None, now()) if one.email == EMAIL)

    def deed(visit: Visit) -> None:
        for course_id in course_ids or _course_ids(visit):
            enroll(visit, user.id, course_id)

    school.write(deed, user, now())
    return Site(create_app(school, Settings()))


def _course_ids(visit: Visit) -> list[str]:
    from carrel.application.catalogue import all_courses

    cards, _ = all_courses(visit, 0, 100)
    return [card.course.id for card in cards]


def files_of(root: Path) -> dict[str, bytes]:
    """Every file below a folder, but for what only the archiver needs."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".carrel" not in path.parts
    }


__all__ = ["COURSE_ID", "SITE", "SLUG", "Site", "files_of", "open_school", "site_of", "teaching"]
