"""A small school for each test, the demo school once, and people who ask them."""

import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from argon2 import PasswordHasher

from carrel.application import signing_in
from carrel.application.school import School, create_school, open_school
from demo.school import furnish
from tests.server.caller import Caller, calling, signed_in
from tests.server.schools import AT, found_small_school


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """A tenth of a second for each password is for those who guess them, not for those who test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing_in, "_hasher", cache(lambda: PasswordHasher(1, 8, 1)))
        yield


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """The event loop in which every app of the tests runs."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small school's data, as `data`, and its course folders, as `folders`. Only ever copied."""
    root = tmp_path_factory.mktemp("small-school")
    found_small_school(root / "data", root / "folders")
    return root


@pytest.fixture
def folders(founded: Path, tmp_path: Path) -> Path:
    """A copy of the small school's course folders, to change and publish again."""
    return shutil.copytree(founded / "folders", tmp_path / "folders")


@pytest.fixture
def school(founded: Path, tmp_path: Path) -> Iterator[School]:
    """A small school of the test's own."""
    school = open_school(copied(founded / "data", tmp_path / "data"))
    yield school
    school.close()


@pytest.fixture
def guest(school: School, portal: BlockingPortal) -> Iterator[Caller]:
    """Nobody in particular, at the small school."""
    with calling(school, portal) as guest:
        yield guest


@pytest.fixture
def learner(guest: Caller, school: School) -> Caller:
    """Enrolled in the first of the small courses, with its lecture completed."""
    return signed_in(guest, school, "learner@example.org")


@pytest.fixture
def newcomer(guest: Caller, school: School) -> Caller:
    """Enrolled nowhere."""
    return signed_in(guest, school, "newcomer@example.org")


@pytest.fixture
def teacher(guest: Caller, school: School) -> Caller:
    """Staff, who may see everything."""
    return signed_in(guest, school, "teacher@example.org")


@pytest.fixture(scope="session")
def demo_school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """The demo school. Tests only read it."""
    school = create_school(tmp_path_factory.mktemp("demo-school") / "data", None, "The Open Desk")
    furnish(school, AT)
    yield school
    school.close()


@pytest.fixture(scope="session")
def demo_guest(demo_school: School, portal: BlockingPortal) -> Iterator[Caller]:
    """Nobody in particular, at the demo school."""
    with calling(demo_school, portal) as guest:
        yield guest


@pytest.fixture(scope="session")
def demo_learner(demo_guest: Caller, demo_school: School) -> Caller:
    """The demo learner."""
    return signed_in(demo_guest, demo_school, "learner@example.org")


@pytest.fixture(scope="session")
def demo_newcomer(demo_guest: Caller, demo_school: School) -> Caller:
    """The demo newcomer."""
    return signed_in(demo_guest, demo_school, "newcomer@example.org")


@pytest.fixture(scope="session")
def still_school(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A small school in which nobody learns anything: for tests that only read, and so may share it."""
    school = open_school(copied(founded / "data", tmp_path_factory.mktemp("still-school") / "data"))
    yield school
    school.close()


@pytest.fixture(scope="session")
def still_guest(still_school: School, portal: BlockingPortal) -> Iterator[Caller]:
    """As `guest`, at the school that is only read."""
    with calling(still_school, portal) as guest:
        yield guest


@pytest.fixture(scope="session")
def still_learner(still_guest: Caller, still_school: School) -> Caller:
    """As `learner`, at the school that is only read."""
    return signed_in(still_guest, still_school, "learner@example.org")


def copied(data: Path, to: Path) -> Path:
    # Media never change: a second name for them is copy enough.
    shutil.copytree(data, to, ignore=shutil.ignore_patterns("media"))
    shutil.copytree(data / "media", to / "media", copy_function=os.link)
    return to
