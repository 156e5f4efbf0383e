"""A school to give commands to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.hands import Running, carrel, start


@pytest.fixture(autouse=True)
def _cheaply(cheap_hashes: None) -> None:
    """Every password of this room."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A new school, which is not running."""
    folder = tmp_path / "school"
    assert carrel("init", folder, "--name", "The Open Desk").exit_code == 0
    return folder


@pytest.fixture
def serve() -> Iterator[Callable[..., Running]]:
    """Serve a school in a process of its own, until the test is over."""
    started: list[Running] = []

    def serve(data: Path, *arguments: object) -> Running:
        started.append(start(data, *arguments))
        return started[-1]

    yield serve
    for one in started:
        one.end()


@pytest.fixture
def running(data: Path, serve: Callable[..., Running]) -> Running:
    """A school that is running."""
    return serve(data)
