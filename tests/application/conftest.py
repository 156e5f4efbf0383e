"""A school on each engine, and passwords that are cheap to hash."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carrel.application.school import School, create_school
from tests.conftest import Place


@pytest.fixture(autouse=True)
def _cheaply(cheap_hashes: None) -> None:
    """Every password of this room."""


@pytest.fixture
def school(ready_place: Place) -> Iterator[School]:
    school = create_school(ready_place.folder, ready_place.url, "The Open Desk")
    yield school
    school.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a test may keep its course."""
    return tmp_path / "study-well-online"
