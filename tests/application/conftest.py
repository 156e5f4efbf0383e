"""A school on each engine, and passwords that are cheap to hash."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from carrel.application import signing_in
from carrel.application.school import School, create_school
from tests.conftest import Place


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(signing_in, "_hasher", lambda: hasher)
    signing_in._nobody.cache_clear()


@pytest.fixture
def school(place: Place) -> Iterator[School]:
    school = create_school(place.folder, place.url, "The Open Desk")
    yield school
    school.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a test may keep its course."""
    return tmp_path / "study-well-online"
