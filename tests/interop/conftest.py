"""Each client with an environment of its own, and one download of each course by each client."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from carrel.courseware.folder import read_folder
from tests.interop.clients import Account, Client, Download, coursera_dl, coursera_helper
from tests.schools import COURSES, LEARNER, NEWCOMER


@dataclass(frozen=True)
class Wish:
    """Who downloads which course how."""

    account: Account
    slug: str
    resolution: str


WISHES = [
    Wish(NEWCOMER, "writing-that-argues", "720p"),
    Wish(LEARNER, "how-computers-count", "360p"),
]


@pytest.fixture(scope="session", params=[coursera_dl, coursera_helper], ids=lambda client: client.__name__)
def client(
    request: pytest.FixtureRequest, demo_school: str, tmp_path_factory: pytest.TempPathFactory
) -> Client:
    """A published client, pointed at the demo school."""
    made: Client = request.param(demo_school, tmp_path_factory.mktemp("home"))
    return made


@pytest.fixture(scope="session", params=WISHES, ids=lambda wish: wish.slug)
def wish(request: pytest.FixtureRequest) -> Wish:
    """One of the downloads that are tried."""
    wished: Wish = request.param
    return wished


@pytest.fixture(scope="session")
def download(client: Client, wish: Wish, tmp_path_factory: pytest.TempPathFactory) -> Download:
    """A course that a client has downloaded with everything it can take."""
    return download_to(tmp_path_factory.mktemp("download"), client, wish)


def download_to(folder: Path, client: Client, wish: Wish, *more: str) -> Download:
    """Let a client download a course; `more` are further options."""
    published = COURSES / wish.slug
    wanted = ["--video-resolution", wish.resolution, "--subtitle-language", "all", "--jobs", "2"]
    ran = client.run(wish.account, *wanted, *more, "--path", folder, wish.slug)
    return Download(read_folder(published).course, published, folder, ran)
