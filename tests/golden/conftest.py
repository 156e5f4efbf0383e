"""The small school that the golden answers come from, and the option that renews them."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal

from carrel.application.school import open_school
from tests.golden.forums import discuss
from tests.server.caller import Caller, calling, signed_in
from tests.server.conftest import (
    _cheap_passwords,
    founded,
    guest,
    learner,
    portal,
    school,
    still_guest,
    still_learner,
    still_school,
)

__all__ = [
    "_cheap_passwords",
    "founded",
    "guest",
    "learner",
    "portal",
    "school",
    "still_guest",
    "still_learner",
    "still_school",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/golden --renew-golden` writes what is answered now. Then read the difference."""
    parser.addoption("--renew-golden", action="store_true", help="write the golden answers anew")


@pytest.fixture
def is_renewing(pytestconfig: pytest.Config) -> bool:
    """Whether golden answers are to be written and not compared."""
    # The option is not known to a run that began in another folder.
    return bool(pytestconfig.getoption("--renew-golden", default=False))


@pytest.fixture(scope="module")
def discussing(
    founded: Path, portal: BlockingPortal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Caller]:
    """The learner, at a school in whose forums something was said."""
    room = tmp_path_factory.mktemp("discussing")
    with (
        closing(open_school(shutil.copytree(founded / "data", room / "data"))) as school,
        calling(school, portal) as guest,
    ):
        discuss(school, room / "folder")
        yield signed_in(guest, school, "learner@example.org")
