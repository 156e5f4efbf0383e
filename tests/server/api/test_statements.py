"""How often an answer asks the database: as often in a large school as in a small one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal

from carrel.server.api.answering import ANSWERS
from carrel.store.sqlite import Sqlite
from tests.server.api.reads import (
    DESK,
    READS,
    People,
    grow,
    lively,
    targets_of,
    ways,
)

Asked = tuple[list[str], list[str]]
"""What the database was asked for one answer: in the small school, and when that had grown."""


def test_every_way_to_read_a_resource_is_counted() -> None:
    assert {name: set(targets) for name, targets in READS.items()} == {
        name: ways(answers) for name, answers in ANSWERS.items() if ways(answers)
    }


@pytest.mark.parametrize(("name", "way"), [(name, way) for name in READS for way in READS[name]])
def test_an_answer_asks_the_database_as_often_when_the_school_has_grown(
    counted: dict[tuple[str, str], Asked], name: str, way: str
) -> None:
    small, grown = counted[name, way]

    assert len(grown) <= len(small), "\n".join(grown)


def test_the_desk_asks_the_database_as_often_for_more_courses(counted: dict[tuple[str, str], Asked]) -> None:
    small, grown = counted[DESK]

    assert len(grown) <= len(small), "\n".join(grown)


@pytest.fixture(scope="module")
def counted(
    founded: Path, portal: BlockingPortal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[tuple[str, str], Asked]]:
    """Every read, counted in one school before and after it has grown."""
    room = tmp_path_factory.mktemp("statements")
    shutil.copytree(founded / "data", room / "data")
    with overheard() as said, lively(room / "data", portal) as (school, people):
        targets = targets_of(school, people)
        small = {way: asked(people, way, target, said) for way, target in targets.items()}
        grow(school, people, room)
        yield {way: (small[way], asked(people, way, target, said)) for way, target in targets.items()}


def asked(people: People, way: tuple[str, str], target: str, said: list[str]) -> list[str]:
    """What an answer asks the database once the documents of its courses are at hand."""
    people.ask(way, target)
    del said[:]
    # At another host it is another question: nothing that is kept answers it.
    people.ask(way, target, {"host": "another.test"})
    return [one for one in said if one.startswith("SELECT")]


@contextmanager
def overheard() -> Iterator[list[str]]:
    """What SQLite is told by any connection that is opened meanwhile."""
    said: list[str] = []
    connect = Sqlite._connect

    def traced(self: Sqlite) -> Any:
        connection: Any = connect(self)
        connection.set_trace_callback(said.append)
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sqlite, "_connect", traced)
        yield said
